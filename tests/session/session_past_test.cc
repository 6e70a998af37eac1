// A session goes back, forks, keeps old futures and saves states.
#include "tests/session/session_fixture.h"

namespace trapdoor {
namespace {

TEST_F(SessionTest, AStopMayLieBeyondWhatWasRunBefore) {
  ok("run-until console text=\"..\"");
  until_stopped();
  ok("back-until console text=\".\"");
  until_stopped();
  EXPECT_EQ(session.console(), ".");
  ok("run-until console text=\"....\"");  // two of them again, two for the first time
  until_stopped();
  EXPECT_EQ(session.console(), "....");
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
  const Tick first = now() - 20;  // several ticks are the same, in one piece
  std::vector<Event> one_by_one;
  for (Tick tick = first; tick < now(); tick++) {
    for (const Event& event : session.events_of(tick)) one_by_one.push_back(event);
  }
  EXPECT_EQ(session.events_of(first, 20), one_by_one);
  EXPECT_EQ(session.events_of(now() - 1, 1'000'000), events) << "only what has run";
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

// One more future than are kept: the one that was left first goes, and the person hears which.
TEST_F(SessionTest, AnOldFutureThatHasToGoIsNamed) {
  ok("step 2000");
  until_stopped();
  auto fork = [&](int tick) {
    ok("seek " + std::to_string(tick));
    return session.apply("key x");
  };
  for (int i = 0; i < 32; i++) {
    EXPECT_EQ(fork(1900 - 10 * i).message, "") << i;
    ok("step 20");
    until_stopped();
  }
  EXPECT_EQ(session.branches().size(), 32u);
  EXPECT_EQ(session.notice(), "");
  // Branch 1 is gone to and left again, so that branch 2 is the one that was left first.
  ok("branch branch 1");
  EXPECT_EQ(session.notice(), "");
  EXPECT_EQ(session.branches().size(), 32u);
  CommandResult result = fork(1000);
  EXPECT_TRUE(result.ok);
  EXPECT_EQ(
      result.message,
      "branch 2 was dropped (key at tick 1,890, run to tick 1,920): only the 32 old futures that were left "
      "last are kept");
  EXPECT_EQ(session.notice(), result.message);
  EXPECT_EQ(session.branches().size(), 32u);
  EXPECT_EQ(session.branches().front().name, "branch 3");
  ok("step 5");
  EXPECT_EQ(session.notice(), "");
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
