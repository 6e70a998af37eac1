// What each panel shows and does, through the mirror.

#include "ui/panels/panels.h"

#include <algorithm>

#include "engine/boards/boards.h"
#include "gtest/gtest.h"
#include "tests/ui/support.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

using test::Window;

constexpr std::string_view kCallsAndStops = R"(
.globl _start
_start:
  la sp, stack_top
  call outer
forever:
  j forever
outer:
  addi sp, sp, -16
  sd ra, 8(sp)
  call inner
  ld ra, 8(sp)
  addi sp, sp, 16
  ret
inner:
  la t0, counter
  lw t1, 0(t0)
  addi t1, t1, 1
  sw t1, 0(t0)
  ret
.data
.globl counter
counter: .word 41
.bss
.space 256
stack_top:
)";

void open_calls_and_stops(Window& window, const GivenMachine& machine = {}) {
  window.open_assembly("calls.S", kCallsAndStops, machine);
}

TEST(Panels, EveryFlawOfTheBoardIsASwitchAndABannerTellsThatOneIsOn) {
  Window window;
  open_calls_and_stops(window);
  window.show_panel("flaws");
  const Machine& machine = window.app->session.machine();
  for (const FlawRow& row : flaw_rows()) {
    const bool offered = machine.board().flaws & flaw_bit(row.flaw);
    EXPECT_EQ(window.app->mirror.find("checkbox", row.title) != nullptr, offered) << row.name;
  }
  EXPECT_EQ(window.find_part("status", "Flawed hardware"), nullptr);
  window.click("checkbox", "User code may run privileged instructions");
  EXPECT_TRUE(machine.flawed(Flaw::user_privileged));
  ASSERT_NE(window.find_part("status", "Flawed hardware"), nullptr);
  window.show_panel("console");
  EXPECT_NE(window.find_part("status", "Flawed hardware"), nullptr) << "on every tab";
  window.click("button", "All off");
  EXPECT_EQ(machine.flaws(), 0u);
  EXPECT_EQ(window.find_part("status", "Flawed hardware"), nullptr);
}

TEST(Panels, TheBannerNamesTheFlawInFullWhereThereIsLittleRoom) {
  for (const float width : {1440.0F, 390.0F, 320.0F}) {
    Window window(width, 844);
    open_calls_and_stops(window);
    for (const FlawRow& row : flaw_rows()) {
      if (!(window.app->session.machine().board().flaws & flaw_bit(row.flaw))) continue;
      window.command("flaw " + std::string(row.name) + " on");
      const MirrorItem* banner = window.app->mirror.find("status", "flaw banner");
      if (banner == nullptr) banner = window.find_part("status", "Flawed hardware");
      ASSERT_NE(banner, nullptr) << row.name;
      EXPECT_NE(banner->name.find(row.title), std::string::npos) << banner->name;
      for (const Elision& cut : window.app->mirror.elisions())
        EXPECT_EQ(cut.text.find("Flawed"), std::string::npos) << width << ": " << cut.text;
      window.command("flaw " + std::string(row.name) + " off");
    }
  }
}

TEST(Panels, MemorysSwitchesAreAllInSightOnAPhone) {
  for (const float width : {360.0F, 390.0F}) {
    Window window(width, 500);
    open_calls_and_stops(window);
    window.show_panel("memory");
    const MirrorItem* last = window.app->mirror.find("checkbox", "as the program sees it");
    ASSERT_NE(last, nullptr);
    EXPECT_LE(last->rect.right, width - 8) << "cut off";
  }
}

TEST(Panels, BreakpointsAreTypedListedSwitchedAndRemoved) {
  Window window;
  open_calls_and_stops(window);
  window.show_panel("breakpoints");
  window.type("Stop when", "exec pc=inner");
  const auto& stoppers = window.app->session.stoppers();
  ASSERT_EQ(stoppers.size(), 1u);
  const MirrorItem* line = window.app->mirror.find("textbox", "Stop when");
  EXPECT_EQ(line->text, "") << "the line is free again";
  EXPECT_GT(line->pushes, 0);
  window.command("run");
  const Machine& machine = window.app->session.machine();
  EXPECT_EQ(window.app->session.program().name_of(machine.hart(0).cpu[machine.isa().pc_word]), "inner");
  window.click("checkbox", "Stop at exec pc=inner");
  EXPECT_FALSE(stoppers.front().enabled);
  window.click("button", "Remove exec pc=inner");
  EXPECT_TRUE(stoppers.empty());
}

