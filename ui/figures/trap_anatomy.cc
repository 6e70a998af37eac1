// Slides 28 and 34 to 40: what the hardware saves in the one tick of a trap, in order; before, during, after.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ui/figures/shapes.h"
#include "ui/figures/threads.h"
#include "ui/mirror.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

struct Part {
  std::string name, before, after, symbol;
  std::string_view help;
};

const WordRow* row_of(const Isa& isa, uint16_t word) {
  for (const WordRow& row : isa.words) {
    if (row.word == word) return &row;
  }
  return nullptr;
}

// The events of a trap's tick that changed something, in the order the hardware did them.
std::vector<Part> parts_of(const View& view) {
  std::vector<Part> parts;
  for (const Event& event : view.last_trap) {
    if (event.kind == EventKind::word && static_cast<Who>(event.flags) == Who::trap_entry) {
      const WordRow* row = row_of(view.isa(), event.what);
      if (row == nullptr) continue;
      Part part{std::string(row->name), hex(event.old), hex(event.value), view.program().name_of(event.value),
                row->help};
      if (event.what == view.isa().mode_word) {
        part.before = find_mode(view.isa(), static_cast<uint8_t>(event.old)).name;
        part.after = find_mode(view.isa(), static_cast<uint8_t>(event.value)).name;
        part.symbol.clear();
      }
      parts.push_back(part);
    } else if (event.kind == EventKind::store) {
      parts.push_back({"memory " + hex(event.address), "", hex(event.value),
                       view.program().name_of(event.value), "A word the hardware pushed."});
    }
  }
  return parts;
}

const Event* trap_of(const View& view) {
  for (const Event& event : view.last_trap) {
    if (event.kind == EventKind::trap) return &event;
  }
  return nullptr;
}

void draw_side(const View& view, Area area, std::string_view title, uint8_t mode, uint64_t pc, bool lit) {
  const Theme& theme = view.theme;
  const ModeRow& row = find_mode(view.isa(), mode);
  const Shades& shades = theme.of(row.role);
  hot_spot(std::string(title).c_str(), area.low, area.high, "row", title,
           fmt::format("{} {}", row.name, place_text(view.program(), pc)));
  explain_item(theme, title, "Mode and program counter.", fmt::format("{}\n{}", row.name, hex(pc)));
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(area.low, area.high, lit ? shades.wash : theme.surface, theme.px(6));
  list->AddRect(area.low, area.high, lit ? shades.fill : theme.border, theme.px(6), 0, theme.px(lit ? 2 : 1));
  const float pad = theme.px(10), width = area.width() - 2 * pad, x = area.low.x + pad;
  float y = area.low.y + theme.px(8);
  text_at(theme.type.small, {x, y}, theme.faint, title, width);
  y += theme.px(20);
  role_shape(list, theme, row.role, {x + theme.px(6), y + theme.px(8)}, theme.px(5));
  text_at(theme.type.bold, {x + theme.px(17), y}, shades.ink, role_word(row.role), width - theme.px(17));
  y += theme.px(22);
  if (y + theme.px(14) > area.high.y) return;
  text_at(theme.type.mono, {x, y}, theme.text, hex(pc), width);
  y += theme.px(18);
  if (y + theme.px(14) > area.high.y) return;
  text_at(theme.type.small, {x, y}, theme.dim, view.program().name_of(pc), width);
}

