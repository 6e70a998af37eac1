#include <fmt/format.h>

#include "engine/session/event_text.h"
#include "ui/interrupts.h"
#include "ui/mirror.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"
#include "ui/writers.h"

namespace trapdoor {
namespace {

void draw_gate(const View& view, const Gate& gate, ImVec2 low, ImVec2 high, bool reached) {
  const Theme& theme = view.theme;
  const Shades& shades = theme.of(gate.open ? TrapKind::interrupt : TrapKind::exception);
  hot_spot(gate.name.c_str(), low, high, "row", gate.name, (gate.open ? "open: " : "closed: ") + gate.reads);
  explain_item(theme, gate.name,
               with_writers(gate.help, writers_of(view, gate.name.substr(0, gate.name.find(' ')))),
               gate.reads);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(low, high, reached ? shades.wash : theme.sunken, theme.px(4));
  const float middle = (low.y + high.y) / 2;
  trap_shape(list, theme, gate.open ? TrapKind::syscall : TrapKind::exception, {low.x + theme.px(12), middle},
             theme.px(4));
  text_at(theme.type.mono_small, {low.x + theme.px(22), middle - line_height(theme.type.mono_small) / 2},
          reached ? shades.ink : theme.faint, gate.name);
}

// The gates in a row, broken where the panel ends. A gate behind a closed one is faint.
void draw_gates(const View& view, const std::vector<Gate>& gates) {
  const Theme& theme = view.theme;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, height = theme.px(24), gap = theme.px(18);
  float x = start.x, y = start.y;
  bool reached = true;
  for (size_t i = 0; i < gates.size(); ++i) {
    const float wide = text_size(theme.type.mono_small, gates[i].name).x + theme.px(30);
    if (x > start.x && x + wide > start.x + width) {
      x = start.x;
      y += height + theme.px(4);
    }
    ImGui::PushID(static_cast<int>(i));
    draw_gate(view, gates[i], {x, y}, {x + wide, y + height}, reached);
    ImGui::PopID();
    reached = reached && gates[i].open;
    x += wide + gap;
    if (i + 1 < gates.size())
      ImGui::GetWindowDrawList()->AddLine(
          {x - gap + theme.px(3), y + height / 2}, {x - theme.px(3), y + height / 2},
          reached ? theme.of(TrapKind::interrupt).fill : theme.border, theme.px(2));
  }
  ImGui::Dummy({width, y + height - start.y + theme.px(4)});
}

// A time that can be gone to: underlined words; plain ones when there is nowhere to go.
void draw_time(const Theme& theme, const std::string& text, const std::string& command, Wishes& wishes) {
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float width = text_size(theme.type.small, text).x, height = theme.px(20);
  const ImVec2 high{low.x + width, low.y + height};
  const bool link = !command.empty();
  const float y = low.y + (height - line_height(theme.type.small)) / 2;
  if (hot_spot(text.c_str(), low, high, link ? "button" : "row", text) && link)
    wishes.commands.push_back(command);
  if (link) {
    explain_item(theme, text, "Go to the moment just after it.");
    const float under = y + line_height(theme.type.small);
    ImGui::GetWindowDrawList()->AddLine({low.x, under}, {high.x, under}, theme.accent);
  }
  text_at(theme.type.small, {low.x, y}, link ? theme.accent : theme.faint, text);
  ImGui::Dummy({width, height});
}

}  // namespace

void draw_why(const View& view, UiState&, Wishes& wishes) {
  const Theme& theme = view.theme;
  ImGui::BeginChild("list");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(theme.px(14), 0));
  int id = 0;
  for (const InterruptNews& news : interrupts_of(view, wishes)) {
    ImGui::PushID(id++);
    const Gate* closed = closed_gate(news);
    section(theme, news.why.source,
            closed == nullptr ? std::string("All gates are open: it is taken before the next instruction.")
                              : "Stopped at " + closed->name + ": " + closed->reads + ". " + closed->help);
    draw_gates(view, news.why.gates);
    if (!view.session.running()) {
      draw_time(theme, last_text(news), go_to_last(news), wishes);
      const std::string next = next_text(news);
      if (ImGui::GetItemRectMax().x + theme.px(14) + text_size(theme.type.small, next).x <
          ImGui::GetWindowPos().x + ImGui::GetWindowWidth())
        ImGui::SameLine();
      draw_time(theme, next, go_to_next(view, news), wishes);
    }
    ImGui::Dummy({1, theme.px(4)});
    ImGui::PopID();
  }
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

}  // namespace trapdoor