TEST(Panels, AMistypedMatchSaysWhatIsWrongAndStays) {
  Window window;
  open_calls_and_stops(window);
  window.show_panel("breakpoints");
  window.type("Stop when", "exec pc=nowhere");
  EXPECT_TRUE(window.app->session.stoppers().empty());
  const MirrorItem* error = window.app->mirror.find("status", "What is wrong");
  ASSERT_NE(error, nullptr);
  EXPECT_NE(error->value.find("nowhere"), std::string::npos) << error->value;
  EXPECT_EQ(window.app->mirror.find("textbox", "Stop when")->text, "exec pc=nowhere");
}

TEST(Panels, ALineThatCompletesTellsThePageWhatItBeginsWith) {
  Window window;
  open_calls_and_stops(window);
  window.show_panel("breakpoints");
  const MirrorItem* line = window.app->mirror.find("textbox", "Stop when");
  ASSERT_NE(line, nullptr);
  EXPECT_EQ(line->completes, "break ");
  const Completion completion = window.app->session.complete("break tr", 8);
  EXPECT_TRUE(std::any_of(completion.candidates.begin(), completion.candidates.end(),
                          [](const Candidate& candidate) { return candidate.text == "trap"; }));
}

TEST(Panels, AWatchedWordIsReadBySizeAndLitWhenItChanges) {
  Window window;
  open_calls_and_stops(window);
  window.show_panel("watch");
  window.type("Watch", "counter,4");
  window.type("Watch", "sp");
  const MirrorItem* counter = window.app->mirror.find("row", "counter,4");
  ASSERT_NE(counter, nullptr);
  EXPECT_TRUE(counter->value.starts_with("0000 0029")) << counter->value;
  window.command("run-until store at=counter");
  counter = window.app->mirror.find("row", "counter,4");
  EXPECT_TRUE(counter->value.starts_with("0000 002a")) << counter->value;
  EXPECT_NE(window.app->mirror.find("row", "sp"), nullptr);
  window.type("Watch", "nothing_of_that_name");
  EXPECT_NE(window.app->mirror.find("status", "What is wrong"), nullptr);
  EXPECT_EQ(window.app->state.watch.items.size(), 2u);
  window.click("button", "Remove sp");
  EXPECT_EQ(window.app->mirror.find("button", "Remove sp"), nullptr);
}

TEST(Panels, AWatchedWordTellsWhoWroteItAndWhoReadsItNext) {
  Window window;
  open_calls_and_stops(window);
  window.show_panel("watch");
  window.type("Watch", "counter,4");
  window.click("button", "Who reads counter,4");
  window.frames(20);
  const MirrorItem* answer = window.app->mirror.find("status", "Answer");
  ASSERT_NE(answer, nullptr);
  EXPECT_NE(answer->value.find("load 4 bytes at counter"), std::string::npos) << answer->value;
  window.command("run-until store at=counter");
  window.click("button", "Who wrote counter,4");
  window.frames(20);
  answer = window.app->mirror.find("status", "Answer");
  EXPECT_NE(answer->value.find("store 4 bytes at counter"), std::string::npos) << answer->value;
  EXPECT_TRUE(answer->value.starts_with("who-wrote counter: ")) << answer->value;
}

TEST(Panels, ALinkPutsAThingOnTheWatchList) {
  Window window;
  window.open("05-timer");
  window.frames();
  window.app->interface("place panel:watch?at=loop");
  window.app->interface("place panel:watch?at=loop");
  window.app->interface("place panel:watch?word=stvec");
  window.frames();
  EXPECT_EQ(window.app->state.watch.items, (std::vector<std::string>{"loop", "stvec"}));
  EXPECT_NE(window.app->mirror.find("button", "Who wrote loop"), nullptr);
  EXPECT_FALSE(window.app->interface("place panel:watch?at=nowhere").ok);
  EXPECT_EQ(window.app->state.watch.items.size(), 2u);
}