// One line of the list; `done` when the slider has passed it.
void draw_part(const View& view, const Part& part, int number, Area area, bool done, bool current) {
  const Theme& theme = view.theme;
  hot_spot(fmt::format("part {}", number).c_str(), area.low, area.high, "row",
           fmt::format("{}. {}", number, part.name), done ? part.after : part.before);
  explain_item(theme, part.name, part.help, fmt::format("{} -> {} {}", part.before, part.after, part.symbol));
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (current) list->AddRectFilled(area.low, area.high, theme.lit, theme.px(4));
  const float y = area.low.y + (area.height() - line_height(theme.type.mono)) / 2;
  const float small = area.low.y + (area.height() - line_height(theme.type.mono_small)) / 2;
  const ImU32 ink = current ? theme.lit_ink : done ? theme.text : theme.faint;
  const ImVec2 dot{area.low.x + theme.px(16), (area.low.y + area.high.y) / 2};
  const float radius = std::min(theme.px(9), area.height() * 0.42F);
  if (radius >= theme.px(7.5F)) list->AddCircleFilled(dot, radius, done ? theme.accent : theme.sunken, 24);
  text_in(theme.type.small, {dot.x - theme.px(9), dot.y - theme.px(9)},
          {dot.x + theme.px(9), dot.y + theme.px(9)},
          radius < theme.px(7.5F) ? ink
          : done                  ? theme.on_accent
                                  : theme.faint,
          fmt::format("{}", number));
  float x = area.low.x + theme.px(34);
  const float name = std::min(theme.px(110), area.width() * 0.3F);
  text_at(theme.type.mono, {x, y}, ink, part.name, name - theme.px(6));
  x += name;
  text_at(theme.type.small, {x, small}, done ? theme.dim : theme.faint, done ? "←" : "is");
  x += theme.px(22);
  const float room = area.high.x - x - theme.px(6);
  std::string value = done ? part.after : part.before;
  if (text_size(theme.type.mono_small, value).x > room) std::erase(value, ' ');
  const float used = text_at(theme.type.mono_small, {x, small}, ink, value, room);
  if (done && !part.symbol.empty() && room - used > theme.px(40)) {
    text_at(theme.type.small, {x + used + theme.px(10), small}, current ? theme.lit_ink : theme.dim,
            part.symbol, room - used - theme.px(10));
  }
}

// A slider over whole steps; also an item that says its value.
void draw_slider(const View& view, AnatomyState& state, int count, Area area) {
  const Theme& theme = view.theme;
  const float low = area.low.x + theme.px(8), high = area.high.x - theme.px(8);
  const float y = (area.low.y + area.high.y) / 2;
  const bool pressed = hot_spot("slider", area.low, area.high, "slider", "Steps of the trap",
                                fmt::format("{} of {}", state.shown, count));
  if (auto moved = mirror().sliding(static_cast<uint64_t>(state.shown), static_cast<uint64_t>(count))) {
    state.playing = false;
    state.shown = static_cast<int>(*moved);
  }
  if (ImGui::IsItemActive() || pressed) state.playing = false;
  if (pressed && !ImGui::IsMouseReleased(0))
    state.shown = state.shown >= count ? 0 : state.shown + 1;  // from the keyboard
  explain_item(theme, "Slow motion", "All of this happens in one tick. Drag to do it step by step.");
  if (ImGui::IsItemActive() && ImGui::IsMouseDown(0) && high > low) {
    const float part = (ImGui::GetIO().MousePos.x - low) / (high - low);
    state.shown = std::clamp(static_cast<int>(std::lround(part * static_cast<float>(count))), 0, count);
  }
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float x =
      low + (high - low) * static_cast<float>(state.shown) / static_cast<float>(std::max(1, count));
  list->AddLine({low, y}, {high, y}, theme.border, theme.px(3));
  list->AddLine({low, y}, {x, y}, theme.accent, theme.px(3));
  for (int i = 0; i <= count; ++i) {
    const float at = low + (high - low) * static_cast<float>(i) / static_cast<float>(std::max(1, count));
    list->AddCircleFilled({at, y}, theme.px(3), i <= state.shown ? theme.accent : theme.border, 12);
  }
  list->AddCircleFilled({x, y}, theme.px(8), theme.accent, 24);
  list->AddCircleFilled({x, y}, theme.px(4), theme.on_accent, 20);
}

