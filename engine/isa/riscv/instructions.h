// Instructions: the rows of instructions.inc as a table, and from 32 bits back to the row.
//
// Laws: 1. Every row fills 32 bits exactly once (fixed32::parse does not compile otherwise).
//       2. No word fits two rows (asserted at compile time), so decoding does not depend on the order of
//       rows.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/isa/fixed32.h"
#include "engine/machine/isa.h"

namespace trapdoor::riscv {

enum class Insn : uint16_t {
#define INSN(id, ...) id,
#include "engine/isa/riscv/instructions.inc"
#undef INSN
  kCount,
  kIllegal = kCount,
};

inline constexpr size_t kInstructionCount = static_cast<size_t>(Insn::kCount);

struct InstructionEntry {
  InstructionRow row;
  fixed32::Pattern pattern;
};

// In the order of the file, so that kInstructions[size_t(Insn::addi)] is addi.
extern const std::array<InstructionEntry, kInstructionCount> kInstructions;

// The same rows without their patterns, for Isa::instructions.
std::span<const InstructionRow> instruction_rows();

// The row that a 32-bit instruction word fits; Insn::kIllegal if none. Cost: one look-up by opcode and
// funct3, then a compare per row that shares them (1 to 12).
Insn decode_instruction(uint32_t bits);

// For Isa::decode. `size` is what the low bits say even when no row fits (2 for a compressed word), so that a
// reader can go on; 0 when the bytes end too early.
Decoded decode(std::span<const uint8_t> bytes);

// Requires insn != Insn::kIllegal.
inline const InstructionEntry& entry_of(Insn insn) { return kInstructions[static_cast<size_t>(insn)]; }

}  // namespace trapdoor::riscv
