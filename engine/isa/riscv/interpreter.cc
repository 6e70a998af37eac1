// The loop: one switch over the rows. In WebAssembly it becomes one br_table, which is what runs fast there;
// natively each row jumps straight to the next one's label (measured: 8 % faster than through one shared jump).
// Rows of rare extensions are functions of their own, so that the loop keeps its variables in registers.
// Pairs of rows that often follow each other (fused.inc) are one step.
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

// What a row means: one function per row, inlined wherever it is used.
template <Insn>
struct Meaning;
#define INSN(row, name, bits, operands, extension, flow, help, ...) \
  template <>                                                       \
  struct Meaning<Insn::row> {                                       \
    static constexpr bool kRare = is_rare(extension);               \
    static constexpr Flow kFlow = Flow::flow;                       \
    template <class V>                                              \
    static TRAPDOOR_INLINE After run(V& v) {                        \
      return __VA_ARGS__;                                           \
    }                                                               \
  };
#include "engine/isa/riscv/instructions.inc"
#undef INSN

// Requires that the meaning leaves v as it is: no jump.
template <Insn row, bool Careful>
TRAPDOOR_APART After apart(RiscvHart& h, Op* op, int64_t left) {
  Verbs<Careful> v = Verbs<Careful>::at(h, op, left);
  return Meaning<row>::run(v);
}

template <Insn row, bool Careful>
TRAPDOOR_INLINE After one(Verbs<Careful>& v) {
  if constexpr (Meaning<row>::kRare) return apart<row, Careful>(v.h, v.op, v.left);
  return Meaning<row>::run(v);
}

// Both rows of a pair, unless the first traps or leaves: then v.op is still the first.
template <Insn first, Insn second, bool linked>
TRAPDOOR_INLINE After both(Verbs<false>& v) {
  static_assert(Meaning<first>::kFlow == Flow::next && !Meaning<first>::kRare && !Meaning<second>::kRare);
  After after = Meaning<first>::run(v);
  if (after != After::next) [[unlikely]]
    return after;
  v.op++;
  if constexpr (!linked) return Meaning<second>::run(v);
  Linked then{v};
  after = Meaning<second>::run(then);
  v.op = then.op;
  return after;
}
}  // namespace

// Runs from kPc until the budget is used up, or an instruction traps or asks to look again. Leaves kPc and
// done_ right.
template <bool Careful>
void RiscvHart::loop() {
  Verbs<Careful> v{*this, cpu.words.data(), nullptr, nullptr, nullptr, 0};
  After after;
  static const void* const kLabels[kOpCount] = {
#define INSN(row, ...) &&do_##row,
#include "engine/isa/riscv/instructions.inc"
#undef INSN
      &&do_illegal, &&do_goto, &&do_page_end, &&do_stop, &&do_straddle,
#define PAIR(first, second, linked) &&do_##first##_##second,
#include "engine/isa/riscv/fused.inc"
#undef PAIR
  };

start:  // from done_ ticks on, in the mode there is now
  sync_contexts();
  v.loads = load_tlb_->entries();
  v.stores = store_tlb_->entries();
  v.left = static_cast<int64_t>(budget_ - done_);

enter:
  if (v.left <= 0) goto stop;
  v.op = fetch(v.x[kPc], v.left);
  if (!v.op) goto not_fetched;

charge:  // v.op begins a straight run
  if (!Careful) {
    v.left -= v.op->left;
    if (v.left < 0) [[unlikely]]
      goto too_long;
  }

again:
  if constexpr (kThreaded && !Careful) goto* kLabels[v.op->id];
  if constexpr (Careful) {
    if (v.op->id <= kOpIllegal || v.op->id > kOpStraddle) {
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

// What follows each step, so that each has a jump of its own.
#define GO_ON                                                     \
  {                                                               \
    if constexpr (kThreaded && !Careful) goto* kLabels[v.op->id]; \
    goto again;                                                   \
  }
#define GO_ON_CHARGING                     \
  {                                        \
    if constexpr (kThreaded && !Careful) { \
      v.left -= v.op->left;                \
      if (v.left < 0) [[unlikely]]         \
        goto too_long;                     \
      goto* kLabels[v.op->id];             \
    }                                      \
    goto charge;                           \
  }
#define STEP(last, ...)                                                            \
  after = __VA_ARGS__;                                                             \
  if (after == After::next) [[likely]] {                                           \
    v.op++;                                                                        \
    if constexpr (Meaning<Insn::last>::kFlow == Flow::next) GO_ON                  \
    GO_ON_CHARGING                                                                 \
  }                                                                                \
  if (Meaning<Insn::last>::kFlow != Flow::next && after == After::jump) [[likely]] \
    GO_ON_CHARGING                                                                 \
  goto not_next;

  switch (Careful ? plain_id(v.op->id) : v.op->id) {
#define INSN(row, ...)                   \
  case static_cast<uint16_t>(Insn::row): \
    do_##row : STEP(row, one<Insn::row>(v))
#include "engine/isa/riscv/instructions.inc"
#undef INSN
#define PAIR(first, second, linked)                            \
  case kOp_##first##_##second:                                 \
    do_##first##_##second : if constexpr (!Careful) {          \
      STEP(second, both<Insn::first, Insn::second, linked>(v)) \
    }
#include "engine/isa/riscv/fused.inc"
#undef PAIR
    case kOpGoto:
    do_goto:
      v.op += v.op->aux;
      GO_ON_CHARGING
    case kOpPageEnd:
    do_page_end:
      v.x[kPc] = v.pc();
      goto enter;
    case kOpStraddle:
    do_straddle : {
      v.x[kPc] = v.pc();
      if (v.left <= 0) goto stop;
      machine_.set_progress(budget_ - static_cast<Tick>(v.left));
      Op* op = straddle(v.x[kPc]);
      if (!op) goto not_fetched;
      v.op = op;
      goto charge;
    }
    case kOpStop:
    do_stop:
      if (v.left <= 0 || stop_here(v.pc(), budget_ - static_cast<Tick>(v.left))) {
        v.x[kPc] = v.pc();
        goto stop;
      }
      v.op++;
      goto charge;
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
      goto moved;
    default:
      v.sync();
      goto trapped;
  }

not_fetched:
  done_ = budget_ - static_cast<Tick>(v.left);
  machine_.set_progress(done_);
trapped:  // before the instruction at kPc, done_ ticks into the run
  done_++;
  not_retired_++;
  enter(trap_);
moved:  // to another mode or place
  machine_.set_progress(done_);
  if (must_look()) return;
  goto start;

too_long:  // what is left of the budget is shorter than the straight run at v.op
  v.left += v.op->left;
  v.x[kPc] = v.pc();
  careful_ = true;
stop:
  done_ = budget_ - static_cast<Tick>(v.left);
}

#undef STEP
#undef GO_ON_CHARGING
#undef GO_ON

template void RiscvHart::loop<false>();
template void RiscvHart::loop<true>();

}  // namespace trapdoor::riscv
