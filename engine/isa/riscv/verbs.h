// Verbs: what the words in instructions.inc mean to the interpreter. A JIT will bring another struct with
// these names. Laws: 1. Everything here is inlined into the loop, except what is `apart`: rare, and called with plain
// numbers, so that the loop stays small and its variables stay in registers.
#pragma once
#include <bit>
#include <cstring>

#include "engine/base/bits.h"
#include "engine/isa/riscv/hart.h"

namespace trapdoor::riscv {

#define TRAPDOOR_INLINE __attribute__((always_inline)) inline
#define TRAPDOOR_APART __attribute__((noinline))

// What an atomic memory operation leaves in memory, from what was there (a) and rs2 (b).
#define TRAPDOOR_COMBINE(Name, result)             \
  struct Name {                                    \
    template <class T>                             \
    TRAPDOOR_INLINE T operator()(T a, T b) const { \
      (void)a;                                     \
      return static_cast<T>(result);               \
    }                                              \
  }
TRAPDOOR_COMBINE(Swap, b);
TRAPDOOR_COMBINE(Add, a + b);
TRAPDOOR_COMBINE(Xor, a ^ b);
TRAPDOOR_COMBINE(And, a& b);
TRAPDOOR_COMBINE(Or, a | b);
TRAPDOOR_COMBINE(Min, a < b ? a : b);
TRAPDOOR_COMBINE(Max, a > b ? a : b);
#undef TRAPDOOR_COMBINE

// A single-precision number in memory, where load must not sign-extend it.
struct Boxed {
  uint32_t bits;
  Boxed() = default;
  explicit Boxed(uint64_t value) : bits(static_cast<uint32_t>(value)) {}
};

template <bool Careful>
struct Verbs {
  RiscvHart& h;
  uint64_t* const x;
  const Tlb::Entry* loads;
  const Tlb::Entry* stores;
  Op* op;
  int64_t left;                 // ticks not charged yet
  mutable uint64_t newest = 0;  // what rd got last, for Linked

  // The verbs of one instruction outside the loop.
  static Verbs at(RiscvHart& h, Op* op, int64_t left) {
    return {h, h.cpu.words.data(), h.load_tlb_->entries(), h.store_tlb_->entries(), op, left};
  }

  // Ticks of this run that were over before the current instruction.
  TRAPDOOR_INLINE Tick before() const {
    return h.budget_ - static_cast<Tick>(left) - (Careful ? 1 : op->left);
  }
  TRAPDOOR_INLINE void sync() const {
    h.done_ = before();
    h.machine_.set_progress(h.done_);
    x[kPc] = pc();
  }

  // Operands
  TRAPDOOR_INLINE uint64_t rs1() const { return x[op->rs1]; }
  TRAPDOOR_INLINE uint64_t rs2() const { return x[op->rs2]; }
  TRAPDOOR_INLINE uint64_t imm() const { return static_cast<uint64_t>(static_cast<int64_t>(op->imm)); }
  TRAPDOOR_INLINE uint64_t uimm() const { return op->rs1; }
  TRAPDOOR_INLINE uint64_t pc() const { return h.code_base_ + op->offset(); }
  TRAPDOOR_INLINE After rd(uint64_t value) const {
    if constexpr (Careful) {
      if (h.full_ && op->rd != kSink) h.tell_word(op->rd, x[op->rd], value, Who::instruction);
    }
    x[op->rd] = value;
    newest = value;
    return After::next;
  }
  TRAPDOOR_INLINE After nothing() const { return After::next; }