TEST(Panels, TheWatchForLostTransparencyIsASwitch) {
  Window window;
  open_calls_and_stops(window);
  window.show_panel("flaws");
  ASSERT_FALSE(window.app->session.watches_transparency());
  window.click("checkbox", "Lost transparency");
  EXPECT_TRUE(window.app->session.watches_transparency());
  EXPECT_TRUE(window.app->mirror.find("checkbox", "Lost transparency")->pressed);
  window.click("checkbox", "Lost transparency");
  EXPECT_FALSE(window.app->session.watches_transparency());
}

TEST(Panels, TheStackNamesItsCallers) {
  Window window;
  open_calls_and_stops(window);
  window.command("run-until exec pc=inner");
  window.show_panel("stack");
  const MirrorItem* here = window.app->mirror.find("button", "0");
  const MirrorItem* caller = window.app->mirror.find("button", "1");
  const MirrorItem* first = window.app->mirror.find("button", "2");
  ASSERT_TRUE(here != nullptr && caller != nullptr && first != nullptr);
  EXPECT_TRUE(here->value.starts_with("inner")) << here->value;
  EXPECT_TRUE(caller->value.starts_with("outer")) << caller->value;
  EXPECT_TRUE(first->value.starts_with("_start"))
      << first->value;  // where the call stands, not what lies behind it
  EXPECT_NE(caller->value.find("calls.S:"), std::string::npos) << caller->value;
}

TEST(Panels, BytesThatChangedAreToldApart) {
  Window window;
  open_calls_and_stops(window);
  window.show_panel("memory");
  window.type("Go to address", "counter");
  window.command("run-until exec pc=inner");
  window.frames();
  window.command("run-until store at=counter");
  window.frames();
  const MirrorItem* row = nullptr;
  for (const MirrorItem& item : window.app->mirror.items()) {
    if (item.role == "row" && item.value.find("changed: 2a") != std::string::npos) row = &item;
  }
  EXPECT_NE(row, nullptr) << "41 became 42";
}

// In the column of characters a dot is a dot: what has no character looks otherwise, and where nothing is there is nothing.
TEST(Panels, MemoryShowsADotOnlyWhereADotIs) {
  Window window;
  window.open_assembly(
      "dots.S",
      "_start: j _start\n.data\n.align 4\ntext: .ascii \"a.b\"\n.byte 0, 7, 0x80\n.ascii \". ~\"\n");
  window.app->interface("place panel:memory?at=text");
  window.frames();
  const MirrorItem* row = window.find_part("row", "8000 00");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->value, "61 2e 62 00 07 80 2e 20 7e 00 00 00 00 00 00 00 a.b···. ~·······");
  window.app->interface("place panel:memory?physical=0x4000_0000");
  window.frames();
  EXPECT_EQ(window.value_of("4000 0000").find_first_not_of("- "), std::string::npos);
}

TEST(Panels, TheTrapsListShowsOnlyWhatAMatchSays) {
  Window window;
  window.open("05-timer");
  window.app->interface("page on");
  window.command("solution");
  window.command("build");
  window.command("run-until trap cause=timer");
  window.command("next-trap");
  window.show_panel("traps");
  auto shown = [&] {
    int count = 0;
    for (const MirrorItem& item : window.app->mirror.items()) count += item.role == "option";
    return count;
  };
  const int all = shown();
  ASSERT_GT(all, 0);
  window.type("Show only", "cause=timer");
  const int timer = shown();
  EXPECT_GT(timer, 0);
  window.type("Show only", "cause!=timer");
  EXPECT_EQ(shown(), all - timer);
  window.type("Show only", "cause=nonsense");
  EXPECT_NE(window.app->mirror.find("status", "What is wrong"), nullptr);
}

TEST(Panels, SourceFollowsTheProgramAndSplitsIntoInstructions) {
  Window window;
  open_calls_and_stops(window);
  window.show_panel("source");
  window.command("run-until exec pc=inner");
  EXPECT_EQ(window.find_part("row", "8000 00"), nullptr) << "only text at first";
  window.click("checkbox", "instructions");
  window.frames();
  const MirrorItem* row = window.find_part("row", "8000 00");
  ASSERT_NE(row, nullptr);
  EXPECT_FALSE(row->value.empty()) << "the instruction in words";
  const MirrorItem* gutter = window.find_part("checkbox", "Breakpoint at line");
  ASSERT_NE(gutter, nullptr);
  window.click("checkbox", std::string(gutter->name));
  EXPECT_EQ(window.app->session.stoppers().size(), 1u);
}

