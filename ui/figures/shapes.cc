#include "ui/figures/shapes.h"

#include <cmath>
#include <string>

namespace trapdoor {

bool draw_box(const Theme& theme, Area area, BoxText text, std::string_view help, const Shades* shades,
              bool lit) {
  const std::string id(text.caption);
  const bool clicked = hot_spot(id.c_str(), area.low, area.high, "row", text.caption, text.value);
  explain_item(theme, text.caption, help, text.value);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float round = theme.px(6);
  list->AddRectFilled(area.low, area.high,
                      shades != nullptr ? shades->wash
                      : lit             ? theme.raised
                                        : theme.surface,
                      round);
  const ImU32 edge = shades != nullptr ? shades->fill : lit ? theme.dim : theme.border;
  list->AddRect(area.low, area.high, edge, round, 0, theme.px(lit ? 2 : 1));
  const float pad = theme.px(8), width = area.width() - 2 * pad;
  const float caption = line_height(theme.type.small), value = line_height(theme.type.mono);
  const bool has_note = !text.note.empty() && area.height() > caption * 2 + value + theme.px(10);
  float used = text.value.empty() ? caption : caption + value + theme.px(3);
  if (has_note) used += caption + theme.px(2);
  float y = area.low.y + (area.height() - used) / 2;
  text_at(theme.type.small, {area.low.x + pad, y}, theme.faint, text.caption, width);
  y += caption + theme.px(3);
  if (text.value.empty()) return clicked;
  text_at(theme.type.mono, {area.low.x + pad, y},
          shades != nullptr ? shades->ink
          : lit             ? theme.text
                            : theme.dim,
          text.value, width);
  y += value + theme.px(2);
  if (has_note) text_at(theme.type.small, {area.low.x + pad, y}, theme.dim, text.note, width);
  return clicked;
}

void draw_arrow(const Theme& theme, std::vector<ImVec2> points, ImU32 colour, float thickness) {
  if (points.size() < 2) return;
  const float head = theme.px(6);
  ImVec2& end = points.back();
  const ImVec2 before = points[points.size() - 2];
  const float length = std::hypot(end.x - before.x, end.y - before.y);
  if (length < 1) return;
  const ImVec2 unit{(end.x - before.x) / length, (end.y - before.y) / length};
  const ImVec2 tip = end;
  end = {end.x - unit.x * head, end.y - unit.y * head};
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddPolyline(points.data(), static_cast<int>(points.size()), colour, 0, thickness);
  const float wide = head * 0.62F;
  list->AddTriangleFilled(tip, {end.x - unit.y * wide, end.y + unit.x * wide},
                          {end.x + unit.y * wide, end.y - unit.x * wide}, colour);
}

}  // namespace trapdoor