  // Arithmetic
  static TRAPDOOR_INLINE int64_t s(uint64_t value) { return static_cast<int64_t>(value); }
  static TRAPDOOR_INLINE uint64_t u(int64_t value) { return static_cast<uint64_t>(value); }
  static TRAPDOOR_INLINE uint64_t word(uint64_t value) { return u(static_cast<int32_t>(value)); }
  static TRAPDOOR_INLINE uint64_t low32(uint64_t value) { return static_cast<uint32_t>(value); }
  static TRAPDOOR_INLINE uint64_t one_if(bool condition) { return condition; }
  static TRAPDOOR_INLINE uint64_t mulhu(uint64_t a, uint64_t b) {
    return static_cast<uint64_t>(static_cast<unsigned __int128>(a) * b >> 64);
  }
  static TRAPDOOR_INLINE uint64_t mulh(uint64_t a, uint64_t b) {
    return static_cast<uint64_t>(static_cast<__int128>(s(a)) * s(b) >> 64);
  }
  static TRAPDOOR_INLINE uint64_t mulhsu(uint64_t a, uint64_t b) { return mulhu(a, b) - (s(a) < 0 ? b : 0); }
  // Division by zero and overflow as table 7.1 says.
  static TRAPDOOR_INLINE uint64_t div(uint64_t a, uint64_t b) {
    if (b == 0) return ~uint64_t{0};
    if (s(a) == INT64_MIN && s(b) == -1) return a;
    return u(s(a) / s(b));
  }
  static TRAPDOOR_INLINE uint64_t divu(uint64_t a, uint64_t b) { return b == 0 ? ~uint64_t{0} : a / b; }
  static TRAPDOOR_INLINE uint64_t rem(uint64_t a, uint64_t b) {
    if (b == 0) return a;
    if (s(a) == INT64_MIN && s(b) == -1) return 0;
    return u(s(a) % s(b));
  }
  static TRAPDOOR_INLINE uint64_t remu(uint64_t a, uint64_t b) { return b == 0 ? a : a % b; }

  // Bits
  static TRAPDOOR_INLINE uint64_t leading_zeros(uint64_t a) {
    return static_cast<uint64_t>(std::countl_zero(a));
  }
  static TRAPDOOR_INLINE uint64_t trailing_zeros(uint64_t a) {
    return static_cast<uint64_t>(std::countr_zero(a));
  }
  static TRAPDOOR_INLINE uint64_t ones(uint64_t a) { return static_cast<uint64_t>(std::popcount(a)); }
  static TRAPDOOR_INLINE uint64_t one_bit(uint64_t number) { return uint64_t{1} << (number & 63); }
  static TRAPDOOR_INLINE uint64_t rotate_left(uint64_t a, uint64_t by) {
    return std::rotl(a, static_cast<int>(by & 63));
  }
  static TRAPDOOR_INLINE uint64_t rotate_left_word(uint64_t a, uint64_t by) {
    return word(std::rotl(static_cast<uint32_t>(a), static_cast<int>(by & 31)));
  }
  static TRAPDOOR_INLINE uint64_t bytes_in_use(uint64_t a) {
    constexpr uint64_t kLow = 0x7f7f7f7f7f7f7f7f, kTop = 0x8080808080808080;
    uint64_t top = (((a & kLow) + kLow) | a) & kTop;  // of each byte that is not zero
    return (top >> 7) * 0xff;
  }
  static TRAPDOOR_INLINE uint64_t reverse_bytes(uint64_t a) { return __builtin_bswap64(a); }

  // Control flow
  TRAPDOOR_INLINE After branch(bool taken) {
    if (!taken) return After::next;
    if (op->aux == kUnresolved) return went(h.far_branch(op));
    op += op->aux;
    return After::jump;
  }
  TRAPDOOR_INLINE After jump_link(uint64_t target) {
    rd(pc() + op->size());
    if (op->aux != kUnresolved) {
      op += op->aux;
      return After::jump;
    }
    return went(h.far_jump(op, target));
  }
  TRAPDOOR_INLINE After went(Op* target) {
    if (!target) return After::enter;
    op = target;
    return After::jump;
  }

