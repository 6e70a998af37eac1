// Code: machine code written straight from the instruction rows, so that a new row is covered when it
// appears.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/isa/riscv/compressed.h"
#include "engine/isa/riscv/instructions.h"
#include "tests/lockstep/random.h"

namespace trapdoor::lockstep {

using riscv::Insn;
using Operands = std::initializer_list<std::pair<std::string_view, uint64_t>>;

class Code {
 public:
  size_t here() const { return bytes_.size(); }
  const std::vector<uint8_t>& bytes() const { return bytes_; }

  void half(uint32_t bits);
  void word(uint32_t bits);
  void op(Insn insn, Operands operands) { word(encode(insn, operands)); }
  // rd = value, in 1 to 8 instructions.
  void li(int rd, uint64_t value);
  // rd = rd + distance from `from` (a place whose address rd was given by auipc) to here: patches the addi at
  // `at`.
  void patch_distance(size_t at, size_t from);
  // Makes the branch or jump at `at` (of 16 or 32 bits) go to here.
  void patch_target(size_t at);

  static uint32_t encode(Insn insn, Operands operands);
  // All operands random but those given. Registers in `avoid` (a bit each) are never rd.
  static uint32_t encode_random(Random& random, Insn insn, Operands given, uint32_t avoid = 0);

 private:
  uint32_t at(size_t offset) const;
  void put(size_t offset, uint32_t bits);
  std::vector<uint8_t> bytes_;
};

// Every row whose major opcode (bits 6:0) is one of these.
std::vector<Insn> rows_with_opcode(std::initializer_list<uint32_t> opcodes);

// "addi rd=5 rs1=6 imm=0x7ff", or ".word 0x...".
std::string describe(uint32_t bits);
// Bytes of the instruction that begins with these bits.
inline size_t length_of(uint32_t bits) { return (bits & 3) == 3 ? 4 : 2; }
// One instruction of a 16-bit row, all operands random; those that must not be zero are not.
uint32_t encode_random(Random& random, const riscv::CompressedRow& row);

}  // namespace trapdoor::lockstep
