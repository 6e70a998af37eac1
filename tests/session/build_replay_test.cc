// `build replay`: the changed program gets what was typed again, at the same ticks, up to where the person was.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/session/session.h"

namespace trapdoor {
namespace {

// Sends back what is typed, plus `change`; looks for it all the time, or sleeps until it comes.
std::string echo(int change, bool waits) {
  const std::string sleep = waits ? " wfi\n li t2, PLIC_CLAIM_M0\n lw t3, 0(t2)\n sw t3, 0(t2)\n" : "";
  const std::string prepare =
      " li t1, 1\n sb t1, 1(t0)\n li t2, KEYBOARD_INTERRUPT\n sw t1, 0(t2)\n li t2, 0x0c000028\n sw t1, "
      "0(t2)\n"
      " li t1, -2\n li t2, PLIC_ENABLE_M0\n sw t1, 0(t2)\n li t2, 0x800\n csrw mie, t2\n";
  return "_start: li t0, UART0_BASE\n" + (waits ? prepare : "") + "again:\n" + sleep +
         " lbu a1, 5(t0)\n andi a1, a1, 1\n beqz a1, again\n lbu a1, 0(t0)\n addi a1, a1, " +
         std::to_string(change) + "\n sb a1, 0(t0)\n j again\n";
}

class BuildReplay : public testing::Test {
 protected:
  void open(bool waits = false) {
    Diagnostics diagnostics;
    Files files = {{"lesson.md",
                    "+++\nid = \"echo\"\ntitle = \"Echo\"\nboard = \"riscv-virt\"\nfiles = "
                    "[\"a.S\"]\n+++\nText.\n## One\nText.\n"
                    "```check\nexpect console text=\"b\" \"No b.\"\n```\n"},
                   {"start/a.S", echo(0, waits)},
                   {"solution/a.S", echo(1, waits)}};
    ASSERT_TRUE(session.open_lesson(files, diagnostics))
        << (diagnostics.empty() ? "" : to_text(diagnostics[0]));
  }
  CommandResult does(std::string_view command) {
    CommandResult result = session.apply(command);
    EXPECT_TRUE(result.ok) << command << ": " << result.message;
    return result;
  }
  void until_stopped() {
    int pieces = 0;
    do session.advance(1000);
    while (++pieces < 1000 && session.running() && !session.waiting());
  }
  void steps(int count) {
    does("step " + std::to_string(count));
    until_stopped();
  }
  Tick now() { return session.machine().now(); }

  Session session;
};

TEST_F(BuildReplay, TypesTheSameAndArrivesAtTheSameTick) {
  open();
  steps(500);
  does("key a");
  steps(1000);
  does("key bc");
  steps(300);
  does("key z");  // at the very tick where we are
  const Tick here = now();
  EXPECT_EQ(session.console(), "abc");
  session.set_source("a.S", echo(1, false));
  CommandResult result = does("build replay");
  EXPECT_EQ(result.message,
            "built, goes to tick " + std::to_string(here).insert(1, ",") + " again, with the same 3 inputs");
  EXPECT_EQ(now(), 0u) << "time passes by advance alone";
  EXPECT_TRUE(session.running());
  session.advance(100);
  EXPECT_EQ(now(), 100u);
  until_stopped();
  EXPECT_EQ(now(), here);
  EXPECT_EQ(session.console(), "bcd");
  EXPECT_EQ(session.stopped_because(), "");
  steps(300);
  EXPECT_EQ(session.console(), "bcd{") << "the last key was typed, too";
  EXPECT_TRUE(session.branches().empty());
  does("back 301");
  EXPECT_EQ(now(), here - 1) << "a replayed run can be gone back in";
  does("seek end");
  EXPECT_EQ(session.console(), "bcd{");
}

TEST_F(BuildReplay, BreakpointsDoNotStopItAndSpeedDoesNotSlowIt) {
  open();
  does("break exec pc=again");
  does("speed 10");
  does("run");
  until_stopped();
  does("run");
  until_stopped();
  const Tick here = now();
  ASSERT_GE(here, 4u);
  does("build replay");
  EXPECT_EQ(session.speed(), 0u);
  until_stopped();
  EXPECT_EQ(now(), here);
  EXPECT_EQ(session.speed(), 10u);
  does("run");
  until_stopped();
  EXPECT_EQ(session.stopped_because().substr(0, 12), "breakpoint 1");
}

// The new program may come to its wait sooner: what was typed comes then, since no time passes before it does.
TEST_F(BuildReplay, AMachineThatWaitsGetsItsKeys) {
  open(true);
  does("run");
  until_stopped();
  ASSERT_TRUE(session.waiting());
  does("key a");
  until_stopped();
  does("key b");
  until_stopped();
  EXPECT_EQ(session.console(), "ab");
  const Tick here = now();
  std::string shorter = echo(1, true);
  session.set_source("a.S", shorter);
  does("build replay");
  until_stopped();
  EXPECT_EQ(session.console(), "bc");
  EXPECT_LE(now(), here);
  EXPECT_FALSE(session.running());
  std::string longer = shorter;
  for (int i = 0; i < 10; i++) longer.insert(longer.find(" li t0"), " nop\n");
  session.set_source("a.S", longer);
  does("build replay");
  until_stopped();
  EXPECT_EQ(now(), here);
}

TEST_F(BuildReplay, PokesAreLeftOutAndErrorsLeaveTheMachineWhereItIs) {
  open();
  steps(500);
  does("poke 0x80001000 01");
  does("set a0 5");
  does("key a");
  steps(500);
  session.set_source("a.S", "_start: nothing\n");
  EXPECT_FALSE(session.apply("build replay").ok);
  EXPECT_EQ(now(), 1000u);
  EXPECT_EQ(session.console(), "a");
  session.set_source("a.S", echo(2, false));
  EXPECT_EQ(does("build replay").message,
            "built, goes to tick 1,000 again, with the same input; pokes and set registers left out: 2");
  until_stopped();
  EXPECT_EQ(session.console(), "c");
  does("build");
  EXPECT_EQ(now(), 0u);
  EXPECT_FALSE(session.running());
  EXPECT_EQ(does("build replay").message, "built") << "there is nothing to come back to";
}

TEST_F(BuildReplay, IsOfferedAndExplained) {
  open();
  EXPECT_FALSE(session.apply("build again").ok);
  EXPECT_NE(session.apply("help build").message.find("replay"), std::string::npos);
  Completion completion = session.complete("build r", 7);
  ASSERT_EQ(completion.candidates.size(), 1u);
  EXPECT_EQ(completion.candidates[0].text, "replay");
}

}  // namespace
}  // namespace trapdoor
