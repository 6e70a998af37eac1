// Memory that is watched: a run keeps its speed, and finds what full detail finds, at the same ticks, both ways.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/session/session.h"
#include "tests/session/dots.h"

namespace trapdoor {
namespace {

// Counts in supervisor mode behind page tables that map one page at two addresses; the teaching disk writes there as
// well, every so often. The hardware sets the accessed and dirty bits.
constexpr const char* kWriters = R"(
_start: la t0, table
        la t1, mapped
        srli t1, t1, 2
        ori t1, t1, 0xc7        # valid, read, write, accessed, dirty
        la t2, last
        sd t1, 0(t2)
        sd t1, 8(t2)
        srli t2, t2, 2
        ori t2, t2, 1
        la t3, middle
        sd t2, 0(t3)
        li t1, DISK0_BASE       # the disk's 2 MiB, as they are
        srli t1, t1, 21
        slli t2, t1, 3
        add t2, t2, t3
        slli t1, t1, 19
        ori t1, t1, 0xc7
        sd t1, 0(t2)
        srli t3, t3, 2
        ori t3, t3, 1
        sd t3, 0(t0)
        li t3, 0x200000cf       # 0x80000000, 1 GiB, as it is
        sd t3, 16(t0)
        srli t0, t0, 12
        li t1, 8
        slli t1, t1, 60
        or t0, t0, t1
        csrw satp, t0
        li t0, -1
        csrw pmpaddr0, t0
        li t0, 0x1f
        csrw pmpcfg0, t0
        la t0, kernel
        csrw mepc, t0
        li t0, 0x800
        csrw mstatus, t0
        mret
kernel: li s1, 0
        li s2, 0x1000
        la s3, mapped
        li s4, DISK0_BASE
        la s5, count
again:  addi s0, s0, 1
        sd s0, 0(s5)
        andi t0, s0, 7
        bnez t0, again
        srli t1, s0, 3
        andi t1, t1, 7
        beqz t1, first
        addi t1, t1, -1
        beqz t1, second
        addi t1, t1, -1
        beqz t1, byte
        addi t1, t1, -1
        beqz t1, swap
        addi t1, t1, -1
        beqz t1, across
        addi t1, t1, -1
        beqz t1, read
        addi t1, t1, -1
        beqz t1, disk
        j again
first:  sd s0, 16(s1)
        j again
second: sd s0, 16(s2)
        j again
byte:   sb s0, 23(s3)
        j again
swap:   addi t2, s3, 16
        amoadd.d t3, s0, (t2)
        j again
across: sd s0, 9(s3)            # its last byte is the first of the watched ones
        j again
read:   lw t3, 20(s2)
        j again
disk:   sd s3, 8(s4)            # address, count, command: by DMA
        li t2, 1
        sw t2, 4(s4)
        li t2, 3
        sw t2, 16(s4)
        j again
        .data
        .balign 4096
table:  .zero 4096
middle: .zero 4096
last:   .zero 4096
mapped: .zero 4096
count:  .dword 0
)";

struct WatchTest : testing::Test {
  void open(int harts = 1) {
    Diagnostics diagnostics;
    ASSERT_TRUE(session.open_program(assembled(kWriters), "riscv-virt", {1 << 20, harts}, diagnostics));
    std::vector<std::byte> disk(512, std::byte{0x5a});
    ASSERT_TRUE(session.set_storage("disk0", disk).ok);
  }
  void ok(const std::string& command) {
    CommandResult result = session.apply(command);
    EXPECT_TRUE(result.ok) << command << ": " << result.message;
    while (session.running()) session.advance(100'000);
  }
  // Where it stands, and why, without the breakpoint's number.
  std::string where() {
    std::string why = session.stopped_because();
    if (why.starts_with("breakpoint ")) why = "breakpoint" + why.substr(why.find(':'));
    return std::to_string(session.machine().now()) + " " + why;
  }
  // Where the machine stops at a match, forwards until `end` and back again: the same with and without full detail.
  void stops_alike(const std::string& match, Tick end, int times, size_t at_least) {
    std::vector<std::string> forth[2], back[2];
    for (int full : {0, 1}) {
      auto watch = [&] {
        ok("break " + match);
        if (full) ok("break word word=tp");  // never happens, but only full detail would see it
      };
      ok("reset");
      ok("unbreak 0");
      watch();
      for (int i = 0; i < times && session.machine().now() < end; i++) {
        session.apply("run");
        while (session.running() && session.machine().now() < end) session.advance(1000);
        session.apply("pause");
        forth[full].push_back(where());
      }
      EXPECT_EQ(session.machine().watches().all().empty(), full == 1);
      ok("unbreak 0");
      ok("step " + std::to_string(end / 2));
      watch();
      for (int i = 0; i < times; i++) {
        ok("back-run");
        back[full].push_back(where());
      }
    }
    EXPECT_GT(forth[0].size(), at_least);
    EXPECT_NE(forth[0][0].find("breakpoint: tick"), std::string::npos) << forth[0][0];
    EXPECT_NE(back[0][0].find("breakpoint: tick"), std::string::npos) << back[0][0];
    EXPECT_EQ(forth[0], forth[1]);
    EXPECT_EQ(back[0], back[1]);
  }
  Snapshot state() { return const_cast<Machine&>(session.machine()).save(); }
  Session session;
};

// What each looks for happens: by a store at either address, of part of it, across its edge, by an AMO, by the disk.
const std::string kMatches[] = {"write physical=mapped+16..mapped+23",
                                "write at=0x10..0x17",
                                "store at=0x1010..0x1017",
                                "store at=mapped+16..mapped+23",
                                "load physical=mapped+16..mapped+23",
                                "dma at=mapped+16",
                                "store at=DISK_COMMAND",
                                "write at=mapped+22..mapped+40 from=S"};

TEST_F(WatchTest, StopsAlikeAtBothSpeeds) {
  open();
  for (const std::string& match : kMatches) {
    SCOPED_TRACE(match);
    stops_alike(match, 60'000, 12, 5);
  }
}

// Control words change by instructions, by entering and leaving traps, and by a wire.
TEST_F(WatchTest, ControlWordsAreFoundAlikeAtBothSpeeds) {
  Diagnostics diagnostics;
  ASSERT_TRUE(session.open_program(assembled(kDots), "riscv-virt", {1 << 20, 1}, diagnostics));
  for (const char* match :
       {"word word=mepc", "word word=mstatus.MPIE", "word word=mcause", "word word=mip", "word word=mie"}) {
    SCOPED_TRACE(match);
    stops_alike(match, 20'000, 8, 0);
  }
}

// Whoever asks who wrote hears the line, where the program has lines.
TEST_F(WatchTest, WhoWroteSaysTheLine) {
  Diagnostics diagnostics;
  ASSERT_TRUE(session.open_program(assembled(kDots), "riscv-virt", {1 << 20, 1}, diagnostics));
  ok("step 3000");
  std::string text(kDots);
  auto line_of = [&](std::string_view instruction) {
    auto end = text.begin() + static_cast<std::ptrdiff_t>(text.find(instruction));
    return "(dots.S:" + std::to_string(1 + std::count(text.begin(), end, '\n')) + ")";
  };
  for (auto [what, instruction] :
       {std::pair{"counter", "sd s0, 0(s1)"}, {"mtvec", "csrw mtvec, t0"}, {"s0", "addi s0, s0, 1"}}) {
    CommandResult answer = session.apply("who-wrote " + std::string(what));
    EXPECT_NE(answer.message.find(line_of(instruction)), std::string::npos)
        << answer.message << " lacks " << line_of(instruction);
  }
}

TEST_F(WatchTest, ChangesNeitherTheRunNorItsHistory) {
  for (int harts : {1, 2}) {
    open(harts);
    auto run_to = [&](Tick tick) {
      session.apply("run");
      while (session.machine().now() < tick) session.advance(tick - session.machine().now());
      session.apply("pause");
    };
    auto told = [&] {
      std::vector<Event> events;
      for (uint64_t n = session.history().first(); n < session.history().next(); n++)
        events.push_back(session.history()[n]);
      return events;
    };
    run_to(50'000);
    Snapshot plain = state();
    std::vector<Event> events = told();
    ok("reset");
    ok("break store physical=mapped..mapped+100 value=0x123456789");
    ok("break load at=mapped size=3");
    run_to(50'000);
    EXPECT_EQ(session.machine().trace.detail, Detail::cheap);
    EXPECT_TRUE(state() == plain);
    EXPECT_EQ(told(), events);
  }
}

}  // namespace
}  // namespace trapdoor
