// When was an interrupt taken last, and when will it be next? Told for each source, from anywhere in the run.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <tuple>

#include "engine/session/session.h"
#include "tests/session/dots.h"

namespace trapdoor {
namespace {

struct InterruptNewsTest : testing::Test {
  InterruptNewsTest() {
    Diagnostics diagnostics;
    session.open_program(assembled(kDots), "riscv-virt", {1 << 20, 1}, diagnostics);
  }
  void run_to(Tick tick) {
    session.apply("run");
    session.advance(tick - session.machine().now());
    session.apply("pause");
  }
  InterruptNews timer(Tick work = Session::kExplainWork) {
    for (InterruptNews& news : session.explain(0, work)) {
      if (news.why.cause == 7) return news;
    }
    ADD_FAILURE() << "no timer";
    return {};
  }
  Session session;
};

TEST_F(InterruptNewsTest, LastAndNextAreWhenItHappens) {
  run_to(5000);
  InterruptNews news = timer();
  ASSERT_TRUE(news.last && news.next);
  EXPECT_TRUE(news.settled);
  EXPECT_EQ(session.machine().now(), 5000u);
  Tick next = *news.next;
  session.apply("previous-trap");
  EXPECT_EQ(session.machine().now(), *news.last + 1);
  EXPECT_EQ(timer().last, news.last);
  EXPECT_EQ(timer().next, next);
  session.apply("seek 5000");
  EXPECT_EQ(timer().next, next);
  session.apply("next-trap");
  session.advance(10'000);
  EXPECT_EQ(session.machine().now(), next + 1);
}

TEST_F(InterruptNewsTest, KeysTypedLaterAreKnown) {
  session.apply("run");
  session.advance(5000);
  session.apply("key q");  // powers off: no alarm after that
  session.advance(5000);
  Tick last = 0;
  for (uint64_t n = session.history().first(); n < session.history().next(); n++) {
    if (session.history()[n].kind == EventKind::trap) last = session.history()[n].tick;
  }
  session.apply("seek " + std::to_string(last));
  EXPECT_EQ(timer().next, last);
  session.apply("seek " + std::to_string(last + 1));
  EXPECT_FALSE(timer().next);
  EXPECT_TRUE(timer().settled);
}

// A key makes the handler start the disk: two devices behind one input of the hart.
constexpr const char* kTwoDevices = R"(
_start: la t0, handler
        csrw mtvec, t0
        li t0, 0x800
        csrw mie, t0
        li t0, 0x0c000000
        li t1, 1
        sw t1, 40(t0)           # the serial line is source 10, the disk 12
        sw t1, 48(t0)
        li t0, PLIC_ENABLE_M0
        li t1, 0x1400
        sw t1, 0(t0)
        li t0, UART0_BASE
        li t1, 1
        sb t1, 1(t0)
        li t0, DISK_INTERRUPT
        sw t1, 0(t0)
        csrsi mstatus, 8
wait:   j wait
handler: li t0, PLIC_CLAIM_M0
        lw t1, 0(t0)
        li t2, 12
        beq t1, t2, disk
        li t3, UART0_BASE
        lbu t3, 0(t3)
        li t3, DISK_COUNT
        li t4, 1
        sw t4, 0(t3)
        li t3, DISK_COMMAND
        li t4, 1                # into the buffer: nobody fetches it
        sw t4, 0(t3)
        j done
disk:   li t3, DISK_INTERRUPT
        li t4, 3
        sw t4, 0(t3)
        li t3, DISK_COMMAND
        sw zero, 0(t3)
        li t3, DISK_INTERRUPT
        sw t4, 0(t3)
done:   sw t1, 0(t0)
        mret
)";

TEST(InterruptNews, EachDeviceBehindTheControllerHasItsOwnLastAndNext) {
  Session session;
  Diagnostics diagnostics;
  session.open_program(assembled(kTwoDevices), "riscv-virt", {1 << 20, 1}, diagnostics);
  auto run_to = [&](Tick tick) {
    session.apply("run");
    session.advance(tick - session.machine().now());
    session.apply("pause");
  };
  auto news_of = [&](std::string_view device) {
    for (InterruptNews& news : session.explain(0, 1'000'000)) {
      if (news.why.cause == 11 && news.why.device == session.machine().find_device(device)) return news;
    }
    ADD_FAILURE() << device << " has no line of its own";
    return InterruptNews{};
  };
  run_to(1000);
  EXPECT_FALSE(news_of("uart0").last);
  session.apply("key x");
  run_to(200'000);
  // What each claim handed out.
  std::map<uint64_t, Tick> claims;
  const Trace& history = session.history();
  for (uint64_t n = history.first(); n < history.next(); n++) {
    if (history[n].kind != EventKind::command || !history[n].flags) continue;
    EXPECT_EQ(claims.count(history[n].value), 0u);
    claims[history[n].value] = history[n].tick;
  }
  ASSERT_EQ(claims.size(), 2u);
  ASSERT_LT(claims[10], claims[12]);
  // At the end, between the two claims, and before both.
  std::optional<Tick> none;
  for (auto [at, uart_last, uart_next, disk_last, disk_next] :
       {std::tuple{Tick{200'000}, std::optional(claims[10]), none, std::optional(claims[12]), none},
        {claims[10] + 50, std::optional(claims[10]), none, none, std::optional(claims[12])},
        {Tick{1000}, none, std::optional(claims[10]), none, std::optional(claims[12])}}) {
    SCOPED_TRACE(at);
    session.apply("seek " + std::to_string(at));
    EXPECT_EQ(news_of("uart0").last, uart_last);
    EXPECT_EQ(news_of("uart0").next, uart_next);
    EXPECT_EQ(news_of("disk0").last, disk_last);
    EXPECT_EQ(news_of("disk0").next, disk_next);
  }
  // Looking ahead of what was run: on a fork.
  session.apply("seek 1000");
  session.apply("key y");
  EXPECT_EQ(session.end(), 1000u);
  EXPECT_EQ(news_of("uart0").next, claims[10]);
  EXPECT_EQ(news_of("disk0").next, claims[12]);
  EXPECT_EQ(session.end(), 1000u);
}

TEST(InterruptNews, LooksAheadInBoundedPieces) {
  Session session;
  Diagnostics diagnostics;
  session.open_program(assembled("_start: j _start\n"), "riscv-virt", {1 << 20, 1}, diagnostics);
  std::vector<InterruptNews> news = session.explain(0, 1000);
  EXPECT_FALSE(news[0].settled);
  EXPECT_EQ(news[0].searched_to, 1000u);
  news = session.explain(0, 2000);
  EXPECT_EQ(news[0].searched_to, 3000u);
  for (int i = 0; i < 30 && !news[0].settled; i++) news = session.explain(0, 1'000'000);
  EXPECT_TRUE(news[0].settled);
  EXPECT_EQ(news[0].searched_to, 5'000'000u);
  EXPECT_EQ(session.machine().now(), 0u);
  EXPECT_TRUE(session.explain(7).empty());
}

TEST_F(InterruptNewsTest, TheCommandSaysIt) {
  run_to(5000);
  CommandResult result = session.apply("explain machine-timer");
  EXPECT_TRUE(result.ok);
  EXPECT_NE(result.message.find("open   mie.MTIE (mie.MTIE is 1)"), std::string::npos) << result.message;
  EXPECT_NE(result.message.find("closed mtime >= mtimecmp0"), std::string::npos) << result.message;
  EXPECT_NE(result.message.find("last taken at tick"), std::string::npos) << result.message;
  EXPECT_EQ(result.message.find("upervisor"), std::string::npos) << result.message;
  EXPECT_FALSE(session.apply("explain timre").ok);
  EXPECT_FALSE(session.apply("explain ecall-u").ok);
}

}  // namespace
}  // namespace trapdoor
