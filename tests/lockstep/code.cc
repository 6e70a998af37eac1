#include "tests/lockstep/code.h"

#include <fmt/format.h>

#include "engine/base/bits.h"

namespace trapdoor::lockstep {
namespace {

uint64_t random_operand(Random& random, std::string_view name, const fixed32::Pattern& pattern,
                        uint32_t avoid) {
  int bits_wide = pattern.high_bit(name) + 1;
  if (name == "rd") {
    uint64_t reg = random.below(32);
    while (avoid >> reg & 1) reg = random.below(32);
    return reg;
  }
  if (name == "rm") return random.chance(3) ? 5 + random.below(2) : random.chance(40) ? 7 : random.below(5);
  if (bits_wide > 5 && random.chance(30)) {
    const uint64_t edges[] = {0, 1, ~0ull, 1ull << (bits_wide - 1), (1ull << (bits_wide - 1)) - 1};
    return random.of<uint64_t>(edges);
  }
  return random.next();
}

}  // namespace

void Code::half(uint32_t bits) {
  bytes_.push_back(static_cast<uint8_t>(bits));
  bytes_.push_back(static_cast<uint8_t>(bits >> 8));
}

void Code::word(uint32_t bits) {
  bytes_.resize(bytes_.size() + 4);
  put(bytes_.size() - 4, bits);
}

uint32_t Code::at(size_t offset) const {
  uint32_t bits = 0;
  for (size_t i = 0; i < 4 && offset + i < bytes_.size(); i++) {
    bits |= static_cast<uint32_t>(bytes_[offset + i]) << (8 * i);
  }
  return bits;
}

void Code::put(size_t offset, uint32_t bits) {
  for (size_t i = 0; i < 4; i++) bytes_[offset + i] = static_cast<uint8_t>(bits >> (8 * i));
}

void Code::li(int rd, uint64_t value) {
  auto reg = static_cast<uint64_t>(rd);
  int64_t number = static_cast<int64_t>(value);
  int64_t low = sign_extend(value, 12);
  if (number == low) return op(Insn::addi, {{"rd", reg}, {"rs1", 0}, {"imm", value}});
  if (number == sign_extend(value, 32)) {
    op(Insn::lui, {{"rd", reg}, {"imm", value - static_cast<uint64_t>(low)}});
    if (low) op(Insn::addiw, {{"rd", reg}, {"rs1", reg}, {"imm", static_cast<uint64_t>(low)}});
    return;
  }
  uint64_t high = (value - static_cast<uint64_t>(low)) >> 12;
  int shift = 12;
  while (!(high & 1)) {
    high >>= 1;
    shift++;
  }
  li(rd, static_cast<uint64_t>(sign_extend(high, 64 - shift)));
  op(Insn::slli, {{"rd", reg}, {"rs1", reg}, {"shamt", static_cast<uint64_t>(shift)}});
  if (low) op(Insn::addi, {{"rd", reg}, {"rs1", reg}, {"imm", static_cast<uint64_t>(low)}});
}

void Code::patch_distance(size_t at_offset, size_t from) {
  uint32_t bits = at(at_offset) & 0x000fffff;
  put(at_offset, bits | static_cast<uint32_t>(here() - from) << 20);
}

void Code::patch_target(size_t at_offset) {
  uint32_t bits = at(at_offset);
  if (length_of(bits) == 2) {
    bits = riscv::find_compressed(bits & 0xffff)
               ->pattern.put("imm", bits, static_cast<uint32_t>(here() - at_offset));
    bytes_[at_offset] = static_cast<uint8_t>(bits);
    bytes_[at_offset + 1] = static_cast<uint8_t>(bits >> 8);
    return;
  }
  const auto& pattern = riscv::entry_of(riscv::decode_instruction(bits)).pattern;
  put(at_offset, pattern.put("imm", bits, static_cast<uint32_t>(here() - at_offset)));
}

uint32_t Code::encode(Insn insn, Operands operands) {
  const auto& pattern = riscv::entry_of(insn).pattern;
  uint32_t bits = pattern.match;
  for (const auto& [name, value] : operands) bits = pattern.put(name, bits, static_cast<uint32_t>(value));
  return bits;
}

uint32_t Code::encode_random(Random& random, Insn insn, Operands given, uint32_t avoid) {
  const auto& pattern = riscv::entry_of(insn).pattern;
  uint32_t bits = encode(insn, given);
  for (size_t i = 0; i < pattern.slot_count; i++) {
    std::string_view name = pattern.slots[i].name;
    bool done = false;
    for (const auto& [other, value] : given) done |= other == name;
    for (size_t j = 0; j < i; j++) done |= pattern.slots[j].name == name;
    if (!done)
      bits = pattern.put(name, bits, static_cast<uint32_t>(random_operand(random, name, pattern, avoid)));
  }
  return bits;
}

uint32_t encode_random(Random& random, const riscv::CompressedRow& row) {
  for (;;) {
    uint32_t bits = row.pattern.match | (static_cast<uint32_t>(random.next()) & 0xffff & ~row.pattern.mask);
    if (riscv::find_compressed(bits) == &row) return bits;
  }
}

std::vector<Insn> rows_with_opcode(std::initializer_list<uint32_t> opcodes) {
  std::vector<Insn> found;
  for (size_t i = 0; i < riscv::kInstructionCount; i++) {
    for (uint32_t opcode : opcodes) {
      if ((riscv::kInstructions[i].pattern.match & 0x7f) == opcode) found.push_back(static_cast<Insn>(i));
    }
  }
  return found;
}

std::string describe(uint32_t bits) {
  const InstructionRow* row = nullptr;
  const fixed32::Pattern* pattern = nullptr;
  if (length_of(bits) == 2) {
    const auto* found = riscv::find_compressed(bits & 0xffff);
    if (!found) return fmt::format(".half {:#06x}", bits & 0xffff);
    row = &found->row;
    pattern = &found->pattern;
  } else {
    Insn insn = riscv::decode_instruction(bits);
    if (insn == Insn::kIllegal) return fmt::format(".word {:#010x}", bits);
    row = &riscv::entry_of(insn).row;
    pattern = &riscv::entry_of(insn).pattern;
  }
  std::string text(row->name);
  for (size_t i = 0; i < pattern->slot_count; i++) {
    std::string_view name = pattern->slots[i].name;
    bool seen = false;
    for (size_t j = 0; j < i; j++) seen |= pattern->slots[j].name == name;
    if (!seen) text += fmt::format(" {}={:#x}", name, pattern->get(name, bits));
  }
  return text;
}

}  // namespace trapdoor::lockstep
