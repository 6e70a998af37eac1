#include "engine/program/disassembler.h"

#include <array>
#include <random>

#include "tests/program/assembled.h"
#include "tests/program/words.h"

namespace trapdoor {
namespace {

constexpr uint64_t kAddress = 0x8000'0000;

DisassembledLine line_of(uint32_t word, bool pseudo, uint64_t address = kAddress) {
  Disassembler disassembler(riscv::kIsa);
  disassembler.pseudo = pseudo;
  return disassembler.at(bytes_of_word(word), address);
}

TEST(Disassembler, WritesWhatAPersonWouldWrite) {
  EXPECT_EQ(line_of(0x00a50513, true).text, "addi a0, a0, 10");
  EXPECT_EQ(line_of(0xff813503, true).text, "ld a0, -8(sp)");
  EXPECT_EQ(line_of(0x34151573, true).text, "csrrw a0, mepc, a0");
  EXPECT_EQ(line_of(0x0ea5b52f, true).text, "amoswap.d.aqrl a0, a0, (a1)");
  EXPECT_EQ(line_of(0x8330000f, false).text, "fence.tso rw, rw");
  EXPECT_EQ(line_of(0x00000000, true).text, ".half 0x0");
  EXPECT_EQ(line_of(0x0000007f, true).text, ".word 0x7f");
}

TEST(Disassembler, PrefersPseudoInstructionsWhenAsked) {
  EXPECT_EQ(line_of(0x00008067, true).text, "ret");
  EXPECT_EQ(line_of(0x00008067, false).text, "jalr zero, 0(ra)");
  EXPECT_EQ(line_of(0x00000013, true).text, "nop");
  EXPECT_EQ(line_of(0x00a00513, true).text, "li a0, 10");
  EXPECT_EQ(line_of(0x00058513, true).text, "mv a0, a1");
  EXPECT_EQ(line_of(0x30529073, true).text, "csrw mtvec, t0");
  EXPECT_EQ(line_of(0x0ff0000f, true).text, "fence");
  EXPECT_EQ(line_of(0x8330000f, true).text, "fence.tso");
  EXPECT_EQ(line_of(0x0330000f, true).text, "fence rw, rw");
  EXPECT_EQ(line_of(0x0100000f, true).text, "pause");
  EXPECT_EQ(line_of(0xc0102573, true).text, "csrr a0, time");
}

TEST(Disassembler, NamesTheTarget) {
  Program program = program_of("_start: nop\nloop: beqz a0, end\n j loop\nend: ret");
  Disassembler disassembler(riscv::kIsa);
  DisassembledLine line =
      disassembler.at(std::span(program.sections[0].bytes).subspan(4), kAddress + 4, &program);
  EXPECT_EQ(line.text, "beqz a0, 0x8000000c");
  EXPECT_EQ(line.target, kAddress + 12);
  EXPECT_EQ(line.symbol, "end");
}

TEST(Disassembler, ShowsAShortInstructionAsTheFullOne) {
  DisassembledLine line = line_of(0x1141, true);  // c.addi sp, -16
  EXPECT_EQ(line.text, "addi sp, sp, -16");
  EXPECT_EQ(line.size, 2);
}

TEST(Disassembler, BytesThatEndTooEarlyAreBytes) {
  Disassembler disassembler(riscv::kIsa);
  std::array<uint8_t, 3> bytes = {0x13, 0x05, 0x00};
  EXPECT_EQ(disassembler.at(bytes, 0).text, ".byte 0x13");
  EXPECT_EQ(disassembler.at(bytes, 0).size, 1);
  EXPECT_EQ(disassembler.at({}, 0).size, 0);
}

TEST(Disassembler, TheAssemblerTakesBackEveryWord) {
  for (bool pseudo : {false, true}) {
    Disassembler disassembler(riscv::kIsa);
    disassembler.pseudo = pseudo;
    std::vector<uint32_t> words = random_words(100, 3);
    std::string text;
    std::vector<std::string> lines;
    for (size_t i = 0; i < words.size(); i++) {
      uint64_t address = kAddress + 4 * i;
      DisassembledLine line = disassembler.at(bytes_of_word(words[i]), address);
      std::string written = line.text;
      if (line.target) {  // a branch to a number would take the far form
        written = written.substr(0, written.rfind("0x")) + ". + " +
                  std::to_string(static_cast<int64_t>(*line.target - address));
      }
      lines.push_back(written);
      text += written + "\n";
    }
    std::vector<uint32_t> back = words_of(text);
    ASSERT_EQ(back.size(), words.size());
    for (size_t i = 0; i < words.size(); i++) EXPECT_EQ(back[i], words[i]) << lines[i];
  }
}

}  // namespace
}  // namespace trapdoor
