#include "engine/devices/aclint.h"

#include <gtest/gtest.h>

#include "tests/support/bench.h"

namespace trapdoor {
namespace {

constexpr uint64_t kBase = 0x200'0000, kCompare = kBase + 0x4000, kTime = kBase + 0xbff8;

struct AclintTest : testing::Test {
  Bench bench{{{"clint", kBase, 0x1'0000, make_device<Aclint>}},
              {{"clint.MSI*", "hart*.MSI"}, {"clint.MTI*", "hart*.MTI"}},
              3};
};

TEST_F(AclintTest, TimeIsTheMachinesTime) {
  EXPECT_EQ(bench.read(kTime, 8), 0u);
  bench.pass(1234);
  EXPECT_EQ(bench.read(kTime, 8), 1234u);
  EXPECT_EQ(bench.read(kTime, 4), 1234u);
  EXPECT_EQ(bench.read(kTime + 4, 4), 0u);
}

TEST_F(AclintTest, NoAlarmBeforeOneIsSet) {
  bench.pass(100'000);
  EXPECT_FALSE(bench.input(kMti));
  EXPECT_EQ(bench.read(kCompare, 8), ~uint64_t{0});
}

TEST_F(AclintTest, TheAlarmRingsAtItsTickAndNotBefore) {
  bench.write(kCompare, 1000, 8);
  bench.pass(999);
  EXPECT_FALSE(bench.input(kMti));
  bench.pass(1);
  bench.machine.run(1001);
  EXPECT_TRUE(bench.input(kMti));
  const Event* rise = nullptr;
  for (uint64_t i = bench.machine.trace.first(); i < bench.machine.trace.next(); i++) {
    if (bench.machine.trace[i].kind == EventKind::wire) rise = &bench.machine.trace[i];
  }
  ASSERT_NE(rise, nullptr);
  EXPECT_EQ(rise->tick, 1000u);
}

TEST_F(AclintTest, SettingItFurtherSilencesIt) {
  bench.pass(50);
  bench.write(kCompare, 10, 8);
  EXPECT_TRUE(bench.input(kMti)) << "the past rings at once";
  bench.write(kCompare, 100, 8);
  EXPECT_FALSE(bench.input(kMti));
  bench.pass(51);
  EXPECT_TRUE(bench.input(kMti));
}

TEST_F(AclintTest, EachHartHasItsOwn) {
  bench.write(kCompare + 0, 300, 8);
  bench.write(kCompare + 8, 100, 8);
  bench.write(kCompare + 16, 200, 8);
  for (uint64_t now : {50u, 150u, 250u, 350u}) {
    bench.machine.run(now);
    EXPECT_EQ(bench.input(kMti, 0), now > 300) << now;
    EXPECT_EQ(bench.input(kMti, 1), now > 100) << now;
    EXPECT_EQ(bench.input(kMti, 2), now > 200) << now;
  }
}

TEST_F(AclintTest, HalvesAreWrittenByThemselves) {
  bench.write(kCompare, 0xffffffff, 4);
  bench.write(kCompare + 4, 0, 4);
  EXPECT_EQ(bench.read(kCompare, 8), 0xffffffffu);
  bench.write(kCompare, 10, 4);
  bench.pass(11);
  EXPECT_TRUE(bench.input(kMti));
}

TEST_F(AclintTest, WritingTheTimeMovesItForAllAlarms) {
  bench.write(kCompare, 1'000'000, 8);
  bench.write(kTime, 999'990, 8);
  EXPECT_EQ(bench.read(kTime, 8), 999'990u);
  bench.pass(9);
  EXPECT_FALSE(bench.input(kMti));
  bench.pass(2);
  EXPECT_TRUE(bench.input(kMti));
  bench.write(kTime, 0, 8);
  EXPECT_FALSE(bench.input(kMti));
}

TEST_F(AclintTest, SoftwareInterrupts) {
  bench.write(kBase + 4, 0xffffffff, 4);
  EXPECT_EQ(bench.read(kBase + 4, 4), 1u) << "only bit 0 exists";
  EXPECT_FALSE(bench.input(kMsi, 0));
  EXPECT_TRUE(bench.input(kMsi, 1));
  bench.write(kBase + 4, 0, 4);
  EXPECT_FALSE(bench.input(kMsi, 1));
}

TEST_F(AclintTest, SmallAccessesDoNothing) {
  bench.write(kCompare, 0, 1);
  bench.write(kBase, 1, 2);
  EXPECT_EQ(bench.read(kCompare, 8), ~uint64_t{0});
  EXPECT_EQ(bench.read(kBase, 4), 0u);
  EXPECT_EQ(bench.read(kCompare, 2), 0u);
}

}  // namespace
}  // namespace trapdoor
