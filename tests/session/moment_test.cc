// `moment` and `replay`: a moment as a line of text, which brings it back in another session, to the byte.
#include "tests/session/session_fixture.h"

namespace trapdoor {
namespace {

class MomentTest : public SessionTest {
 protected:
  std::string moment() {
    CommandResult result = session.apply("moment");
    EXPECT_TRUE(result.ok) << result.message;
    return result.message;
  }
  void steps(int count) {
    ok("step " + std::to_string(count));
    until_stopped();
  }
};

TEST_F(MomentTest, BringsBackWhatWasTypedAndSwitched) {
  EXPECT_EQ(moment(), "replay 0");
  steps(1200);
  ok("key a;\"b\\n\\x01");
  steps(300);
  ok("flaw user-timer on");
  ok("poke counter 7f 00");
  ok("set a1 0x1234");
  steps(700);
  const std::string text = moment();
  EXPECT_EQ(text.substr(0, text.find("poke")),
            "replay 2200 1200 key \"a;\\\"b\\n\\x01\"; 1500 flaw user-timer on; 1500 ");
  EXPECT_NE(text.find("; 1500 set hart0.a1 0x1234"), std::string::npos) << text;
  const Snapshot there = state();

  Session other;
  Diagnostics diagnostics;
  ASSERT_TRUE(other.open_program(assembled(kDots), "riscv-virt", {1 << 20, 1}, diagnostics));
  CommandResult result = other.apply(text);
  ASSERT_TRUE(result.ok) << result.message;
  EXPECT_EQ(result.message, "goes to tick 2,200");
  EXPECT_EQ(other.machine().now(), 0u) << "time passes by advance alone";
  while (other.running()) other.advance(1000);
  EXPECT_TRUE(const_cast<Machine&>(other.machine()).save() == there);
  EXPECT_EQ(other.apply("moment").message, text);
  EXPECT_TRUE(other.apply("back 1000").ok) << "a replayed run can be gone back in";
}

TEST_F(MomentTest, OfThePastKnowsNothingOfTheFuture) {
  steps(100);
  ok("key a");
  steps(100);
  ok("key b");
  steps(100);
  ok("seek 150");
  EXPECT_EQ(moment(), "replay 150 100 key \"a\"");
}

TEST_F(MomentTest, BreakpointsDoNotStopAReplay) {
  ok("break trap");
  ok("replay 5000");
  until_stopped(10'000);
  EXPECT_EQ(now(), 5000u);
  EXPECT_EQ(session.stopped_because(), "");
}

TEST_F(MomentTest, SaysWhatIsWrongAndLeavesTheMachineAlone) {
  steps(100);
  EXPECT_EQ(wrong("replay"), "`replay` needs something after it");
  EXPECT_EQ(wrong("replay soon"), "replay begins with the tick to go to: replay 9000 1200 key \"ls\\n\"");
  EXPECT_EQ(wrong("replay -5"), "replay begins with the tick to go to: replay 9000 1200 key \"ls\\n\"");
  EXPECT_EQ(wrong("replay 500 key a"), "`key a`: expected a tick and a key, poke, set or flaw command");
  EXPECT_EQ(wrong("replay 500 10 build"), "`10 build`: expected a tick and a key, poke, set or flaw command");
  EXPECT_EQ(wrong("replay 500 600 key a"), "`600 key a`: none may be after tick 500");
  EXPECT_EQ(wrong("replay 500 60 key a; 50 key b"), "`50 key b`: ticks go up");
  EXPECT_EQ(wrong("replay 500 60 key \\q"),
            "`60 key \\q`: an escape that is not one of \\n \\t \\r \\\\ \\\" \\xHH");
  EXPECT_EQ(wrong("replay 500 60 set hart9.a0 1"), "`60 set hart9.a0 1`: `hart9.a0`: there is no such hart");
  EXPECT_EQ(now(), 100u);
  EXPECT_FALSE(session.running());
}

TEST_F(MomentTest, ASavedStateHasNoMoment) {
  steps(100);
  const std::vector<std::byte> saved = session.save_state();
  ASSERT_TRUE(session.load_state(saved).ok);
  EXPECT_EQ(wrong("moment"),
            "this run began with a saved state, which a text cannot hold; save the state instead");
}

TEST_F(MomentTest, ARegisterOfAnyHartCanBeSet) {
  Diagnostics diagnostics;
  ASSERT_TRUE(session.open_program(assembled(kDots), "riscv-virt", {1 << 20, 2}, diagnostics));
  ok("set hart1.s3 77");
  const WordRow* s3 = find_word(session.machine().isa(), "s3");
  ASSERT_TRUE(s3);
  EXPECT_EQ(session.machine().hart(1).cpu[s3->word], 77u);
  EXPECT_NE(session.machine().hart(0).cpu[s3->word], 77u);
  EXPECT_EQ(moment(), "replay 0 0 set hart1.s3 0x4d");
}

}  // namespace
}  // namespace trapdoor
