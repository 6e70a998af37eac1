// The panels that say what a tick changed, and that send any command.
#include "gtest/gtest.h"
#include "tests/ui/support.h"
#include "ui/command_log.h"

namespace trapdoor {
namespace {

using test::Window;

constexpr std::string_view kChanges = R"(
_start:
  la t0, handler
  csrw mtvec, t0
  la t0, counter
  li t1, 42
store:
  sw t1, 0(t0)
enter:
  ecall
forever:
  j forever
handler:
  csrr a0, mcause
  j forever
.data
.globl counter
counter: .word 41
)";

void open_changes(Window& window) {
  window.open_assembly("changes.S", kChanges);
  window.show_panel("changes");
}

TEST(Changes, AStoreIsOneRowThatLeadsToTheMemory) {
  Window window;
  open_changes(window);
  EXPECT_EQ(window.find_part("heading", "Tick "), nullptr) << "nothing has run";
  window.command("run-until exec pc=store");
  window.command("step");
  EXPECT_NE(window.find_part("heading", "sw t1, 0(t0) at store"), nullptr);
  const MirrorItem* row = window.app->mirror.find("button", "counter");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->value, "0000 0029 → 0000 002a, by instruction");
  const uint64_t address = window.app->session.program().find_symbol("counter")->address;
  window.click("button", "counter");
  EXPECT_EQ(window.app->state.tab, "memory");
  EXPECT_EQ(window.app->state.memory.address, address & ~uint64_t{15});
  EXPECT_FALSE(window.app->state.memory.is_virtual);
}

TEST(Changes, ATrapShowsWhatTheHardwareDidWithFieldsAndSymbols) {
  Window window;
  open_changes(window);
  window.command("run-until trap");
  EXPECT_NE(window.find_part("heading", "trap syscall"), nullptr);
  EXPECT_NE(window.find_part("heading", "ecall at enter"), nullptr);
  auto value = [&](std::string_view name) {
    const MirrorItem* item = window.app->mirror.find("button", name);
    return item == nullptr ? std::string("no such row") : item->value;
  };
  EXPECT_NE(value("mepc").find("enter, by trap entry"), std::string::npos) << value("mepc");
  EXPECT_NE(value("mstatus").find("MPP 0x0 → 0x3"), std::string::npos) << value("mstatus");
  window.click("button", "mstatus");
  EXPECT_EQ(window.app->state.pointer.word, "mstatus");
  EXPECT_EQ(window.app->state.side_tab, "control");
  // Back in time it is the tick before that is told.
  window.command("seek 1");
  EXPECT_EQ(window.app->mirror.find("button", "mepc"), nullptr);
  window.command("seek 0");
  EXPECT_EQ(window.find_part("heading", "Tick "), nullptr);
}

TEST(Changes, AnEditedPastIsToldAfresh) {
  Window window;
  open_changes(window);
  window.command("run-until exec pc=store");
  window.command("step");
  window.command("back");
  window.command("set t1 7");
  window.command("step");
  const MirrorItem* row = window.app->mirror.find("button", "counter");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->value, "0000 0029 → 0000 0007, by instruction");
}

// Stores of every size, and what supervisor code does with a word that it sees in part.
constexpr std::string_view kSizes = R"(
_start:
  la t0, place
  li t1, 0x2d
byte:
  sb t1, 0(t0)
  nop
half:
  sh t1, 0(t0)
  nop
long:
  sd t1, 8(t0)
  la t1, kernel
  csrw mepc, t1
  li t1, 0x800
  csrs mstatus, t1
  la t1, kernel
  csrw mtvec, t1
  li t1, -1
  csrw pmpaddr0, t1
  li t1, 0x1f
  csrw pmpcfg0, t1
  csrw medeleg, zero
  li t1, 0x200
  csrs medeleg, t1
  la t1, again
  csrw stvec, t1
  mret
kernel:
  csrsi sstatus, 2
call:
  ecall
again:
  j again
.data
.align 3
place: .ascii "T"
.byte 3
.space 14
)";

const MirrorItem* told_change(const Window& window, std::string_view name) {
  for (const MirrorItem& item : window.app->mirror.items()) {
    if (item.group == "Changes" && item.name == name) return &item;
  }
  return nullptr;
}

TEST(Changes, AValueIsAsLongAsWhatWasStored) {
  Window window;
  window.open_assembly("sizes.S", kSizes);
  window.show_panel("changes");
  auto stored = [&](const char* label, std::string_view where) {
    window.command(std::string("run-until exec pc=") + label);
    window.command("step");
    const MirrorItem* row = told_change(window, where);
    return row == nullptr ? std::string("no such row") : row->value;
  };
  EXPECT_EQ(stored("byte", "place"), "54 → 2d, 'T' → '-', by instruction");
  EXPECT_EQ(stored("half", "place"), "032d → 002d, by instruction");
  EXPECT_EQ(stored("long", "place+0x8"), "0000 0000 0000 0000 → 0000 0000 0000 002d, by instruction");
}

