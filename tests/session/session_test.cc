#include "engine/session/session.h"

#include "engine/session/trace_export.h"
#include "tests/session/session_fixture.h"

namespace trapdoor {
namespace {

TEST_F(SessionTest, NothingMovesWithoutACommand) {
  session.advance(1000);
  EXPECT_EQ(now(), 0u);
  ok("step 5");
  EXPECT_EQ(now(), 0u);
  session.advance(3);
  EXPECT_EQ(now(), 3u);
  session.advance(1000);
  EXPECT_EQ(now(), 5u);
  EXPECT_FALSE(session.running());
}

// Somebody presses a key faster than the screen is drawn.
TEST_F(SessionTest, StepsThatAreStillToComeAreNotLost) {
  ok("step");
  ok("step");
  session.advance(1000);
  EXPECT_EQ(now(), 2u);
  ok("step 10");
  session.advance(4);
  ok("step 2");
  session.advance(1000);
  EXPECT_EQ(now(), 14u);
  ok("run");
  session.advance(6);
  ok("step");
  session.advance(1000);
  EXPECT_EQ(now(), 21u) << "a run has no end to count from";
}

TEST_F(SessionTest, PokesAndRegistersAreInputs) {
  ok("step 2000");
  until_stopped();
  ok("poke counter 11 22");
  ok("set s0 100");
  EXPECT_EQ(session.machine().hart(0).cpu[8], 100u);
  ok("step 100");
  until_stopped();
  Snapshot after = state();
  ok("seek 500");
  ok("seek end");
  EXPECT_TRUE(state() == after);
}

TEST_F(SessionTest, FlawsAreInputs) {
  ok("run-until trap");
  until_stopped();
  Tick there = now();
  ok("step 100");
  until_stopped();
  ok("flaw user-timer on");
  EXPECT_TRUE(session.machine().flawed(Flaw::user_timer));
  ok("seek 0");
  EXPECT_FALSE(session.machine().flawed(Flaw::user_timer));
  ok("seek end");
  EXPECT_TRUE(session.machine().flawed(Flaw::user_timer));
  EXPECT_EQ(now(), there + 100);
  EXPECT_EQ(wrong("flaw nonsense on"), "no flaw of this board is called `nonsense`");
  EXPECT_EQ(wrong("flaw user-timer maybe"), "flaw NAME on, or flaw NAME off");
}

// Every format names what happened; a VCD's times never go back.
TEST_F(SessionTest, TracesForOtherTools) {
  ok("step 5000");
  until_stopped();
  for (TraceFormat format : {TraceFormat::perfetto, TraceFormat::json, TraceFormat::vcd}) {
    Machine start(session.machine().board(), {1 << 20, 1});
    TraceWriter writer(format, start, session.program());
    std::string text = writer.begin();
    const Trace& history = session.history();
    for (uint64_t n = history.first(); n < history.next(); n++) text += writer.event(history[n]);
    text += writer.end(now());
    if (format == TraceFormat::vcd) {
      uint64_t last = 0;
      int times = 0;
      for (size_t at = text.find("\n#"); at != std::string::npos; at = text.find("\n#", at + 1)) {
        uint64_t time = std::stoull(text.substr(at + 2));
        EXPECT_GE(time, last);
        last = time;
        times++;
      }
      EXPECT_EQ(last, now());
      EXPECT_GT(times, 20);
    } else {
      EXPECT_NE(text.find("machine-timer"), std::string::npos);
      EXPECT_EQ(std::count(text.begin(), text.end(), '{'), std::count(text.begin(), text.end(), '}'));
    }
  }
}

TEST_F(SessionTest, MistakesAreExplained) {
  EXPECT_EQ(wrong("rnu"), "no command is called `rnu`");
  EXPECT_EQ(wrong(""), "no command is called ``");
  EXPECT_EQ(wrong("step x"), "expected a number, not `x`");
  EXPECT_EQ(wrong("step -1"), "expected a number, not `-1`");
  EXPECT_EQ(wrong("pause now"), "`pause` takes nothing after it");
  EXPECT_EQ(wrong("seek"), "`seek` needs something after it");
  EXPECT_EQ(wrong("seek 10"), "tick 10 has not been run yet; the run has got to tick 0");
  EXPECT_EQ(wrong("break trap cause=timre"), "no trap cause is called `timre`");
  EXPECT_EQ(wrong("unbreak 7"), "there is no breakpoint 7");
  EXPECT_EQ(wrong("poke 0x1000 00"), "there is no RAM at 0x0000_1000");
  EXPECT_EQ(wrong("poke counter 0"), "bytes are pairs of hexadecimal digits: poke 0x80000000 13 05 10 00");
  EXPECT_EQ(wrong("set zero 1"), "`zero` is no general register that can be set");
  EXPECT_EQ(wrong("branch other"), "no branch is called `other`");
  EXPECT_EQ(wrong("check"), "only a lesson has checks");
  EXPECT_EQ(wrong("solution"), "`solution` needs a lesson");
  EXPECT_EQ(wrong("key \\q"), "an escape that is not one of \\n \\t \\r \\\\ \\\" \\xHH");
  Session empty;
  EXPECT_EQ(empty.apply("run").message, "there is no machine yet: open a lesson or a program");
  EXPECT_TRUE(empty.apply("help").ok);
  empty.advance(100);
}

TEST_F(SessionTest, EveryCommandHasHelpAndCompletes) {
  for (const CommandRow& row : commands()) {
    EXPECT_GT(row.help.size(), 10u) << row.name;
    EXPECT_TRUE(offers(row.name, row.name)) << row.name;
  }
  Completion completion = session.complete("break exec pc=lo", 16);
  ASSERT_EQ(completion.candidates.size(), 1u);
  EXPECT_EQ(completion.candidates[0].text, "pc=loop");
  EXPECT_EQ(completion.start, 11u);
  Completion behind_a_blank =
      session.complete(" break tr", 9);  // where a line has no command of its own before it
  ASSERT_EQ(behind_a_blank.candidates.size(), 1u);
  EXPECT_EQ(behind_a_blank.candidates[0].text, "trap");
  EXPECT_EQ(behind_a_blank.start, 7u);
  EXPECT_TRUE(offers(" who-w", "who-wrote"));
  EXPECT_TRUE(offers("changes e", "end"));
  EXPECT_TRUE(offers("flaw user-t", "user-timer"));
  EXPECT_TRUE(offers("flaw user-timer ", "user-timer on"));
  EXPECT_TRUE(offers("who-wrote coun", "counter"));
  EXPECT_TRUE(offers("who-wrote mst", "mstatus"));
  ok("break trap");
  EXPECT_TRUE(offers("unbreak ", "1"));
}

TEST(SessionLesson, FromStartToSolution) {
  Files files = {
      {"lesson.md",
       "+++\nid = \"x\"\ntitle = \"X\"\nboard = \"riscv-virt\"\nfiles = [\"a.S\"]\nlimit = 5_000\n+++\n"
       "## One\n```check\nexpect console text=\"b\" \"No b.\"\n```\n"},
      {"start/a.S", "_start: li t0, UART0_BASE\n li t1, 'a'\n sb t1, 0(t0)\nstop: j stop\n"},
      {"solution/a.S", "_start: li t0, UART0_BASE\n li t1, 'b'\n sb t1, 0(t0)\nstop: j stop\n"}};
  Session session;
  Diagnostics diagnostics;
  ASSERT_TRUE(session.open_lesson(files, diagnostics));
  auto check = [&] {
    CommandResult result = session.apply("check");
    EXPECT_TRUE(result.ok) << result.message;
    while (session.checking()) session.advance(100);
    return session.checks()[0][0];
  };
  EXPECT_EQ(session.checks()[0][0].state, CheckState::open);
  EXPECT_EQ(check().state, CheckState::failed);
  EXPECT_EQ(check().message, "No b.");
  EXPECT_FALSE(session.edited());
  EXPECT_FALSE(session.set_source("b.S", "").ok);
  EXPECT_TRUE(session.set_source("a.S", "nonsense").ok);
  EXPECT_TRUE(session.edited());
  EXPECT_FALSE(session.apply("check").ok);
  ASSERT_EQ(session.diagnostics().size(), 1u);
  EXPECT_EQ(session.diagnostics()[0].file, "a.S");
  EXPECT_TRUE(session.apply("solution").ok);
  EXPECT_EQ(check().state, CheckState::passed);
  EXPECT_TRUE(session.apply("restart").ok);
  EXPECT_EQ(session.sources().at("a.S"), files["start/a.S"]);
  EXPECT_EQ(check().state, CheckState::failed);
}

}  // namespace
}  // namespace trapdoor
