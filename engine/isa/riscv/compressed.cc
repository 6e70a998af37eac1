#include "engine/isa/riscv/compressed.h"

#include "engine/base/bits.h"
#include "engine/isa/riscv/words.h"

namespace trapdoor::riscv {
namespace {

constexpr CompressedRow kRows[] = {
#define CINSN(id, name, bits, operands, base, meaning, nonzero, help) \
  {{name, bits, operands, "C", Flow::next, help}, Insn::base, meaning, nonzero, fixed32::parse(bits, 16)},
#include "engine/isa/riscv/compressed.inc"
#undef CINSN
};

constexpr auto kInstructionRows = [] {
  std::array<InstructionRow, std::size(kRows)> rows{};
  for (size_t i = 0; i < rows.size(); i++) rows[i] = kRows[i].row;
  return rows;
}();

// The word of a register operand: one of all 32, or (with ') one of x8..x15; with f, of f0..f31 or f8..f15.
uint8_t register_of(const fixed32::Pattern& pattern, std::string_view name, uint32_t bits) {
  uint32_t number = pattern.get(name, bits);
  if (name.back() == '\'') number += 8;
  if (name.front() == 'f') number += kF0;
  return static_cast<uint8_t>(number);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::span<const CompressedRow> compressed_rows() { return kRows; }
std::span<const InstructionRow> short_instruction_rows() { return kInstructionRows; }

const CompressedRow* find_compressed(uint32_t bits) {
  for (const CompressedRow& row : kRows) {
    if (!row.pattern.matches(bits & 0xffff)) continue;
    if (!row.nonzero.empty() && row.pattern.get(row.nonzero, bits) == 0) continue;
    return &row;
  }
  return nullptr;
}

Expansion expand(const CompressedRow& row, uint32_t bits) {
  Expansion result;
  result.insn = row.base;
  std::string_view rest = row.meaning;
  while (!rest.empty()) {
    std::string_view item = rest.substr(0, rest.find(' '));
    rest.remove_prefix(item.size() < rest.size() ? item.size() + 1 : rest.size());
    std::string_view to = item.substr(0, item.find('=')), from = item.substr(to.size() + 1);
    if (to == "imm") {
      bool unsigned_too = from.front() == '+';
      if (unsigned_too) from.remove_prefix(1);
      uint32_t value = row.pattern.get(from, bits);
      result.imm = unsigned_too ? static_cast<int32_t>(value)
                                : static_cast<int32_t>(sign_extend(value, row.pattern.high_bit(from) + 1));
      continue;
    }
    uint8_t number = is_digit(from.front()) ? static_cast<uint8_t>(from.front() - '0')
                                            : register_of(row.pattern, from, bits);
    (to == "rd" ? result.rd : to == "rs1" ? result.rs1 : result.rs2) = number;
  }
  return result;
}

}  // namespace trapdoor::riscv