TEST(Changes, SupervisorCodeWritesSstatusAndAModeThatStaysIsNoChange) {
  Window window;
  window.open_assembly("sizes.S", kSizes);
  window.show_panel("changes");
  window.command("run-until exec pc=kernel");
  EXPECT_NE(told_change(window, "mode"), nullptr) << "mret went from machine to supervisor mode";
  window.command("step");
  EXPECT_EQ(told_change(window, "mstatus"), nullptr);
  const MirrorItem* row = told_change(window, "sstatus");
  ASSERT_NE(row, nullptr);
  EXPECT_NE(row->value.find("SIE 0x0 → 0x1"), std::string::npos) << row->value;
  EXPECT_EQ(row->value.find("MPP"), std::string::npos) << row->value;
  window.command("step");  // a call from supervisor mode to supervisor mode
  EXPECT_NE(window.find_part("heading", "trap syscall"), nullptr);
  EXPECT_EQ(told_change(window, "mode"), nullptr);
}

TEST(Changes, AtFullSpeedItSaysThatTimeRunsTooFast) {
  Window window;
  open_changes(window);
  window.command("step 5");
  EXPECT_NE(window.find_part("heading", "Tick "), nullptr);
  ASSERT_TRUE(window.app->command("run").ok);
  window.frames(2);
  ASSERT_TRUE(window.app->session.running());
  EXPECT_EQ(window.find_part("heading", "Tick "), nullptr);
}

TEST(Command, ALineSendsAnyCommandAndItsAnswerIsListed) {
  Window window;
  window.open_assembly("changes.S", kChanges);
  window.show_panel("command");
  const MirrorItem* line = window.app->mirror.find("textbox", "Command");
  ASSERT_NE(line, nullptr);
  EXPECT_FALSE(line->completes.empty()) << "a page completes it";
  window.type("Command", "poke counter 63");
  EXPECT_EQ(window.app->mirror.find("textbox", "Command")->text, "") << "the line is free again";
  std::byte there{};
  window.app->session.machine().bus.peek(window.app->session.program().find_symbol("counter")->address,
                                         {&there, 1});
  EXPECT_EQ(there, std::byte{0x63});
  window.type("Command", "run-until exec pc=enter");
  window.frames(20);
  window.type("Command", "who-wrote t1");
  window.frames(20);
  auto value = [&](std::string_view name) {
    const MirrorItem* item = window.app->mirror.find("button", name);
    return item == nullptr ? std::string("not listed") : item->value;
  };
  EXPECT_EQ(value("poke counter 63"), "ok");
  EXPECT_NE(value("who-wrote t1").find("0x0 -> 0x2a by instruction"), std::string::npos)
      << value("who-wrote t1");
  window.type("Command", "set nothing 5");
  EXPECT_EQ(value("set nothing 5"), "wrong: `nothing` is no general register that can be set");
  window.click("button", "poke counter 63");
  EXPECT_EQ(window.app->state.command.field, "poke counter 63") << "a click brings it back";
}

TEST(Command, ExamplesAreClickedIntoTheLineAndWork) {
  Window window;
  window.open_assembly("changes.S", kChanges);
  window.command("run-until trap");
  window.show_panel("command");
  for (const char* name : {"Try who-wrote mepc", "Try explain machine-timer"}) {
    window.click("button", name);
    const std::string line = window.app->state.command.field;
    EXPECT_EQ("Try " + line, name);
    window.type("Command", line);
    window.frames(20);
    const LoggedCommand& last = window.app->state.log.commands().back();
    EXPECT_EQ(last.text, line);
    EXPECT_TRUE(last.ok && last.answer.size() > 10) << last.answer;
  }
}

TEST(CommandLog, KeepsTheLastAndCountsRepeats) {
  Window window;
  window.open_assembly("changes.S", kChanges);
  for (int i = 0; i < 30; ++i) window.command("break trap");
  const auto& all = window.app->state.log.commands();
  EXPECT_EQ(all.size(), CommandLog::kMost);
  EXPECT_EQ(all.back().answer.substr(0, 14), "breakpoint 30:");
  for (int i = 0; i < 3; ++i) window.command("step");
  EXPECT_EQ(all.back().text, "step");
  EXPECT_EQ(all.back().times, 3);
  for (const char* travel : {"seek 2", "seek 1"}) window.command(travel);
  EXPECT_EQ(all.back().text, "seek 1");
  EXPECT_EQ(all[all.size() - 2].text, "step");
}

// An answer that a search gave belongs to no command after it.
TEST(CommandLog, AnAnswerStaysWithItsCommand) {
  Window window;
  window.open_assembly("changes.S", kChanges);
  window.command("step 4");
  window.command("who-wrote t0");
  const auto& all = window.app->state.log.commands();
  EXPECT_NE(all.back().answer, "");
  window.command("set a1 3");
  EXPECT_EQ(all.back().answer, "");
}

}  // namespace
}  // namespace trapdoor
