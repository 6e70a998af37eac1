// Slides 28 and 34 to 40: what the hardware saves in the one tick of a trap, in order; before, during, after. And what it
// puts back in the one tick of the return.

#include "ui/figures/trap_anatomy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ui/figures/saves.h"
#include "ui/figures/shapes.h"
#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/writers.h"

namespace trapdoor {
namespace {

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
void draw_part(const View& view, const AnatomyPart& part, int number, Area area, bool done, bool current) {
  const Theme& theme = view.theme;
  hot_spot(fmt::format("part {}", number).c_str(), area.low, area.high, "row",
           fmt::format("{}. {}", number, part.name), done ? part.after : part.before);
  explain_item(theme, part.name, with_writers(part.help, writers_of(view, part.name)),
               fmt::format("{} → {}\n{}", part.before, part.after, part.notes()));
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
  const float used = text_at(theme.type.mono_small, {x, small}, ink, value, room) + theme.px(10);
  if (!done) return;
  const std::string was = part.before.empty() || part.before == part.after ? "" : "was " + part.before;
  const float old = text_size(theme.type.mono_small, was).x, gap = theme.px(14);
  auto fits = [&](const std::string& note, float beside) {
    return used + text_size(theme.type.small, note).x + (beside > 0 ? gap + beside : 0) <= room;
  };
  const ImU32 quiet_ink = current ? theme.lit_ink : theme.dim;
  // Both where there is room; else where it came from says more than what it was, which the slider shows.
  std::string note;
  bool both = false;
  for (const std::string& text : {part.notes(), part.from}) {
    if (both || !fits(text, old)) continue;
    note = text;
    both = true;
  }
  for (const std::string& text : {part.notes(), part.from, part.note}) {
    if (!both && note.empty() && fits(text, 0)) note = text;
  }
  text_at(theme.type.small, {x + used, small}, quiet_ink, note);
  if (both)
    text_before(theme.type.mono_small, {area.high.x - theme.px(6), small},
                current ? theme.lit_ink : theme.faint, was);
}

// A slider over whole steps; also an item that says its value.
void draw_slider(const View& view, AnatomyState& state, int count, std::string_view title, Area area) {
  const Theme& theme = view.theme;
  const float low = area.low.x + theme.px(8), high = area.high.x - theme.px(8);
  const float y = (area.low.y + area.high.y) / 2;
  const bool pressed =
      hot_spot("slider", area.low, area.high, "slider", title, fmt::format("{} of {}", state.shown, count));
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

void draw_heading(const View& view, const Event& crossing, Area area, Wishes& wishes) {
  const Theme& theme = view.theme;
  const bool back = is_return(crossing);
  const TrapKind kind = back ? TrapKind::none : static_cast<TrapKind>(crossing.flags);
  const CauseRow* row = back ? nullptr : find_cause(view.isa(), kind, crossing.what);
  const std::string name = back ? fmt::format("Return to {} mode", find_mode(view.isa(), crossing.to).name)
                                : std::string(row == nullptr ? "trap" : row->name);
  const std::string_view help =
      back             ? "One instruction of the handler makes the hardware put back what it noted when "
                         "the trap came: interrupts, mode and program counter, in one tick."
      : row == nullptr ? std::string_view()
                       : row->help;
  const float y = area.low.y + (area.height() - line_height(theme.type.bold)) / 2;
  trap_shape(ImGui::GetWindowDrawList(), theme, kind,
             {area.low.x + theme.px(8), (area.low.y + area.high.y) / 2}, theme.px(6));
  const std::string when = "tick " + with_commas(crossing.tick);
  const float right = text_size(theme.type.mono_small, when).x;
  const float used = text_at(theme.type.bold, {area.low.x + theme.px(22), y}, theme.of(kind).ink, name,
                             area.width() - right - theme.px(40));
  const ImVec2 high{area.low.x + theme.px(22) + used, area.high.y};
  hot_spot("cause", area.low, high, "heading", name, kind_word(kind));
  explain_item(theme, name, help, kind_word(kind));
  if (hot_spot("when", {area.high.x - right - theme.px(6), area.low.y}, area.high, "button",
               "Go to " + when)) {
    wishes.commands.push_back(fmt::format("seek {}", crossing.tick));
  }
  explain_item(
      theme, when,
      back ? "Go to the moment just before this return." : "Go to the moment just before this trap.");
  text_before(theme.type.mono_small, {area.high.x, y + theme.px(1)}, theme.dim, when);
}

// Where everything lies.
struct Places {
  Area before, after, list, saves, slider, other;
  SavesLook look;
  bool list_shown = true, saves_shown = true;  // not both where there is no room for both
};

constexpr float kOther = 92;  // width of the button that shows the other part

// One column of rows between the two sides, the handler's part below all three; or, narrow, all of it one below the other.
Places place_all(const View& view, const Event& crossing, Area area, int count, const AnatomyState& state) {
  const Theme& theme = view.theme;
  Places out;
  const float gap = theme.px(12), foot = theme.px(28), most = static_cast<float>(std::max(1, count));
  const bool wide = area.width() >= theme.px(520);
  const float side = wide ? theme.px(150) : (area.width() - gap) / 2;
  const float card = std::min(theme.px(wide ? 92.0F : 52.0F), area.height() - foot);
  out.before = {area.low, {area.low.x + side, area.low.y + card}};
  out.after = {{area.high.x - side, area.low.y}, {area.high.x, area.low.y + card}};
  out.list = {{area.low.x + side + gap, area.low.y}, {area.high.x - side - gap, area.high.y - foot}};
  if (!wide) out.list = {{area.low.x, area.low.y + card + theme.px(4)}, {area.high.x, area.high.y - foot}};
  out.slider = {{out.list.low.x, area.high.y - foot + theme.px(4)}, {out.list.high.x, area.high.y}};
  // With rows that are as low as their words both have room, or else they have not.
  const float least = (line_height(theme.type.mono_small) + theme.px(2)) * most,
              above = wide ? std::max(least, card) : least;
  const float room = out.list.height() - above - gap;
  out.look = look_at_saves(view, crossing, state.saves, area.width(), room);
  if (out.look.fits) {
    const float top = area.high.y - out.look.height;
    out.saves = {{area.low.x, top}, area.high};
    out.slider.high.y = top - theme.px(6);
    out.slider.low.y = out.slider.high.y - foot + theme.px(4);
    out.list.high.y = out.slider.low.y - theme.px(2);
    return out;
  }
  out.list_shown = !state.handler;
  out.saves_shown = state.handler;
  out.other = {{out.slider.high.x - theme.px(kOther), out.slider.low.y}, out.slider.high};
  out.slider.high.x = out.other.low.x - theme.px(10);
  out.saves = {area.low, {area.high.x, area.high.y - foot}};
  out.look = look_at_saves(view, crossing, state.saves, out.saves.width(), out.saves.height());
  return out;
}

// A button that shows the handler's part in place of the hardware's, or the other way round.
void draw_other(const View& view, AnatomyState& state, Area area) {
  const Theme& theme = view.theme;
  const std::string_view name = state.handler ? "the hardware" : "the handler";
  if (hot_spot("other", area.low, area.high, "button", fmt::format("Show {}", name)))
    state.handler = !state.handler;
  explain_item(theme, fmt::format("Show {}", name),
               state.handler ? "What the hardware did in the one tick of the crossing."
                             : "What the handler saved with its own instructions, or put back.");
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(area.low, area.high, ImGui::IsItemHovered() ? theme.sunken : theme.raised, theme.px(5));
  list->AddRect(area.low, area.high, theme.border, theme.px(5));
  text_in(theme.type.small, area.low, area.high, theme.text, name);
}

}  // namespace

void draw_trap_anatomy(const View& view, UiState& ui, Wishes& wishes, Area area) {
  const Theme& theme = view.theme;
  const Event* crossing = crossing_of(view);
  if (view.fast) return draw_too_fast(view, ui, wishes, area);
  if (crossing == nullptr) {
    ui.anatomy.tick = kNever;  // the next one is new, even if it is one that was seen before
    ImGui::SetCursorScreenPos(area.low);
    empty_note(theme,
               "No trap has happened yet. Run on to the first one with shift and the right arrow key.");
    return;
  }
  const std::vector<AnatomyPart> parts = parts_of(view, *crossing);
  const int count = static_cast<int>(parts.size());
  AnatomyState& state = ui.anatomy;
  play(view, state, crossing->tick, count, wishes);
  find_saves(view, *crossing, state.saves);
  const float head = theme.px(26);
  draw_heading(view, *crossing, {area.low, {area.high.x, area.low.y + head}}, wishes);
  const Places places =
      place_all(view, *crossing, {{area.low.x, area.low.y + head + theme.px(4)}, area.high}, count, state);
  if (places.list_shown) {
    draw_side(view, places.before, "before", crossing->from, crossing->pc, state.shown == 0);
    draw_side(view, places.after, "after", crossing->to, crossing->value, state.shown == count);
    const Area& list = places.list;
    const float row = std::min(theme.px(30), list.height() / static_cast<float>(std::max(1, count)));
    for (int i = 0; i < count; ++i) {
      const float y = list.low.y + static_cast<float>(i) * row;
      draw_part(view, parts[static_cast<size_t>(i)], i + 1, {{list.low.x, y}, {list.high.x, y + row}},
                i < state.shown, i + 1 == state.shown);
    }
    draw_slider(view, state, count, is_return(*crossing) ? "Steps of the return" : "Steps of the trap",
                places.slider);
  }
  if (places.saves_shown) draw_saves(view, *crossing, state.saves, places.look, places.saves, wishes);
  if (places.list_shown != places.saves_shown) draw_other(view, state, places.other);
}

}  // namespace trapdoor
