// Slides 19 to 21: an address that a program uses goes through translation to a place in memory, or to an exception.

#include <fmt/format.h>

#include "engine/base/bits.h"
#include "ui/figures/shapes.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

// The last address the processor used: a load or store of the tick that ran, or the fetch of the one that comes.
struct Asked {
  uint64_t address = 0;
  AccessKind kind = AccessKind::fetch;
  uint8_t mode = 0;
  std::string_view word = "fetch";
};

Asked last_access(const View& view) {
  Asked asked;
  asked.address = view.cpu()[view.isa().pc_word];
  asked.mode = view.mode().mode;
  for (const Event& event : view.last_tick) {
    if (event.kind != EventKind::load && event.kind != EventKind::store) continue;
    asked.address = event.address;
    asked.mode = event.from;
    asked.kind = event.kind == EventKind::load ? AccessKind::load : AccessKind::store;
    asked.word = event.kind == EventKind::load ? "load" : "store";
  }
  return asked;
}

std::string rights(const View& view, uint64_t entry) {
  std::string text;
  for (const FieldRow& row : view.isa().fields) {
    if (row.word == "entry" && row.high == row.low && bit(entry, row.low))
      text += text.empty() ? row.name : " " + std::string(row.name);
  }
  return text.empty() ? "not valid" : text;
}

}  // namespace

void draw_protection(const View& view, UiState& ui, Wishes&, Area area) {
  const Theme& theme = view.theme;
  Asked asked = last_access(view);
  if (!ui.page_table.follow_pc) {
    asked.address = ui.page_table.address;
    asked.kind = AccessKind::load;
    asked.word = "load";
  }
  const Translation place = view.isa().translate(view.machine(), view.machine().running_hart(), asked.address,
                                                 asked.kind, asked.mode);
  const ModeRow& mode = find_mode(view.isa(), asked.mode);
  const Shades& from = theme.of(mode.role);
  const Shades& to = place.ok ? theme.of(TrapKind::interrupt) : theme.of(TrapKind::exception);
  const size_t steps = std::max<size_t>(1, place.walk.size());
  const float gap = theme.px(24), count = static_cast<float>(steps) + 2;
  const bool wide = area.width() > theme.px(108) * count + gap * (count - 1);
  const float width = wide ? (area.width() - gap * (count - 1)) / count : area.width();
  const float height =
      wide ? std::min(theme.px(110), area.height()) : (area.height() - theme.px(12) * (count - 1)) / count;
  const float top = wide ? area.low.y + (area.height() - height) / 2 : area.low.y;
  auto box_at = [&](size_t i) {
    const float n = static_cast<float>(i);
    if (wide)
      return Area{{area.low.x + n * (width + gap), top},
                  {area.low.x + n * (width + gap) + width, top + height}};
    return Area{{area.low.x, top + n * (height + theme.px(12))},
                {area.high.x, top + n * (height + theme.px(12)) + height}};
  };
  const std::string who = fmt::format("{}, {} mode", asked.word, mode.letter);
  draw_box(theme, box_at(0), {"virtual address", hex(asked.address), who}, "The address the program uses.",
           &from, true);
  for (size_t i = 0; i < place.walk.size(); ++i) {
    const WalkStep& step = place.walk[i];
    const std::string caption = fmt::format("table, level {}", step.level), allows = rights(view, step.entry);
    draw_box(theme, box_at(i + 1), {caption, hex(step.entry), allows},
             "The hardware reads one entry at each level. Its bits say what the page allows, or where the "
             "next table is.",
             nullptr, true);
  }
  if (place.walk.empty()) {
    draw_box(theme, box_at(1), {"no page table", "as it is", "in use here"},
             "Translation is off, or does not count in this mode: the address is a physical one.", nullptr,
             false);
  }
  if (place.ok) {
    draw_box(theme, box_at(steps + 1), {"physical address", hex(place.physical), "allowed"},
             "The place in memory.", &to, true);
  } else {
    const CauseRow* cause = find_cause(view.isa(), place.trap.kind, place.trap.cause);
    draw_box(theme, box_at(steps + 1), {"exception", cause == nullptr ? "trap" : cause->word, "refused"},
             cause == nullptr ? std::string_view() : cause->help, &to, true);
  }
  for (size_t i = 0; i < steps + 1; ++i) {
    const Area a = box_at(i), b = box_at(i + 1);
    const float y = (a.low.y + a.high.y) / 2, x = (a.low.x + a.high.x) / 2;
    if (wide)
      draw_arrow(theme, {{a.high.x, y}, {b.low.x, y}}, i == steps ? to.fill : from.fill, theme.px(2.5F));
    else
      draw_arrow(theme, {{x, a.high.y}, {x, b.low.y}}, i == steps ? to.fill : from.fill, theme.px(2.5F));
  }
}

}  // namespace trapdoor
