#include "ui/history.h"

#include "gtest/gtest.h"
#include "tests/ui/support.h"

namespace trapdoor {
namespace {

// Every tick was spent in some mode, and the shares of parts add up to the whole.
TEST(History, SharesAddUp) {
  test::Window window;
  window.open("05-timer");
  window.command("solution");
  window.command("build");
  window.command("run-until trap cause=timer");
  window.command("run-until trap cause=timer");
  const History& history = window.app->history();
  const Tick end = window.app->session.end();
  ASSERT_GE(history.traps(), 2u);
  auto total = [](const History::Coverage& share) {
    return share.ticks[0] + share.ticks[1] + share.ticks[2] + share.ticks[3];
  };
  EXPECT_EQ(total(history.coverage(0, end)), end);
  const Tick third = end / 3;
  const History::Coverage a = history.coverage(0, third), b = history.coverage(third, end),
                          all = history.coverage(0, end);
  for (int mode = 0; mode < 4; ++mode) EXPECT_EQ(a.ticks[mode] + b.ticks[mode], all.ticks[mode]) << mode;
  EXPECT_GT(all.ticks[0], 0u) << "user code ran";
}

TEST(History, StaysWhenTimeGoesBackAndEndsWhereThePastIsEdited) {
  test::Window window;
  window.open("05-timer");
  window.command("solution");
  window.command("build");
  window.command("run-until trap cause=timer");
  window.command("run-until trap cause=timer");
  const size_t known = window.app->history().crossings().size();
  const Tick first = window.app->history().crossings()[1].tick;
  window.command("seek " + std::to_string(first));
  EXPECT_EQ(window.app->history().crossings().size(), known);
  EXPECT_EQ(window.app->history().last_trap(0), nullptr);
  window.command("key \"x\"");
  EXPECT_LT(window.app->history().crossings().size(), known);
}

// Another program, run before the next frame looks: nothing of the old one's past is left, not even where the machine lies at
// the old one's address.
TEST(History, BeginsAnewWithAnotherMachine) {
  auto program = [](int nops) {
    GivenFile file{"crossings.S", {}, ""};
    for (char c : "_start:\n  la t0, handler\n  csrw mtvec, t0\n  .rept " + std::to_string(nops) +
                      "\n  nop\n  .endr\nagain:\n  ecall\n  j again\n.align 2\nhandler:\n  csrr t1, mepc\n"
                      "  addi t1, t1, 4\n  csrw mepc, t1\n  mret\n")
      file.bytes.push_back(static_cast<std::byte>(c));
    return file;
  };
  auto run = [&](test::Window& window, int nops, const char* steps) {
    Diagnostics diagnostics;
    for (int i = 0; i < 2; ++i)  // as a lesson does: a machine first, then another with what was built
      ASSERT_TRUE(window.app->session.open_files(std::vector{program(nops)}, {}, diagnostics).ok);
    window.app->opened();
    ASSERT_TRUE(window.app->session.apply(steps).ok);
    window.app->session.advance(10'000);
    window.frames();
  };
  std::vector<Tick> fresh, later;
  {
    test::Window window;
    run(window, 500, "step 5000");
    for (const Crossing& crossing : window.app->history().crossings()) fresh.push_back(crossing.tick);
  }
  test::Window window;
  run(window, 10, "step 1000");
  run(window, 500, "step 5000");
  for (const Crossing& crossing : window.app->history().crossings()) later.push_back(crossing.tick);
  ASSERT_FALSE(fresh.empty());
  EXPECT_EQ(later, fresh);
}

// A guest that does nothing but cross would fill any memory; the oldest crossings go, and the shares stay whole.
TEST(History, ForgetsTheOldestOfVeryManyCrossings) {
  test::Window window;
  constexpr std::string_view kProgram =
      "_start:\n  la t0, handler\n  csrw mtvec, t0\nagain:\n  ecall\n  j again\n"
      ".align 2\nhandler:\n  csrr t1, mepc\n  addi t1, t1, 4\n  csrw mepc, t1\n  mret\n";
  GivenFile file{"crossings.S", {}, ""};
  for (char c : kProgram) file.bytes.push_back(static_cast<std::byte>(c));
  Diagnostics diagnostics;
  ASSERT_TRUE(window.app->session.open_files(std::vector{file}, {}, diagnostics).ok);
  window.app->opened();
  window.app->interface("panels console");
  for (int i = 0; i < 40; ++i) window.command("step 100000");
  const History& history = window.app->history();
  const Tick end = window.app->session.end();
  ASSERT_EQ(end, 4'000'000u);
  EXPECT_GT(history.traps(), 500'000u) << "about one in six ticks";
  EXPECT_LE(history.crossings().size(), size_t{1} << 20);
  EXPECT_GT(history.crossings().size(), size_t{1} << 18);
  auto total = [](const History::Coverage& share) {
    return share.ticks[0] + share.ticks[1] + share.ticks[2] + share.ticks[3];
  };
  EXPECT_EQ(total(history.coverage(0, end)), end);
  EXPECT_NEAR(static_cast<double>(total(history.coverage(end / 4, end / 2))), static_cast<double>(end) / 4,
              8);
  EXPECT_NE(history.last_trap(end), nullptr);
}

}  // namespace
}  // namespace trapdoor
