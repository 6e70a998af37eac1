// Slides 28 and 29: the interrupt vector: a word in the processor, a table in memory, handlers; and what is wrong with it.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ui/figures/shapes.h"
#include "ui/numbers.h"
#include "ui/writers.h"

namespace trapdoor {
namespace {

// One entry as it is drawn.
struct Door {
  const VectorEntry* entry = nullptr;
  std::string instruction;  // at the entry, when the vector is a table
  uint64_t handler = 0;     // where the entry jumps to; the entry itself when it is no jump
  std::string name, place;  // "handle_timer", "kernel.S line 66"
  uint64_t count = 0;       // traps that came in here so far
  TrapKind last = TrapKind::none;
  bool lit = false;  // the last trap came in here
};

bool allowed(const View& view, uint64_t address, AccessKind kind, uint8_t mode) {
  return view.isa().translate(view.machine(), view.machine().running_hart(), address, kind, mode).ok;
}

DisassembledLine line_at(const View& view, uint64_t address, uint8_t mode) {
  const Translation place =
      view.isa().translate(view.machine(), view.machine().running_hart(), address, AccessKind::fetch, mode);
  std::array<std::byte, 4> bytes{};
  if (!place.ok || !view.machine().bus.in_ram(place.physical, 4) ||
      !view.machine().bus.peek(place.physical, bytes))
    return {};
  std::array<uint8_t, 4> plain;
  std::transform(bytes.begin(), bytes.end(), plain.begin(),
                 [](std::byte b) { return static_cast<uint8_t>(b); });
  return view.disassembler->at(plain, address, &view.program());
}

std::vector<Door> doors_of(const View& view, const Vector& vector, uint8_t mode) {
  std::vector<Door> doors;
  for (const VectorEntry& entry : vector.entries) {
    Door door;
    door.entry = &entry;
    door.handler = entry.address;
    const DisassembledLine line = line_at(view, entry.address, mode);
    if (vector.is_table) {
      door.instruction = line.row == nullptr ? "no instruction" : line.text;
      const bool jumps =
          line.row != nullptr && (line.row->flow == Flow::jump || line.row->flow == Flow::call);
      if (jumps && line.target) door.handler = *line.target;
    }
    door.name = place_text(view.program(), door.handler);
    if (const auto place = view.program().place_of(door.handler))
      door.place = fmt::format("{}, line {}", place->file.substr(place->file.rfind('/') + 1), place->line);
    doors.push_back(std::move(door));
  }
  const Crossing* newest = view.history.last_trap(view.machine().now());
  for (const Crossing& crossing : view.history.crossings()) {
    if (crossing.tick >= view.machine().now()) break;
    if (crossing.is_return() || crossing.to != mode) continue;
    for (Door& door : doors) {
      if (door.entry->address != crossing.target) continue;
      ++door.count;
      door.last = crossing.kind;
      door.lit = &crossing == newest;
    }
  }
  return doors;
}

// What would go wrong, as whole sentences.
std::vector<std::string> warnings_of(const View& view, const Vector& vector, const TrapRow& row) {
  std::vector<std::string> all = vector.warnings;
  const ModeRow& mode = find_mode(view.isa(), row.mode);
  const std::string name = view.program().name_of(vector.base);
  if (vector.base == 0) {
    all.push_back(fmt::format("{} is 0: nobody has set it. A trap into {} mode would go to address 0.",
                              row.vector, mode.name));
    return all;
  }
  if (!allowed(view, vector.base, AccessKind::fetch, row.mode)) {
    all.push_back(
        fmt::format("No instruction can be fetched at {} in {} mode: a trap would trap again, for ever.",
                    place_text(view.program(), vector.base), mode.name));
  } else if (name.find('+') != std::string::npos) {
    all.push_back(fmt::format("{} points into the middle of {}.", row.vector, symbol_of(name)));
  } else if (line_at(view, vector.base, row.mode).row == nullptr) {
    all.push_back(fmt::format("What lies at {} is no instruction.", place_text(view.program(), vector.base)));
  }
  const ModeRow* user = find_mode(view.isa(), Role::user);
  if (user != nullptr && allowed(view, vector.base, AccessKind::store, user->mode)) {
    all.push_back(fmt::format("User code may write {}: it can choose what runs in {} mode.",
                              vector.is_table ? "the table" : "the handler", mode.name));
  }
  return all;
}

// The modes that have a vector, to choose from; returns the one shown.
const TrapRow* choose_mode(const View& view, UiState& ui, ImVec2 high) {
  const Theme& theme = view.theme;
  const TrapRow* chosen = nullptr;
  for (const TrapRow& row : view.isa().traps) {
    const bool kernel = find_mode(view.isa(), row.mode).role == Role::kernel;
    if (ui.vector_mode == row.mode || (ui.vector_mode < 0 && kernel) || chosen == nullptr) chosen = &row;
  }
  float x = high.x;
  for (const TrapRow& row : view.isa().traps) {
    const ModeRow& mode = find_mode(view.isa(), row.mode);
    x -= chip_width(theme, mode.name);
    if (draw_chip(theme, {x, high.y}, fmt::format("mode {}", mode.name), mode.name,
                  fmt::format("Where traps that enter {} mode go: {}.", mode.name, row.vector),
                  &theme.of(mode.role), &row == chosen, "button")) {
      ui.vector_mode = row.mode;
    }
    x -= theme.px(6);
  }
  return chosen;
}

// An entry of the table: its number as the hardware knows it, and its one instruction.
void draw_entry(const View& view, const Door& door, Area area, bool is_table) {
  const Theme& theme = view.theme;
  const std::string count = fmt::format("{} {}", with_commas(door.count), door.count == 1 ? "trap" : "traps");
  hot_spot(fmt::format("entry {}", door.entry->name).c_str(), area.low, area.high, "row",
           fmt::format("Entry {}", door.entry->name),
           fmt::format("{}, {}", is_table ? door.instruction : door.name, count));
  explain_item(
      theme, door.entry->name,
      is_table
          ? "An entry of the table. The hardware jumps here for this kind of event; the instruction here "
            "jumps on to the handler."
          : "All traps go to one place; the code there looks why it was called.",
      fmt::format("{}\n{}", hex(door.entry->address), count));
  ImDrawList* list = ImGui::GetWindowDrawList();
  const Shades& shades = theme.of(door.last);
  list->AddRectFilled(area.low, area.high, door.lit ? shades.wash : theme.raised);
  list->AddRect(area.low, area.high, door.lit ? shades.fill : theme.border, 0, 0, theme.px(door.lit ? 2 : 1));
  const float pad = theme.px(8), y = area.low.y + (area.height() - line_height(theme.type.body)) / 2;
  const float tally = text_size(theme.type.mono_small, with_commas(door.count)).x;
  const float room = area.width() - 2 * pad - tally - theme.px(8);
  text_fit(theme.type.body, {area.low.x + pad, y}, door.lit ? shades.ink : theme.text,
           {door.entry->name, door.entry->name.substr(0, door.entry->name.find(','))}, room);
  text_before(theme.type.mono_small, {area.high.x - pad, y + theme.px(1)},
              door.count > 0 ? theme.dim : theme.faint, with_commas(door.count));
}

void draw_handler(const View& view, const Door& door, Area area, Wishes& wishes, const Shades& mode) {
  const Theme& theme = view.theme;
  const bool linked = view.program().place_of(door.handler).has_value();
  if (hot_spot(fmt::format("handler {}", door.name).c_str(), area.low, area.high, linked ? "button" : "row",
               fmt::format("Handler {}", door.name), door.place) &&
      linked) {
    const auto place = view.program().place_of(door.handler);
    wishes.places.push_back(fmt::format("source:{}?line={}", place->file, place->line));
  }
  explain_item(theme, door.name, "The code that deals with it.",
               fmt::format("{}\n{}", hex(door.handler), door.place));
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(area.low, area.high, door.lit ? mode.wash : theme.surface, theme.px(6));
  list->AddRect(area.low, area.high, mode.fill, theme.px(6), 0, theme.px(door.lit ? 2 : 1));
  const float pad = theme.px(9), width = area.width() - 2 * pad;
  const float name = line_height(theme.type.mono), note = line_height(theme.type.small);
  const bool two = !door.place.empty() && area.height() >= name + note + theme.px(8);
  float y = area.low.y + (area.height() - name - (two ? note + theme.px(2) : 0)) / 2;
  text_fit(theme.type.mono, {area.low.x + pad, y}, mode.ink,
           {door.name + "() { … }", door.name, symbol_of(door.name)}, width);
  if (two)
    text_fit(theme.type.small, {area.low.x + pad, y + name + theme.px(2)}, theme.dim,
             {door.place, std::string_view(door.place).substr(0, door.place.find(','))}, width);
}

struct Columns {
  Area word, table, handlers;
};

Columns plan(const Theme& theme, Area area) {
  const float gap = std::clamp(area.width() * 0.07F, theme.px(26), theme.px(64));
  const bool wide = area.width() >= theme.px(560);
  if (wide) {
    const float word = std::min(theme.px(190), area.width() * 0.24F), rest = area.width() - word - 2 * gap;
    const float x1 = area.low.x + word + gap, x2 = x1 + rest * 0.48F + gap;
    return {{area.low, {area.low.x + word, area.high.y}},
            {{x1, area.low.y}, {x1 + rest * 0.48F, area.high.y}},
            {{x2, area.low.y}, area.high}};
  }
  const float head = theme.px(50), x1 = area.low.x + (area.width() - gap) * 0.48F;
  const float top = area.low.y + head + theme.px(20);
  return {{area.low, {area.low.x + std::min(area.width(), theme.px(230)), area.low.y + head}},
          {{area.low.x, top}, {x1, area.high.y}},
          {{x1 + gap, top}, area.high}};
}

// Handlers in the order in which entries first lead to them, each once.
std::vector<const Door*> handlers_of(const std::vector<Door>& doors) {
  std::vector<const Door*> all;
  for (const Door& door : doors) {
    auto same =
        std::find_if(all.begin(), all.end(), [&](const Door* d) { return d->handler == door.handler; });
    if (same == all.end())
      all.push_back(&door);
    else if (door.lit)
      *same = &door;
  }
  return all;
}

void draw_table(const View& view, const Vector& vector, const TrapRow& row, const std::vector<Door>& doors,
                const Columns& at, Wishes& wishes) {
  const Theme& theme = view.theme;
  const Shades& mode = theme.of(find_mode(view.isa(), row.mode).role);
  const float height = std::min(theme.px(44), at.table.height() / static_cast<float>(doors.size()));
  const float used = height * static_cast<float>(doors.size());
  const bool side = at.word.high.x < at.table.low.x;
  const float top = side ? at.table.low.y + (at.table.height() - used) / 2 : at.table.low.y;
  const float box = theme.px(64), y0 = std::min(top + height / 2 - box / 2, at.word.high.y - box);
  Area word = side ? Area{{at.word.low.x, std::max(at.word.low.y, y0)},
                          {at.word.high.x, std::max(at.word.low.y, y0) + box}}
                   : at.word;
  const WordRow* named = find_word(view.isa(), row.vector);
  const std::string value = hex(named == nullptr ? vector.base : view.read(named->word));
  const std::string note = vector.is_table ? "a table" : "one address for all";
  if (draw_box(
          theme, word, {row.vector, value, note},
          with_writers(named == nullptr ? std::string_view() : named->help, writers_of(view, row.vector)),
          &mode, true))
    wishes.commands.push_back(fmt::format("who-wrote {}", row.vector));
  std::vector<const Door*> handlers = handlers_of(doors);
  const float room = at.handlers.height(), gap = theme.px(8);
  const float tall = std::min(theme.px(52), (room - gap * static_cast<float>(handlers.size() - 1)) /
                                                static_cast<float>(handlers.size()));
  const float all =
      tall * static_cast<float>(handlers.size()) + gap * static_cast<float>(handlers.size() - 1);
  const float first = side ? at.handlers.low.y + (room - all) / 2 : at.handlers.low.y;
  auto handler_area = [&](size_t i) {
    const float y = first + static_cast<float>(i) * (tall + gap);
    return Area{{at.handlers.low.x, y}, {at.handlers.high.x, y + tall}};
  };
  const float middle = (word.low.y + word.high.y) / 2;
  const float start = std::abs(middle - top - height / 2) < height * 0.4F ? middle : top + height / 2;
  const float bend = (word.high.x + at.table.low.x) / 2;
  if (side)
    draw_arrow(theme, {{word.high.x, middle}, {bend, middle}, {bend, start}, {at.table.low.x, start}},
               mode.fill, theme.px(2));
  else
    draw_arrow(theme, {{word.low.x + theme.px(30), word.high.y}, {word.low.x + theme.px(30), top}}, mode.fill,
               theme.px(2));
  for (size_t i = 0; i < doors.size(); ++i) {
    const float y = top + static_cast<float>(i) * height;
    const Area area{{at.table.low.x, y}, {at.table.high.x, y + height}};
    draw_entry(view, doors[i], area, vector.is_table);
    for (size_t k = 0; k < handlers.size(); ++k) {
      if (handlers[k]->handler != doors[i].handler) continue;
      const Area to = handler_area(k);
      const float a = y + height / 2, b = (to.low.y + to.high.y) / 2, lane = (area.high.x + to.low.x) / 2;
      draw_arrow(theme, {{area.high.x, a}, {lane, a}, {lane, b}, {to.low.x, b}},
                 doors[i].lit ? theme.of(doors[i].last).fill : theme.faint,
                 theme.px(doors[i].lit ? 2.5F : 1.25F));
    }
  }
  for (size_t k = 0; k < handlers.size(); ++k)
    draw_handler(view, *handlers[k], handler_area(k), wishes, mode);
}

}  // namespace

void draw_vector(const View& view, UiState& ui, Wishes& wishes, Area area) {
  const Theme& theme = view.theme;
  const float head = chip_height(theme) + theme.px(8);
  text_fit(theme.type.small, {area.low.x, area.low.y + theme.px(5)}, theme.faint,
           {"processor word, table, handlers; the number says how many traps came in",
            "how many traps came in where", "traps"},
           area.width() - theme.px(190));
  const TrapRow* row = choose_mode(view, ui, {area.high.x, area.low.y});
  if (row == nullptr) return;
  const Vector vector = view.isa().vector(view.machine(), view.machine().running_hart(), row->mode);
  const std::vector<Door> doors = doors_of(view, vector, row->mode);
  const std::vector<std::string> warnings = warnings_of(view, vector, *row);
  float foot = 0;
  for (const std::string& text : warnings)
    foot += wrapped_height(theme.type.body, text, area.width() - theme.px(22)) + theme.px(6);
  const Area body{{area.low.x, area.low.y + head}, {area.high.x, area.high.y - foot - theme.px(4)}};
  draw_table(view, vector, *row, doors, plan(theme, body), wishes);
  float y = area.high.y - foot + theme.px(4);
  for (const std::string& text : warnings)
    y += draw_warning(theme, {area.low.x, y}, text, area.width()) + theme.px(6);
}

}  // namespace trapdoor
