// Bit manipulation at the values where it could go wrong. The comparison with QEMU has the rest.
#include <gtest/gtest.h>

#include <span>
#include <string_view>

#include "engine/boards/boards.h"
#include "engine/isa/riscv/instructions.h"
#include "engine/isa/riscv/words.h"
#include "engine/machine/machine.h"

namespace trapdoor::riscv {
namespace {

// What `name a0, a1, a2` (or a1 and a constant) leaves in a0.
uint64_t result_of(std::string_view name, uint64_t a1, uint64_t a2, uint32_t shamt) {
  Machine machine(*find_board("riscv-virt"), {.ram_size_bytes = 1 << 20});
  for (const InstructionEntry& entry : kInstructions) {
    if (entry.row.name != name) continue;
    uint32_t word = entry.pattern.put("rd", entry.pattern.match, 10);
    word = entry.pattern.put("rs1", word, 11);
    word = entry.pattern.put("rs2", word, 12);
    word = entry.pattern.put("shamt", word, shamt);
    machine.poke(machine.bus.ram_base(), std::as_bytes(std::span(&word, 1)));
  }
  Cpu& cpu = machine.hart(0).cpu;
  cpu[10] = 0xdead;
  cpu[11] = a1;
  cpu[12] = a2;
  machine.run(1);
  EXPECT_EQ(cpu[kPc], machine.bus.ram_base() + 4) << name << " trapped";
  return cpu[10];
}

TEST(RiscvBits, EdgesAreAsTheManualSays) {
  constexpr uint64_t kMin = uint64_t{1} << 63, kAll = ~uint64_t{0};
  struct {
    std::string_view name;
    uint64_t a1, a2;
    uint32_t shamt;
    uint64_t wanted;
  } const kRows[] = {
      {"clz", 0, 0, 0, 64},
      {"clz", 1, 0, 0, 63},
      {"ctz", 0, 0, 0, 64},
      {"ctz", kMin, 0, 0, 63},
      {"clzw", 0xffffffff00000000, 0, 0, 32},
      {"clzw", 0x80000000, 0, 0, 0},
      {"ctzw", 0xffffffff00000000, 0, 0, 32},
      {"ctzw", 0x80000000, 0, 0, 31},
      {"cpop", kAll, 0, 0, 64},
      {"cpopw", kAll, 0, 0, 32},
      {"max", kMin, 1, 0, 1},
      {"maxu", kMin, 1, 0, kMin},
      {"min", kMin, 1, 0, kMin},
      {"minu", kMin, 1, 0, 1},
      {"sext.b", 0x180, 0, 0, static_cast<uint64_t>(-128)},
      {"sext.h", 0x18000, 0, 0, static_cast<uint64_t>(-32768)},
      {"zext.h", kAll, 0, 0, 0xffff},
      {"rol", kMin | 1, 64 + 1, 0, 3},
      {"ror", 3, 64 + 1, 0, kMin | 1},
      {"ror", 3, 0, 0, 3},
      {"rori", 1, 0, 63, 2},
      {"rolw", 0x80000000, 32 + 1, 0, 1},
      {"rorw", 1, 1, 0, 0xffffffff80000000},
      {"roriw", 0xf00000001, 0, 0, 1},
      {"orc.b", 0x0001800000ff0010, 0, 0, 0x00ffff0000ff00ff},
      {"rev8", 0x0102030405060708, 0, 0, 0x0807060504030201},
      {"bext", kMin, 63 + 64, 0, 1},
      {"bset", 0, 63, 0, kMin},
      {"bclri", kAll, 0, 63, kAll >> 1},
      {"binvi", 0, 0, 32, uint64_t{1} << 32},
      {"add.uw", kAll, 1, 0, uint64_t{1} << 32},
      {"sh3add.uw", kAll, 0, 0, 0x7fffffff8},
      {"sh3add", kAll, 8, 0, 0},
      {"slli.uw", kAll, 0, 63, kMin},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(result_of(row.name, row.a1, row.a2, row.shamt), row.wanted) << row.name;
  }
}

}  // namespace
}  // namespace trapdoor::riscv