  // Memory
  template <class T>
  static TRAPDOOR_INLINE uint64_t extended(T value) {
    return static_cast<uint64_t>(static_cast<int64_t>(value));
  }
  static TRAPDOOR_INLINE uint64_t extended(Boxed single) { return ~uint64_t{0} << 32 | single.bits; }
  template <class T>
  TRAPDOOR_INLINE After load(uint64_t address) const {
    const Tlb::Entry& entry = loads[Tlb::slot_of(address)];
    if (!Careful && Tlb::tag_of(address, sizeof(T)) == entry.tag) [[likely]] {
      T value;
      std::memcpy(&value, reinterpret_cast<const void*>(entry.addend + static_cast<uintptr_t>(address)),
                  sizeof(T));
      return rd(extended(value));
    }
    After after = load_apart<T>(h, op, left, address);
    newest = x[op->rd];
    return after;
  }
  template <class T>
  TRAPDOOR_APART static After load_apart(RiscvHart& h, Op* op, int64_t left, uint64_t address) {
    Verbs v = at(h, op, left);
    uint64_t value;
    v.sync();
    if (!h.load_slow(address, sizeof(T), value)) return After::trap;
    v.rd(extended(static_cast<T>(value)));
    return v.after_slow();
  }
  template <class T>
  TRAPDOOR_INLINE After store(uint64_t address, uint64_t value) const {
    const Tlb::Entry& entry = stores[Tlb::slot_of(address)];
    auto cut = static_cast<T>(value);
    if (!Careful && Tlb::tag_of(address, sizeof(T)) == entry.tag) [[likely]] {
      std::memcpy(reinterpret_cast<void*>(entry.addend + static_cast<uintptr_t>(address)), &cut, sizeof(T));
      return After::next;
    }
    return store_apart(h, op, left, address, cut, sizeof(T));
  }
  TRAPDOOR_APART static After store_apart(RiscvHart& h, Op* op, int64_t left, uint64_t address,
                                          uint64_t value, int size) {
    Verbs v = at(h, op, left);
    v.sync();
    if (!h.store_slow(address, size, value)) return After::trap;
    return v.after_slow();
  }
  TRAPDOOR_INLINE After after_slow() const {
    return h.machine_.attention() || h.code_dropped_ ? After::leave : After::next;
  }
  template <class T>
  TRAPDOOR_INLINE After load_reserved(uint64_t address) const {
    sync();
    uint64_t physical;
    const uint8_t* place = h.atomic_place(address, sizeof(T), AccessKind::load, physical);
    if (!place) return After::trap;
    T value;
    std::memcpy(&value, place, sizeof(T));
    h.tell_access(EventKind::load, address, physical, static_cast<uint64_t>(value), sizeof(T));
    x[kReservation] = address;
    x[kReservedValue] = static_cast<uint64_t>(static_cast<int64_t>(value));
    return rd(x[kReservedValue]);
  }
  template <class T>
  TRAPDOOR_INLINE After store_conditional(uint64_t address, uint64_t value) const {
    sync();
    uint64_t physical;
    const uint8_t* place = h.atomic_place(address, sizeof(T), AccessKind::store, physical);
    if (!place) return After::trap;
    T old;
    std::memcpy(&old, place, sizeof(T));
    bool holds =
        x[kReservation] == address && x[kReservedValue] == static_cast<uint64_t>(static_cast<int64_t>(old));
    x[kReservation] = kNoReservation;
    if (holds) {
      if (!h.store_slow(address, sizeof(T),
                        static_cast<uint64_t>(static_cast<std::make_unsigned_t<T>>(value)))) {
        return After::trap;
      }
    }
    rd(one_if(!holds));
    return after_slow();
  }
  template <class T, class Combine>
  TRAPDOOR_INLINE After amo(Combine combine) const {
    uint64_t address = rs1();
    using Signed = std::make_signed_t<T>;
    using Unsigned = std::make_unsigned_t<T>;
    auto operand = static_cast<T>(rs2());
    const Tlb::Entry& entry = stores[Tlb::slot_of(address)];
    if (!Careful && Tlb::tag_of(address, sizeof(T)) == entry.tag) [[likely]] {
      void* place = reinterpret_cast<void*>(entry.addend + static_cast<uintptr_t>(address));
      T old;
      std::memcpy(&old, place, sizeof(T));
      auto result = static_cast<T>(combine(old, operand));
      std::memcpy(place, &result, sizeof(T));
      return rd(static_cast<uint64_t>(static_cast<int64_t>(static_cast<Signed>(old))));
    }
    sync();
    uint64_t physical;
    const uint8_t* place = h.atomic_place(address, sizeof(T), AccessKind::store, physical);
    if (!place) return After::trap;
    T old;
    std::memcpy(&old, place, sizeof(T));
    h.tell_access(EventKind::load, address, physical, static_cast<uint64_t>(old), sizeof(T));
    auto result = static_cast<T>(combine(old, operand));
    if (!h.store_slow(address, sizeof(T), static_cast<uint64_t>(static_cast<Unsigned>(result))))
      return After::trap;
    rd(static_cast<uint64_t>(static_cast<int64_t>(static_cast<Signed>(old))));
    return after_slow();
  }

