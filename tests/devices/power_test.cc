#include "engine/devices/power.h"

#include <gtest/gtest.h>

#include "tests/support/bench.h"

namespace trapdoor {
namespace {

constexpr uint64_t kBase = 0x10'0000;

struct PowerTest : testing::Test {
  Bench bench{{{"power", kBase, 0x1000, make_device<Power>}}, {}};
};

TEST_F(PowerTest, PassIsExitCodeZero) {
  bench.write(kBase, 0x5555);
  EXPECT_EQ(bench.machine.run(100), Stop::power);
  EXPECT_EQ(bench.machine.exit_code(), 0u);
}

TEST_F(PowerTest, FailCarriesItsCode) {
  bench.write(kBase, 42u << 16 | 0x3333);
  EXPECT_EQ(bench.machine.run(100), Stop::power);
  EXPECT_EQ(bench.machine.exit_code(), 42u);
}

// A guest's reset is not a loss of power: the program that was loaded can start again.
TEST_F(PowerTest, ResetStartsAnewAndKeepsMemory) {
  uint64_t word = 77;
  bench.machine.bus.poke(Bench::kRam, bytes_of(word));
  bench.pass(10);
  bench.write(kBase, 0x7777);
  EXPECT_EQ(bench.machine.run(20), Stop::limit);
  EXPECT_EQ(bench.peek(Bench::kRam, 8), word);
}

TEST_F(PowerTest, OtherWordsDoNothing) {
  bench.write(kBase, 0x1234);
  bench.write(kBase + 8, 0x5555);
  bench.write(kBase, 0x55, 1);
  EXPECT_EQ(bench.machine.run(100), Stop::limit);
}

}  // namespace
}  // namespace trapdoor
