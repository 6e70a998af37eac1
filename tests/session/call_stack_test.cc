// The call stack of assembly that no compiler described.
#include "engine/session/call_stack.h"

#include <gtest/gtest.h>

#include "engine/isa/riscv/words.h"
#include "engine/program/builder.h"
#include "engine/session/session.h"
#include "tests/session/given.h"

namespace trapdoor {
namespace {

constexpr std::string_view kCalls = R"(
.globl _start
_start:
  la sp, stack_top
  la t0, leaf
  sd t0, -8(sp)
  call outer
forever:
  j forever
outer:
  addi sp, sp, -32
  sd ra, 24(sp)
  call middle
  ld ra, 24(sp)
  addi sp, sp, 32
  ret
middle:
  addi sp, sp, -16
  sd ra, 0(sp)
put_aside:
  la t0, leaf
  sd t0, 8(sp)
  call leaf
after:
  ld ra, 0(sp)
  addi sp, sp, 16
  ret
leaf:
  nop
  ret
.bss
.balign 16
.space 256
stack_top:
)";

std::vector<std::string> names_at(const std::string& label) {
  Session session;
  Diagnostics diagnostics;
  EXPECT_TRUE(session.open_files(std::vector{given("calls.S", kCalls)}, {}, diagnostics).ok);
  session.apply(label == "_start" ? "seek 0" : "run-until exec pc=" + label);
  session.advance(10'000);
  std::vector<std::string> names;
  for (const DebugFrame& frame : call_stack(session.machine(), session.program(), 0)) {
    names.push_back(frame.name.substr(0, frame.name.find('+')));
    EXPECT_EQ(frame.return_at.has_value(), frame.from == FrameFrom::stack_word);
  }
  return names;
}

TEST(AssemblyCallStack, ALeafIsCalledByItsReturnRegisterAndTheRestByTheStack) {
  const std::vector<std::string> names = {"leaf", "put_aside", "outer", "_start"};
  EXPECT_EQ(names_at("leaf"), names) << "an address of a function alone is nobody who called";
}

TEST(AssemblyCallStack, ACallerIsNotToldTwice) {
  const std::vector<std::string> names = {"put_aside", "outer", "_start"};
  EXPECT_EQ(names_at("put_aside"), names);
}

TEST(AssemblyCallStack, BehindACallTheReturnRegisterIsItsOwn) {
  const std::vector<std::string> names = {"after", "outer", "_start"};
  EXPECT_EQ(names_at("after"), names);
}

TEST(AssemblyCallStack, AtPowerOnNobodyHasCalled) {
  const std::vector<std::string> names = {"_start"};
  EXPECT_EQ(names_at("_start"), names);
}

// The names at every tick of a C function and what it calls, each different list once.
std::vector<std::string> stacks_of(const std::string& source, const std::string& function) {
  constexpr std::string_view kStart =
      ".globl _start\n_start: la sp, stack_top\n call main\nhang: j hang\n.bss\n.balign 16\n.space "
      "16384\nstack_top:\n";
  Session session;
  Diagnostics diagnostics;
  BuildJob job;
  job.files = {"start.S", "k.c"};
  BuiltProgram built =
      Builder(riscv::kIsa, {}).build(job, {{"start.S", std::string(kStart)}, {"k.c", source}});
  for (const Diagnostic& d : built.diagnostics) ADD_FAILURE() << to_text(d);
  EXPECT_TRUE(session.open_program(std::move(built.program), "riscv-virt", {1 << 20, 1}, diagnostics));
  EXPECT_TRUE(session.apply("run-until exec pc=" + function).ok);
  session.advance(10'000);
  std::vector<std::string> all;
  for (int tick = 0; tick < 3000; tick++) {
    std::string names;
    for (const DebugFrame& frame : call_stack(session.machine(), session.program(), 0))
      names += (names.empty() ? "" : " ") + frame.name.substr(0, frame.name.find('+'));
    if (names == "main _start") break;
    if (all.empty() || all.back() != names) all.push_back(names);
    session.apply("step");
    session.advance(1);
  }
  return all;
}

using Stacks = std::vector<std::string>;

TEST(CCallStack, IsTheSameAtEveryTickOfALeaf) {
  EXPECT_EQ(
      stacks_of("int add(int a, long b) { return a + (int)b; }\nint main(void) { return add(1, 2); }", "add"),
      Stacks{"add main _start"});
}

TEST(CCallStack, IsTheSameAtEveryTickOfALargeFrame) {
  EXPECT_EQ(stacks_of("int add(int a) { int big[1000]; big[a] = 1; if (a) big[a]++; return big[a]; }\n"
                      "int main(void) {\n  int r = add(3);\n  return r; }",
                      "add"),
            Stacks{"add main _start"});
}

TEST(CCallStack, KnowsAFunctionThatCallsItselfAtEveryTick) {
  EXPECT_EQ(stacks_of("int down(int n, ...) {\n  if (n == 0) return 1;\n  return down(n - 1) + n; }\n"
                      "int main(void) { return down(2); }",
                      "down"),
            (Stacks{"down main _start", "down down main _start", "down down down main _start",
                    "down down main _start", "down main _start"}));
}

}  // namespace
}  // namespace trapdoor
