// What ends a run of a session, forwards and backwards: breakpoints, watchpoints, power off.
#include "tests/session/session_fixture.h"

namespace trapdoor {
namespace {

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
      if (full) ok("break word word=tp");  // never happens, but must be looked for
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
      if (full) ok("break word word=tp");  // never happens, but must be looked for
      for (int i = 0; i < 10; i++) {
        ok("back-run");
        until_stopped();
        (full ? slow : fast).push_back(now());
      }
    }
    EXPECT_EQ(fast, slow);
  }
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

// What a person asked for and gets is on the screen; what is not there has to be said.
TEST_F(SessionTest, StopsThatNobodySeesAreTold) {
  ok("run-until exec pc=loop");
  until_stopped();
  EXPECT_EQ(session.notice(), "") << "that was asked for";
  EXPECT_EQ(session.notices(), 0u);
  ok("back-until trap");
  while (session.running()) session.advance(1000);
  EXPECT_EQ(session.notice(), "it did not happen before");
  ok("back-until trap");
  while (session.running()) session.advance(1000);
  EXPECT_EQ(session.notices(), 2u) << "the same once more";
  ok("back-run");
  while (session.running()) session.advance(1000);
  EXPECT_EQ(session.notice(), "no breakpoint would have stopped it: this is the beginning");
  ok("break store at=counter value=5");
  ok("run");
  until_stopped();
  EXPECT_EQ(session.notice().substr(0, 33), "stopped just after breakpoint 1: ");
  EXPECT_NE(session.notice().find("store"), std::string::npos) << session.notice();
  CommandResult answer = session.apply("who-wrote counter");
  while (session.running()) session.advance(1000);
  EXPECT_NE(session.notice().find("store"), std::string::npos) << session.notice();
  EXPECT_EQ(answer.message, session.notice()) << "once, and not twice";
  answer = session.apply("who-reads counter");
  EXPECT_EQ(answer.message, session.notice());
  EXPECT_NE(answer.message, "");
  ok("unbreak 1");
  ok("key q");
  ok("run-until store at=counter value=0xffff");
  until_stopped();
  EXPECT_EQ(session.notice(), "it did not happen before the machine switched itself off");
  EXPECT_EQ(session.stopped_because(), "power off, exit code 0");
}

TEST_F(SessionTest, AWaitThatTakesLongIsToldOnce) {
  ok("run-until trap cause=store-page-fault");
  for (int i = 0; i < 99; i++) session.advance(1'000'000);
  EXPECT_EQ(session.notices(), 0u);
  for (int i = 0; i < 3; i++) session.advance(1'000'000);
  EXPECT_EQ(session.notices(), 1u);
  EXPECT_EQ(session.notice().substr(0, 8), "not yet,") << session.notice();
  EXPECT_TRUE(session.running());
}

}  // namespace
}  // namespace trapdoor
