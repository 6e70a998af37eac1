#include <fmt/format.h>

#include <bit>

#include "engine/machine/board.h"
#include "ui/mirror.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

struct Switch {
  std::string_view name, title, help, when_on;
  TrapKind look;  // whose colours it has when it is on
};

// A switch, what it does in a few words, and in a sentence below.
bool switch_row(const View& view, const Switch& row, bool on, bool pointed) {
  const Theme& theme = view.theme;
  const float width = ImGui::GetContentRegionAvail().x, left = theme.px(52);
  const float help = wrapped_height(theme.type.small, row.help, width - left - theme.px(8));
  const float height = line_height(theme.type.body) + help + theme.px(14);
  const ImVec2 low = ImGui::GetCursorScreenPos(), high{low.x + width, low.y + height};
  const bool clicked = ImGui::InvisibleButton(std::string(row.name).c_str(), {width, height});
  mirror().describe("checkbox", row.title, on ? row.when_on : "", on);
  if (pointed) mirror().pointed();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const Shades& lit = theme.of(row.look);
  if (on || ImGui::IsItemHovered()) list->AddRectFilled(low, high, on ? lit.wash : theme.raised, theme.px(4));
  if (pointed || ImGui::IsItemFocused()) list->AddRect(low, high, theme.accent, theme.px(4), 0, theme.px(2));
  const ImVec2 at{low.x + theme.px(8), low.y + theme.px(8)};
  const ImVec2 size{theme.px(32), theme.px(18)};
  const float r = size.y / 2;
  list->AddRectFilled(at, {at.x + size.x, at.y + size.y}, on ? lit.fill : theme.sunken, r);
  list->AddRect(at, {at.x + size.x, at.y + size.y}, on ? lit.fill : theme.faint, r);
  list->AddCircleFilled({on ? at.x + size.x - r : at.x + r, at.y + r}, r - theme.px(3),
                        on ? theme.surface : theme.faint, 20);
  text_at(theme.type.body, {low.x + left, low.y + theme.px(5)}, on ? lit.ink : theme.text, row.title);
  text_wrapped(theme.type.small, {low.x + left, low.y + theme.px(7) + line_height(theme.type.body)},
               theme.dim, row.help, width - left - theme.px(8));
  return clicked;
}

// No flaw, but what tells that one, or a mistake of the kernel, has done harm.
void transparency_row(const View& view, Wishes& wishes) {
  constexpr Switch kRow{"transparency", "Lost transparency",
                        "The run stops when an interrupted program comes back with a register, stack pointer "
                        "or place that is not its own and no system call explains.",
                        "the run stops where it is lost", TrapKind::interrupt};
  const bool on = view.session.watches_transparency();
  if (switch_row(view, kRow, on, false))
    wishes.commands.emplace_back(on ? "transparency off" : "transparency on");
}

}  // namespace

void draw_flaws(const View& view, UiState& ui, Wishes& wishes) {
  const Theme& theme = view.theme;
  ImGui::BeginChild("list");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, theme.px(2)));
  section(theme, "Watch for");
  transparency_row(view, wishes);
  section(theme, "Take away");
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  constexpr std::string_view kIntro =
      "Each switch takes one protection of the hardware away, from this tick on. What an attack needs, and "
      "what a "
      "protection is for, shows when it is gone.";
  const float used = text_wrapped(theme.type.small, {low.x + theme.px(4), low.y + theme.px(4)}, theme.faint,
                                  kIntro, width - theme.px(8));
  ImGui::Dummy({width, used + theme.px(8)});
  for (const FlawRow& row : flaw_rows()) {
    if (!(view.machine().board().flaws & flaw_bit(row.flaw))) continue;
    const bool on = view.machine().flawed(row.flaw);
    const bool pointed =
        ui.pointer.panel == "flaws" && ui.pointer.word == row.name && pointing(view, ui.pointer) > 0;
    if (switch_row(view, {row.name, row.title, row.help, "this protection is off", TrapKind::exception}, on,
                   pointed))
      wishes.commands.push_back(fmt::format("flaw {} {}", row.name, on ? "off" : "on"));
  }
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

namespace {

constexpr float kBannerLeft = 36, kBannerButtons = 190;  // before the words and behind them

float banner_room(const Theme& theme, float width) {
  return std::max(theme.px(40), width - theme.px(kBannerLeft + kBannerButtons));
}

std::string banner_text(const View& view) {
  const int count = std::popcount(view.machine().flaws());
  if (count > 1) return fmt::format("Flawed hardware: {} protections are off", count);
  for (const FlawRow& row : flaw_rows()) {
    if (view.machine().flawed(row.flaw)) return fmt::format("Flawed hardware: {}", row.title);
  }
  return {};
}

}  // namespace

float flaw_banner_height(const View& view, float width) {
  if (!view.session.has_machine() || view.machine().flaws() == 0) return 0;
  const Theme& theme = view.theme;
  return std::max(
      theme.px(34),
      wrapped_height(theme.type.bold, banner_text(view), banner_room(theme, width)) + theme.px(12));
}

void draw_flaw_banner(const View& view, Wishes& wishes) {
  const Theme& theme = view.theme;
  const ImVec2 low = ImGui::GetWindowPos();
  const ImVec2 high{low.x + ImGui::GetWindowWidth(), low.y + ImGui::GetWindowHeight()};
  const std::string text = banner_text(view);
  const Shades& bad = theme.of(TrapKind::exception);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(low, high, bad.wash);
  trap_shape(list, theme, TrapKind::exception, {low.x + theme.px(20), (low.y + high.y) / 2}, theme.px(5));
  const float buttons = theme.px(kBannerButtons), room = banner_room(theme, high.x - low.x);
  const float words = wrapped_height(theme.type.bold, text, room);
  text_wrapped(theme.type.bold, {low.x + theme.px(kBannerLeft), (low.y + high.y - words) / 2}, bad.ink, text,
               room);
  hot_spot("flaw banner", low, {high.x - buttons, high.y}, "status", text);
  ImGui::SetCursorScreenPos({high.x - buttons, (low.y + high.y) / 2 - theme.px(14)});
  if (text_button(theme, "Which?", "The switches, and what each one takes away."))
    wishes.places.emplace_back("panel:flaws");
  ImGui::SameLine(0, theme.px(6));
  if (text_button(theme, "All off", "Give the hardware all its protections back, from this tick on.")) {
    for (const FlawRow& row : flaw_rows()) {
      if (view.machine().flawed(row.flaw)) wishes.commands.push_back(fmt::format("flaw {} off", row.name));
    }
  }
}

}  // namespace trapdoor
