#include "ui/figures/shapes.h"

#include <cmath>
#include <string>

#include "ui/mirror.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

// The note as it fits into that room; empty: it does not.
std::string fitting_note(const Theme& theme, std::string_view note, float room) {
  if (note.empty() || room <= 0) return {};
  std::string text = shorten_place(theme.type.small, note, room);
  return text_size(theme.type.small, text).x <= room ? text : std::string();
}

// The words of a box that has room for one line of them: all, or without the caption, or the value alone.
void draw_line_of_box(const Theme& theme, Area area, const BoxText& text, ImU32 ink) {
  const float caption = line_height(theme.type.small), value = line_height(theme.type.mono);
  const float y = area.low.y + (area.height() - value) / 2, small = y + (value - caption) / 2;
  const float apart = theme.px(10), needs = text_size(theme.type.mono, text.value).x;
  const float spare = area.width() - needs - text_size(theme.type.small, text.caption).x - apart;
  std::string note = fitting_note(theme, text.note, spare - apart);
  const bool all = spare >= 0 && (text.note.empty() || !note.empty());
  if (!all) note = fitting_note(theme, text.note, area.width() - needs - apart);
  if (all || (spare >= 0 && note.empty())) {
    text_at(theme.type.small, {area.low.x, small}, theme.faint, text.caption);
    const float beside = note.empty() ? 0 : text_size(theme.type.small, note).x + apart;
    text_before(theme.type.mono, {area.high.x - beside, y}, ink, text.value);
  } else {
    text_at(theme.type.mono, {area.low.x, y}, ink, text.value, area.width());
  }
  text_before(theme.type.small, {area.high.x, small}, theme.dim, note);
  if (note.empty() && !text.note.empty()) mirror().elided(text.note);
}

// Of one that has room for more: the note has a line of its own, or the end of one of the others.
void draw_lines_of_box(const Theme& theme, Area area, const BoxText& text, ImU32 ink) {
  const float caption = line_height(theme.type.small), value = line_height(theme.type.mono);
  const float apart = theme.px(10), width = area.width(), x = area.low.x;
  const float all = caption * 2 + value;
  const std::string by_value =
      fitting_note(theme, text.note, width - text_size(theme.type.mono, text.value).x - apart);
  const std::string by_caption =
      fitting_note(theme, text.note, width - text_size(theme.type.small, text.caption).x - apart);
  const bool beside = !by_value.empty() || !by_caption.empty();
  const bool own_line = !text.note.empty() && area.height() > all + theme.px(beside ? 16 : 4);
  float used = text.value.empty() ? caption : caption + value + theme.px(3);
  if (own_line) used += caption + theme.px(2);
  float y = area.low.y + (area.height() - used) / 2;
  text_at(theme.type.small, {x, y}, theme.faint, text.caption, width);
  if (text.value.empty()) return;
  if (!own_line && by_value.empty()) text_before(theme.type.small, {area.high.x, y}, theme.dim, by_caption);
  y += caption + theme.px(3);
  text_at(theme.type.mono, {x, y}, ink, text.value, width);
  if (!own_line) {
    text_before(theme.type.small, {area.high.x, y + (value - caption) / 2}, theme.dim, by_value);
    if (!beside && !text.note.empty()) mirror().elided(text.note);
    return;
  }
  y += value + theme.px(2);
  text_at(theme.type.small, {x, y}, theme.dim, shorten_place(theme.type.small, text.note, width), width);
}

}  // namespace

ImU32 ink_on(ImU32 fill) {
  const ImVec4 colour = ImGui::ColorConvertU32ToFloat4(fill);
  const float light =
      0.2126F * colour.x + 0.7152F * colour.y + 0.0722F * colour.z;  // Rec. 709, without its gamma
  return light > 0.45F ? IM_COL32(16, 22, 30, 255) : IM_COL32(255, 255, 255, 255);
}

bool draw_box(const Theme& theme, Area area, BoxText text, std::string_view help, const Shades* shades,
              bool lit) {
  const std::string id(text.caption);
  std::string spoken(text.value);
  if (!text.note.empty()) spoken += (spoken.empty() ? "" : ", ") + std::string(text.note);
  const bool clicked = hot_spot(id.c_str(), area.low, area.high, "row", text.caption, spoken);
  explain_item(theme, text.caption, help, spoken);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float round = theme.px(6);
  list->AddRectFilled(area.low, area.high,
                      shades != nullptr ? shades->wash
                      : lit             ? theme.raised
                                        : theme.surface,
                      round);
  const ImU32 edge = shades != nullptr ? shades->fill : lit ? theme.dim : theme.border;
  list->AddRect(area.low, area.high, edge, round, 0, theme.px(lit ? 2 : 1));
  const ImU32 ink = shades != nullptr ? shades->ink : lit ? theme.text : theme.dim;
  const float pad = theme.px(8);
  const Area inside{{area.low.x + pad, area.low.y}, {area.high.x - pad, area.high.y}};
  const float two_lines = line_height(theme.type.small) + line_height(theme.type.mono) + theme.px(7);
  if (!text.value.empty() && area.height() < two_lines)
    draw_line_of_box(theme, inside, text, ink);
  else
    draw_lines_of_box(theme, inside, text, ink);
  return clicked;
}