// A trap that was stepped into is played once, part by part; one that was jumped to is shown whole.
void play(const View& view, AnatomyState& state, Tick tick, int count, Wishes& wishes) {
  constexpr double kPartSeconds = 0.25;
  if (state.tick != tick) {
    state.tick = tick;
    const bool stepped = tick + 1 == view.machine().now() && !view.still && view.phase < 1;
    state.playing = stepped;
    state.began = view.seconds;
    state.shown = stepped ? 0 : count;
  }
  if (!state.playing) return;
  state.shown = std::min(count, static_cast<int>((view.seconds - state.began) / kPartSeconds));
  state.playing = state.shown < count && tick + 1 == view.machine().now();
  if (!state.playing) state.shown = count;
  wishes.animate = true;
}

// Slide 38: what the handler's first instructions put on the interrupt stack, from the state a little after the trap.
void draw_saved(const View& view, const Event& trap, Area area, Wishes& wishes) {
  const Theme& theme = view.theme;
  const auto& all = view.history.crossings();
  const size_t at = view.history.at(trap.tick);
  const Tick end = at + 1 < all.size() ? all[at + 1].tick : view.session.end();
  const Tick later = std::min(trap.tick + 40, trap.tick + 1 + (end - trap.tick) / 2);
  if (end < trap.tick + 12) return;  // the handler has hardly begun
  const Moment* before = view.moments.at(trap.tick);
  const Moment* after = view.moments.at(later);
  if (before == nullptr || after == nullptr) {
    wishes.moments.insert(wishes.moments.end(), {trap.tick, later});
    return;
  }
  const uint16_t sp = view.isa().stack_word;
  const StackRoom room = stack_room(view, after->cpu[view.isa().space_word], after->cpu[sp]);
  const size_t used = room.high > after->cpu[sp] ? (room.high - after->cpu[sp]) / 8 : 0;
  std::vector<uint64_t> words(
      after->stack.begin(),
      after->stack.begin() + static_cast<std::ptrdiff_t>(std::min(used, after->stack.size())));
  std::string names;
  for (int word : name_words(view.isa(), *before, words)) {
    for (const WordRow& row : view.isa().words) {
      if (row.word != word) continue;
      names += names.empty() ? "" : " ";
      names += row.alias.empty() ? row.name : row.alias;
    }
  }
  const bool same = after->cpu[sp] == before->cpu[sp];
  const std::string note = same            ? "not used: the stack pointer is the program's"
                           : names.empty() ? "nothing saved yet"
                                           : names;
  const float caption = line_height(theme.type.small), pad = theme.px(10), width = area.width() - 2 * pad;
  const float needs = wrapped_height(theme.type.mono_small, note, width) + 2 * caption + theme.px(22);
  if (needs > area.height() || width < theme.px(60)) return;
  const Area box{area.low, {area.high.x, area.low.y + needs}};
  const std::string where = room.name.empty() ? hex(room.low) : room.name;
  hot_spot("interrupt stack", box.low, box.high, "row", "Interrupt stack", note);
  explain_item(theme, "Interrupt stack",
               "The hardware saved what the list shows. All other registers the handler must save itself, "
               "before it uses them.",
               fmt::format("{}\nlooked at in tick {}", where, with_commas(later)));
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(box.low, box.high, theme.sunken, theme.px(6));
  list->AddRect(box.low, box.high, theme.border, theme.px(6));
  float y = box.low.y + theme.px(8);
  text_fit(theme.type.small, {box.low.x + pad, y}, theme.faint, {"then the handler saved", "handler saved"},
           width);
  y += caption + theme.px(4);
  text_fit(theme.type.small, {box.low.x + pad, y}, theme.dim, {"on " + where, where, "on its stack"}, width);
  y += caption + theme.px(4);
  text_wrapped(theme.type.mono_small, {box.low.x + pad, y}, theme.text, note, width);
}

