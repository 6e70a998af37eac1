#include <algorithm>
#include <span>
#include <string>
#include <vector>

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

void tick_counter(const View& view, float width) {
  const Theme& theme = view.theme;
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const std::string tick = with_commas(view.machine().now());
  const float height = theme.px(30);
  hot_spot("tick", low, {low.x + width, low.y + height}, "status", "Tick", tick);
  explain_item(theme, "Tick",
               "Guest time: one tick is one instruction, or one interrupt taken. Nothing else is time.");
  const float used =
      text_at(theme.type.small, {low.x + theme.px(8), low.y + theme.px(9)}, theme.faint, "tick");
  text_at(theme.type.mono, {low.x + used + theme.px(15), low.y + theme.px(7)}, theme.text, tick);
}

struct Option {
  std::string text, value;
};

// What is chosen, with a caret; a click opens the list. Returns the option that was picked, or null.
const Option* choice(const Theme& theme, const char* name, std::string_view shown, std::string_view help,
                     std::span<const Option> options, float room) {
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float caret = theme.px(18), height = theme.px(30);
  const float text = text_at(theme.type.body, {low.x, low.y + theme.px(7)}, theme.dim, shown, room - caret);
  const ImVec2 tip{low.x + text + caret * 0.55F, low.y + height * 0.6F};
  const float wing = theme.px(4);
  ImGui::GetWindowDrawList()->AddTriangleFilled({tip.x - wing, tip.y - wing}, {tip.x + wing, tip.y - wing},
                                                tip, theme.dim);
  if (hot_spot(name, low, {low.x + text + caret, low.y + height}, "button", name, shown))
    ImGui::OpenPopup(name);
  explain_item(theme, name, help);
  const Option* picked = nullptr;
  if (ImGui::BeginPopup(name)) {
    for (const Option& option : options) {
      const bool chosen = option.text == shown;
      if (ImGui::MenuItem(option.text.c_str(), nullptr, chosen)) picked = &option;
      mirror().describe("option", option.text, {}, chosen);
    }
    ImGui::EndPopup();
  }
  return picked;
}

// As in the page (web/toolbar.js).
const Option kSpeeds[] = {{"full speed", "0"}, {"100,000 / s", "100000"}, {"1,000 / s", "1000"},
                          {"100 / s", "100"},  {"10 / s", "10"},          {"2 / s", "2"}};
const Option kThemes[] = {{"light", "light"}, {"dark", "dark"}, {"projector", "projector"}};

std::string speed_text(uint64_t speed) {
  for (const Option& option : kSpeeds) {
    if (option.value == std::to_string(speed)) return option.text;
  }
  return with_commas(speed) + " / s";
}

}  // namespace

void draw_toolbar(const View& view, UiState& state, Wishes& wishes, const std::vector<std::string>& lessons) {
  const Theme& theme = view.theme;
  const Lesson* lesson = view.session.lesson();
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float whole = ImGui::GetContentRegionAvail().x, right = low.x + whole;
  // From the right: lamp, keys, saving, theme. In the middle what moves time. What is left is the lesson's; where it is little,
  // the less important go.
  const float lamp = theme.px(124), keys = theme.px(36), transport_width = theme.px(268),
              speed = theme.px(112);
  const float tick = whole > theme.px(900) ? theme.px(140) : 0,
              themes = whole > theme.px(1000) ? theme.px(92) : 0,
              saving = whole > theme.px(1000) ? theme.px(92) : 0;
  const float middle =
      std::max(low.x + theme.px(60), std::min(low.x + theme.px(400), right - lamp - keys - saving - themes -
                                                                         tick - speed - transport_width));
  float x = low.x;
  if (middle - low.x > theme.px(180)) {
    x += theme.px(2);
    x = text_at(theme.type.bold, {x, low.y + theme.px(7)}, theme.text, "Trapdoor") + x + theme.px(14);
  }
  if (!lessons.empty()) {
    std::vector<Option> options;
    options.reserve(lessons.size());
    for (const std::string& name : lessons) options.push_back({name, name});
    ImGui::SetCursorScreenPos({x, low.y});
    if (const Option* picked = choice(theme, "Lesson", lesson == nullptr ? "Open a lesson" : lesson->title,
                                      "Pick another one.", options, middle - x - theme.px(12)))
      state.wanted_lesson = picked->value;
  }
  ImGui::SetCursorScreenPos({right - lamp - keys - saving - themes, low.y});
  if (themes > 0) {
    if (const Option* picked = choice(theme, "Theme", theme.name,
                                      "Colours, and for a projector larger text too.", kThemes, themes))
      wishes.interface.push_back("theme " + picked->value);
  }
  ImGui::SetCursorScreenPos({right - keys + theme.px(6), low.y});
  if (text_button(theme, "?", "All keys.")) wishes.interface.emplace_back("keys");
  if (!view.session.has_machine()) return;
  if (saving > 0) {
    ImGui::SetCursorScreenPos({right - lamp - keys - saving, low.y});
    state.wants_saving |=
        text_button(theme, "Save state",
                    "This moment of the machine as a file, in the folder the window was started from. "
                    "Drop it onto a window or a page to be back here.");
  }
  ImGui::SetCursorScreenPos({middle, low.y});
  transport(view, kBefore, wishes);
  const bool running = view.session.running();
  if (icon_button(theme, running ? Icon::pause : Icon::play, running ? "Pause" : "Run",
                  "Let the machine run, or stop it where it is. (space)", true, true)) {
    wishes.commands.emplace_back(running ? "pause" : "run");
  }
  ImGui::SameLine();
  transport(view, kAfter, wishes);
  if (const Option* picked =
          choice(theme, "Speed", speed_text(view.session.speed()),
                 "Ticks in a second. At low speeds the figures move along.", kSpeeds, speed))
    wishes.commands.push_back("speed " + picked->value);
  if (tick > 0) {
    ImGui::SetCursorScreenPos({middle + transport_width + speed, low.y});
    tick_counter(view, tick);
  }
  ImGui::SetCursorScreenPos({right - lamp - keys, low.y});
  const Machine& machine = view.session.machine();
  if (machine.powered_off()) {
    off_lamp(theme, machine.exit_code());
  } else {
    mode_lamp(theme, view.mode());
  }
}

}  // namespace trapdoor
