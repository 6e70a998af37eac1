#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/base/bits.h"
#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/widgets/widgets.h"
#include "ui/writers.h"

namespace trapdoor {

float pointing(const View& view, const Pointer& pointer) {
  const double age = view.seconds - pointer.since;
  return age < 4 ? 1.0F : static_cast<float>(std::clamp(5 - age, 0.0, 1.0));
}

std::optional<uint64_t> typed_address(const View& view, std::string_view text) {
  if (const Symbol* symbol = view.program().find_symbol(text)) return symbol->address;
  if (const WordRow* row = find_word(view.isa(), text)) return view.read(row->word);
  std::string digits;
  for (char c : text) {
    if (c != ' ' && c != '_') digits += c;
  }
  if (digits.starts_with("0x")) digits.erase(0, 2);
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (error != std::errc() || end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
  return value;
}

bool value_row(const View& view, std::string_view name, std::string_view value, std::string_view symbol,
               std::string_view help, float name_width, float width, RowLook look) {
  const Theme& theme = view.theme;
  const float height = theme.px(20);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 high{low.x + width, low.y + height};
  const bool clicked = ImGui::InvisibleButton(std::string(name).c_str(), {width, height});
  const std::string spoken = symbol.empty() ? std::string(value) : fmt::format("{} {}", value, symbol);
  mirror().describe("row", name, spoken);
  explain_item(theme, name, help, symbol.empty() ? std::string_view(value) : std::string_view(spoken));
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (look.changed) list->AddRectFilled(low, high, theme.lit, theme.px(3));
  if (look.pointed) {
    list->AddRect(low, high, theme.accent, theme.px(3), 0, theme.px(2));
    mirror().pointed();
  }
  const float y = low.y + (height - line_height(theme.type.mono_small)) / 2;
  text_at(theme.type.mono_small, {low.x + theme.px(4), y}, look.changed ? theme.lit_ink : theme.dim, name);
  const ImU32 ink = look.changed ? theme.lit_ink : look.dim ? theme.faint : theme.text;
  const float x = low.x + name_width;
  const float used = text_at(theme.type.mono_small, {x, y}, ink, value);
  const float room = high.x - x - used - theme.px(12);
  text_at(theme.type.mono_small, {x + used + theme.px(8), y}, theme.faint,
          short_name(theme.type.mono_small, symbol, room));  // the explanation has all of it
  return clicked;
}

std::string field_value(const FieldRow& row, uint64_t value) {
  // "0=direct 1=vectored": a text ends where the next number begins.
  const std::string number = fmt::format("{}=", value);
  for (size_t at = row.values.find(number); at != std::string_view::npos;
       at = row.values.find(number, at + 1)) {
    if (at > 0 && row.values[at - 1] != ' ') continue;
    const std::string_view text = row.values.substr(at + number.size());
    const size_t next = text.find('=');
    return std::string(text.substr(0, next == std::string_view::npos ? next : text.rfind(' ', next)));
  }
  return value < 10                 ? fmt::format("{}", value)
         : row.high - row.low >= 16 ? hex(value)
                                    : fmt::format("0x{:x}", value);
}

namespace {

struct Cell {
  const FieldRow* row;
  uint64_t now, before;
  std::string text;
};

void draw_cell(const View& view, const Cell& cell, ImVec2 low, ImVec2 high, bool pointed) {
  const Theme& theme = view.theme;
  const bool changed = cell.now != cell.before;
  const std::string bits = cell.row->high == cell.row->low
                               ? fmt::format("bit {}", cell.row->low)
                               : fmt::format("bits {} to {}", cell.row->high, cell.row->low);
  const std::string id = fmt::format("{}.{}", cell.row->word, cell.row->name);
  hot_spot(id.c_str(), low, high, "row", id, cell.text);
  explain_item(theme, id, with_writers(cell.row->help, writers_of(view, id)),
               cell.row->values.empty() ? fmt::format("{} = {}", bits, cell.text)
                                        : fmt::format("{} = {}  ({})", bits, cell.text, cell.row->values));
  if (pointed) mirror().pointed();
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(low, high,
                      changed         ? theme.lit
                      : cell.now != 0 ? theme.sunken
                                      : theme.surface,
                      theme.px(3));
  list->AddRect(low, high, pointed ? theme.accent : theme.border, theme.px(3), 0, pointed ? theme.px(2) : 1);
  const float pad = theme.px(6);
  const float y = low.y + (high.y - low.y - line_height(theme.type.mono_small)) / 2;
  const float used =
      text_at(theme.type.mono_small, {low.x + pad, y}, changed ? theme.lit_ink : theme.dim, cell.row->name);
  text_at(theme.type.mono_small, {low.x + pad + used + theme.px(5), y},
          changed         ? theme.lit_ink
          : cell.now != 0 ? theme.text
                          : theme.faint,
          cell.text);
}

}  // namespace

void field_strip(const View& view, std::span<const FieldRow> rows, std::string_view word, uint64_t value,
                 uint64_t before, const Pointer& pointer, float width) {
  const Theme& theme = view.theme;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float height = theme.px(20), gap = theme.px(4);
  float x = start.x, y = start.y;
  for (const FieldRow& row : rows) {
    if (row.word != word) continue;
    Cell cell{&row, bits(value, row.high, row.low), bits(before, row.high, row.low), {}};
    cell.text = field_value(row, cell.now);
    const float wide = text_size(theme.type.mono_small, row.name).x +
                       text_size(theme.type.mono_small, cell.text).x + theme.px(17);
    if (x > start.x && x + wide > start.x + width) {
      x = start.x;
      y += height + gap;
    }
    const bool pointed = pointer.word == word && pointing(view, pointer) > 0 &&
                         (pointer.field == row.name || (pointer.bit >= row.low && pointer.bit <= row.high));
    draw_cell(view, cell, {x, y}, {x + wide, y + height}, pointed);
    x += wide + gap;
  }
  ImGui::SetCursorScreenPos(start);
  if (x > start.x || y > start.y) ImGui::Dummy({width, y + height + gap - start.y});
}

}  // namespace trapdoor
