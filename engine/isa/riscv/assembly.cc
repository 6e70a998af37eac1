#include "engine/isa/riscv/assembly.h"

#include <array>
#include <string>

#include "engine/isa/riscv/c_functions.h"
#include "engine/isa/riscv/compressed.h"
#include "engine/isa/riscv/instructions.h"
#include "engine/isa/riscv/relocations.h"
#include "engine/isa/riscv/words.h"

namespace trapdoor::riscv {
namespace {

constexpr AlternateRow kAlternates[] = {
    {"rd, imm(rs1)", "rd, (rs1)", "rd, 0(rs1)"},
    {"rs2, imm(rs1)", "rs2, (rs1)", "rs2, 0(rs1)"},
    {"rd, (rs1)", "rd, 0(rs1)", "rd, (rs1)"},
    {"frd, imm(rs1)", "frd, (rs1)", "frd, 0(rs1)"},
    {"frs2, imm(rs1)", "frs2, (rs1)", "frs2, 0(rs1)"},
    {"frd, frs1, frs2, frs3, rm", "frd, frs1, frs2, frs3", "frd, frs1, frs2, frs3, dyn"},
    {"frd, frs1, frs2, rm", "frd, frs1, frs2", "frd, frs1, frs2, dyn"},
    {"frd, frs1, rm", "frd, frs1", "frd, frs1, dyn"},
    {"rd, frs1, rm", "rd, frs1", "rd, frs1, dyn"},
    {"frd, rs1, rm", "frd, rs1", "frd, rs1, dyn"},
    {"frd, frs1, rm_exact", "frd, frs1", "frd, frs1, rne"},
    {"frd, rs1, rm_exact", "frd, rs1", "frd, rs1, rne"},
    {"rd, rs2, (rs1)", "rd, rs2, 0(rs1)", "rd, rs2, (rs1)"},
    {"rd', offset(rs1')", "rd', (rs1')", "rd', 0(rs1')"},
    {"rs2', offset(rs1')", "rs2', (rs1')", "rs2', 0(rs1')"},
    {"frd', offset(rs1')", "frd', (rs1')", "frd', 0(rs1')"},
    {"frs2', offset(rs1')", "frs2', (rs1')", "frs2', 0(rs1')"},
    {"rd, offset(sp)", "rd, (sp)", "rd, 0(sp)"},
    {"rs2, offset(sp)", "rs2, (sp)", "rs2, 0(sp)"},
    {"frd, offset(sp)", "frd, (sp)", "frd, 0(sp)"},
    {"frs2, offset(sp)", "frs2, (sp)", "frs2, 0(sp)"},
};

constexpr SuffixRow kSuffixes[] = {
    {".aq", {"aq", ""}},
    {".rl", {"rl", ""}},
    {".aqrl", {"aq", "rl"}},
    {".tso", {"tso", ""}},
};

constexpr ModifierRow kModifiers[] = {
    {"hi", "upper", true, false, ""},
    {"lo", "imm", false, false, ""},
    {"pcrel_hi", "upper", true, true, ""},
    {"pcrel_lo", "imm", false, true, "pcrel_hi"},
};

constexpr FarRow kFar[] = {
    {"beq", "bne rs1, rs2, .+8; jal x0, target"},   {"bne", "beq rs1, rs2, .+8; jal x0, target"},
    {"blt", "bge rs1, rs2, .+8; jal x0, target"},   {"bge", "blt rs1, rs2, .+8; jal x0, target"},
    {"bltu", "bgeu rs1, rs2, .+8; jal x0, target"}, {"bgeu", "bltu rs1, rs2, .+8; jal x0, target"},
};

const fixed32::Pattern& pattern(size_t row) {
  return row < kInstructionCount ? kInstructions[row].pattern
                                 : compressed_rows()[row - kInstructionCount].pattern;
}

int size(size_t row) { return pattern(row).width / 8; }
uint32_t fixed_bits(size_t row) { return pattern(row).match; }
FieldBits field(size_t row, std::string_view name) {
  int high = pattern(row).high_bit(name);
  return high < 0 ? FieldBits{} : FieldBits{high, pattern(row).low_bit(name)};
}
uint32_t put(size_t row, std::string_view name, uint32_t word, uint32_t value) {
  return pattern(row).put(name, word, value);
}
uint32_t get(size_t row, std::string_view name, uint32_t word) { return pattern(row).get(name, word); }

bool fits(size_t row, uint32_t word) {
  return row < kInstructionCount || find_compressed(word) == &compressed_rows()[row - kInstructionCount];
}

static_assert(kF0 % 32 == 0);
uint32_t widen(uint32_t bits) {
  const CompressedRow* row = find_compressed(bits);
  if (!row) return 0;
  Expansion full = expand(*row, bits);
  const fixed32::Pattern& drawing = entry_of(full.insn).pattern;
  uint32_t word = drawing.match;
  word = drawing.put("rd", word, full.rd);
  word = drawing.put("rs1", word, full.rs1);
  word = drawing.put("rs2", word, full.rs2);
  word = drawing.put("frd", word, full.rd);  // words from kF0 on: their low five bits are the register
  word = drawing.put("frs2", word, full.rs2);
  word = drawing.put("imm", word, static_cast<uint32_t>(full.imm));
  return drawing.put("shamt", word, static_cast<uint32_t>(full.imm));
}

int64_t low_part(int64_t value) { return static_cast<int64_t>(static_cast<uint64_t>(value) << 52) >> 52; }

// A value that lui and addiw can make: 32 bits, sign-extended.
void load_word(int64_t value, std::vector<std::string>& code) {
  int64_t low = low_part(value);
  uint64_t upper = (static_cast<uint64_t>(value) - static_cast<uint64_t>(low)) >> kLowBits & 0xfffff;
  if (upper != 0) code.push_back("lui rd, " + std::to_string(upper));
  if (upper == 0) code.push_back("addiw rd, x0, " + std::to_string(low));
  if (upper != 0 && low != 0) code.push_back("addiw rd, rd, " + std::to_string(low));
}

// From the top down: each step shifts what is there to the left, as far as zeros allow, and adds 12 bits.
void load_part(int64_t value, std::vector<std::string>& code) {
  if (value == static_cast<int32_t>(value)) return load_word(value, code);
  int64_t low = low_part(value);
  int64_t upper = static_cast<int64_t>(static_cast<uint64_t>(value) - static_cast<uint64_t>(low));
  int shift = kLowBits;
  while ((upper >> shift & 1) == 0) shift++;
  load_part(upper >> shift, code);
  code.push_back("slli rd, rd, " + std::to_string(shift));
  if (low != 0) code.push_back("addi rd, rd, " + std::to_string(low));
}

// Of a small number, GNU as loads what li names by addi and what la names by addiw.
std::vector<std::string> load_constant(std::string_view meaning, int64_t value) {
  std::vector<std::string> code;
  if (meaning == "@number" && value == low_part(value)) {
    code.push_back("addi rd, x0, " + std::to_string(value));
  } else {
    load_part(value, code);
  }
  return code;
}

// What GNU as puts there: a zero byte for an odd gap, one compressed nop for an odd halfword, then nops.
void pad(std::span<uint8_t> gap) {
  size_t at = 0;
  if (gap.size() % 2 != 0) gap[at++] = 0;
  if ((gap.size() - at) % 4 != 0) {
    gap[at++] = 0x01;
    gap[at++] = 0x00;
  }
  for (; at < gap.size(); at += 4) {
    gap[at] = 0x13;
    gap[at + 1] = gap[at + 2] = gap[at + 3] = 0;
  }
}

// x0 to x31, f0 to f31 (RISC-V DWARF specification 1.0). The frame pointer is s0; what it points behind is fixed by the
// calling convention.
constexpr std::array<uint16_t, 64> kDebugWords = [] {
  std::array<uint16_t, 64> words{};
  for (uint16_t i = 0; i < 32; i++) {
    words[i] = static_cast<uint16_t>(kX0 + i);
    words[i + 32u] = static_cast<uint16_t>(kF0 + i);
  }
  return words;
}();

}  // namespace

constexpr uint16_t kElfMachineRiscv = 243;
constexpr uint32_t kDoubleFloatAbi = 4;  // EF_RISCV_FLOAT_ABI_DOUBLE: lp64d, as the C compiler has it

const Assembly kAssembly = {
    .operands = operand_rows(),
    .pseudos = pseudo_rows(),
    .alternates = kAlternates,
    .suffixes = kSuffixes,
    .modifiers = kModifiers,
    .far = kFar,
    .low_bits = kLowBits,
    .code_alignment = 4,
    .word_bytes = 4,
    .align_is_power = true,
    .elf_machine = kElfMachineRiscv,
    .elf_flags = kDoubleFloatAbi,
    .relocations = kRelocations,
    .c_functions = c_functions,
    .short_rows = short_instruction_rows,
    .size = size,
    .fixed_bits = fixed_bits,
    .field = field,
    .put = put,
    .get = get,
    .fits = fits,
    .widen = widen,
    .load_constant = load_constant,
    .pad = pad,
    .debug = {.words = kDebugWords,
              .return_address = 1,
              .stack = 2,
              .frame = 8,
              .return_from_frame = -8,
              .outer_from_frame = -16},
};

}  // namespace trapdoor::riscv
