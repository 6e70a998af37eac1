// The call stack of assembly that no compiler described.
#include "engine/session/call_stack.h"

#include "engine/session/session.h"
#include "gtest/gtest.h"

namespace trapdoor {
namespace {

constexpr std::string_view kProgram = R"(
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
  GivenFile file;
  file.name = "calls.S";
  const auto bytes = std::as_bytes(std::span(kProgram.data(), kProgram.size()));
  file.bytes.assign(bytes.begin(), bytes.end());
  Session session;
  Diagnostics diagnostics;
  EXPECT_TRUE(session.open_files(std::vector{file}, {}, diagnostics).ok);
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
  const std::vector<std::string> names = {"leaf", "after", "outer", "forever"};
  EXPECT_EQ(names_at("leaf"), names) << "an address of a function alone is nobody who called";
}

TEST(AssemblyCallStack, ACallerIsNotToldTwice) {
  const std::vector<std::string> names = {"put_aside", "outer", "forever"};
  EXPECT_EQ(names_at("put_aside"), names);
}

TEST(AssemblyCallStack, BehindACallTheReturnRegisterIsItsOwn) {
  const std::vector<std::string> names = {"after", "outer", "forever"};
  EXPECT_EQ(names_at("after"), names);
}

TEST(AssemblyCallStack, AtPowerOnNobodyHasCalled) {
  const std::vector<std::string> names = {"_start"};
  EXPECT_EQ(names_at("_start"), names);
}

}  // namespace
}  // namespace trapdoor
