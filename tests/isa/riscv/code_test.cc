// Decoded code: what is decoded once runs as memory says, whatever page it lies in.
#include "engine/isa/riscv/code.h"

#include <gtest/gtest.h>

#include <span>
#include <vector>

#include "engine/boards/boards.h"
#include "engine/isa/riscv/words.h"
#include "engine/machine/machine.h"
#include "tests/support/guest.h"

namespace trapdoor::riscv {
namespace {

constexpr uint32_t kAddi = 0x00150513;   // addi a0, a0, 1
constexpr uint32_t kShortAddi = 0x0505;  // c.addi a0, 1
constexpr uint32_t kStay = 0x0000006f;   // j .

void poke(Machine& machine, uint64_t address, uint32_t bits, size_t size_bytes = 4) {
  ASSERT_TRUE(machine.poke(address, std::as_bytes(std::span(&bits, 1)).first(size_bytes)));
}

TEST(RiscvCode, StraightCodeGoesOnInTheNextPage) {
  Machine machine(*find_board("riscv-virt"), {.ram_size_bytes = 1 << 20});
  for (uint64_t at = 0; at < 3 * kPageSize; at += 4) poke(machine, kRam + at, kAddi);
  poke(machine, kRam + 3 * kPageSize, kStay);
  uint64_t before = machine.hart(0).cpu[10];
  machine.run(3 * kPageSize / 4 + 1);
  EXPECT_EQ(machine.hart(0).cpu[kPc], kRam + 3 * kPageSize);
  EXPECT_EQ(machine.hart(0).cpu[10] - before, 3 * kPageSize / 4);
}

TEST(RiscvCode, AnInstructionMayLieInTwoPages) {
  Machine machine(*find_board("riscv-virt"), {.ram_size_bytes = 1 << 20});
  poke(machine, kRam, kShortAddi, 2);
  for (uint64_t at = 2; at < kPageSize + 2; at += 4) poke(machine, kRam + at, kAddi);
  poke(machine, kRam + kPageSize + 2, kStay);
  uint64_t before = machine.hart(0).cpu[10];
  machine.run(kPageSize / 4 + 2);
  EXPECT_EQ(machine.hart(0).cpu[kPc], kRam + kPageSize + 2);
  EXPECT_EQ(machine.hart(0).cpu[10] - before, kPageSize / 4 + 1);
}

}  // namespace
}  // namespace trapdoor::riscv