void draw_frame(const Theme& theme, Area area, const Shades* shades) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(area.low, area.high, theme.surface, theme.px(7));
  list->AddRect(area.low, area.high, shades != nullptr ? shades->fill : theme.dim, theme.px(7), 0,
                theme.px(1.25F));
}

void draw_arrow(const Theme& theme, std::vector<ImVec2> points, ImU32 colour, float thickness) {
  for (size_t i = points.size(); i-- > 1;) {  // no corners where there is no bend
    if (std::hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y) < 1)
      points.erase(points.begin() + static_cast<std::ptrdiff_t>(i - 1));
  }
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

void draw_token(const Theme& theme, const std::vector<ImVec2>& points, double part, ImU32 colour) {
  if (part <= 0 || part >= 1) return;
  float whole = 0;
  for (size_t i = 1; i < points.size(); ++i)
    whole += std::hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
  float left = whole * static_cast<float>(part);
  for (size_t i = 1; i < points.size(); ++i) {
    const ImVec2 a = points[i - 1], b = points[i];
    const float length = std::hypot(b.x - a.x, b.y - a.y);
    if (left > length) {
      left -= length;
      continue;
    }
    const float t = length > 0 ? left / length : 0;
    const ImVec2 at{a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddCircleFilled(at, theme.px(6.5F), theme.surface, 20);
    list->AddCircleFilled(at, theme.px(5), colour, 20);
    return;
  }
}

float text_fit(ImFont* face, ImVec2 pos, ImU32 colour, std::initializer_list<std::string_view> texts,
               float width) {
  std::string_view chosen;
  for (std::string_view text : texts) {
    chosen = text;
    if (text_size(face, text).x <= width) break;
  }
  return chosen.empty() ? 0 : text_at(face, pos, colour, chosen, width);
}

float chip_width(const Theme& theme, std::string_view text) {
  return text_size(theme.type.small, text).x + theme.px(18);
}

float chip_height(const Theme& theme) { return line_height(theme.type.small) + theme.px(9); }

bool draw_chip(const Theme& theme, ImVec2 low, std::string_view id, std::string_view text,
               std::string_view help, const Shades* shades, bool lit, std::string_view role) {
  const ImVec2 high{low.x + chip_width(theme, text), low.y + chip_height(theme)};
  const bool clicked = hot_spot(std::string(id).c_str(), low, high, role, text, lit ? "shown" : "");
  const bool hovered = ImGui::IsItemHovered();
  explain_item(theme, text, help);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float round = (high.y - low.y) / 2;
  if (lit || hovered) list->AddRectFilled(low, high, shades != nullptr ? shades->wash : theme.raised, round);
  list->AddRect(low, high,
                lit && shades != nullptr ? shades->fill
                : lit                    ? theme.dim
                                         : theme.border,
                round, 0, theme.px(lit ? 1.5F : 1));
  text_in(theme.type.small, low, high,
          lit && shades != nullptr ? shades->ink
          : lit                    ? theme.text
                                   : theme.dim,
          text);
  return clicked;
}

float draw_warning(const Theme& theme, ImVec2 low, std::string_view text, float width) {
  const float line = line_height(theme.type.body), left = theme.px(22);
  trap_shape(ImGui::GetWindowDrawList(), theme, TrapKind::exception, {low.x + theme.px(8), low.y + line / 2},
             theme.px(5));
  const float height = wrapped_height(theme.type.body, text, width - left);
  hot_spot(std::string(text).c_str(), low, {low.x + width, low.y + height}, "row", "Warning", text);
  text_wrapped(theme.type.body, {low.x + left, low.y}, theme.of(TrapKind::exception).ink, text, width - left);
  return height;
}

std::string shorten_place(ImFont* face, std::string_view place, float width) {
  const size_t plus = place.rfind('+');
  if (plus == std::string_view::npos || text_size(face, place).x <= width) return std::string(place);
  const size_t begin = place.rfind(' ', plus) + 1;  // 0 if there is none
  const std::string before(place.substr(0, begin)), offset(place.substr(plus));
  const std::string_view name = place.substr(begin, plus - begin);
  std::string shorter(place);
  for (size_t kept = name.size(); kept-- > 2 && text_size(face, shorter).x > width;)
    shorter = before + std::string(name.substr(0, (kept + 1) / 2)) + "…" +
              std::string(name.substr(name.size() - kept / 2)) + offset;
  if (begin > 0 && text_size(face, shorter).x > width) return shorten_place(face, place.substr(begin), width);
  return shorter;
}

std::string_view symbol_of(std::string_view name) { return name.substr(0, name.find('+')); }

std::string short_place(const Program& program, uint64_t address) {
  const std::string name = program.name_of(address);
  return name.empty() ? hex(address) : std::string(symbol_of(name));
}

}  // namespace trapdoor
