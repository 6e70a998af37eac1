// Code: instructions of a RAM page, decoded once.
// Laws: 1. Ops of a page stand in the order they were decoded; op + 1 is what runs after op unless it jumps.
//       2. Op::left counts the instructions from this op to the end of its straight run (a branch, a jump, a
//          system instruction that may leave, the page's end), so that time is charged once per run.
//       3. Op::id may say a pair: run this op and the next as one step. The next op stands there as ever.
//       4. Decoded code never differs from memory: a write to a decoded place drops the page (Bus::mark).
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "engine/base/pages.h"
#include "engine/isa/riscv/instructions.h"

namespace trapdoor {
class Machine;
}

namespace trapdoor::riscv {

// Ids beyond the instructions, which only the decoder makes. Those before the pairs take no tick.
enum OpId : uint16_t {
  kOpIllegal = static_cast<uint16_t>(Insn::kIllegal),  // takes the tick of its trap
  kOpGoto,      // the next instruction was decoded before: go on at op + aux
  kOpPageEnd,   // the next instruction starts in the next page
  kOpStop,      // somebody may want the run to stop before the next instruction
  kOpStraddle,  // the next instruction lies in two pages
#define PAIR(first, second, linked) kOp_##first##_##second,
#include "engine/isa/riscv/fused.inc"
#undef PAIR
  kOpCount,
};

// The op's own id, whatever pair it begins.
uint16_t plain_id(uint16_t id);

inline constexpr int32_t kUnresolved = INT32_MIN;

struct Op {
  uint16_t id = 0;
  uint8_t rd = 0, rs1 = 0, rs2 = 0;
  uint8_t left = 0;
  uint16_t at = 0;  // offset in the page; bit 0 set: the instruction has 4 bytes, clear: 2
  int32_t imm = 0;  // the operand with that name; a csr's number (uimm is in rs1)
  int32_t aux =
      0;  // jumps: distance to the target op, or kUnresolved; floating point: rm, and rs3 from bit 8; illegal: the bits

  uint32_t offset() const { return at & ~1u; }
  uint32_t size() const { return 2u + 2u * (at & 1u); }
};
static_assert(sizeof(Op) == 16);

class CodePage {
 public:
  // Asks the machine where it may be asked to stop.
  explicit CodePage(const Machine& machine) : machine_(machine) {}
  // The op for the instruction at offset (even), decoding it and what follows in a straight line if needed.
  // `bytes` are the page's 4096 bytes. Invalidates pointers to ops, not distances between them.
  Op* find(uint32_t offset, const uint8_t* bytes);
  // True when some decoded instruction has a byte in offset..offset+size-1.
  bool covers(uint64_t offset, uint64_t size) const;

 private:
  void decode_run(uint32_t offset, const uint8_t* bytes);
  void push(uint16_t id, uint32_t offset, int32_t aux);
  void close_run(size_t first);  // counts and pairs the ops from there to the last
  const Machine& machine_;
  std::vector<Op> ops_;
  std::array<uint16_t, kPageSize / 2> index_{};         // op number + 1 per parcel; 0: not decoded
  std::array<uint64_t, kPageSize / 2 / 64> decoded_{};  // parcels that are part of a decoded instruction
};

// The op for one instruction. `bits` are its 2 or 4 bytes.
Op decode_op(uint32_t bits, uint32_t offset);
// True when the instruction ends a straight run.
bool ends_run(uint16_t id);

}  // namespace trapdoor::riscv
