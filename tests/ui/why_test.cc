// Why an interrupt is taken or not: what panels and the figure say is what the command `explain` says.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/session/event_text.h"
#include "gtest/gtest.h"
#include "tests/ui/support.h"
#include "ui/widgets/text.h"

namespace trapdoor {
namespace {

using test::Window;

void open_timer(Window& window) {
  window.open("05-timer");
  window.app->interface("page on");
  for (const char* command : {"solution", "build", "run-until trap cause=timer", "step 5000"})
    window.command(command);
}

// In order, with repeats.
std::vector<std::string> names(const Window& window, std::string_view role) {
  std::vector<std::string> all;
  for (const MirrorItem& item : window.app->mirror.items()) {
    if (item.role == role) all.push_back(item.name);
  }
  return all;
}

bool has(const std::vector<std::string>& all, const std::string& name) {
  return std::find(all.begin(), all.end(), name) != all.end();
}

TEST(Why, ThePanelSaysWhatTheCommandSays) {
  Window window;
  open_timer(window);
  window.show_panel("why");
  window.frames(200);  // until it has looked far enough ahead
  const std::vector<InterruptNews> news = window.app->session.explain(0, 0);
  ASSERT_FALSE(news.empty());
  std::vector<std::string> rows = names(window, "row"), headings = names(window, "heading");
  for (std::string& button : names(window, "button")) rows.push_back(button);
  for (const InterruptNews& one : news) {
    EXPECT_TRUE(has(headings, one.why.source)) << one.why.source;
    for (const Gate& gate : one.why.gates) EXPECT_TRUE(has(rows, gate.name)) << gate.name;
    EXPECT_TRUE(has(rows, last_text(one))) << last_text(one);
    EXPECT_TRUE(has(rows, next_text(one))) << next_text(one);
  }
}

// The interrupt that a lesson is about is not looked for below others.
TEST(Why, WhatWasTakenLastIsOnTop) {
  Window window;
  open_timer(window);
  window.show_panel("why");
  auto first = [&] {
    const std::vector<std::string> headings = names(window, "heading");
    return headings.empty() ? std::string() : headings.front();
  };
  window.frames(200);
  EXPECT_NE(first().find("timer"), std::string::npos) << first();
  ASSERT_TRUE(window.app->command("run").ok);
  window.frames(2);
  ASSERT_TRUE(window.app->session.running());
  EXPECT_NE(first().find("timer"), std::string::npos) << "while time runs too: " << first();
}

// Where nothing was taken yet, what is nearest to it comes first.
TEST(Why, BeforeAnyFewerClosedGatesComeFirst) {
  Window window;
  window.open_assembly("idle.S", "_start: li t0, 0x80\n csrw mie, t0\nhere: j here\n");
  window.show_panel("why");
  window.command("step 3");  // the timer's own gate is open now
  window.frames(200);
  const std::vector<InterruptNews> news = window.app->session.explain(0, 0);
  std::vector<long> closed;
  for (const std::string& heading : names(window, "heading")) {
    for (const InterruptNews& one : news) {
      if (one.why.source != heading) continue;
      ASSERT_FALSE(one.last || one.next);
      closed.push_back(std::count_if(one.why.gates.begin(), one.why.gates.end(),
                                     [](const Gate& gate) { return !gate.open; }));
    }
  }
  ASSERT_EQ(closed.size(), news.size());
  EXPECT_TRUE(std::is_sorted(closed.begin(), closed.end()));
  EXPECT_LT(closed.front(), closed.back());
}

TEST(Why, TimesCanBeGoneTo) {
  Window window;
  open_timer(window);
  window.show_panel("why");
  window.frames(200);
  const Machine& machine = window.app->session.machine();
  const Tick here = machine.now();
  const MirrorItem* next = window.find_part("button", "next at tick");
  ASSERT_NE(next, nullptr);
  window.click("button", next->name);
  for (int i = 0; i < 200 && window.app->session.running(); ++i) window.frames(1);
  EXPECT_GT(machine.now(), here);
  const Crossing* trap = window.app->history().last_trap(machine.now());
  ASSERT_NE(trap, nullptr);
  EXPECT_EQ(trap->tick + 1, machine.now());
  window.frames(200);
  const Tick there = machine.now();
  const MirrorItem* last = window.find_part("button", "last taken at tick");
  ASSERT_NE(last, nullptr);
  EXPECT_EQ(last->name, "last taken at tick " + with_commas(there - 1));
}

TEST(Why, TheFigureHasTheTimesToo) {
  Window window;
  open_timer(window);
  window.app->interface("place figure:gates");
  window.frames(200);
  const MirrorItem* last = window.find_part("button", ": last taken at tick");
  ASSERT_NE(last, nullptr);
  const MirrorItem* next = window.find_part("button", ": next at tick");
  ASSERT_NE(next, nullptr);
}

struct GateScene {
  const char* lesson;
  std::vector<std::string> commands;
};
// Few gates and many, some or nearly all closed, asked for or not.
const GateScene kGateScenes[] = {
    {"05-timer", {"solution", "build", "run-until trap cause=timer", "step 5000"}},
    {"06-masking", {"solution", "build", "run-until trap cause=timer pc=append_done", "back 2"}},
    {"10-devices", {"run-until register at=DISK_STATUS value=2"}},
    {"10-devices", {"solution", "build", "run"}},
};

// Room for the name, in two lines of it if need be.
bool is_written(const MirrorItem& item, std::string_view name, ImFont* face) {
  const float width = item.rect.right - item.rect.left, height = item.rect.bottom - item.rect.top;
  const float lines = std::round(height / line_height(face));
  return item.visible && lines >= 1 && width * std::min(lines, 2.0F) + 1 >= text_size(face, name).x;
}

// The question is always which gate is closed, so the figure never leaves out the name of one.
TEST(Why, TheFigureNamesEveryClosedGate) {
  for (const GateScene& scene : kGateScenes) {
    for (const test::Size& size : test::kSizes) {
      for (const char* theme : {"light", "projector"}) {
        SCOPED_TRACE(fmt::format("{} {} {}", scene.lesson, size.name, theme));
        Window window(size.width, size.height);
        window.open(scene.lesson);
        window.app->interface("page on");
        window.theme(theme);
        for (const std::string& command : scene.commands) window.command(command);
        window.app->interface("place figure:gates");
        window.frames(60);
        int closed = 0, rows = 0;
        std::string last;
        for (const MirrorItem& item : window.app->mirror.items()) {
          const size_t colon = item.name.find(": ");
          if (item.group != "Figure" || (item.value != "closed" && item.value != "open")) continue;
          if (item.name.substr(0, colon) != last) ++rows;
          last = item.name.substr(0, colon);
          if (item.value != "closed") continue;
          ++closed;
          EXPECT_TRUE(is_written(item, item.name.substr(colon + 2), window.type().small)) << item.name;
        }
        EXPECT_GE(closed, 3);
        EXPECT_GE(rows, 2);
        for (const Elision& cut : window.app->mirror.elisions()) EXPECT_NE(cut.group, "Figure") << cut.text;
      }
    }
  }
}

std::string first_source(const Window& window) {
  for (const MirrorItem& item : window.app->mirror.items()) {
    if (item.group == "Figure" && (item.value == "closed" || item.value == "open"))
      return item.name.substr(0, item.name.find(": "));
  }
  return {};
}

// After the greeting uart0 has something to tell, for ever; but nobody ever wanted to hear it.
TEST(Why, TheFigureBeginsWithWhatTheMachineWorksWith) {
  Window window;
  open_timer(window);
  window.app->interface("place figure:gates");
  window.frames(200);
  EXPECT_EQ(first_source(window), "Supervisor timer interrupt");
  ASSERT_TRUE(window.app->command("run").ok);
  window.frames(2);
  ASSERT_TRUE(window.app->session.running());
  EXPECT_EQ(first_source(window), "Supervisor timer interrupt") << "while time runs too";
}

TEST(Why, WhereNothingWasTakenYetWhatAsksIsOnTop) {
  Window window;
  window.open("10-devices");
  window.app->interface("page on");
  window.command("run-until register at=DISK_STATUS value=2");
  window.app->interface("place figure:gates");
  window.frames(200);
  EXPECT_EQ(first_source(window), "Supervisor external interrupt from disk0");
  window.show_panel("why");
  EXPECT_EQ(names(window, "heading").front(), "Supervisor external interrupt from disk0");
}

// A kernel that switches the machine off does so with interrupts off: that gate is not what is wrong with its interrupts.
TEST(Why, OfAMachineThatIsOffTheFigureDoesNotBlameTheMode) {
  Window window;
  window.open("10-devices");
  window.app->interface("page on");
  for (const char* command : {"solution", "build", "run"}) window.command(command);
  ASSERT_TRUE(window.app->session.machine().powered_off());
  window.app->interface("place figure:gates");
  window.frames(200);
  EXPECT_EQ(first_source(window), "Supervisor external interrupt from disk0") << "the one that was taken";
  EXPECT_NE(window.value_of("The machine is off"), "");
  const std::string gate = first_source(window) + ": sstatus.SIE or lower mode";
  EXPECT_EQ(window.value_of(gate), "depends on the mode");
  window.command("back 2");
  EXPECT_EQ(window.value_of("The machine is off"), "");
  EXPECT_EQ(window.value_of(gate), "closed");
}

TEST(Why, ADeviceTellsWhereItsInterruptStands) {
  Window window;
  open_timer(window);
  window.show_panel("devices");
  const MirrorItem* row = window.find_part("button", "imer interrupt");
  ASSERT_NE(row, nullptr);
  EXPECT_NE(row->value.find("stopped at "), std::string::npos) << row->value;
}

}  // namespace
}  // namespace trapdoor