  // Floating point (11, 12). A guard is false when the instruction is illegal as things are; it has said so.
  TRAPDOOR_INLINE bool float_on() const { return x[kMstatus] & kMstatusFs || refused(); }
  TRAPDOOR_INLINE bool rounds() const { return float_on() && (h.use_rounding(op->aux & 7) || refused()); }
  TRAPDOOR_INLINE bool refused() const { return h.refuse(before(), pc()); }
  // A single-precision number lies in the low half, below ones; anything else reads as NaN (12.2).
  static TRAPDOOR_INLINE uint32_t unboxed(uint64_t word) {
    return word >> 32 == 0xffffffff ? static_cast<uint32_t>(word) : soft_float::Float<uint32_t>::kNan;
  }
  TRAPDOOR_INLINE uint32_t f1() const { return unboxed(rs1()); }
  TRAPDOOR_INLINE uint32_t f2() const { return unboxed(rs2()); }
  TRAPDOOR_INLINE uint32_t f3() const { return unboxed(d3()); }
  TRAPDOOR_INLINE uint64_t d1() const { return rs1(); }
  TRAPDOOR_INLINE uint64_t d2() const { return rs2(); }
  TRAPDOOR_INLINE uint64_t d3() const { return x[op->aux >> 8]; }
  TRAPDOOR_INLINE After frd(uint32_t single) const { return dirty(rd(extended(Boxed(single)))); }
  TRAPDOOR_INLINE After frd(uint64_t value) const { return dirty(rd(value)); }
  TRAPDOOR_INLINE After dirty(After after) const {
    if (after != After::trap && (x[kMstatus] & kMstatusFs) != kMstatusFs) [[unlikely]] {
      sync();
      h.dirty_float();
    }
    return after;
  }

