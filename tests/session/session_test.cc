#include "engine/session/session.h"

#include <gtest/gtest.h>

#include "engine/session/trace_export.h"
#include "tests/session/dots.h"

namespace trapdoor {
namespace {

struct SessionTest : testing::Test {
  SessionTest() {
    Diagnostics diagnostics;
    EXPECT_TRUE(session.open_program(assembled(kDots), "riscv-virt", {1 << 20, 1}, diagnostics));
  }
  void ok(std::string_view command) {
    CommandResult result = session.apply(command);
    EXPECT_TRUE(result.ok) << command << ": " << result.message;
  }
  std::string wrong(std::string_view command) {
    CommandResult result = session.apply(command);
    EXPECT_FALSE(result.ok) << command;
    return result.message.substr(0, result.message.find('\n'));
  }
  void until_stopped(Tick most = 1'000'000) {
    for (Tick done = 0; session.running() && done < most; done += 1000) session.advance(1000);
    EXPECT_FALSE(session.running());
  }
  bool offers(std::string_view line, std::string_view candidate) {
    Completion completion = session.complete(line, line.size());
    return std::any_of(completion.candidates.begin(), completion.candidates.end(),
                       [&](const Candidate& c) { return c.text == candidate && !c.help.empty(); });
  }
  Tick now() { return session.machine().now(); }
  uint64_t pc() { return session.machine().hart(0).cpu[session.machine().isa().pc_word]; }
  std::string place() { return session.program().name_of(pc()); }
  Snapshot state() { return const_cast<Machine&>(session.machine()).save(); }
  Session session;
};

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

TEST_F(SessionTest, RunUntilStopsRightAfterIt) {
  ok("run-until trap cause=machine-timer");
  until_stopped();
  EXPECT_EQ(place(), "handler");
  EXPECT_NE(session.stopped_because().find("interrupt"), std::string::npos) << session.stopped_because();
  Tick first = now();
  ok("next-trap");
  until_stopped();
  EXPECT_GT(now(), first);
  EXPECT_EQ(place(), "handler");
  ok("previous-trap");
  EXPECT_EQ(now(), first);
}

TEST_F(SessionTest, ExecStopsBeforeTheInstructionAndGoesOn) {
  ok("break exec pc=loop");
  ok("run");
  until_stopped();
  EXPECT_EQ(place(), "loop");
  EXPECT_EQ(session.machine().hart(0).cpu[8], 0u);
  ok("run");
  until_stopped();
  EXPECT_EQ(place(), "loop");
  EXPECT_EQ(session.machine().hart(0).cpu[8], 1u);
  EXPECT_EQ(session.stopped_because().substr(0, 14), "breakpoint 1: ");
  ok("disable 1");
  ok("run-until exec pc=loop");
  until_stopped();
  EXPECT_EQ(session.machine().hart(0).cpu[8], 2u);
  ok("back-until exec pc=loop");
  EXPECT_EQ(session.machine().hart(0).cpu[8], 1u);
  EXPECT_EQ(place(), "loop");
}

// Breakpoints on instructions cost nothing elsewhere: the run stays at its fast speed, and stops at the same places.
TEST_F(SessionTest, BreakpointsStopAlikeAtBothSpeeds) {
  const char* matches[] = {"exec pc=loop", "exec pc=loop+4", "exec pc=handler", "exec pc=alarm from=M",
                           "exec pc=handler hart=0 size=4"};
  for (const char* match : matches) {
    SCOPED_TRACE(match);
    std::vector<Tick> fast, slow;
    for (bool full : {false, true}) {
      ok("reset");
      ok("unbreak 0");
      ok(std::string("break ") + match);
      if (full) ok("break word word=mscratch");  // never happens, but must be looked for
      for (int i = 0; i < 20; i++) {
        ok("run");
        until_stopped();
        EXPECT_EQ(session.stopped_because().substr(0, 10), "breakpoint");
        (full ? slow : fast).push_back(now());
      }
    }
    EXPECT_EQ(fast, slow);
  }
}

TEST_F(SessionTest, RunningBackStopsAlikeAtBothSpeeds) {
  for (const char* match :
       {"exec pc=handler", "exec pc=loop", "exec pc=alarm from=M", "exec pc=loop from=S"}) {
    SCOPED_TRACE(match);
    std::vector<Tick> fast, slow;
    for (bool full : {false, true}) {
      ok("reset");
      ok("unbreak 0");
      ok("step 300000");
      session.advance(300'000);
      ok("key x");
      ok("step 300000");
      session.advance(300'000);
      ok(std::string("break ") + match);
      if (full) ok("break word word=mscratch");  // never happens, but must be looked for
      for (int i = 0; i < 10; i++) {
        ok("back-run");
        until_stopped();
        (full ? slow : fast).push_back(now());
      }
    }
    EXPECT_EQ(fast, slow);
  }
}

TEST_F(SessionTest, ThePastIsBounded) {
  ok("step 2000000");
  session.advance(2'000'000);
  ok("memory 4M");
  ok("seek 1000");
  EXPECT_EQ(now(), 1000u);
  ok("memory 1G");
  EXPECT_EQ(wrong("memory 3"), "memory SIZE: 1M or more, such as 64M");
  EXPECT_EQ(wrong("memory much"), "memory SIZE: 1M or more, such as 64M");
}

TEST_F(SessionTest, ABreakpointWithMoreConditionsIsPassedBy) {
  ok("break exec pc=loop from=M");
  ok("run");
  session.advance(20'000);
  EXPECT_TRUE(session.running());
  ok("pause");
  ok("unbreak 0");
  ok("break exec pc=loop");
  ok("break console text=\"...\"");
  ok("disable 3");
  ok("run");
  until_stopped();
  EXPECT_EQ(place(), "loop");
  ok("disable 2");
  ok("enable 3");
  ok("run");
  until_stopped();
  EXPECT_EQ(session.stopped_because().substr(0, 13), "breakpoint 3:");
}

// Where a stop lies changes nothing that the guest can see: not its counters, not its interrupts.
TEST_F(SessionTest, StopsChangeNothing) {
  ok("run");
  while (now() < 30'000) session.advance(30'000 - now());
  ok("pause");
  Snapshot plain = state();
  ok("reset");
  ok("break exec pc=loop+4 from=S");
  ok("break exec pc=handler from=S");
  ok("run");
  while (now() < 30'000) session.advance(30'000 - now());
  EXPECT_FALSE(session.machine().stops().empty());
  EXPECT_TRUE(state() == plain);
}

TEST_F(SessionTest, WatchpointsStopAfterTheStore) {
  ok("break store at=counter value=3");
  ok("run");
  until_stopped();
  EXPECT_EQ(session.machine().hart(0).cpu[8], 3u);
  uint64_t counter = 0;
  auto bytes = bytes_of(counter);
  session.machine().bus.peek(session.program().find_symbol("counter")->address, bytes);
  EXPECT_EQ(counter, 3u);
}

// Whoever watches changes neither the run nor what is told about it.
TEST_F(SessionTest, WatchingChangesNothing) {
  ok("run");
  while (now() < 50'000) session.advance(50'000 - now());
  ok("pause");
  Snapshot plain = state();
  std::vector<Event> told;
  for (uint64_t n = session.history().first(); n < session.history().next(); n++)
    told.push_back(session.history()[n]);
  ok("reset");
  ok("break store at=counter value=0x7fffffff");
  ok("run");
  while (now() < 50'000) session.advance(50'000 - now());
  EXPECT_TRUE(state() == plain);
  std::vector<Event> again;
  for (uint64_t n = session.history().first(); n < session.history().next(); n++)
    again.push_back(session.history()[n]);
  EXPECT_EQ(again, told);
}

TEST_F(SessionTest, TheConsoleFollowsTheTime) {
  ok("run-until console text=\"....\"");
  until_stopped();
  EXPECT_EQ(session.console(), "....");
  ok("back-until console text=\"..\"");
  EXPECT_EQ(session.console(), "...");  // the last time that two dots stood at the end
  ok("seek 0");
  EXPECT_EQ(session.console(), "");
  ok("seek end");
  EXPECT_EQ(session.console(), "....");
}

TEST_F(SessionTest, KeysForkThePast) {
  ok("run-until console text=\"....\"");
  until_stopped();
  Tick end = session.end();
  ok("seek 1000");
  ok("key x");
  ASSERT_EQ(session.branches().size(), 1u);
  EXPECT_EQ(session.branches()[0].why, "key at tick 1,000");
  EXPECT_EQ(session.branches()[0].end, end);
  ok("run-until console text=\"x.\"");
  until_stopped();
  EXPECT_EQ(session.console(), ".x.");
  ok("branch " + session.branches()[0].name);
  ok("seek end");
  EXPECT_EQ(now(), end);
  EXPECT_EQ(session.console(), "....");
  ok("branch " + session.branches()[0].name);
  ok("seek end");
  EXPECT_EQ(session.console(), ".x.");
  ok("drop " + session.branches()[0].name);
  EXPECT_TRUE(session.branches().empty());
}

TEST_F(SessionTest, PowerOffEndsARun) {
  ok("key q");
  ok("run");
  until_stopped();
  EXPECT_EQ(session.stopped_because(), "power off, exit code 0");
  ok("run");
  session.advance(1000);
  EXPECT_FALSE(session.running());
  ok("back");
  EXPECT_FALSE(session.machine().powered_off());
}

TEST_F(SessionTest, AnatomyOfATick) {
  ok("run-until trap");
  until_stopped();
  Snapshot before = state();
  std::vector<Event> events = session.events_of(now() - 1);
  EXPECT_TRUE(state() == before);
  int words = 0, traps = 0;
  for (const Event& event : events) {
    EXPECT_EQ(event.tick, now() - 1);
    words += event.kind == EventKind::word && static_cast<Who>(event.flags) == Who::trap_entry;
    traps += event.kind == EventKind::trap;
  }
  EXPECT_EQ(traps, 1);
  EXPECT_GE(words, 4);  // mepc, mcause, mstatus, pc at least
  EXPECT_TRUE(session.events_of(session.end()).empty());
}

TEST_F(SessionTest, StateFilesComeBack) {
  ok("step 5000");
  until_stopped();
  Snapshot before = state();
  auto file = session.save_state();
  ok("step 5000");
  until_stopped();
  EXPECT_TRUE(session.load_state(file).ok);
  EXPECT_TRUE(state() == before);
  EXPECT_EQ(now(), 5000u);
  ok("step");
  until_stopped();
  file[100] ^= std::byte{1};
  EXPECT_EQ(session.load_state(file).message, "the state file is damaged: its checksum is wrong");
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

TEST_F(SessionTest, BackRunStopsBeforeTheLastHit) {
  ok("step 3000");
  until_stopped();
  uint64_t count = session.machine().hart(0).cpu[8];
  ok("break store at=counter value=5");
  ok("back-run");
  while (session.running()) session.advance(1000);
  EXPECT_EQ(session.machine().hart(0).cpu[8], 5u);
  EXPECT_LT(session.machine().hart(0).cpu[8], count);
  EXPECT_EQ(session.stopped_because().substr(0, 14), "breakpoint 1: ");
  ok("back-run");
  while (session.running()) session.advance(1000);
  EXPECT_EQ(now(), 0u);
  EXPECT_EQ(session.stopped_because(), "the beginning");
}

TEST_F(SessionTest, WhoWroteAndWhoReads) {
  ok("run-until trap");
  until_stopped();
  Tick here = now();
  CommandResult wrote = session.apply("who-wrote mepc");
  EXPECT_TRUE(wrote.ok);
  EXPECT_NE(wrote.message.find("word mepc"), std::string::npos) << wrote.message;
  EXPECT_NE(wrote.message.find("by trap entry"), std::string::npos) << wrote.message;
  EXPECT_NE(session.apply("who-wrote counter").message.find("store 8 bytes at counter"), std::string::npos);
  EXPECT_NE(session.apply("who-wrote tp").message.find("never"), std::string::npos);
  EXPECT_NE(session.apply("who-reads TIMER_NOW").message.find("load 8 bytes"), std::string::npos);
  EXPECT_EQ(session.apply("who-reads counter").message.substr(0, 16), "not before tick ");
  EXPECT_EQ(wrong("who-wrote nobody"),
            "`nobody` is neither a register, a field (mstatus.MIE) nor an address");
  EXPECT_EQ(now(), here);
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
  EXPECT_TRUE(offers("flaw user-t", "user-timer"));
  EXPECT_TRUE(offers("flaw user-timer ", "user-timer on"));
  EXPECT_TRUE(offers("who-wrote coun", "counter"));
  EXPECT_TRUE(offers("who-wrote mst", "mstatus"));
  ok("break trap");
  EXPECT_TRUE(offers("unbreak ", "1"));
}

TEST_F(SessionTest, BranchesAreListedAndOffered) {
  CommandResult none = session.apply("branches");
  EXPECT_EQ(none.message, "there is only this one future");
  ok("run-until console text=\"..\"");
  until_stopped();
  ok("seek 700");
  ok("key x");
  EXPECT_EQ(session.apply("branches").message.substr(0, 32), "branch 1: leaves at tick 700, ru");
  EXPECT_TRUE(offers("branch ", "branch 1"));
  EXPECT_TRUE(offers("drop b", "branch 1"));
  EXPECT_EQ(wrong("branch 1"), "no branch is called `1`");
  ok("drop branch 1");
  EXPECT_TRUE(session.branches().empty());
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

TEST_F(SessionTest, VisitShowsMomentsOfThePastAsTheyWere) {
  ok("step 900");
  until_stopped();
  ok("key q");
  ok("step 300");
  until_stopped();
  const uint64_t there = pc();
  const Tick end = now();
  std::vector<Tick> ticks = {10, 700, 901, end, end + 5};
  std::vector<Tick> seen;
  session.visit(ticks, [&](const Machine& machine) {
    seen.push_back(machine.now());
    if (machine.now() == end) {
      EXPECT_EQ(machine.hart(0).cpu[machine.isa().pc_word], there) << "the key is part of it";
    }
  });
  EXPECT_EQ(seen, (std::vector<Tick>{10, 700, 901, end})) << "what has not run is left out";
  EXPECT_EQ(now(), end) << "nothing moved";
}

}  // namespace
}  // namespace trapdoor
