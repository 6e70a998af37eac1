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

// A kernel that faults for ever, its own first instruction too, after user code had run for some ticks.
constexpr std::string_view kFaultsForEver =
    "_start:\n  li t0, -1\n  csrw pmpaddr0, t0\n  li t0, 31\n  csrw pmpcfg0, t0\n"
    "  la t0, handler\n  csrw mtvec, t0\n  la t0, user\n  csrw mepc, t0\n  mret\n"
    "user:\n  .rept 500\n  nop\n  .endr\n  ecall\n  .align 2\nhandler:\n  ld t0, 0(zero)\n";

// The session forgets events within a moment when every tick is a trap.
TEST(History, NoTrapIsMissedHoweverManyAFrameRuns) {
  test::Window window;
  window.open_assembly("faults.S", kFaultsForEver);
  window.app->interface("panels console");
  window.command("run-until syscall");
  const Tick last = window.app->session.end();
  window.command("step 700000");
  EXPECT_EQ(window.app->history().traps(), window.app->session.end() - last + 1);
}

// Runs on, and tells a history that keeps little.
void run_on(test::Window& window, History& history, Tick ticks) {
  for (Tick done = 0; done < ticks; done += 500) {
    ASSERT_TRUE(window.app->session.apply("step 500").ok);
    window.app->session.advance(500);
    history.update(window.app->session);
  }
}

// What is long ago is not told as what never was: user code has no part in the time after it ran last.
TEST(History, TheShareOfAModeThatEndedStaysWhereItWas) {
  test::Window window;
  window.open_assembly("faults.S", kFaultsForEver);
  window.command("run-until syscall");
  const Tick last = window.app->session.end();
  History history(1'000);
  history.update(window.app->session);
  run_on(window, history, 5'000);
  const Tick end = window.app->session.end();
  ASSERT_GT(history.crossings().front().tick, last) << "the crossings of user code are forgotten";
  EXPECT_EQ(history.coverage(last, end).ticks[0], 0u);
  EXPECT_EQ(history.coverage(last, end).ticks[3], end - last);
  EXPECT_EQ(history.coverage(0, end).ticks[0], 501u);
  EXPECT_EQ(history.coverage(last - 101, last - 1).ticks[0], 100u);
  EXPECT_EQ(history.coverage(0, 5).ticks[3], 5u) << "before user code ran first";
  window.command("seek " + std::to_string(last + 1'000));
  window.command("key \"x\"");  // another future, from a moment that is forgotten
  history.update(window.app->session);
  run_on(window, history, 1'000);
  EXPECT_EQ(history.coverage(0, last + 2'000).ticks[0], 501u);
  EXPECT_EQ(history.coverage(last, last + 2'000).ticks[3], 2'000u);
  EXPECT_LE(history.known_from(), last + 1'000) << "what was run anew is known";
}

// User code and kernel by turns, then user code alone for long, then by turns again: too many turns for each to be kept, but
// the long stretch stays whole.
TEST(History, ALongStretchStaysWholeAmongVeryManyShortOnes) {
  test::Window window;
  window.open_assembly(
      "turns.S",
      "_start:\n  li t0, -1\n  csrw pmpaddr0, t0\n  li t0, 31\n  csrw pmpcfg0, t0\n"
      "  la t0, handler\n  csrw mtvec, t0\n  la t0, user\n  csrw mepc, t0\n  li t2, 5000\n  mret\n"
      "user:\n  li t1, 5000\nshort:\n  ecall\n  addi t1, t1, -1\n  bnez t1, short\n"
      "alone:\n  addi t2, t2, -1\n  bnez t2, alone\n"
      "again:\n  ecall\n  j again\n"
      "  .align 2\nhandler:\n  csrr t0, mepc\n  addi t0, t0, 4\n  csrw mepc, t0\n  mret\n");
  window.command("run-until exec pc=alone");
  const Tick begin = window.app->session.end();
  History history(4'000, 1'000);
  history.update(window.app->session);
  run_on(window, history, 60'000);
  const Tick end = window.app->session.end();
  ASSERT_GT(history.known_from(), begin + 10'000);
  EXPECT_LE(history.turns(0).size(), 1'000u);
  EXPECT_EQ(history.coverage(begin, begin + 10'000).ticks[0], 10'000u);
  const History::Coverage turns = history.coverage(begin - 14'000, begin);
  EXPECT_NEAR(static_cast<double>(turns.ticks[0]), 6'000, 100) << "three of seven ticks";
  Tick sum = 0;
  for (Tick tick = 0; tick < end; tick += 100) {
    const History::Coverage part = history.coverage(tick, std::min(end, tick + 100));
    for (const Tick ticks : part.ticks) sum += ticks;
    ASSERT_LE(part.ticks[0] + part.ticks[3], 103u) << tick;
  }
  EXPECT_NEAR(static_cast<double>(sum), static_cast<double>(end), 8);
}

}  // namespace
}  // namespace trapdoor
