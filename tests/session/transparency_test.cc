// Kernels that bring an interrupted program back wrong are reported, with where they went wrong; those that are right,
// with system calls and with two programs, are not.
#include "engine/session/transparency.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <initializer_list>

#include "engine/session/session.h"
#include "tests/session/dots.h"

namespace trapdoor {
namespace {

namespace fs = std::filesystem;

// Two programs, a timer that switches between them, and a system call that adds one to a0. Every register of a program
// is kept in its frame. The lines named by %...% are what a test breaks.
constexpr const char* kKernel = R"(
_start: la t0, handler
        csrw mtvec, t0
        li t0, 0x1f
        csrw pmpcfg0, t0
        li t0, -1
        csrw pmpaddr0, t0
        la t0, frame_b
        la t1, program_b
        sd t1, 0(t0)
        li t1, 0x80020000
        sd t1, 16(t0)           # its stack pointer
        la t0, frame_a
        csrw mscratch, t0
        csrw mstatus, zero
        la t1, program_a
        csrw mepc, t1
        li t0, 0x80
        csrw mie, t0
        li sp, 0x80010000
        call alarm
        mret
alarm:  li t0, TIMER_NOW
        ld t1, 0(t0)
        addi t1, t1, 300
        li t0, TIMER_COMPARE
        sd t1, 0(t0)
        ret
handler:
        csrrw t6, mscratch, t6  # t6: the frame
        SAVE_ALL
        csrr t0, mscratch
        sd t0, 31*8(t6)
        csrr t0, mepc
        sd t0, 0(t6)
        csrr t1, mcause
        li t2, 8
        beq t1, t2, ecall
        call alarm
        %interrupt%
        # the other program's turn
        la t0, frame_a
        la t1, frame_b
        xor t0, t0, t1
        xor t6, t6, t0
        j back
ecall:  ld t0, 0(t6)
        addi t0, t0, 4
        sd t0, 0(t6)
        ld t0, 10*8(t6)
        addi t0, t0, 1
        sd t0, 10*8(t6)
        %syscall%
back:   ld t0, 0(t6)
        csrw mepc, t0
        csrw mscratch, t6
        RESTORE_ALL
        %restore%
        ld t6, 31*8(t6)
        mret
program_a: li t3, 3
        li t4, 4
        li s0, 100
1:      addi s0, s0, 1
        mv t5, s0
        li a0, 5
        ecall
        nop
        nop
        j 1b
program_b: li t3, 0x30
        li t4, 0x40
2:      addi t5, t5, 3
        nop
        nop
        nop
        j 2b
        .data
        .balign 8
frame_a: .zero 256
frame_b: .zero 256
)";

std::string registers(const char* verb) {
  std::string text;
  for (int i = 1; i < 31; i++)
    text += std::string(verb) + " x" + std::to_string(i) + ", " + std::to_string(8 * i) + "(t6)\n";
  return text;
}

// The kernel with one thing changed.
std::string kernel(std::string place = {}, std::string code = {}, std::string without = {}) {
  std::string text = kKernel;
  auto put = [&](const std::string& what, const std::string& with) {
    size_t at = text.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    text.replace(at, what.size(), with);
  };
  put("SAVE_ALL", registers("sd"));
  put("RESTORE_ALL", registers("ld"));
  for (const char* name : {"%interrupt%", "%syscall%", "%restore%"}) put(name, place == name ? code : "");
  if (!without.empty()) put(without, "");
  return text;
}

struct TransparencyTest : testing::Test {
  void open(const std::string& text) {
    Diagnostics diagnostics;
    ASSERT_TRUE(session.open_program(assembled(text.c_str()), "riscv-virt", {1 << 20, 1}, diagnostics));
    ASSERT_TRUE(session.apply("transparency on").ok);
  }
  void run(Tick until) {
    session.apply("run");
    while (session.running() && session.machine().now() < until) session.advance(10'000);
    session.apply("pause");
  }
  // What is said about the kernel; empty when it is right.
  std::string report(const std::string& text, Tick until = 50'000) {
    open(text);
    session.apply("run");
    while (session.running() && session.machine().now() < until) session.advance(10'000);
    return session.running() ? std::string() : session.stopped_because();
  }
  bool says(const std::string& report, const std::string& part) {
    return report.find(part) != std::string::npos;
  }
  void expect_says(const std::string& report, std::initializer_list<const char*> parts) {
    for (const char* part : parts) EXPECT_TRUE(says(report, part)) << part << "\nis not in\n" << report;
  }
  // An interrupt whose handler wrote the wrong place to return to.
  void expect_wrong_return(const std::string& report) {
    expect_says(report, {"the program was interrupted at tick ", " and came back at tick ",
                         " instead. It went wrong at tick ", "into mepc"});
  }
  Session session;
};

TEST_F(TransparencyTest, ACorrectKernelIsNotReported) {
  EXPECT_EQ(report(kernel(), 200'000), "");
  EXPECT_GE(session.machine().now(), 200'000u);
}

TEST_F(TransparencyTest, AForgottenRegister) {
  std::string text = report(kernel({}, {}, "sd x28, 224(t6)\n"));
  EXPECT_TRUE(says(text, "lost transparency: the program was interrupted at tick ") ||
              says(text, "lost transparency: the program called the kernel at tick "))
      << text;
  // Behind `back` stands the load that fetches what was never saved.
  expect_says(text, {"with t3 changed from 0x3", "It went wrong at tick ", "<back+"});
  // The run stands right behind the wrong return, in user mode.
  EXPECT_EQ(session.machine().hart(0).cpu[session.machine().isa().mode_word], 0u);
}

TEST_F(TransparencyTest, AWrongStackPointer) {
  std::string text = report(kernel("%interrupt%", "li t0, 0x80030000\n sd t0, 16(t6)"));
  expect_says(text, {"with sp changed from 0x8001", "to 0x80030000."});
}

TEST_F(TransparencyTest, AnInterruptThatSkipsAnInstruction) {
  std::string text = report(kernel("%interrupt%", "ld t0, 0(t6)\n addi t0, t0, 4\n sd t0, 0(t6)"));
  expect_wrong_return(text);
}

TEST_F(TransparencyTest, AnInterruptThatSkipsFarAhead) {
  std::string text = report(kernel("%interrupt%", "ld t0, 0(t6)\n addi t0, t0, 0x40\n sd t0, 0(t6)"));
  expect_wrong_return(text);
}

TEST_F(TransparencyTest, AnInterruptThatGoesBack) {
  std::string text = report(kernel("%interrupt%", "la t0, program_a\n sd t0, 0(t6)"));
  expect_says(text, {"<program_a", " instead. It went wrong at tick "});
}

TEST_F(TransparencyTest, ManyRegistersChanged) {
  std::string code = "li t0, 0x77\n";
  for (int i = 16; i < 28; i++) code += "sd t0, " + std::to_string(8 * i) + "(t6)\n";
  std::string text = report(kernel("%interrupt%", code));
  expect_says(text,
              {"the program was interrupted at tick ", "with a6 changed from ", " to 0x77, and 11 more."});
}

TEST_F(TransparencyTest, ASystemCallThatLeavesMoreThanItsResult) {
  std::string text = report(kernel("%syscall%", "li t0, 99\n sd t0, 64(t6)"));
  expect_says(text, {"the program called the kernel", "with s0 changed from 0x65 to 0x63"});
}

TEST_F(TransparencyTest, TheLastInstructionBeforeTheReturnMayBeTheOne) {
  EXPECT_TRUE(says(report(kernel("%restore%", "li t4, 1")), "with t4 changed from "))
      << session.stopped_because();
}

TEST_F(TransparencyTest, GoingBackAndOnReportsItAgain) {
  std::string first = report(kernel("%interrupt%", "li t0, 0x80030000\n sd t0, 16(t6)"));
  Tick there = session.machine().now();
  session.apply("back 20");  // inside the handler: the program had been left already
  session.apply("run");
  while (session.running()) session.advance(1000);
  EXPECT_EQ(session.stopped_because(), first);
  EXPECT_EQ(session.machine().now(), there);
}

TEST_F(TransparencyTest, WatchingChangesNothing) {
  open(kernel());
  run(60'000);
  session.apply("seek 60000");
  Snapshot watched = const_cast<Machine&>(session.machine()).save();
  session.apply("reset");
  session.apply("transparency off");
  EXPECT_FALSE(session.watches_transparency());
  run(60'000);
  session.apply("seek 60000");
  EXPECT_TRUE(const_cast<Machine&>(session.machine()).save() == watched);
}

// Opens a lesson of ours with its solution and with the watch on, and runs it.
struct TransparencyOfLessons : TransparencyTest {
  static fs::path root() { return fs::path(TRAPDOOR_SOURCE_DIR); }
  // without: a line that the solution must do without.
  void open_lesson(const fs::path& folder, const std::string& without = {}) {
    Files files;
    auto add = [&](const fs::path& from, const std::string& prefix) {
      for (const auto& file : fs::recursive_directory_iterator(from)) {
        if (!file.is_regular_file()) continue;
        std::ifstream in(file.path(), std::ios::binary);
        files[prefix + fs::relative(file.path(), from).generic_string()] = {
            std::istreambuf_iterator<char>(in), {}};
      }
    };
    add(folder, "");
    if (fs::exists(folder.parent_path() / "common")) add(folder.parent_path() / "common", "../common/");
    if (!without.empty()) {
      std::string& kernel = files["solution/kernel.S"];
      ASSERT_NE(kernel.find(without), std::string::npos) << without;
      kernel.erase(kernel.find(without), without.size());
    }
    Diagnostics diagnostics;
    ASSERT_TRUE(session.open_lesson(files, diagnostics)) << to_text(diagnostics.front());
    session.apply("solution");
    ASSERT_TRUE(session.apply("build").ok);
    session.apply("transparency on");
  }
  std::string run_on(Tick until) {
    session.apply("run");
    while (session.running() && !session.waiting() && session.machine().now() < until)
      session.advance(100'000);
    return session.stopped_because();
  }
};

// Every lesson's solution keeps its programs' registers; a lesson switches the watch on by itself if it wants it.
TEST_F(TransparencyOfLessons, SolutionsAreTransparent) {
  int lessons = 0;
  for (const auto& folder : fs::directory_iterator(root() / "lessons")) {
    if (!fs::exists(folder.path() / "lesson.md")) continue;
    SCOPED_TRACE(folder.path().filename().string());
    open_lesson(folder.path());
    EXPECT_FALSE(says(run_on(1'000'000), "lost transparency")) << session.stopped_because();
    lessons++;
  }
  EXPECT_GE(lessons, 6);
}

TEST_F(TransparencyOfLessons, AKernelInCIsTransparent) {
  open_lesson(root() / "tests" / "c_kernel");
  EXPECT_FALSE(says(run_on(1'000'000), "lost transparency")) << session.stopped_because();
}

TEST_F(TransparencyOfLessons, UpcallsAreNotReported) {
  open_lesson(root() / "lessons" / "13-upcall");
  EXPECT_FALSE(says(run_on(1'000'000), "lost transparency")) << session.stopped_because();
  EXPECT_EQ(session.console(), "()()()()()()()() done\n");
}

// A signal that comes while the handler is busy: what a handler loses by that is no interrupt's fault.
TEST_F(TransparencyOfLessons, UpcallsInsideUpcallsAreNotReported) {
  open_lesson(root() / "lessons" / "13-upcall", "bnez t1, trap_done\n");
  EXPECT_TRUE(session.watches_transparency());
  EXPECT_FALSE(says(run_on(100'000), "lost transparency")) << session.stopped_because();
  EXPECT_TRUE(session.console().starts_with("((((((")) << session.console();
}

TEST_F(TransparencyOfLessons, AnUpcallThatForgetsItsStack) {
  open_lesson(root() / "lessons" / "13-upcall", "sd   a0, FRAME_SP(s0)\n");
  std::string text = run_on(100'000);
  expect_says(text, {"<handler> instead."});
}

// Hardware that forgets where the program was sends it back to its beginning at every interrupt.
TEST_F(TransparencyOfLessons, AnEntryThatLosesThePc) {
  open_lesson(root() / "lessons" / "05-timer");
  ASSERT_TRUE(session.apply("flaw entry-loses-pc on").ok);
  std::string text = run_on(100'000);
  expect_says(text, {"lost transparency: the program was interrupted at tick ", "<user> instead."});
}

TEST(TransparencyInLessons, IsSwitchedOnByTheFrontMatter) {
  Files files = {
      {"lesson.md",
       "+++\nid = \"x\"\ntitle = \"X\"\nboard = \"riscv-virt\"\nfiles = [\"a.S\"]\ntransparency = true\n+++\n"
       "## One\n```check\nexpect console text=\"b\" \"No b.\"\n```\n"},
      {"start/a.S", "_start: j _start\n"},
      {"solution/a.S", "_start: li t0, UART0_BASE\n li t1, 'b'\n sb t1, 0(t0)\nstop: j stop\n"}};
  Session session;
  Diagnostics diagnostics;
  ASSERT_TRUE(session.open_lesson(files, diagnostics));
  EXPECT_TRUE(session.watches_transparency());
  files["lesson.md"].replace(files["lesson.md"].find("= true"), 6, "= \"yes\"");
  EXPECT_FALSE(session.open_lesson(files, diagnostics));
  EXPECT_EQ(diagnostics.back().message, "`transparency` must be true or false");
}

}  // namespace
}  // namespace trapdoor
