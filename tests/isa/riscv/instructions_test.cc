#include "engine/isa/riscv/instructions.h"

#include <gtest/gtest.h>

namespace trapdoor::riscv {
namespace {

// Words taken from GNU as.
TEST(RiscvInstructions, DecodesWordsOfTheGnuAssembler) {
  EXPECT_EQ(decode_instruction(0x00a50513), Insn::addi);       // addi a0, a0, 10
  EXPECT_EQ(decode_instruction(0x30200073), Insn::mret);       // mret
  EXPECT_EQ(decode_instruction(0x00000073), Insn::ecall);      // ecall
  EXPECT_EQ(decode_instruction(0x0ff0000f), Insn::fence);      // fence
  EXPECT_EQ(decode_instruction(0x34151573), Insn::csrrw);      // csrrw a0, mepc, a0
  EXPECT_EQ(decode_instruction(0x43f55513), Insn::srai);       // srai a0, a0, 63
  EXPECT_EQ(decode_instruction(0x0ea5b52f), Insn::amoswap_d);  // amoswap.d.aqrl a0, a0, (a1)
}

TEST(RiscvInstructions, EveryRowDecodesToItselfWhateverItsOperands) {
  for (size_t i = 0; i < kInstructionCount; i++) {
    const fixed32::Pattern& pattern = kInstructions[i].pattern;
    for (uint32_t operands : {0u, ~0u, 0x55555555u, 0xaaaaaaaau}) {
      uint32_t word = pattern.match | (operands & ~pattern.mask);
      EXPECT_EQ(decode_instruction(word), static_cast<Insn>(i))
          << kInstructions[i].row.name << " " << std::hex << word;
    }
  }
}

TEST(RiscvInstructions, WordsThatNoRowDrawsAreIllegal) {
  EXPECT_EQ(decode_instruction(0), Insn::kIllegal);
  EXPECT_EQ(decode_instruction(0xffffffff), Insn::kIllegal);
  EXPECT_EQ(decode_instruction(0x00002063), Insn::kIllegal);  // a branch with funct3 010
  EXPECT_EQ(decode_instruction(0x30200173), Insn::kIllegal);  // mret with a destination
}

}  // namespace
}  // namespace trapdoor::riscv
