// Which numbers are called by a place's name, and how a name is shortened.
#include "ui/numbers.h"

#include "gtest/gtest.h"
#include "tests/ui/support.h"
#include "ui/widgets/text.h"

namespace trapdoor {
namespace {

using test::Window;

// Two programs are linked at 0: 5 is a number of a system call, and lies behind the first instruction, too.
TEST(Numbers, ASmallNumberIsNoPlace) {
  Window window(990, 852);
  window.open("03-bound");
  window.app->interface("page on");
  for (const char* command : {"solution", "build", "run-until syscall from=U"}) window.command(command);
  window.show_panel("registers");
  int small = 0;
  for (const MirrorItem& item : window.app->mirror.items()) {
    if (item.group != "Registers" || item.role != "row" || !item.value.starts_with("0000 0")) continue;
    EXPECT_EQ(item.value.size(), 9u) << item.name << " " << item.value;
    ++small;
  }
  EXPECT_GT(small, 20);
  const Program& program = window.app->session.program();
  const Machine& machine = window.app->session.machine();
  EXPECT_EQ(value_name(machine, program, 8), "");
  EXPECT_EQ(word_name(machine, program, "mcause", 8), "");
  EXPECT_EQ(word_name(machine, program, "mepc", 8), program.name_of(8));
  EXPECT_EQ(word_name(machine, program, "pc", 8), program.name_of(8));
  EXPECT_NE(program.name_of(8), "");
}

TEST(Numbers, WhatCodeCanReachInSomeModeIsAPlace) {
  Window window;
  window.open("08-stacks");
  auto name = [&](const char* symbol) {
    const Program& program = window.app->session.program();
    return value_name(window.app->session.machine(), program, program.find_symbol(symbol)->address);
  };
  EXPECT_EQ(name("nice_stack"), "") << "no page table leads there so far";
  window.command("run-until syscall from=U");
  EXPECT_EQ(name("write"), "write") << "a user's, in the kernel";
  EXPECT_EQ(name("ready"), "ready");
  window.command("run-until return to=U");
  EXPECT_EQ(name("ready"), "ready") << "the kernel's, in a user program";
}

TEST(Numbers, ALongNameLosesLettersAndKeepsItsOffset) {
  Window window;
  window.frames();
  ImFont* face = window.app->theme().type.mono_small;
  const std::string name = "left_stack_top+0x10";
  auto width = [&](std::string_view text) { return text_size(face, text).x; };
  EXPECT_EQ(short_name(face, name, width(name)), name);
  EXPECT_EQ(short_name(face, name, width(name) - 1), "left_stack_t…+0x10");
  EXPECT_EQ(short_name(face, name, width("l…+0x10")), "l…+0x10");
  EXPECT_EQ(short_name(face, name, width("l…+0x1")), "…");
  EXPECT_EQ(short_name(face, "left_stack_top", width("left…")), "left…");
  EXPECT_EQ(short_name(face, "9,999", width("9,9…")), "…") << "a part of a number is another number";
  EXPECT_EQ(short_name(face, name, 1), "");
}

}  // namespace
}  // namespace trapdoor
