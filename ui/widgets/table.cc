#include "ui/widgets/table.h"

#include "ui/mirror.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {

float table_row_height(const Theme& theme) { return theme.px(20); }

bool table_row(const Theme& theme, std::string_view role, std::string_view name, std::string_view value,
               std::string_view help, std::initializer_list<Column> columns, bool lit) {
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float width = std::max(1.0F, ImGui::GetContentRegionAvail().x), height = table_row_height(theme);
  const ImVec2 high{low.x + width, low.y + height};
  const bool clicked = ImGui::InvisibleButton(std::string(name).c_str(), {width, height});
  mirror().describe(role, name, value, lit);
  explain_item(theme, name, help, value);
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (lit || ImGui::IsItemHovered())
    list->AddRectFilled(low, high, lit ? theme.sunken : theme.raised, theme.px(3));
  ImFont* face = theme.type.mono_small;
  const float y = low.y + (height - line_height(face)) / 2;
  float x = low.x + theme.px(4);
  for (const Column& column : columns) {
    const float used = text_size(face, column.text).x;
    if (x + used > high.x) break;
    text_at(face, {x, y}, column.ink, column.text);
    x += std::max(theme.px(column.width), used) + theme.px(8);
  }
  return clicked;
}

}  // namespace trapdoor
