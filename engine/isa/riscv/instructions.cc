#include "engine/isa/riscv/instructions.h"

#include "engine/isa/riscv/compressed.h"

namespace trapdoor::riscv {
namespace {

constexpr std::array<InstructionRow, kInstructionCount> kRows = {{
#define INSN(id, name, bits, operands, extension, flow, help, ...) \
  InstructionRow{name, bits, operands, extension, Flow::flow, help},
#include "engine/isa/riscv/instructions.inc"
#undef INSN
}};

constexpr std::array<InstructionEntry, kInstructionCount> make_entries() {
  std::array<InstructionEntry, kInstructionCount> entries{};
  size_t at = 0;
#define INSN(id, name, bits, ...)            \
  {                                          \
    constexpr auto p = fixed32::parse(bits); \
    entries[at] = {kRows[at], p};            \
    at++;                                    \
  }
#include "engine/isa/riscv/instructions.inc"
#undef INSN
  return entries;
}

constexpr auto kEntries = make_entries();

constexpr bool distinct() {
  for (size_t i = 0; i < kInstructionCount; i++) {
    for (size_t j = 0; j < i; j++) {
      if (fixed32::overlap(kEntries[i].pattern, kEntries[j].pattern)) return false;
    }
  }
  return true;
}
static_assert(distinct(), "two rows of instructions.inc fit the same word");

// The base opcode and funct3 of a word: bits 6:2 and 14:12. Bits 1:0 are 11 in every 32-bit instruction.
constexpr size_t kGroups = 256;
constexpr size_t group_of(uint32_t bits) { return (bits >> 2 & 31) << 3 | (bits >> 12 & 7); }

constexpr bool in_group(const fixed32::Pattern& pattern, size_t group) {
  uint32_t word = static_cast<uint32_t>(group >> 3) << 2 | static_cast<uint32_t>(group & 7) << 12 | 3;
  uint32_t mask = pattern.mask & 0x707f;
  return (pattern.match & mask) == (word & mask);
}

// Rows by group: those of group g are members[first[g] .. first[g + 1]). A row without a fixed funct3 is in
// eight.
struct Groups {
  std::array<uint16_t, kGroups + 1> first{};
  std::array<uint16_t, kInstructionCount * 8> members{};
};

constexpr Groups make_groups() {
  Groups groups;
  size_t count = 0;
  for (size_t opcode = 0; opcode < 32; opcode++) {
    // Rows of this opcode first, so that the constant stays cheap to compute.
    std::array<uint16_t, kInstructionCount> rows{};
    size_t row_count = 0;
    for (size_t i = 0; i < kInstructionCount; i++) {
      if ((kEntries[i].pattern.match >> 2 & 31) == opcode) rows[row_count++] = static_cast<uint16_t>(i);
    }
    for (size_t group = opcode * 8; group < opcode * 8 + 8; group++) {
      groups.first[group] = static_cast<uint16_t>(count);
      for (size_t i = 0; i < row_count; i++) {
        if (in_group(kEntries[rows[i]].pattern, group)) groups.members[count++] = rows[i];
      }
    }
  }
  groups.first[kGroups] = static_cast<uint16_t>(count);
  return groups;
}

constexpr Groups kGroupIndex = make_groups();

constexpr bool all_have_an_opcode() {
  for (const InstructionEntry& entry : kEntries) {
    if ((entry.pattern.mask & 0x7f) != 0x7f || (entry.pattern.match & 3) != 3) return false;
  }
  return true;
}
static_assert(all_have_an_opcode(), "a 32-bit row needs its seven opcode bits, ending in 11");

}  // namespace

constexpr std::array<InstructionEntry, kInstructionCount> kInstructions = kEntries;

std::span<const InstructionRow> instruction_rows() { return kRows; }

Insn decode_instruction(uint32_t bits) {
  if ((bits & 3) != 3) return Insn::kIllegal;
  size_t group = group_of(bits);
  for (size_t i = kGroupIndex.first[group]; i < kGroupIndex.first[group + 1]; i++) {
    uint16_t row = kGroupIndex.members[i];
    if (kEntries[row].pattern.matches(bits)) return static_cast<Insn>(row);
  }
  return Insn::kIllegal;
}

Decoded decode(std::span<const uint8_t> bytes) {
  Decoded decoded;
  if (bytes.size() < 2) return decoded;
  bool compressed = (bytes[0] & 3) != 3;
  size_t size = compressed ? 2 : 4;
  if (bytes.size() < size) return decoded;
  decoded.size = static_cast<int>(size);
  for (size_t i = 0; i < size; i++) decoded.bits |= uint32_t{bytes[i]} << (8 * i);
  if (compressed) {
    const CompressedRow* row = find_compressed(decoded.bits);
    if (row) decoded.row = &row->row;
    return decoded;
  }
  Insn insn = decode_instruction(decoded.bits);
  if (insn != Insn::kIllegal) decoded.row = &kRows[static_cast<size_t>(insn)];
  return decoded;
}

}  // namespace trapdoor::riscv
