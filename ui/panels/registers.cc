#include <fmt/format.h>

#include <algorithm>

#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"
#include "ui/writers.h"

namespace trapdoor {
namespace {

bool pointed_at(const View& view, const UiState& state, const WordRow& row) {
  const Pointer& pointer = state.pointer;
  return pointer.panel == "registers" && !pointer.word.empty() &&
         (pointer.word == row.name || pointer.word == row.alias) && pointing(view, pointer) > 0;
}

void general_row(const View& view, UiState& state, const WordRow& row, float width) {
  const uint64_t value = view.read(row.word);
  RowLook look;
  look.changed = view.before.known && view.before.cpu[row.word] != view.cpu()[row.word];
  look.pointed = pointed_at(view, state, row);
  look.dim = value == 0;
  const std::string name(row.alias.empty() ? row.name : row.alias);
  const std::string symbol = value_name(view.machine(), view.program(), value);
  const std::string help =
      row.alias.empty() ? std::string(row.help) : fmt::format("{}: {}", row.name, row.help);
  // Where 19 characters have no room, the last groups stay; the explanation has them all.
  std::string shown = hex(value);
  const float room = width - view.theme.px(40);
  if (text_size(view.theme.type.mono_small, shown).x > room) shown = "…" + shown.substr(shown.size() - 9);
  value_row(view, name, shown, symbol,
            with_writers(shown == hex(value) ? help : fmt::format("{} {}", help, hex(value)),
                         writers_of(view, row.name)),
            view.theme.px(36), width, look);
}

}  // namespace

void draw_registers(const View& view, UiState& state, Wishes&) {
  const Theme& theme = view.theme;
  const float width = ImGui::GetContentRegionAvail().x;
  std::vector<const WordRow*> rows;
  for (const WordRow& row : view.isa().words) {
    if (row.word == view.isa().pc_word) {
      RowLook look;
      look.pointed = pointed_at(view, state, row);
      const uint64_t pc = view.cpu()[row.word];
      value_row(view, row.name, hex(pc), view.program().name_of(pc),
                with_writers(row.help, writers_of(view, row.name)), theme.px(36), width, look);
    } else if (row.group == WordGroup::general) {
      rows.push_back(&row);
    }
  }
  const float needed = theme.px(44) + text_size(theme.type.mono_small, "…ffff ffff").x;
  const int columns = width >= 2 * needed ? 2 : 1;
  const size_t per_column = (rows.size() + static_cast<size_t>(columns) - 1) / static_cast<size_t>(columns);
  const float column = width / static_cast<float>(columns);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  float bottom = start.y;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  for (size_t i = 0; i < rows.size(); ++i) {
    const size_t column_index = i / per_column;
    ImGui::SetCursorScreenPos({start.x + static_cast<float>(column_index) * column,
                               start.y + static_cast<float>(i % per_column) * theme.px(20)});
    general_row(view, state, *rows[i], column - theme.px(2));
    bottom = std::max(bottom, ImGui::GetItemRectMax().y);
  }
  ImGui::PopStyleVar();
  ImGui::SetCursorScreenPos({start.x, bottom});
  ImGui::Dummy({width, theme.px(4)});
}

}  // namespace trapdoor
