// Every panel and figure draws at every size and in every theme, in words as well as in pixels.

#include "ui/screen.h"

#include <set>

#include "engine/session/screen_names.h"
#include "gtest/gtest.h"
#include "imgui_internal.h"
#include "tests/ui/support.h"
#include "ui/figures/figures.h"
#include "ui/panels/panels.h"
#include "ui/place.h"

namespace trapdoor {
namespace {

using test::Window;

class EverySize : public testing::TestWithParam<test::Size> {};

void expect_sound(const Window& window, const std::string& what) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  EXPECT_FALSE(window.app->mirror.items().empty()) << what;
  for (const MirrorItem& item : window.app->mirror.items()) {
    EXPECT_FALSE(item.role.empty()) << what << ": " << item.name;
    if (!item.visible) continue;
    EXPECT_LT(item.rect.left, size.x) << what << ": " << item.name;
    EXPECT_LT(item.rect.top, size.y) << what << ": " << item.name;
    EXPECT_LT(item.rect.left, item.rect.right) << what << ": " << item.name;
  }
}

TEST_P(EverySize, EveryPanelAndFigureDraws) {
  const test::Size size = GetParam();
  Window window(size.width, size.height);
  window.frames();  // nothing is open yet
  window.open("05-timer");
  window.app->interface("page on");
  for (const char* theme : {"light", "dark", "projector"}) {
    window.theme(theme);
    for (const PanelRow& row : panels()) {
      window.app->interface("place panel:" + std::string(row.name));
      window.frames();
      expect_sound(window, std::string(row.name) + " in " + theme);
    }
    for (const FigureRow& row : figures()) {
      window.app->interface("place figure:" + std::string(row.name));
      window.frames();
      expect_sound(window, std::string(row.name) + " in " + theme);
    }
  }
}

TEST_P(EverySize, WordsAreNotCutOff) {
  const test::Size size = GetParam();
  Window window(size.width, size.height);
  window.open("05-timer");
  window.app->interface("page on");
  window.command("step 40");
  for (const FigureRow& row : figures()) {
    window.app->interface("place figure:" + std::string(row.name));
    window.frames();
    for (const Elision& cut : window.app->mirror.elisions())
      ADD_FAILURE() << row.name << " cuts off: " << cut.text;
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, EverySize, testing::ValuesIn(test::kSizes));

// One list for lessons (the engine's) and one for the screen (rows here): what is promised is there, and the other way round.
TEST(Screen, PanelsAreThoseThatLessonsMayUse) {
  const std::set<std::string_view> promised(kPanelNames.begin(), kPanelNames.end());
  std::set<std::string_view> drawn;
  for (const PanelRow& row : panels()) drawn.insert(row.name);
  EXPECT_EQ(promised, drawn);
}

TEST(Screen, FiguresAreThoseThatLessonsMayUse) {
  const std::set<std::string_view> promised(kFigureNames.begin(), kFigureNames.end());
  std::set<std::string_view> drawn;
  for (const FigureRow& row : figures()) drawn.insert(row.name);
  EXPECT_EQ(promised, drawn);
}

TEST(Screen, EveryRowExplainsItself) {
  for (const PanelRow& row : panels()) {
    EXPECT_GT(row.help.size(), 20u) << row.name;
    EXPECT_EQ(row.help.back(), '.') << row.name;
  }
  for (const FigureRow& row : figures()) {
    EXPECT_GT(row.help.size(), 20u) << row.name;
    EXPECT_EQ(row.help.back(), '.') << row.name;
  }
}

TEST(Screen, MirrorTellsWhatTheRegistersHold) {
  Window window;
  window.open("05-timer");
  window.frames();
  const MirrorItem* pc = window.app->mirror.find("row", "pc");
  ASSERT_NE(pc, nullptr);
  EXPECT_TRUE(pc->value.starts_with("8000 0000")) << pc->value;
  window.command("step");
  pc = window.app->mirror.find("row", "pc");
  ASSERT_NE(pc, nullptr);
  EXPECT_TRUE(pc->value.starts_with("8000 0004")) << pc->value;
}

TEST(Screen, WhatIsScrolledOutOfSightIsInTheMirrorAndComesWhenFocused) {
  Window window(1024, 500);
  window.open("05-timer");
  window.app->interface("place panel:registers");
  window.frames();
  const MirrorItem* last = window.app->mirror.find("row", "t6");
  ASSERT_NE(last, nullptr);
  ASSERT_FALSE(last->visible) << "the window is too low for all registers";
  EXPECT_LE(last->rect.bottom, 500) << "an unseen item lies at the edge, not outside";
  window.app->interface("focus " + std::to_string(last->id));
  window.frames(4);
  last = window.app->mirror.find("row", "t6");
  ASSERT_NE(last, nullptr);
  EXPECT_TRUE(last->visible);
  EXPECT_GT(last->rect.bottom - last->rect.top, 10);
}

TEST(Screen, WhatIsOutOfSightIsPressedAllTheSame) {
  Window window(1024, 500);
  window.open("05-timer");
  window.app->interface("place panel:control");
  window.frames();
  auto hidden = [&]() -> const MirrorItem* {
    for (const MirrorItem& item : window.app->mirror.items())
      if (!item.visible && item.value.ends_with("fields hidden")) return &item;
    return nullptr;
  };
  ASSERT_NE(hidden(), nullptr) << "the window is too low for all control words";
  const ImGuiID id = hidden()->id;
  window.app->interface("click " + std::to_string(id));
  window.frames(6);
  ASSERT_NE(window.app->mirror.find(id), nullptr);
  EXPECT_TRUE(window.app->mirror.find(id)->value.ends_with("fields shown"));
}

TEST(Screen, ALongListIsWalkedThroughItemByItem) {
  Window window(1024, 640);
  window.open("05-timer");
  window.command("solution");
  window.command("build");
  for (int i = 0; i < 60; ++i) window.command("next-trap");
  window.app->interface("place panel:traps");
  window.frames();
  auto rows = [&] {
    std::vector<ImGuiID> ids;
    for (const MirrorItem& item : window.app->mirror.items())
      if (item.group == "Traps" && item.role == "option") ids.push_back(item.id);
    return ids;
  };
  std::vector<ImGuiID> shown = rows();
  ASSERT_GT(shown.size(), 4u);
  const ImGuiID first = shown.front();
  for (int i = 0; i < 60 && rows().front() == first; ++i) {
    window.app->interface("focus " + std::to_string(rows().front()));
    window.frames(3);
  }
  EXPECT_NE(rows().front(), first) << "going up to what is beyond brings what is beyond that";
}

TEST(Screen, ButtonsOfTheDesktopAct) {
  Window window;
  window.open("05-timer");
  window.frames();
  window.click("button", "Step");
  EXPECT_EQ(window.app->session.machine().now(), 1u);
  window.click("button", "Step back");
  EXPECT_EQ(window.app->session.machine().now(), 0u);
  window.click("tab", "Memory");
  EXPECT_NE(window.app->mirror.find("textbox", "Go to address"), nullptr);
}

// The item of that role and name among the tabs of the panels.
const MirrorItem* panel_tab(const Window& window, std::string_view name) {
  for (const MirrorItem& item : window.app->mirror.items()) {
    if (item.group == "Panels" && item.role == "tab" && item.name == name) return &item;
  }
  return nullptr;
}

TEST(Screen, TabsThatDoNotFitAreBehindMoreForAPageToo) {
  Window window(990, 852);
  window.open("05-timer");
  window.app->interface("page on");
  window.frames();
  ASSERT_EQ(panel_tab(window, "Flaws"), nullptr);
  const MirrorItem* more = panel_tab(window, "more…");
  ASSERT_NE(more, nullptr);
  window.app->interface("click " + std::to_string(more->id));  // as Enter on it does in a page
  window.frames(5);
  const MirrorItem* flaws = panel_tab(window, "Flaws");
  ASSERT_NE(flaws, nullptr);
  window.app->interface("click " + std::to_string(flaws->id));
  window.frames(5);
  EXPECT_EQ(window.app->state.tab, "flaws");
  flaws = panel_tab(window, "Flaws");
  ASSERT_NE(flaws, nullptr);
  EXPECT_TRUE(flaws->pressed) << "the one that is shown stands beside \"more\"";
}

TEST(Screen, ALinkLightsTheBitItPointsAt) {
  Window window;
  window.open("05-timer");
  window.app->interface("place panel:control?word=sie&field=STIE");
  window.frames();
  EXPECT_EQ(window.app->state.pointer.panel, "control");
  EXPECT_NE(window.app->mirror.find("row", "sie.STIE"), nullptr) << "the word's fields are shown";
}

// A button, so that keys reach it.
TEST(Screen, AControlWordShowsItsFieldsWhenPressed) {
  Window window;
  window.open("05-timer");
  window.app->interface("place panel:control");
  window.frames();
  ASSERT_EQ(window.app->mirror.find("row", "stvec.MODE"), nullptr);
  window.click("button", "stvec");
  EXPECT_NE(window.app->mirror.find("row", "stvec.MODE"), nullptr);
}

TEST(Screen, ABreakpointIsSetAndRemovedByItsLine) {
  Window window;
  window.open("05-timer");
  const std::string file = window.app->session.lesson()->files.back();
  CommandResult result;
  int line = 0;
  do {
    result = window.app->interface("breakpoint " + std::to_string(++line) + " " + file);
  } while (!result.ok && line < 100);
  ASSERT_TRUE(result.ok) << result.message;
  EXPECT_EQ(window.app->session.stoppers().size(), 1u);
  window.app->interface("breakpoint " + std::to_string(line) + " " + file);
  EXPECT_TRUE(window.app->session.stoppers().empty());
}

TEST(Screen, UnknownWishesAreRefusedByName) {
  Window window;
  EXPECT_FALSE(window.app->interface("dance").ok);
  const CommandResult result = window.app->interface("theme puce");
  EXPECT_FALSE(result.ok);
  EXPECT_NE(result.message.find("puce"), std::string::npos);
}

TEST(Screen, TheTimelineIsASliderForKeysToo) {
  Window window;
  window.open("05-timer");
  window.command("step 200");
  const MirrorItem* slider = window.app->mirror.find("slider", "Tick");
  ASSERT_NE(slider, nullptr);
  EXPECT_EQ(slider->now, 200u);
  EXPECT_EQ(slider->most, 200u);
  const std::string id = std::to_string(slider->id);
  window.app->interface("slide " + id + " 150");
  window.frames();
  EXPECT_EQ(window.app->session.machine().now(), 150u);
  window.app->interface("click " + id);  // the mouse is somewhere else
  window.frames();
  EXPECT_EQ(window.app->session.machine().now(), 150u);
  window.app->interface("slide " + id + " 5000");
  window.frames();
  EXPECT_EQ(window.app->session.machine().now(), 200u);
}

TEST(Screen, WhatHasTheFocusIsExplained) {
  Window window;
  window.open("05-timer");
  window.frames();
  const MirrorItem* step = window.app->mirror.find("button", "Step");
  ASSERT_NE(step, nullptr);
  EXPECT_NE(step->help.find("One tick"), std::string::npos) << step->help;
  auto explained = [] {
    for (const ImGuiWindow* shown : ImGui::GetCurrentContext()->Windows)
      if (shown->Active && (shown->Flags & ImGuiWindowFlags_Tooltip)) return true;
    return false;
  };
  EXPECT_FALSE(explained());
  window.app->interface("focus " + std::to_string(step->id));
  window.frames();
  EXPECT_TRUE(explained());
  window.app->interface("click " + std::to_string(step->id));
  window.frames();
  EXPECT_FALSE(explained()) << "it has done its work";
}

// Somebody clicks faster than the screen is drawn.
TEST(Screen, TwoClicksBeforeAFrameAreBothDone) {
  Window window;
  window.open("05-timer");
  window.app->interface("page on");
  window.frames();
  for (const char* tab : {"Gates", "Traps"})
    window.app->interface("click " + std::to_string(window.app->mirror.find("tab", tab)->id));
  window.frames(6);
  EXPECT_EQ(window.app->state.figure, "gates");
  EXPECT_EQ(window.app->state.tab, "traps");
}

bool draws_message() {
  const ImGuiWindow* message = ImGui::FindWindowByName("Message");
  return message != nullptr && message->Active;
}

TEST(Screen, WhatFailedIsSaidForAWhile) {
  Window window;
  window.open("05-timer");
  window.frames();
  EXPECT_FALSE(draws_message());
  EXPECT_FALSE(window.app->command("run-until nonsense").ok);
  window.frames();
  EXPECT_NE(window.app->message().find("nonsense"), std::string::npos);
  EXPECT_TRUE(draws_message());
  EXPECT_FALSE(window.app->idle());
  window.wait(4);
  EXPECT_TRUE(draws_message());
  window.wait(6);
  EXPECT_FALSE(draws_message());
  window.app->command("run-until nonsense");
  window.command("step");
  EXPECT_FALSE(draws_message()) << "what succeeds takes it away";
  window.app->interface("page on");
  window.app->command("run-until nonsense");
  window.frames();
  EXPECT_FALSE(draws_message()) << "a page has a place of its own";
}

TEST(Screen, ADroppedBranchIsNamed) {
  Window window;
  window.open("05-timer");
  window.command("step 2000");
  for (int i = 0; i < 40 && window.app->message().empty(); i++) {
    window.command("step 50");
    window.command("back");
    window.command("key " + std::string(1, static_cast<char>('a' + i % 26)));
    window.frames();
  }
  EXPECT_NE(window.app->message().find("was dropped"), std::string::npos) << window.app->message();
  EXPECT_TRUE(draws_message());
}

TEST(Place, ReadsWhatALinkPointsAt) {
  const LinkPlace place = parse_place("panel:control?word=sie&bit=5");
  EXPECT_EQ(place.kind, "panel");
  EXPECT_EQ(place.name, "control");
  EXPECT_EQ(place.words.at("word"), "sie");
  EXPECT_EQ(place.words.at("bit"), "5");
  EXPECT_EQ(parse_place("figure:gates").name, "gates");
  EXPECT_EQ(parse_place("nonsense").kind, "");
}

}  // namespace
}  // namespace trapdoor
