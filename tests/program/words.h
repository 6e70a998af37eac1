// Instruction words for tests: every row with random operands.
#pragma once
#include <array>
#include <random>
#include <vector>

#include "engine/isa/riscv/instructions.h"
#include "engine/isa/riscv/words.h"

namespace trapdoor {

inline std::array<uint8_t, 4> bytes_of_word(uint32_t word) {
  return {static_cast<uint8_t>(word), static_cast<uint8_t>(word >> 8), static_cast<uint8_t>(word >> 16),
          static_cast<uint8_t>(word >> 24)};
}

// `each` words for every row. Bits that no operand of the syntax sets (they are ignored by the hardware) are zero.
inline std::vector<uint32_t> random_words(int each, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<uint32_t> words;
  for (const riscv::InstructionEntry& entry : riscv::kInstructions) {
    for (int i = 0; i < each; i++) {
      uint32_t word = entry.pattern.match | (static_cast<uint32_t>(random()) & ~entry.pattern.mask);
      if (entry.pattern.has("rm") && entry.pattern.get("rm", word) > 4)
        word |= 0x7000;  // 5 and 6 mean nothing
      if (entry.row.operands.find("rm_exact") != std::string_view::npos)
        word &= ~0x7000u;  // GNU takes no other
      if (entry.row.name == "fence") word &= 0x0ff0707f;
      if (entry.row.name == "fence.i") word &= 0x0000707f;
      words.push_back(word);
    }
  }
  return words;
}

}  // namespace trapdoor
