// The loop: one switch over the rows. In WebAssembly it becomes one br_table, which is what runs fast there;
// natively each row jumps straight to the next one's label (measured: 8 % faster than through one shared jump).
// Rows of rare extensions are functions of their own, so that the loop keeps its variables in registers.
#include <string_view>

#include "engine/isa/riscv/hart.h"
#include "engine/isa/riscv/verbs.h"

namespace trapdoor::riscv {
namespace {
#ifdef __wasm__
constexpr bool kThreaded = false;
#else
constexpr bool kThreaded = true;
#endif

constexpr bool is_rare(std::string_view extension) {
  return extension == "F" || extension == "D" || extension == "A" || extension.starts_with("Zb");
}

// Requires that the meaning leaves v as it is: no jump. Takes a copy, so that the loop's own v has no address.
template <bool Careful, class Meaning>
[[gnu::noinline]] After apart(Verbs<Careful> v, Meaning meaning) {
  return meaning(v);
}
}  // namespace

// In the macro below a row's meaning names the verbs `v` in either place.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"

// Runs from kPc until the budget is used up, or an instruction traps or asks to look again. Leaves kPc and
// done_ right.
template <bool Careful>
void RiscvHart::loop() {
  Verbs<Careful> v{*this,
                   cpu.words.data(),
                   load_tlb_->entries(),
                   store_tlb_->entries(),
                   nullptr,
                   static_cast<int64_t>(budget_ - done_)};
  After after;
  static const void* const kLabels[kOpCount] = {
#define INSN(row, ...) &&do_##row,
#include "engine/isa/riscv/instructions.inc"
#undef INSN
      &&do_illegal, &&do_goto, &&do_page_end, &&do_straddle};

enter:
  if (v.left <= 0) goto stop;
  v.op = fetch(v.x[kPc]);
  if (!v.op) {
    done_ = budget_ - static_cast<Tick>(v.left);
    machine_.set_progress(done_);
    done_++;
    not_retired_++;
    enter(trap_);
    return;
  }

charge:  // v.op begins a straight run
  if constexpr (!Careful) {
    v.left -= v.op->left;
    if (v.left < 0) [[unlikely]] {
      v.left += v.op->left;
      v.x[kPc] = v.pc();
      careful_ = true;
      goto stop;
    }
  }

again:
  if constexpr (kThreaded && !Careful) goto* kLabels[v.op->id];
  if constexpr (Careful) {
    if (v.op->id <= kOpIllegal) {
      if (v.left == 0) {
        v.x[kPc] = v.pc();
        goto stop;
      }
      v.left--;
      if (full_) {
        v.sync();
        tell_instruction(*v.op);
      }
    }
  }
  switch (v.op->id) {
#define INSN(row, name, bits, operands, extension, flow, help, ...)   \
  case static_cast<uint16_t>(Insn::row):                              \
    do_##row : if constexpr (is_rare(extension)) {                    \
      after = apart(v, [](auto& v) { return __VA_ARGS__; });          \
    }                                                                 \
    else {                                                            \
      after = __VA_ARGS__;                                            \
    }                                                                 \
    if (after == After::next) [[likely]] {                            \
      v.op++;                                                         \
      if constexpr (Flow::flow == Flow::next) {                       \
        if constexpr (kThreaded && !Careful) goto* kLabels[v.op->id]; \
        goto again;                                                   \
      } else {                                                        \
        goto charge;                                                  \
      }                                                               \
    }                                                                 \
    goto not_next;
#include "engine/isa/riscv/instructions.inc"
#undef INSN
    case kOpGoto:
    do_goto:
      v.op += v.op->aux;
      goto charge;
    case kOpPageEnd:
    do_page_end:
      v.x[kPc] = v.pc();
      goto enter;
    case kOpStraddle:
    do_straddle : {
      v.x[kPc] = v.pc();
      if (v.left <= 0) goto stop;
      Op* op = straddle(v.x[kPc]);
      if (op) {
        v.op = op;
        goto charge;
      }
      done_ = budget_ - static_cast<Tick>(v.left);
      machine_.set_progress(done_);
      done_++;
      not_retired_++;
      enter(trap_);
      return;
    }
    default:
    do_illegal:
      after = illegal_op(*v.op);
      goto not_next;
  }

not_next:
  switch (after) {
    case After::jump:
      goto charge;
    case After::enter:
      goto enter;
    case After::leave:
      done_ = v.before() + 1;
      v.x[kPc] = v.pc() + v.op->size();
      return;
    case After::returned:
      done_ = v.before() + 1;
      return;
    default:
      v.sync();
      done_ = v.before() + 1;
      not_retired_++;
      enter(trap_);
      return;
  }

stop:
  done_ = budget_ - static_cast<Tick>(v.left);
}

#pragma GCC diagnostic pop

template void RiscvHart::loop<false>();
template void RiscvHart::loop<true>();

}  // namespace trapdoor::riscv
