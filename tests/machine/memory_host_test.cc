// What a machine costs its host: RAM that no guest touched costs nothing.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "tests/support/guest.h"

namespace trapdoor {
namespace {

constexpr uint64_t kMiB = 1 << 20;

// Bytes of this process in the host's memory; 0 where the host does not say.
uint64_t resident_bytes() {
  uint64_t all = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

TEST(MachineMemory, AGuestThatTouchesFourMiBCostsTheHostUnderSixteen) {
  uint64_t before = resident_bytes();
  Guest guest(R"(
  li a0, 0x84000000
  li a1, 0x84400000
1: sd a0, 0(a0)
  li a2, 4096
  add a0, a0, a2
  bltu a0, a1, 1b
  li a0, 0x82000000     # reading touches nothing
  li a1, 0x83000000
1: ld a3, 0(a0)
  add a0, a0, a2
  bltu a0, a1, 1b
  li t6, POWER_BASE
  li t5, 0x5555
  sw t5, 0(t6)
1: j 1b)",
              {.ram_size_bytes = 128 * kMiB});
  guest.run();
  uint64_t after = resident_bytes(), touched = 0;
  const Pages& ram = guest.machine->bus.ram();
  for (uint64_t i = 0; i < ram.page_count(); i++) touched += ram.touched(i);
  EXPECT_EQ(touched, 4 * kMiB / kPageSize + 1) << "4 MiB and the page of code";
  ASSERT_GT(before, 0u) << "the host does not say how much memory this process has";
  uint64_t grown = after > before ? after - before : 0;
  RecordProperty("grown_kib", static_cast<int>(grown >> 10));
  EXPECT_LT(grown, 16 * kMiB);
}

}  // namespace
}  // namespace trapdoor
