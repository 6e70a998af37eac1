#include <fmt/format.h>

#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

struct Button {
  Icon icon;
  std::string_view name, help, command;
  bool back;  // needs a past
};

constexpr Button kBefore[] = {
    {Icon::to_start, "To the start", "Back to power-on, tick 0. (Home)", "seek 0", true},
    {Icon::previous_trap, "Previous trap", "Back to the trap before this moment. (shift + left arrow)",
     "previous-trap", true},
    {Icon::back, "Step back", "One tick back. (left arrow)", "back", true},
};
constexpr Button kAfter[] = {
    {Icon::step, "Step", "One tick: one instruction, or one interrupt taken. (right arrow)", "step", false},
    {Icon::next_trap, "Next trap", "Run on until control crosses into a handler. (shift + right arrow)",
     "next-trap", false},
};

void transport(const View& view, std::span<const Button> buttons, Wishes& wishes) {
  for (const Button& button : buttons) {
    const bool possible = !button.back || view.machine().now() > 0;
    if (icon_button(view.theme, button.icon, button.name, button.help, possible)) {
      wishes.commands.emplace_back(button.command);
    }
    ImGui::SameLine();
  }
}

void tick_counter(const View& view) {
  const Theme& theme = view.theme;
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const std::string tick = with_commas(view.machine().now());
  const float width = theme.px(150), height = theme.px(30);
  hot_spot("tick", low, {low.x + width, low.y + height}, "status", "Tick", tick);
  explain_item(theme, "Tick",
               "Guest time: one tick is one instruction, or one interrupt taken. Nothing else is time.");
  const float used =
      text_at(theme.type.small, {low.x + theme.px(8), low.y + theme.px(9)}, theme.faint, "tick");
  text_at(theme.type.mono, {low.x + used + theme.px(15), low.y + theme.px(7)}, theme.text, tick);
  ImGui::Dummy({width, height});
}

}  // namespace

void draw_toolbar(const View& view, UiState& state, Wishes& wishes, const std::vector<std::string>& lessons) {
  const Theme& theme = view.theme;
  const Lesson* lesson = view.session.lesson();
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float right = low.x + ImGui::GetContentRegionAvail().x;
  const float used =
      text_at(theme.type.bold, {low.x + theme.px(2), low.y + theme.px(7)}, theme.text, "Trapdoor");
  if (lesson != nullptr) {
    const ImVec2 title{low.x + used + theme.px(14), low.y + theme.px(7)};
    const float wide = text_at(theme.type.body, title, theme.dim, lesson->title, theme.px(300));
    if (hot_spot("lesson", {title.x, low.y}, {title.x + wide + theme.px(20), low.y + theme.px(30)}, "button",
                 "Lesson", lesson->title)) {
      ImGui::OpenPopup("lessons");
    }
    explain_item(theme, "Lesson", "Pick another one.");
  }
  if (ImGui::BeginPopup("lessons")) {
    for (const std::string& name : lessons) {
      if (ImGui::MenuItem(name.c_str(), nullptr, lesson != nullptr && lesson->id == name))
        state.wanted_lesson = name;
    }
    ImGui::EndPopup();
  }
  if (!view.session.has_machine()) return;
  ImGui::SetCursorScreenPos({low.x + theme.px(400), low.y});
  transport(view, kBefore, wishes);
  const bool running = view.session.running();
  if (icon_button(theme, running ? Icon::pause : Icon::play, running ? "Pause" : "Run",
                  "Let the machine run, or stop it where it is. (space)", true, true)) {
    wishes.commands.emplace_back(running ? "pause" : "run");
  }
  ImGui::SameLine();
  transport(view, kAfter, wishes);
  tick_counter(view);
  ImGui::SetCursorScreenPos({right - theme.px(124), low.y});
  mode_lamp(theme, view.mode());
}

}  // namespace trapdoor
