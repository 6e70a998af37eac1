#include "engine/devices/plic.h"

#include <gtest/gtest.h>

#include "engine/devices/uart.h"
#include "tests/support/bench.h"

namespace trapdoor {
namespace {

constexpr uint64_t kBase = 0xc00'0000, kPending = kBase + 0x1000;
constexpr uint64_t priority(uint64_t source) { return kBase + 4 * source; }
constexpr uint64_t enable(uint64_t context) { return kBase + 0x2000 + 0x80 * context; }
constexpr uint64_t threshold(uint64_t context) { return kBase + 0x20'0000 + 0x1000 * context; }
constexpr uint64_t claim(uint64_t context) { return threshold(context) + 4; }
constexpr uint64_t kUartA = 0x1000'0000, kUartB = 0x1000'1000;
constexpr uint64_t kM0 = 0, kS0 = 1, kS1 = 3;

// Two serial lines ask for interrupts 3 and 10 by receiving a byte; reading it ends the request.
struct PlicTest : testing::Test {
  Bench bench{
      {{"plic", kBase, 0x60'0000, make_device<Plic>},
       {"a", kUartA, 0x100, make_device<Uart>},
       {"b", kUartB, 0x100, make_device<Uart>}},
      {{"plic.M*", "hart*.MEI"}, {"plic.S*", "hart*.SEI"}, {"a.irq", "plic.irq3"}, {"b.irq", "plic.irq10"}},
      2};

  PlicTest() {
    bench.write(kUartA + 1, 1, 1);
    bench.write(kUartB + 1, 1, 1);
  }
  void raise_a() { bench.machine.accept(1, 'a'); }
  void raise_b() { bench.machine.accept(2, 'b'); }
  void lower_a() { bench.read(kUartA, 1); }
};

TEST_F(PlicTest, NothingPassesBeforeItIsEnabledWithAPriority) {
  raise_a();
  EXPECT_EQ(bench.read(kPending), 1u << 3);
  EXPECT_FALSE(bench.input(kSei));
  bench.write(enable(kS0), 1 << 3);
  EXPECT_FALSE(bench.input(kSei)) << "priority 0 never interrupts";
  bench.write(priority(3), 1);
  EXPECT_TRUE(bench.input(kSei));
  EXPECT_FALSE(bench.input(kMei)) << "other contexts are not enabled";
  EXPECT_FALSE(bench.input(kSei, 1));
}

TEST_F(PlicTest, TheThresholdHidesPrioritiesUpToIt) {
  bench.write(enable(kS0), 1 << 3);
  bench.write(priority(3), 2);
  bench.write(threshold(kS0), 2);
  raise_a();
  EXPECT_FALSE(bench.input(kSei));
  bench.write(threshold(kS0), 1);
  EXPECT_TRUE(bench.input(kSei));
}

TEST_F(PlicTest, ClaimTakesThePendingBitAndCompleteAsksAgainWhileTheLineIsHigh) {
  bench.write(enable(kS0), 1 << 3);
  bench.write(priority(3), 1);
  raise_a();
  EXPECT_EQ(bench.peek(claim(kS0)), 3u);
  EXPECT_EQ(bench.read(kPending), 1u << 3) << "a look is not a claim";
  EXPECT_EQ(bench.read(claim(kS0)), 3u);
  EXPECT_EQ(bench.read(kPending), 0u);
  EXPECT_FALSE(bench.input(kSei));
  EXPECT_EQ(bench.read(claim(kS0)), 0u) << "nothing more is pending";
  raise_a();
  EXPECT_EQ(bench.read(kPending), 0u) << "the gateway waits for the completion";
  bench.write(claim(kS0), 3);
  EXPECT_EQ(bench.read(kPending), 1u << 3) << "the line is still high";
  EXPECT_TRUE(bench.input(kSei));
}

TEST_F(PlicTest, ServedAndCompletedIsQuiet) {
  bench.write(enable(kS0), 1 << 3);
  bench.write(priority(3), 1);
  raise_a();
  EXPECT_EQ(bench.read(claim(kS0)), 3u);
  lower_a();
  bench.write(claim(kS0), 3);
  EXPECT_FALSE(bench.input(kSei));
  EXPECT_EQ(bench.read(kPending), 0u);
}

TEST_F(PlicTest, ARequestStaysWhenTheLineFallsBeforeTheClaim) {
  bench.write(enable(kS0), 1 << 3);
  bench.write(priority(3), 1);
  raise_a();
  lower_a();
  EXPECT_TRUE(bench.input(kSei)) << "the gateway has already forwarded it";
  EXPECT_EQ(bench.read(claim(kS0)), 3u);
}

TEST_F(PlicTest, HigherPriorityFirstThenTheLowerNumber) {
  bench.write(enable(kS0), 1 << 3 | 1 << 10);
  bench.write(priority(3), 1);
  bench.write(priority(10), 2);
  raise_a();
  raise_b();
  EXPECT_EQ(bench.read(claim(kS0)), 10u);
  EXPECT_EQ(bench.read(claim(kS0)), 3u);
  bench.write(claim(kS0), 3);
  bench.write(claim(kS0), 10);
  bench.write(priority(10), 1);
  EXPECT_EQ(bench.read(claim(kS0)), 3u);
}

TEST_F(PlicTest, ContextsOfOtherHartsAndModes) {
  bench.write(priority(3), 1);
  bench.write(enable(kM0), 1 << 3);
  bench.write(enable(kS1), 1 << 3);
  raise_a();
  EXPECT_TRUE(bench.input(kMei, 0));
  EXPECT_TRUE(bench.input(kSei, 1));
  EXPECT_FALSE(bench.input(kSei, 0));
  EXPECT_EQ(bench.read(claim(kS1)), 3u);
  EXPECT_FALSE(bench.input(kMei, 0)) << "whoever claims first has it";
  EXPECT_EQ(bench.read(claim(kM0)), 0u);
}

TEST_F(PlicTest, ACompletionThatIsNotEnabledIsIgnored) {
  bench.write(priority(3), 1);
  bench.write(enable(kS0), 1 << 3);
  raise_a();
  bench.read(claim(kS0));
  bench.write(claim(kM0), 3);
  EXPECT_EQ(bench.read(kPending), 0u);
  bench.write(claim(kS0), 77);
  EXPECT_EQ(bench.read(kPending), 0u);
  bench.write(claim(kS0), 3);
  EXPECT_EQ(bench.read(kPending), 1u << 3);
}

TEST_F(PlicTest, RegistersKeepOnlyTheBitsThatExist) {
  bench.write(priority(0), 7);
  bench.write(priority(31), 0xff);
  bench.write(enable(kS0), 0xffffffff);
  bench.write(threshold(kS0), 0xff);
  bench.write(kPending, 0xffffffff);
  EXPECT_EQ(bench.read(priority(0)), 0u);
  EXPECT_EQ(bench.read(priority(31)), 7u);
  EXPECT_EQ(bench.read(enable(kS0)), 0xfffffffeu);
  EXPECT_EQ(bench.read(threshold(kS0)), 7u);
  EXPECT_EQ(bench.read(kPending), 0u);
}

}  // namespace
}  // namespace trapdoor
