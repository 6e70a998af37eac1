// What outlives a reload, and bars that stop at their limits.
#include "ui/layout.h"

#include "gtest/gtest.h"
#include "tests/ui/support.h"

namespace trapdoor {
namespace {

using test::Window;

TEST(Layout, TabsAndWatchedWordsComeBackWithTheirLesson) {
  std::string kept;
  {
    Window window;
    window.open("05-timer");
    window.app->interface("page on");
    for (const char* wish : {"place figure:gates", "place panel:memory", "place panel:control", "watch sp",
                             "watch 8000 1000,4", "watch 100%"})
      window.app->interface(wish);
    window.app->state.split.side = 411;
    window.frames();
    kept = window.app->layout();
  }
  EXPECT_EQ(kept.find('\n'), std::string::npos);
  {
    Window window;
    window.app->interface("layout " + kept);  // as a page does at first: nothing is open
    EXPECT_TRUE(window.app->state.watch.items.empty());
    window.open("05-timer");
    window.app->interface("page on");
    window.app->interface("layout " + kept);
    window.frames();
    const UiState& state = window.app->state;
    EXPECT_EQ(state.figure, "gates");
    EXPECT_EQ(state.tab, "memory");
    EXPECT_EQ(state.side_tab, "control");
    EXPECT_EQ(state.column_tab, "control");
    EXPECT_EQ(state.watch.items, (std::vector<std::string>{"sp", "8000 1000,4", "100%"}));
    EXPECT_FLOAT_EQ(state.split.side, 411);
    EXPECT_EQ(window.app->layout(), kept);
  }
  Window other;
  other.open("07-privilege");
  other.app->interface("layout " + kept);
  EXPECT_NE(other.app->state.tab, "memory") << "that was another lesson's";
  EXPECT_TRUE(other.app->state.watch.items.empty());
  EXPECT_FLOAT_EQ(other.app->state.split.side, 411) << "sizes are of the window";
}

TEST(Layout, WhatIsNotKnownIsLeftOut) {
  UiState state;
  const UiState fresh;
  read_layout(state, "360 0.560 132 420 0.500", "");  // as once was written
  read_layout(state, "side=-4 stage=nan timeline=inf prose=1e30 editor= tab=kitchen figure=memory of", "");
  read_layout(state, "of= tab=kitchen figure=memory later=thing watch= %zz =", "");
  EXPECT_EQ(layout_text(state, ""), layout_text(fresh, ""));
  read_layout(state, "later=thing of= tab=why side=300", "");
  EXPECT_EQ(state.tab, "why");
  EXPECT_FLOAT_EQ(state.split.side, 300);
}

class Bar : public testing::Test {
 protected:
  void SetUp() override {
    window.open("05-timer");
    window.app->interface("page on");
    window.frames();
  }
  const MirrorItem& bar(std::string_view name) { return *window.app->mirror.find("separator", name); }
  float left() { return bar("Width of the registers").rect.left; }
  void nudge(std::string_view name, float distance) {
    window.app->interface("nudge " + std::to_string(bar(name).id) + " " + std::to_string(distance));
    window.frames();
  }
  Window window;
};

TEST_F(Bar, BeyondItsLimitItTurnsBackAtOnce) {
  for (int i = 0; i < 80; ++i) nudge("Width of the registers", 16);
  const float limit = left();
  nudge("Width of the registers", -16);
  EXPECT_FLOAT_EQ(left(), limit - 16);
  for (int i = 0; i < 80; ++i) nudge("Height of the timeline", -16);
  const float top = bar("Height of the timeline").rect.top;
  nudge("Height of the timeline", 16);
  EXPECT_FLOAT_EQ(bar("Height of the timeline").rect.top, top + 16);
  for (int i = 0; i < 80; ++i) nudge("Height of the figure", 16);
  const float low = bar("Height of the figure").rect.top;
  nudge("Height of the figure", -16);
  EXPECT_NEAR(bar("Height of the figure").rect.top, low - 16, 0.1);
}

TEST_F(Bar, StaysUnderThePointerThatDragsIt) {
  ImGuiIO& io = ImGui::GetIO();
  const MirrorItem& item = bar("Width of the registers");
  const float x = (item.rect.left + item.rect.right) / 2, y = 300, begin = left();
  auto to = [&](float where) {
    io.AddMousePosEvent(where, y);
    window.frames(3);
  };
  to(x);
  io.AddMouseButtonEvent(0, true);
  window.frames(2);
  to(x - 40);
  EXPECT_NEAR(left(), begin - 40, 1);
  to(x + 2000);
  const float limit = left();
  EXPECT_GT(limit, begin);
  to(x - 40);
  EXPECT_NEAR(left(), begin - 40, 1);
  io.AddMouseButtonEvent(0, false);
  window.frames(2);
}

TEST_F(Bar, ASmallWindowDoesNotForgetTheSize) {
  nudge("Width of the registers", -80);
  const float wanted = window.app->state.split.side;
  window.resize(900, 600);
  window.frames();
  window.resize(1440, 900);
  window.frames();
  EXPECT_FLOAT_EQ(window.app->state.split.side, wanted);
}

}  // namespace
}  // namespace trapdoor
