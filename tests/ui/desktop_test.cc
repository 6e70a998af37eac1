// What only the window on a desktop has, because a page shows it in its own way: toolbar, lesson, editor.
#include "tests/ui/support.h"

namespace trapdoor {
namespace {

using test::Window;

TEST(Desktop, TheSpeedIsChosenInTheToolbar) {
  Window window;
  window.open("05-timer");
  window.frames();
  EXPECT_EQ(window.find_part("button", "Speed")->value, "full speed");
  window.click("button", "Speed");
  window.click("option", "10 / s");
  window.frames();
  EXPECT_EQ(window.app->session.speed(), 10u);
  EXPECT_EQ(window.find_part("button", "Speed")->value, "10 / s");
}

TEST(Desktop, TheThemeIsChosenInTheToolbar) {
  Window window;
  window.open("05-timer");
  window.frames();
  window.click("button", "Theme");
  window.click("option", "dark");
  window.frames();
  EXPECT_EQ(window.app->theme().name, "dark");
}

TEST(Desktop, AMomentIsSavedOnAClick) {
  Window window;
  window.open("05-timer");
  window.command("step 20");
  EXPECT_FALSE(window.app->state.wants_saving);
  window.click("button", "Save state");
  EXPECT_TRUE(window.app->state.wants_saving) << "the platform writes the file";
}

TEST(Desktop, ChecksSpeakOfMistakesOnlyWhenTheyFound) {
  Window window;
  window.open("05-timer");
  window.show_panel("lesson");
  const std::string mistake = "The alarm was set once. When it has rung, who sets it again?";
  EXPECT_NE(window.app->mirror.find("row", "Not checked yet."), nullptr);
  EXPECT_EQ(window.app->mirror.find("row", mistake), nullptr);
  window.command("check");
  EXPECT_EQ(window.app->mirror.find("row", "Not checked yet."), nullptr);
  EXPECT_NE(window.app->mirror.find("row", mistake), nullptr);
  window.command("solution");
  window.command("check");
  EXPECT_EQ(window.app->mirror.find("row", mistake), nullptr);
  EXPECT_NE(window.app->mirror.find("row", "Passed."), nullptr);
}

TEST(Desktop, AMachineThatIsOffSaysSo) {
  Window window;
  window.open("04-pages");  // as it begins, its kernel stops both programs, and the machine
  auto mode = [&] { return std::string(window.app->mirror.find("status", "Mode")->value); };
  window.frames();
  EXPECT_EQ(mode(), "machine");
  window.command("run");
  EXPECT_EQ(mode(), "off, exit code 0");
  window.command("back");
  EXPECT_EQ(mode(), "supervisor");
}

TEST(Desktop, TheToolbarIsWholeInANarrowWindow) {
  for (float width : {700.0F, 800.0F, 1024.0F, 1440.0F}) {
    SCOPED_TRACE(width);
    Window window(width, 600);
    window.app->options.lessons = {"05-timer", "12-boot"};
    window.open("12-boot");
    window.frames();
    float right = 0;
    for (const char* name :
         {"Lesson", "To the start", "Step back", "Run", "Next trap", "Speed", "Theme", "Save state", "?"}) {
      const MirrorItem* item = window.app->mirror.find("button", name);
      const bool may_go = name == std::string("Theme") || name == std::string("Save state");
      if (item == nullptr && may_go && width < 1100) continue;
      ASSERT_NE(item, nullptr) << name;
      EXPECT_GE(item->rect.left, right) << name;
      right = item->rect.right;
    }
    EXPECT_LE(right, width);
  }
}

TEST(Desktop, TheEditorBeginsWithAFileToWrite) {
  Window window;
  window.open("05-timer");
  window.frames();
  const MirrorItem* kernel = window.app->mirror.find("tab", "kernel.S");
  ASSERT_NE(kernel, nullptr);
  EXPECT_TRUE(kernel->pressed);
  window.command("step 10");
  EXPECT_TRUE(window.app->mirror.find("tab", "kernel.S")->pressed) << "it does not follow the machine";
}

}  // namespace
}  // namespace trapdoor
