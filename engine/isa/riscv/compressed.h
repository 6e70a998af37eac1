// Compressed: the rows of compressed.inc as a table, and from 16 bits to the 32-bit instruction they stand
// for. Laws: 1. A 16-bit instruction means exactly what its 32-bit one means; it only is shorter.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/isa/fixed32.h"
#include "engine/isa/riscv/instructions.h"
#include "engine/machine/isa.h"

namespace trapdoor::riscv {

struct CompressedRow {
  InstructionRow row;  // row.bits is 16 bits wide
  Insn base;
  std::string_view meaning, nonzero;
  fixed32::Pattern pattern;
};

std::span<const CompressedRow> compressed_rows();
std::span<const InstructionRow> short_instruction_rows();  // the same, in the same order
// The row a 16-bit word fits; null if none.
const CompressedRow* find_compressed(uint32_t bits);

// The operands of the 32-bit instruction.
struct Expansion {
  Insn insn = Insn::kIllegal;
  uint8_t rd = 0, rs1 = 0, rs2 = 0;
  int32_t imm = 0;
};
Expansion expand(const CompressedRow&, uint32_t bits);

}  // namespace trapdoor::riscv
