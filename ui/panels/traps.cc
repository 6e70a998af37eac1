#include <fmt/format.h>

#include <algorithm>

#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

std::string cause_word(const Isa& isa, const Crossing& crossing) {
  const CauseRow* row = find_cause(isa, crossing.kind, crossing.cause);
  return row == nullptr ? fmt::format("cause {}", crossing.cause) : std::string(row->word);
}

void trap_row(const View& view, const Crossing& trap, bool current, Wishes& wishes) {
  const Theme& theme = view.theme;
  const float width = ImGui::GetContentRegionAvail().x, height = theme.px(24);
  const ImVec2 low = ImGui::GetCursorScreenPos(), high{low.x + width, low.y + height};
  const ModeRow& from = find_mode(view.isa(), trap.from);
  const ModeRow& to = find_mode(view.isa(), trap.to);
  const std::string cause = cause_word(view.isa(), trap);
  const std::string place = place_text(view.program(), trap.pc);
  ImGui::PushID(static_cast<int>(trap.tick & 0x7fffffff));
  const bool clicked = ImGui::InvisibleButton("trap", {width, height});
  ImGui::PopID();
  mirror().describe(
      "option", fmt::format("Trap at tick {}", with_commas(trap.tick)),
      fmt::format("{} {} from {} to {} at {}", kind_word(trap.kind), cause, from.name, to.name, place),
      current);
  if (clicked) wishes.commands.push_back(fmt::format("seek {}", trap.tick + 1));
  const CauseRow* row = find_cause(view.isa(), trap.kind, trap.cause);
  explain_item(theme, row == nullptr ? cause : row->name, row == nullptr ? std::string_view() : row->help,
               fmt::format("{} -> {}", place, place_text(view.program(), trap.target)));
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (current)
    list->AddRectFilled(low, high, theme.lit, theme.px(3));
  else if (ImGui::IsItemHovered())
    list->AddRectFilled(low, high, theme.raised, theme.px(3));
  const float y = low.y + (height - line_height(theme.type.mono_small)) / 2;
  const float middle = (low.y + high.y) / 2;
  text_before(theme.type.mono_small, {low.x + theme.px(92), y}, current ? theme.lit_ink : theme.faint,
              with_commas(trap.tick));
  trap_shape(list, theme, trap.kind, {low.x + theme.px(110), middle}, theme.px(4.5F));
  text_at(theme.type.body, {low.x + theme.px(122), low.y + (height - line_height(theme.type.body)) / 2},
          theme.of(trap.kind).ink, cause, theme.px(width > theme.px(420) ? 128 : 84));
  const bool roomy = width > theme.px(420);
  float x = low.x + theme.px(roomy ? 262 : 214);
  role_shape(list, theme, from.role, {x, middle}, theme.px(4.5F));
  x += theme.px(9) + text_at(theme.type.mono_small, {x + theme.px(9), y}, theme.dim, from.letter);
  x += theme.px(5) + text_at(theme.type.small, {x + theme.px(5), y}, theme.faint, "→");
  role_shape(list, theme, to.role, {x + theme.px(12), middle}, theme.px(4.5F));
  x += theme.px(21) + text_at(theme.type.mono_small, {x + theme.px(21), y}, theme.dim, to.letter);
  x = low.x + theme.px(roomy ? 346 : 290);
  if (high.x - x > theme.px(50))
    text_at(theme.type.mono_small, {x, y}, theme.dim, place, high.x - x - theme.px(4));
}

// A crossing as the event it was, for a Match to look at.
Event event_of(const Crossing& crossing) {
  Event event;
  event.tick = crossing.tick;
  event.pc = crossing.pc;
  event.address = crossing.address;
  event.value = crossing.target;
  event.kind = EventKind::trap;
  event.hart = crossing.hart;
  event.from = crossing.from;
  event.to = crossing.to;
  event.what = crossing.cause;
  event.flags = static_cast<uint8_t>(crossing.kind);
  return event;
}

// "cause=timer from=U", as after `trap` in a breakpoint.
std::optional<Match> filter_line(const View& view, UiState& ui) {
  TrapsState& state = ui.traps;
  const float width = std::min(view.theme.px(240), ImGui::GetContentRegionAvail().x);
  if (completing_input(view, ui, "Show only", "cause=timer from=U", "break trap ", state.field, width))
    state.filter = state.field;
  if (state.field.empty()) state.filter.clear();
  state.error.clear();
  if (state.filter.empty()) return std::nullopt;
  Diagnostic error;
  auto match = Match::parse("trap " + state.filter, view.machine(), &view.program(), error);
  if (!match) state.error = error.message;
  return match;
}

}  // namespace

void draw_traps(const View& view, UiState& state, Wishes& wishes) {
  const Theme& theme = view.theme;
  TrapsState& shown = state.traps;
  toggle(theme, "interrupts", shown.interrupts, "Traps that a device or a timer asked for.");
  ImGui::SameLine();
  toggle(theme, "exceptions", shown.exceptions, "Traps because an instruction could not be done.");
  ImGui::SameLine();
  toggle(theme, "system calls", shown.syscalls, "Traps because an instruction asked for the kernel.");
  if (ImGui::GetContentRegionAvail().x > theme.px(520)) ImGui::SameLine(0, theme.px(10));
  const std::optional<Match> only = filter_line(view, state);
  if (!shown.error.empty()) {
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const float height = text_wrapped(theme.type.small, low, theme.bad, shown.error, width);
    hot_spot("error", low, {low.x + width, low.y + height}, "status", "What is wrong", shown.error);
    ImGui::Dummy({width, height + theme.px(2)});
  }
  std::vector<const Crossing*> rows;
  for (const Crossing& crossing : view.history.crossings()) {
    if (only && !(*only)(event_of(crossing))) continue;
    if ((crossing.kind == TrapKind::interrupt && shown.interrupts) ||
        (crossing.kind == TrapKind::exception && shown.exceptions) ||
        (crossing.kind == TrapKind::syscall && shown.syscalls)) {
      rows.push_back(&crossing);
    }
  }
  ImGui::BeginChild("list");
  if (rows.empty()) {
    empty_note(theme, view.history.traps() == 0
                          ? "No trap yet. Run on to the first with shift and the right arrow key."
                          : "No trap like that so far. Change what is shown above.");
  }
  const Crossing* last = view.history.last_trap(view.machine().now());
  int current = -1;
  for (size_t i = rows.size(); i-- > 0;) {
    if (rows[i] == last) {
      current = static_cast<int>(i);
      break;
    }
  }
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  draw_rows(rows.size(), theme.px(24),
            [&](size_t i) { trap_row(view, *rows[i], static_cast<int>(i) == current, wishes); });
  ImGui::PopStyleVar();
  const uint64_t place = last == nullptr ? 0 : last->tick + 1;
  if (place != shown.seen && current >= 0) {
    const float y = (static_cast<float>(current) + 0.5F) * theme.px(24);
    ImGui::SetScrollY(std::max(0.0F, y - ImGui::GetWindowHeight() / 2));
    shown.seen = place;
  }
  ImGui::EndChild();
}

}  // namespace trapdoor