TEST(Panels, WithoutTextALineIsItsNameAndItsInstructions) {
  Window window;
  Diagnostics diagnostics;
  // What an ELF file with line rows and no source beside it comes to.
  Session assembled;
  ASSERT_TRUE(
      assembled.open_files(std::vector{test::text_file("calls.S", kCallsAndStops)}, {}, diagnostics).ok);
  Program program = assembled.program();
  program.files.front() = "/elsewhere/calls.S";
  ASSERT_TRUE(window.app->session.open_program(program, "riscv-virt", {}, diagnostics));
  window.app->opened();
  window.app->interface("page on");
  window.show_panel("source");
  const MirrorItem* row = window.find_part("row", "8000 0000");
  ASSERT_NE(row, nullptr);
  EXPECT_NE(row->value.find("sp"), std::string::npos) << row->value;
}

TEST(Panels, TwoHartsHaveLanesOfTheirOwn) {
  Window window;
  open_calls_and_stops(window, {"riscv-virt", "", 2, ""});
  window.command("step 2000");
  const History& history = window.app->history();
  const auto one = history.coverage(0, 2000, 0), two = history.coverage(0, 2000, 1);
  Tick sum = 0;
  for (int mode = 0; mode < 4; ++mode) sum += one.ticks[mode] + two.ticks[mode];
  EXPECT_EQ(sum, 4000u) << "each hart is in some mode at every tick";
}

TEST(Panels, AnOldFutureStaysWithinReach) {
  Window window;
  open_calls_and_stops(window);
  window.command("step 200");
  window.command("seek 5");
  window.command("set a0 7");
  window.command("step 3");
  const MirrorItem* branch = window.find_part("button", "Old future: ");
  ASSERT_NE(branch, nullptr);
  EXPECT_NE(branch->value.find("200"), std::string::npos) << branch->value;
  window.click("button", std::string(branch->name));
  EXPECT_EQ(window.app->session.end(), 200u);
  const MirrorItem* drop = window.find_part("button", "Forget branch");
  ASSERT_NE(drop, nullptr) << "the other future is kept in turn";
  window.click("button", std::string(drop->name));
  EXPECT_EQ(window.find_part("button", "Old future: "), nullptr);
}

TEST(Panels, KeysMoveASplitterAndFingersZoomTheTimeline) {
  Window window;
  open_calls_and_stops(window);
  window.command("step 1000");
  const MirrorItem* split = window.app->mirror.find("separator", "Width of the registers");
  ASSERT_NE(split, nullptr);
  const float before = window.app->state.split.side;
  window.app->interface("nudge " + std::to_string(split->id) + " -16");
  window.frames();
  EXPECT_FLOAT_EQ(window.app->state.split.side, before + 16);
  const double shown = window.app->state.timeline.high - window.app->state.timeline.low;
  window.app->interface("pinch 500 2 0");
  window.frames();
  EXPECT_LT(window.app->state.timeline.high - window.app->state.timeline.low, shown * 0.6);
  EXPECT_FALSE(window.app->state.timeline.fit);
}

TEST(FieldValues, MayBeSeveralWords) {
  auto told = [](std::string_view word, std::string_view name, uint64_t value) {
    for (const FieldRow& field : find_board("riscv-virt")->isa->fields) {
      if (field.word == word && field.name == name) return field_value(field, value);
    }
    return std::string("no such field");
  };
  EXPECT_EQ(told("mstatus", "UXL", 2), "64 bits");
  EXPECT_EQ(told("mstatus", "UXL", 1), "1");
  EXPECT_EQ(told("fcsr", "frm", 0), "to nearest even");
  EXPECT_EQ(told("fcsr", "frm", 3), "up");
  EXPECT_EQ(told("fcsr", "frm", 4), "to nearest, ties away");
  EXPECT_EQ(told("mtvec", "MODE", 1), "vectored");
}

}  // namespace
}  // namespace trapdoor
