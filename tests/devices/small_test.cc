// Clock, keyboard and screen.
#include <gtest/gtest.h>

#include "engine/devices/keyboard.h"
#include "engine/devices/rtc.h"
#include "engine/devices/screen.h"
#include "tests/support/bench.h"

namespace trapdoor {
namespace {

constexpr uint64_t kBase = 0x1000'0000;

struct RtcTest : testing::Test {
  Bench bench{{{"rtc", kBase, 0x1000, make_device<Rtc>}}, {{"rtc.irq", "hart0.MEI"}}};
  uint64_t now() {
    uint64_t low = bench.read(kBase);
    return bench.read(kBase + 4) << 32 | low;
  }
  void set_alarm(uint64_t when) {
    bench.write(kBase + 0x0c, when >> 32);
    bench.write(kBase + 0x08, when);
  }
};

TEST_F(RtcTest, RunsWithGuestTime) {
  EXPECT_EQ(now(), Rtc::kPowerOnSeconds * 1'000'000'000);
  bench.pass(10'000'000);  // a second at 10 MHz
  EXPECT_EQ(now(), (Rtc::kPowerOnSeconds + 1) * 1'000'000'000);
  bench.pass(1);
  EXPECT_EQ(now() % 1'000'000'000, 100u);
}

TEST_F(RtcTest, TheHighHalfBelongsToTheLowOne) {
  uint64_t start = now();
  bench.read(kBase);
  bench.pass(60'000'000);  // the low half wraps every 4.3 s
  EXPECT_EQ(bench.read(kBase + 4), start >> 32);
  bench.read(kBase);
  EXPECT_EQ(bench.read(kBase + 4), (start + 6'000'000'000) >> 32);
}

TEST_F(RtcTest, CanBeSet) {
  bench.write(kBase + 4, 2);
  bench.write(kBase, 7);
  EXPECT_EQ(now(), uint64_t{2} << 32 | 7);
  bench.pass(10);
  EXPECT_EQ(now(), uint64_t{2} << 32 | 1007);
}

TEST_F(RtcTest, RingsOnTime) {
  bench.write(kBase + 0x10, 1);
  set_alarm(now() + 50'000);  // 500 ticks
  EXPECT_EQ(bench.read(kBase + 0x18), 1u);
  bench.pass(500);
  EXPECT_FALSE(bench.input(kMei));
  bench.pass(1);
  EXPECT_TRUE(bench.input(kMei));
  EXPECT_EQ(bench.read(kBase + 0x18), 0u) << "it rings once";
  bench.write(kBase + 0x1c, 1);
  EXPECT_FALSE(bench.input(kMei));
  set_alarm(now() - 1);
  EXPECT_TRUE(bench.input(kMei)) << "the past rings at once";
}

TEST_F(RtcTest, CanBeCalledOff) {
  bench.write(kBase + 0x10, 1);
  set_alarm(now() + 50'000);
  bench.write(kBase + 0x14, 1);
  bench.pass(1000);
  EXPECT_FALSE(bench.input(kMei));
  set_alarm(~uint64_t{0});
  bench.pass(1000);
  EXPECT_FALSE(bench.input(kMei));
}

struct KeyboardTest : testing::Test {
  Bench bench{{{"keyboard", kBase, 0x1000, make_device<Keyboard>}}, {{"keyboard.irq", "hart0.MEI"}}};
};

TEST_F(KeyboardTest, KeepsKeysInOrder) {
  EXPECT_EQ(bench.read(kBase + 4), 0u);
  for (char c : std::string_view("ok")) bench.machine.accept(0, static_cast<uint8_t>(c));
  EXPECT_FALSE(bench.input(kMei));
  bench.write(kBase + 8, 1);
  EXPECT_TRUE(bench.input(kMei));
  EXPECT_EQ(bench.read(kBase), 'o');
  EXPECT_EQ(bench.read(kBase + 4), 1u);
  EXPECT_TRUE(bench.input(kMei));
  EXPECT_EQ(bench.read(kBase), 'k');
  EXPECT_FALSE(bench.input(kMei));
  EXPECT_EQ(bench.read(kBase), 0u);
}

TEST_F(KeyboardTest, TellsWhatItLost) {
  for (uint32_t i = 0; i <= Keyboard::kKeys; i++) bench.machine.accept(0, 'x');
  EXPECT_EQ(bench.count(EventKind::command), 1);
  EXPECT_EQ(bench.read(kBase + 4), 3u);
  EXPECT_EQ(bench.read(kBase + 4), 1u);
}

struct ScreenTest : testing::Test {
  Bench bench{{{"screen", kBase, 0x2000, make_device<Screen>}}, {}};
};

TEST_F(ScreenTest, BeginsBlank) {
  for (uint32_t i = 0; i < Screen::kTextBytes; i += 2) ASSERT_EQ(bench.read(kBase + i, 2), 0x0720u);
  EXPECT_EQ(bench.read(kBase + Screen::kTextBytes, 2), 0u) << "no cell beyond the last";
}

TEST_F(ScreenTest, CellsTakeEverySize) {
  bench.write(kBase, 'A', 1);
  EXPECT_EQ(bench.read(kBase, 2), 0x0741u);
  bench.write(kBase + 8, 0x1c42'1c42'1c42'1c42, 8);
  EXPECT_EQ(bench.read(kBase + 14, 2), 0x1c42u);
  bench.write(kBase + Screen::kTextBytes - 8, ~uint64_t{0}, 8);
  EXPECT_EQ(bench.read(kBase + Screen::kTextBytes - 2, 2), 0xffffu);
}

TEST_F(ScreenTest, PixelRegisters) {
  bench.write(kBase + 0x1000, 3);
  EXPECT_EQ(bench.read(kBase + 0x1000), 1u);
  EXPECT_EQ(bench.count(EventKind::command), 1);
  bench.write(kBase + 0x1008, 5000);
  bench.write(kBase + 0x100c, 0);
  EXPECT_EQ(bench.read(kBase + 0x1008), Screen::kMostWidth);
  EXPECT_EQ(bench.read(kBase + 0x100c), 1u);
  bench.write(kBase + 0x1010, 0x1'8000'0000, 8);
  EXPECT_EQ(bench.read(kBase + 0x1014), 1u);
}

}  // namespace
}  // namespace trapdoor
