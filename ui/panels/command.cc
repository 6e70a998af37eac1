#include <fmt/format.h>

#include <algorithm>

#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

// Three lines that do something on this machine: a question, a change, an explanation.
std::vector<std::string> examples(const View& view) {
  const Isa& isa = view.isa();
  std::vector<std::string> lines;
  lines.push_back(fmt::format("who-wrote {}", isa.traps.empty() ? "pc" : isa.traps.back().saved_pc));
  lines.push_back(fmt::format("poke {} 2a", hex_word(view.read(isa.stack_word))));
  const CauseRow* timer = nullptr;
  for (const CauseRow& row : isa.causes) {
    if (row.kind == TrapKind::interrupt && row.word.find("timer") != std::string_view::npos) timer = &row;
  }
  lines.push_back(timer == nullptr ? "explain" : fmt::format("explain {}", timer->word));
  return lines;
}

// Words that can be clicked into the line, as many in a row as fit.
void draw_examples(const View& view, CommandState& state) {
  const Theme& theme = view.theme;
  const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float word = text_at(theme.type.small, {low.x, low.y + theme.px(5)}, theme.faint, "Try:");
  ImGui::Dummy({word, theme.px(24)});
  for (const std::string& line : examples(view)) {
    const float width = text_size(theme.type.mono_small, line).x + theme.px(14);
    if (ImGui::GetItemRectMax().x + theme.px(6) + width <= right) ImGui::SameLine(0, theme.px(6));
    const ImVec2 at = ImGui::GetCursorScreenPos(), end{at.x + width, at.y + theme.px(24)};
    if (ImGui::InvisibleButton(line.c_str(), {width, theme.px(24)})) state.field = line;
    mirror().describe("button", "Try " + line);
    explain_item(theme, line, "Click to have it in the line; Enter sends it.");
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddRectFilled(at, end, ImGui::IsItemHovered() ? theme.sunken : theme.raised, theme.px(4));
    list->AddRect(at, end, theme.border, theme.px(4));
    text_in(theme.type.mono_small, at, end, theme.dim, line);
  }
}

// "in line 3: ..."; what a command says that has nothing to say.
std::string answer_of(const LoggedCommand& command) {
  if (!command.answer.empty()) return command.answer.substr(0, command.answer.find_last_not_of('\n') + 1);
  return command.going_on ? "under way…" : "ok";
}

void draw_entry(const View& view, const LoggedCommand& command, int id, CommandState& state) {
  const Theme& theme = view.theme;
  const float width = ImGui::GetContentRegionAvail().x, left = theme.px(16);
  const std::string answer = answer_of(command);
  const std::string text =
      command.times == 1
          ? command.text
          : fmt::format("{}  ×{}", command.text, with_commas(static_cast<uint64_t>(command.times)));
  const float head = wrapped_height(theme.type.mono_small, text, width - left);
  const float body = wrapped_height(theme.type.mono_small, answer, width - left);
  const float height = head + body + theme.px(8);
  const ImVec2 low = ImGui::GetCursorScreenPos(), high{low.x + width, low.y + height};
  ImGui::PushID(id);
  if (ImGui::InvisibleButton("entry", {width, height})) state.field = command.text;
  ImGui::PopID();
  mirror().describe("button", text, (command.ok ? "" : "wrong: ") + answer);
  explain_item(theme, command.text, "Click to have it in the line again.");
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (ImGui::IsItemHovered()) list->AddRectFilled(low, high, theme.raised, theme.px(3));
  const float y = low.y + theme.px(3);
  text_at(theme.type.mono_small, {low.x + theme.px(3), y}, theme.accent, "›");
  text_wrapped(theme.type.mono_small, {low.x + left, y}, theme.text, text, width - left);
  const bool quiet = command.ok && command.answer.empty();
  text_wrapped(theme.type.mono_small, {low.x + left, y + head},
               !command.ok ? theme.bad
               : quiet     ? theme.faint
                           : theme.dim,
               answer, width - left);
}

}  // namespace

void draw_command(const View& view, UiState& ui, Wishes& wishes) {
  const Theme& theme = view.theme;
  CommandState& state = ui.command;
  // The line begins with the command's own name: a blank before it changes nothing, and says that the line completes.
  if (completing_input(view, ui, "Command", "any command; help lists them all", " ", state.field,
                       std::min(theme.px(560), ImGui::GetContentRegionAvail().x)) &&
      state.field.find_first_not_of(' ') != std::string::npos) {
    wishes.commands.push_back(state.field);
    state.field.clear();
  }
  draw_examples(view, state);
  ImGui::Dummy({1, theme.px(2)});
  ImGui::BeginChild("list");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  if (ui.log.commands().empty())
    empty_note(theme, "Buttons and keys send commands too: they will be listed here, each with its answer.");
  int id = 0;
  for (const LoggedCommand& command : ui.log.commands()) draw_entry(view, command, id++, state);
  if (state.seen != ui.log.changes()) ImGui::SetScrollHereY(1);
  state.seen = ui.log.changes();
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

}  // namespace trapdoor
