// Why an interrupt is taken or not: what panels and the figure say is what the command `explain` says.
#include <algorithm>

#include "engine/session/event_text.h"
#include "gtest/gtest.h"
#include "tests/ui/support.h"

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
