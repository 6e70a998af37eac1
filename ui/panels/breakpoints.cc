#include <fmt/format.h>

#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

// Where an `exec` match stops, in the words of the program.
std::string place_of(const View& view, const Match& match) {
  const auto address = match.exec_address();
  if (!address) return {};
  std::string text = place_text(view.program(), *address);
  if (const auto place = view.program().place_of(*address))
    text += fmt::format("  {}:{}", place->file.substr(place->file.rfind('/') + 1), place->line);
  return text;
}

void stopper_row(const View& view, const Stopper& stopper, Wishes& wishes) {
  const Theme& theme = view.theme;
  const float width = ImGui::GetContentRegionAvail().x, height = theme.px(30);
  const ImVec2 low = ImGui::GetCursorScreenPos(), high{low.x + width, low.y + height};
  const std::string place = place_of(view, stopper.match);
  const std::string name = fmt::format("Stop at {}", stopper.match.text());
  ImGui::PushID(stopper.id);
  const float right = theme.px(92);
  if (hot_spot("row", low, {high.x - right, high.y}, "checkbox", name,
               stopper.enabled ? place : "kept, but does not stop"))
    wishes.commands.push_back(fmt::format("{} {}", stopper.enabled ? "disable" : "enable", stopper.id));
  mirror().describe("checkbox", name, stopper.enabled ? place : "kept, but does not stop", stopper.enabled);
  explain_item(theme, name,
               stopper.enabled ? "Click to keep it without stopping." : "Click to stop at it again.", place);
  const bool hit = view.session.stopped_because().starts_with(fmt::format("breakpoint {}:", stopper.id));
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (hit || ImGui::IsItemHovered())
    list->AddRectFilled(low, high, hit ? theme.lit : theme.raised, theme.px(3));
  const float middle = low.y + height / 2;
  if (stopper.enabled) {
    list->AddCircleFilled({low.x + theme.px(12), middle}, theme.px(5), theme.bad, 20);
  } else {
    list->AddCircle({low.x + theme.px(12), middle}, theme.px(5), theme.faint, 20, theme.px(1.5F));
  }
  const float y = middle - line_height(theme.type.mono) / 2;
  const ImU32 ink = hit ? theme.lit_ink : stopper.enabled ? theme.text : theme.faint;
  const float used = text_at(theme.type.mono, {low.x + theme.px(26), y}, ink, stopper.match.text());
  const float x = low.x + theme.px(44) + used;
  if (high.x - right - x > theme.px(60))
    text_at(theme.type.mono_small, {x, y + 1}, hit ? theme.lit_ink : theme.faint, place,
            high.x - right - x - theme.px(8));
  ImGui::SetCursorScreenPos({high.x - right + theme.px(2), low.y + theme.px(1)});
  if (text_button(theme, "Remove", "Forget this breakpoint."))
    wishes.commands.push_back(fmt::format("unbreak {}", stopper.id));
  mirror().describe("button", "Remove " + stopper.match.text());
  ImGui::SetCursorScreenPos({low.x, high.y + theme.px(2)});
  ImGui::Dummy({width, 1});
  ImGui::PopID();
}

}  // namespace

void draw_breakpoints(const View& view, UiState& ui, Wishes& wishes) {
  const Theme& theme = view.theme;
  BreakpointsState& state = ui.breakpoints;
  const float width = ImGui::GetContentRegionAvail().x;
  const bool roomy = width > theme.px(520);
  const float buttons = roomy ? theme.px(268) : 0;
  auto send = [&](std::string_view verb) {
    Diagnostic error;
    if (!Match::parse(state.field, view.machine(), &view.program(), error)) {
      state.error = state.field.empty() ? "Say what to stop at, such as: trap cause=timer" : error.message;
      if (!error.hint.empty() && !state.field.empty()) state.error += ". " + error.hint;
      return;
    }
    state.error.clear();
    wishes.commands.push_back(fmt::format("{} {}", verb, state.field));
    if (verb == "break") state.field.clear();
  };
  if (completing_input(view, ui, "Stop when", "exec pc=main, trap cause=timer, store at=counter", "break ",
                       state.field, std::max(theme.px(120), width - buttons - theme.px(8)))) {
    send("break");
  }
  if (roomy) ImGui::SameLine(0, theme.px(6));
  if (text_button(theme, "Break", "Stop whenever that happens.", true)) send("break");
  ImGui::SameLine(0, theme.px(6));
  if (text_button(theme, "Run until", "Run on until that happens, once.")) send("run-until");
  ImGui::SameLine(0, theme.px(6));
  if (text_button(theme, "Back until", "Go back to right after the last time it happened."))
    send("back-until");
  if (!state.error.empty()) {
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float height = text_wrapped(theme.type.small, low, theme.bad, state.error, width);
    hot_spot("error", low, {low.x + width, low.y + height}, "status", "What is wrong", state.error);
    ImGui::Dummy({width, height + theme.px(4)});
  }
  ImGui::BeginChild("list");
  if (view.session.stoppers().empty()) {
    empty_note(theme,
               "No breakpoint yet. Type what to stop at: `exec pc=LABEL` before an instruction, `trap "
               "cause=...` at a trap, "
               "`store at=LABEL` when memory is written. Or click beside a line of the source.");
  } else {
    for (const Stopper& stopper : view.session.stoppers()) stopper_row(view, stopper, wishes);
    if (text_button(theme, "Run backwards", "Back to just before a breakpoint was hit last."))
      wishes.commands.emplace_back("back-run");
  }
  ImGui::EndChild();
}

}  // namespace trapdoor
