// Slides 38 and 40: what the handler itself saves before it uses the processor, and puts back before it returns.

#include <fmt/format.h>

#include <algorithm>

#include "ui/figures/shapes.h"
#include "ui/figures/threads.h"
#include "ui/figures/trap_anatomy.h"
#include "ui/numbers.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

constexpr float kNumber = 21;  // of a cell

float row_height(const Theme& theme) { return line_height(theme.type.mono_small) + theme.px(2); }
float caption_height(const Theme& theme) { return line_height(theme.type.small) + theme.px(5); }
float value_width(const Theme& theme) {
  return text_size(theme.type.mono_small, "0000 0000").x + theme.px(8);
}

// The last digits where not all have room; the explanation has them.
std::string short_hex(uint64_t value) {
  const std::string text = hex(value);
  return text.size() <= 9 ? text : "…" + text.substr(text.size() - 8);
}

const WordRow& row_of(const Isa& isa, const SavedWord& word) {
  const auto row = std::find_if(isa.words.begin(), isa.words.end(),
                                [&](const WordRow& each) { return each.word == word.word; });
  return row == isa.words.end() ? isa.words.front() : *row;  // each has a row: saves.cc asks for it
}

// As its mode calls it: the kernel's status word is a part of the machine's.
std::string name_of(const Isa& isa, const Event& crossing, const SavedWord& word) {
  const WordRow& row = row_of(isa, word);
  const TrapRow* trap = find_trap_row(isa, is_return(crossing) ? crossing.from : crossing.to);
  for (const ViewRow& view : isa.views) {
    if (trap != nullptr && view.word == row.word && view.name == trap->status) return std::string(view.name);
  }
  return std::string(row.alias.empty() ? row.name : row.alias);
}

// The stack or the record that all of it lies in.
std::string place_of(const View& view, const SavedWords& saves) {
  const uint64_t address = saves.words.front().address;
  const Moment* moment = view.moments.at(saves.tick);
  const uint64_t space = moment == nullptr ? 0 : moment->cpu[view.isa().space_word];
  const StackRoom room = stack_room(view, space, address + 1);
  return room.name.empty() ? hex(room.low) : room.name;
}

void draw_cell(const View& view, const Event& crossing, const SavedWord& word, size_t number,
               const SavesLook& look, Area area, Wishes& wishes) {
  const Theme& theme = view.theme;
  const bool back = is_return(crossing);
  const std::string name = name_of(view.isa(), crossing, word);
  const std::string item = fmt::format("{} {}: {}", back ? "Put back" : "Saved", number, name);
  const std::string value =
      back ? fmt::format("{} from {}, was {}", hex(word.value), hex(word.address), hex(word.old))
           : fmt::format("{} to {}", hex(word.value), hex(word.address));
  if (hot_spot(item.c_str(), area.low, area.high, "button", item, value))
    wishes.commands.push_back(fmt::format("seek {}", word.tick + 1));
  const std::string help =
      fmt::format("{} Click to go to just after tick {}, in which this was {}.",
                  row_of(view.isa(), word).help, with_commas(word.tick), back ? "loaded" : "stored");
  explain_item(theme, item, help, value);
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (ImGui::IsItemHovered()) list->AddRectFilled(area.low, area.high, theme.raised, theme.px(3));
  const bool done = word.tick < view.machine().now();
  const float y = area.low.y + theme.px(1);
  float x = area.low.x + theme.px(kNumber);
  text_before(theme.type.small, {x - theme.px(6), y}, theme.faint, std::to_string(number));
  text_at(theme.type.mono_small, {x, y}, done ? theme.text : theme.faint, name);
  x += look.names;
  if (look.addresses) {
    text_at(theme.type.mono_small, {x, y}, theme.faint, short_hex(word.address));
    x += value_width(theme);
  }
  text_at(theme.type.mono_small, {x, y}, done ? theme.dim : theme.faint, short_hex(word.value));
}

}  // namespace

SavesLook look_at_saves(const View& view, const Event& crossing, const SavedWords& saves, float width,
                        float height) {
  const Theme& theme = view.theme;
  SavesLook look;
  for (const SavedWord& word : saves.words)
    look.names =
        std::max(look.names, text_size(theme.type.mono_small, name_of(view.isa(), crossing, word)).x);
  look.names += theme.px(8);
  const float rows = (height - caption_height(theme)) / row_height(theme);
  const int count = std::max(1, static_cast<int>(saves.words.size()));
  for (const bool addresses : {true, false}) {
    look.addresses = addresses;
    look.columns = std::max(1, static_cast<int>(width / (theme.px(kNumber) + look.names +
                                                         value_width(theme) * (addresses ? 2 : 1))));
    look.rows = (count + look.columns - 1) / look.columns;
    look.fits = look.rows <= static_cast<int>(rows);
    if (look.fits) break;
  }
  if (!look.fits) look.rows = std::max(1, static_cast<int>(rows));
  look.height = caption_height(theme) + static_cast<float>(look.rows) * row_height(theme);
  return look;
}

void draw_saves(const View& view, const Event& crossing, const SavedWords& saves, const SavesLook& look,
                Area area, Wishes& wishes) {
  const Theme& theme = view.theme;
  const bool back = is_return(crossing), none = saves.words.empty();
  const std::string place = none ? "" : place_of(view, saves);
  const std::string title = none && back ? "The handler put no register back."
                            : none       ? "The handler has saved nothing yet."
                            : back       ? fmt::format("Before that the handler put back, from {}:", place)
                                         : fmt::format("Then the handler saved, on {}:", place);
  const std::string brief = back ? "Before that, put back:" : "Then saved:";
  const float caption = caption_height(theme), row = row_height(theme);
  hot_spot("handler", area.low, {area.high.x, area.low.y + caption}, "heading", title,
           fmt::format("{} words", saves.words.size()));
  explain_item(
      theme, back ? "What the handler put back" : "What the handler saved",
      back ? "The hardware puts back what the list shows. All other registers of the program the handler "
             "must load again itself, before it returns."
           : "The hardware saved what the list shows. All other registers the handler must save itself, "
             "before it uses them.",
      place);
  text_fit(theme.type.small, area.low, theme.dim, {title, brief}, area.width());
  const size_t cells = static_cast<size_t>(look.rows) * static_cast<size_t>(look.columns);
  const size_t shown = look.fits ? saves.words.size() : std::min(saves.words.size(), cells - 1);
  const float width = area.width() / static_cast<float>(look.columns);
  auto cell = [&](size_t i) {
    const size_t whole_columns = i / static_cast<size_t>(look.rows),
                 rest = i % static_cast<size_t>(look.rows);
    const auto column = static_cast<float>(whole_columns), line = static_cast<float>(rest);
    const ImVec2 low{area.low.x + column * width, area.low.y + caption + line * row};
    return Area{low, {low.x + width - theme.px(4), low.y + row}};
  };
  for (size_t i = 0; i < shown; ++i) {
    const Area at = cell(i);
    draw_cell(view, crossing, saves.words[i], i + 1, look, at, wishes);
  }
  if (shown < saves.words.size()) {
    const Area at = cell(shown);
    text_at(theme.type.small, {at.low.x + theme.px(kNumber), at.low.y + theme.px(1)}, theme.faint,
            fmt::format("and {} more", saves.words.size() - shown));
  }
}

}  // namespace trapdoor
