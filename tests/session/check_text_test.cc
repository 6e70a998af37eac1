// What the machine adds to the lesson's own words when a check fails: how the run ended, where it happened, which gate
// is closed.
#include <gtest/gtest.h>

#include "engine/boards/boards.h"
#include "engine/session/check.h"
#include "tests/support/texts.h"

namespace trapdoor {
namespace {

std::string with(const std::string& check, const std::string& text, Tick limit = 2000) {
  Diagnostics diagnostics;
  auto lesson = Lesson::parse({{"lesson.md",
                                "+++\nid = \"x\"\ntitle = \"X\"\nboard = \"riscv-virt\"\nfiles = [\"a.S\"]\n"
                                "limit = " +
                                    std::to_string(limit) + "\n+++\n## One\n```check\n" + check +
                                    " \"The words of the lesson.\"\n```\n"},
                               {"start/a.S", text}},
                              diagnostics);
  EXPECT_TRUE(lesson) << text_of(diagnostics);
  if (!lesson) return {};
  Machine machine(*find_board(lesson->board), lesson->machine);
  auto built = build(*lesson, lesson->start, machine, diagnostics);
  EXPECT_TRUE(built) << text_of(diagnostics);
  if (!built) return {};
  CheckRun run(*lesson, *built);
  while (run.advance(kNever)) {
  }
  EXPECT_EQ(run.results()[0][0].state, CheckState::failed);
  return to_text(run.results()[0][0]);
}

bool says(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

int times(const std::string& text, std::string_view part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) count++;
  return count;
}

TEST(CheckText, HowTheRunEndedIsASentenceOfItsOwn) {
  const std::string off = "_start: li t0, POWER_BASE\n li t1, 0x33333\n sw t1, 0(t0)\nx: j x\n";
  EXPECT_TRUE(says(with("expect power value=0", off),
                   ": The words of the lesson. How the run ended: the machine switched itself off at tick "))
      << with("expect power value=0", off);
  EXPECT_TRUE(says(with("expect power value=0", off), ", exit code 3."));
  EXPECT_TRUE(says(with("expect power", "_start: wfi\n j _start\n"), "How the run ended: from tick "))
      << with("expect power", "_start: wfi\n j _start\n");
  EXPECT_TRUE(says(with("expect exec pc=x count>=3000", "_start:\nx: j x\n"),
                   "How the run ended: at its limit of 2,000 ticks. It happened 2,000 times, not 3,000."))
      << with("expect exec pc=x count>=3000", "_start:\nx: j x\n");
}

TEST(CheckText, WhatWasRefusedHasAPlace) {
  const std::string text = "_start: csrsi mstatus, 2\n nop\nquiet: nop\n csrci sstatus, 2\nx: j x\n";
  EXPECT_TRUE(says(with("refuse word word=sstatus.SIE value=0", text),
                   "It happened: word word=sstatus.SIE value=0, at quiet+0x4 (a.S:4)."))
      << with("refuse word word=sstatus.SIE value=0", text);
  EXPECT_TRUE(says(with("refuse console", "_start: li t0, UART_DATA\nsend: sb t0, 0(t0)\nx: j x\n"),
                   "It happened: console, at send (a.S:2)."));
}

// What no instruction does has none.
TEST(CheckText, WhatADeviceDidHasNoPlaceInAProgram) {
  const std::string said = with("refuse register at=DISK_STATUS", R"(
_start: la a0, buffer
        li t0, DISK_ADDRESS
        sd a0, 0(t0)
        li t0, DISK_COUNT
        li t1, 1
        sw t1, 0(t0)
        li t0, DISK_COMMAND
        li t1, 3
        sw t1, 0(t0)
wait:   j wait
        .data
        .balign 64
buffer: .zero 512
)");
  EXPECT_TRUE(says(said, "It happened: register at=DISK_STATUS.")) << said;
}

constexpr const char* kPassOn = R"(
_start: la t0, x
        csrw mtvec, t0
        li t0, 0x0c000028       # source 10: priority 1
        li t1, 1
        sw t1, 0(t0)
        sw t1, 8(t0)            # source 12, too
        li t0, PLIC_ENABLE_M0
        li t1, SOURCES
        sw t1, 0(t0)
        csrsi mstatus, 8
        li t0, BITS
        csrw mie, t0
        j x
        .align 2
x:      j x
)";

std::string passing_on(const std::string& sources, const std::string& bits) {
  std::string text = kPassOn;
  text.replace(text.find("SOURCES"), 7, sources);
  text.replace(text.find("BITS"), 4, bits);
  return with("expect trap cause=machine-external", text);
}

TEST(CheckText, ClosedGatesNameTheirDevice) {
  std::string said = passing_on("0x1000", "0x800");
  EXPECT_TRUE(says(said,
                   "Closed now: disk0: INTERRUPT.PENDING (the disk has not finished anything), "
                   "INTERRUPT.ENABLE (it may not interrupt)."))
      << said;
  said = passing_on("0x1400", "0x800");
  EXPECT_TRUE(says(said, "uart0: a byte came or went (") && says(said, "disk0: INTERRUPT.PENDING (")) << said;
  EXPECT_FALSE(says(said, "IER")) << "of each only the first: " << said;
  EXPECT_TRUE(says(said, "; ")) << said;
}

TEST(CheckText, OfManyDevicesTheNearestAreNamed) {
  std::string text = kPassOn;
  text.replace(text.find("SOURCES"), 7, "-1");
  text.replace(text.find("BITS"), 4, "0x800");
  const std::string priorities =
      " li t0, 0x0c000000\n li t2, 32\nall: addi t0, t0, 4\n addi t2, t2, -1\n sw t1, 0(t0)\n bnez t2, all\n";
  text.insert(text.find("        li t0, PLIC_ENABLE_M0"), priorities);
  const std::string said = with("expect trap cause=machine-external", text);
  EXPECT_TRUE(says(said, "Closed now: ")) << said;
  EXPECT_LE(times(said, " ("), 3) << said;
  EXPECT_TRUE(says(said, " and ") && says(said, " more sources")) << said;
}

// The hart's gates belong to no device, and are said once.
TEST(CheckText, TheHartsOwnGatesAreSaidOnce) {
  const std::string said = passing_on("0x1400", "0");
  EXPECT_FALSE(says(said, "mie.MEIE")) << "the devices are not that far: " << said;
  const std::string one = passing_on("0x1000", "0");
  EXPECT_EQ(times(one, "mie.MEIE ("), 1) << one;
  EXPECT_EQ(times(one, "disk0: "), 1) << one;
  const std::string timer = with("expect trap cause=machine-timer", "_start:\nx: j x\n");
  EXPECT_TRUE(says(timer, "mie.MTIE") && says(timer, "mtvec")) << "one source has all its gates: " << timer;
}

}  // namespace
}  // namespace trapdoor