void draw_heading(const View& view, const Event& trap, Area area, Wishes& wishes) {
  const Theme& theme = view.theme;
  const TrapKind kind = static_cast<TrapKind>(trap.flags);
  const CauseRow* row = find_cause(view.isa(), kind, trap.what);
  const std::string_view name = row == nullptr ? std::string_view("trap") : row->name;
  const float y = area.low.y + (area.height() - line_height(theme.type.bold)) / 2;
  trap_shape(ImGui::GetWindowDrawList(), theme, kind,
             {area.low.x + theme.px(8), (area.low.y + area.high.y) / 2}, theme.px(6));
  const std::string when = "tick " + with_commas(trap.tick);
  const float right = text_size(theme.type.mono_small, when).x;
  const float used = text_at(theme.type.bold, {area.low.x + theme.px(22), y}, theme.of(kind).ink, name,
                             area.width() - right - theme.px(40));
  const ImVec2 high{area.low.x + theme.px(22) + used, area.high.y};
  hot_spot("cause", area.low, high, "heading", name, kind_word(kind));
  explain_item(theme, name, row == nullptr ? std::string_view() : row->help, kind_word(kind));
  if (hot_spot("when", {area.high.x - right - theme.px(6), area.low.y}, area.high, "button",
               "Go to " + when)) {
    wishes.commands.push_back(fmt::format("seek {}", trap.tick));
  }
  explain_item(theme, when, "Go to the moment just before this trap.");
  text_before(theme.type.mono_small, {area.high.x, y + theme.px(1)}, theme.dim, when);
}

}  // namespace

void draw_trap_anatomy(const View& view, UiState& ui, Wishes& wishes, Area area) {
  const Theme& theme = view.theme;
  const Event* trap = trap_of(view);
  if (view.fast) return draw_too_fast(view, ui, wishes, area);
  if (trap == nullptr) {
    ui.anatomy.tick = kNever;  // the next one is new, even if it is one that was seen before
    ImGui::SetCursorScreenPos(area.low);
    empty_note(theme,
               "No trap has happened yet. Run on to the first one with shift and the right arrow key.");
    return;
  }
  const std::vector<Part> parts = parts_of(view);
  const int count = static_cast<int>(parts.size());
  AnatomyState& state = ui.anatomy;
  play(view, state, trap->tick, count, wishes);
  const float gap = theme.px(12), head = theme.px(26), slider = theme.px(28);
  draw_heading(view, *trap, {area.low, {area.high.x, area.low.y + head}}, wishes);
  const float top = area.low.y + head + theme.px(4), bottom = area.high.y - slider - theme.px(4);
  const bool wide = area.width() >= theme.px(520);
  const float side = wide ? theme.px(150) : (area.width() - gap) / 2;
  const float card = wide ? std::min(theme.px(92), bottom - top) : theme.px(52);
  Area list{{area.low.x + side + gap, top}, {area.high.x - side - gap, bottom}};
  Area before{{area.low.x, top}, {area.low.x + side, top + card}};
  Area after{{area.high.x - side, top}, {area.high.x, top + card}};
  if (!wide) list = {{area.low.x, top + card + theme.px(4)}, {area.high.x, bottom}};
  draw_side(view, before, "before", trap->from, trap->pc, state.shown == 0);
  if (wide && trap->to != trap->from)
    draw_saved(view, *trap, {{after.low.x, after.high.y + theme.px(10)}, {after.high.x, area.high.y}},
               wishes);
  draw_side(view, after, "after", trap->to, trap->value, state.shown == count);
  const float row = std::min(theme.px(30), list.height() / static_cast<float>(std::max(1, count)));
  for (int i = 0; i < count; ++i) {
    const float y = list.low.y + static_cast<float>(i) * row;
    draw_part(view, parts[static_cast<size_t>(i)], i + 1, {{list.low.x, y}, {list.high.x, y + row}},
              i < state.shown, i + 1 == state.shown);
  }
  draw_slider(view, state, count, {{list.low.x, bottom + theme.px(4)}, {list.high.x, area.high.y}});
}

}  // namespace trapdoor
