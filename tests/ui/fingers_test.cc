// A finger on a touch screen.

#include "gtest/gtest.h"
#include "tests/ui/support.h"

namespace trapdoor {
namespace {

using test::Window;

void finger(Window& window, float x, float y, bool down) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(ImGuiMouseSource_TouchScreen);
  io.AddMousePosEvent(x, y);
  io.AddMouseButtonEvent(0, down);
  window.frames(2);
}

void swipe(Window& window, float x, float from, float to) {
  for (int i = 0; i <= 10; ++i) finger(window, x, from + (to - from) * static_cast<float>(i) / 10, true);
  finger(window, x, to, false);
}

const MirrorItem& item(const Window& window, std::string_view role, std::string_view name) {
  const MirrorItem* found = window.app->mirror.find(role, name);
  EXPECT_NE(found, nullptr) << name;
  return *found;
}

TEST(Fingers, ASwipeScrollsAListAndPressesNothing) {
  Window window(390, 500);
  window.open("05-timer");
  window.app->interface("page on");
  window.show_panel("flaws");
  const MirrorItem before = item(window, "checkbox", "Lost transparency");
  const float x = (before.rect.left + before.rect.right) / 2, y = (before.rect.top + before.rect.bottom) / 2;
  swipe(window, x, y + 60, y);
  EXPECT_NEAR(item(window, "checkbox", "Lost transparency").rect.top, before.rect.top - 60, 2);
  EXPECT_FALSE(window.app->session.watches_transparency());
  swipe(window, x, y - 20, y + 100);
  EXPECT_NEAR(item(window, "checkbox", "Lost transparency").rect.top, before.rect.top, 2) << "the top";
  swipe(window, x, y, y + 2);
  EXPECT_TRUE(window.app->session.watches_transparency()) << "that was a tap";
}

TEST(Fingers, ASwipeOverMemoryGoesOnByLines) {
  Window window(390, 500);
  window.open("05-timer");
  window.app->interface("page on");
  window.show_panel("memory");
  const uint64_t first = window.app->state.memory.address;
  const MirrorItem& line = item(window, "row", "8000 0000");
  const float x = (line.rect.left + line.rect.right) / 2, y = line.rect.top + 5;
  swipe(window, x, y + 60, y);
  EXPECT_EQ(window.app->state.memory.address, first + 3 * 8);
}

TEST(Fingers, ASwipeOnTheTimelineIsADrag) {
  Window window(390, 500);
  window.open("05-timer");
  window.app->interface("page on");
  for (const char* command : {"solution", "build", "step 60000"}) window.command(command);
  const MirrorItem lanes = item(window, "slider", "Tick");
  finger(window, lanes.rect.right - 4, lanes.rect.top + 8, true);
  for (float part : {0.8F, 0.6F, 0.4F, 0.25F})
    finger(window, lanes.rect.left + (lanes.rect.right - lanes.rect.left) * part, lanes.rect.top + 60, true);
  finger(window, lanes.rect.left + (lanes.rect.right - lanes.rect.left) * 0.25F, lanes.rect.top + 60, false);
  EXPECT_NEAR(static_cast<double>(window.app->session.machine().now()), 15000, 2500);
}

}  // namespace
}  // namespace trapdoor