  // Their arithmetic, on uint32_t as single and uint64_t as double.
  template <class T>
  using Float = soft_float::Float<T>;
  template <class T>
  TRAPDOOR_INLINE T flagged(T result) const {
    if (h.float_.flags) {
      sync();
      h.raise_flags();
    }
    return result;
  }
  template <class T>
  TRAPDOOR_INLINE T add(T a, T b) const {
    return flagged(Float<T>::add(a, b, h.float_));
  }
  template <class T>
  TRAPDOOR_INLINE T subtract(T a, T b) const {
    return flagged(Float<T>::subtract(a, b, h.float_));
  }
  template <class T>
  TRAPDOOR_INLINE T multiply(T a, T b) const {
    return flagged(Float<T>::multiply(a, b, h.float_));
  }
  template <class T>
  TRAPDOOR_INLINE T divide(T a, T b) const {
    return flagged(Float<T>::divide(a, b, h.float_));
  }
  template <class T>
  TRAPDOOR_INLINE T square_root(T a) const {
    return flagged(Float<T>::square_root(a, h.float_));
  }
  template <class T>
  TRAPDOOR_INLINE T multiply_add(T a, T b, T c) const {
    return flagged(Float<T>::multiply_add(a, b, c, h.float_));
  }
  template <class T>
  TRAPDOOR_INLINE T minimum(T a, T b) const {
    return flagged(Float<T>::minimum(a, b, h.float_));
  }
  template <class T>
  TRAPDOOR_INLINE T maximum(T a, T b) const {
    return flagged(Float<T>::maximum(a, b, h.float_));
  }
  template <class T>
  static TRAPDOOR_INLINE T negate(T a) {
    return a ^ Float<T>::kSign;
  }
  template <class T>
  static TRAPDOOR_INLINE T with_sign(T a, T sign) {
    return (a & ~Float<T>::kSign) | (sign & Float<T>::kSign);
  }
  template <class T>
  TRAPDOOR_INLINE uint64_t equal(T a, T b) const {
    return flagged(one_if(Float<T>::compare_quiet(a, b, h.float_) == soft_float::Order::equal));
  }
  template <class T>
  TRAPDOOR_INLINE uint64_t less(T a, T b) const {
    return flagged(one_if(Float<T>::compare_signaling(a, b, h.float_) == soft_float::Order::less));
  }
  template <class T>
  TRAPDOOR_INLINE uint64_t at_most(T a, T b) const {
    return flagged(one_if(Float<T>::compare_signaling(a, b, h.float_) <= soft_float::Order::equal));
  }
  template <class T>
  static TRAPDOOR_INLINE uint64_t classify(T a) {
    return uint64_t{1} << static_cast<int>(Float<T>::classify(a));
  }
  static TRAPDOOR_INLINE uint32_t single(uint64_t value) { return static_cast<uint32_t>(value); }
  TRAPDOOR_INLINE uint32_t to_single(uint64_t a) const {
    return flagged(Float<uint32_t>::from_float(a, h.float_));
  }
  TRAPDOOR_INLINE uint64_t to_double(uint32_t a) const {
    return flagged(Float<uint64_t>::from_float(a, h.float_));
  }
  // 32-bit integers are sign-extended, unsigned ones too.
  template <class Integer, class T>
  TRAPDOOR_INLINE uint64_t to_integer(T a) const {
    Integer result = flagged(Float<T>::template to_integer<Integer>(a, h.float_));
    return u(static_cast<std::make_signed_t<Integer>>(result));
  }
  template <class Integer>
  TRAPDOOR_INLINE uint32_t single_from(uint64_t value) const {
    return flagged(Float<uint32_t>::from_integer(static_cast<Integer>(value), h.float_));
  }
  template <class Integer>
  TRAPDOOR_INLINE uint64_t double_from(uint64_t value) const {
    return flagged(Float<uint64_t>::from_integer(static_cast<Integer>(value), h.float_));
  }

  // The system
  TRAPDOOR_INLINE After csr_write(uint64_t value) const { return csr_apart(h, op, left, value, 0); }
  TRAPDOOR_INLINE After csr_set(uint64_t bits) const { return csr_apart(h, op, left, bits, 1); }
  TRAPDOOR_INLINE After csr_clear(uint64_t bits) const { return csr_apart(h, op, left, bits, 2); }
  TRAPDOOR_APART static After csr_apart(RiscvHart& h, Op* op, int64_t left, uint64_t operand, int how) {
    at(h, op, left).sync();
    return h.csr_access(*op, operand, how, how == 0 || op->rs1 != 0);
  }
  TRAPDOOR_INLINE After environment_call() const {
    sync();
    return h.environment_call();
  }
  TRAPDOOR_INLINE After breakpoint() const {
    h.trap_ = {TrapKind::exception, kBreakpoint, 0};
    return After::trap;
  }
  TRAPDOOR_INLINE After mret() const {
    sync();
    return h.leave_machine();
  }
  TRAPDOOR_INLINE After sret() const {
    sync();
    return h.leave_supervisor();
  }
  TRAPDOOR_INLINE After wait_for_interrupt() const {
    sync();
    return h.wait_for_interrupt();
  }
  TRAPDOOR_INLINE After fence_vma() const {
    sync();
    return h.fence_vma();
  }
};

// The verbs of an instruction whose rs1 is the rd of the one just before: the value need not be read back.
struct Linked : Verbs<false> {
  TRAPDOOR_INLINE uint64_t rs1() const { return newest; }
};

}  // namespace trapdoor::riscv
