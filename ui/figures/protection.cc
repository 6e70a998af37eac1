// Slides 19 to 21: an address that a program uses goes through base and bound, or through the page table, to a place in
// memory, or to an exception.

#include <fmt/format.h>

#include "engine/base/bits.h"
#include "ui/figures/bounds.h"
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
  Trap refusal;  // none: it was not refused, or is still to come
};

constexpr struct {
  AccessKind kind;
  std::string_view word;
} kAccesses[] = {{AccessKind::fetch, "fetch"}, {AccessKind::load, "load"}, {AccessKind::store, "store"}};

// The exception was about an address: the access that it refused. The cause's word begins with it ("load-fault"), whoever
// refused: the page table, the bound, or a place where nothing is.
void find_refused(const View& view, const Event& trap, Asked& asked) {
  const auto kind = static_cast<TrapKind>(trap.flags);
  const CauseRow* cause = find_cause(view.isa(), kind, trap.what);
  if (kind != TrapKind::exception || cause == nullptr) return;
  for (const auto& access : kAccesses) {
    if (cause->word.substr(0, cause->word.find('-')) == access.word)
      asked = {trap.address, access.kind, trap.from, access.word, {kind, trap.what, trap.address}};
  }
}

Asked last_access(const View& view) {
  Asked asked;
  asked.address = view.cpu()[view.isa().pc_word];
  asked.mode = view.mode().mode;
  for (const Event& event : view.last_tick) {
    if (event.kind == EventKind::trap) find_refused(view, event, asked);
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

// One box of the way that an address takes.
struct WayBox {
  std::string caption, value, note;
  std::string_view help;
  const Shades* shades = nullptr;
  bool lit = true;
  bool passed_by = false;  // the arrow leads past this one to the next
};

void add_bounds(const View& view, const Asked& asked, const Translation& place, const Bounds& bounds,
                std::vector<WayBox>& pieces) {
  const uint64_t bound = view.read(bounds.bound->word);
  const bool over = asked.address >= bound, stops = over && !place.ok;  // a flaw lets it pass
  pieces.push_back({"below the bound?", hex(bound),
                    !over   ? "yes"
                    : stops ? "no"
                            : "no; not checked",
                    bounds.bound->help, over ? &view.theme.of(TrapKind::exception) : nullptr, true, false});
  pieces.push_back({"plus the base", hex(view.read(bounds.base->word)), stops ? "not reached" : "added",
                    bounds.base->help, nullptr, !stops, stops});
}

void add_walk(const View& view, const Translation& place, std::vector<WayBox>& pieces) {
  for (const WalkStep& step : place.walk) {
    pieces.push_back(
        {fmt::format("table, level {}", step.level), hex(step.entry), rights(view, step.entry),
         "The hardware reads one entry at each level. Its bits say what the page allows, or where the "
         "next table is.",
         nullptr, true, false});
  }
  if (place.walk.empty()) {
    pieces.push_back({"no page table", "as it is", "in use here",
                      "Translation is off, or does not count in this mode: the address is a physical one.",
                      nullptr, false, false});
  }
}

// Why the access fails: as it did in the tick that ran, or would; of kind none when it does not.
const Trap& refusal_of(const Asked& asked, const Translation& place) {
  return asked.refusal.kind != TrapKind::none ? asked.refusal : place.trap;
}

std::vector<WayBox> pieces_of(const View& view, const Asked& asked, const Translation& place,
                              const Shades& from, const Shades& to) {
  const ModeRow& mode = find_mode(view.isa(), asked.mode);
  std::vector<WayBox> pieces = {{"virtual address", hex(asked.address),
                                 fmt::format("{}, {} mode", asked.word, mode.letter),
                                 "The address the program uses.", &from, true, false}};
  const Bounds bounds = bounds_of(view.isa(), view.cpu(), mode);
  if (bounds)
    add_bounds(view, asked, place, bounds, pieces);
  else
    add_walk(view, place, pieces);
  const Trap& trap = refusal_of(asked, place);
  if (trap.kind == TrapKind::none) {
    pieces.push_back(
        {"physical address", hex(place.physical), "allowed", "The place in memory.", &to, true, false});
  } else {
    const CauseRow* cause = find_cause(view.isa(), trap.kind, trap.cause);
    std::byte there{};
    const bool nothing = place.ok && !view.machine().bus.peek(place.physical, {&there, 1});
    pieces.push_back({"exception", cause == nullptr ? "trap" : std::string(cause->word),
                      nothing ? "nothing is there" : "refused",
                      cause == nullptr ? std::string_view() : cause->help, &to, true, false});
  }
  return pieces;
}

}  // namespace

void draw_protection(const View& view, UiState& ui, Wishes&, Area area) {
  const Theme& theme = view.theme;
  Asked asked = last_access(view);
  if (!ui.page_table.follow_pc) {
    asked.address = ui.page_table.address;
    asked.kind = AccessKind::load;
    asked.word = "load";
    asked.refusal = {};
  }
  const Translation place = view.isa().translate(view.machine(), view.machine().running_hart(), asked.address,
                                                 asked.kind, asked.mode);
  const Shades& from = theme.of(find_mode(view.isa(), asked.mode).role);
  const bool passes = refusal_of(asked, place).kind == TrapKind::none;
  const Shades& to = theme.of(passes ? TrapKind::interrupt : TrapKind::exception);
  const std::vector<WayBox> pieces = pieces_of(view, asked, place, from, to);
  const float gap = theme.px(24), count = static_cast<float>(pieces.size());
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
    const float past = pieces[i].passed_by ? theme.px(40) : 0;  // room for the arrow
    return Area{{area.low.x, top + n * (height + theme.px(12))},
                {area.high.x - past, top + n * (height + theme.px(12)) + height}};
  };
  for (size_t i = 0; i < pieces.size(); ++i) {
    const WayBox& piece = pieces[i];
    draw_box(theme, box_at(i), {piece.caption, piece.value, piece.note}, piece.help, piece.shades, piece.lit);
  }
  for (size_t i = 0; i + 1 < pieces.size(); ++i) {
    if (pieces[i].passed_by) continue;
    const bool past = pieces[i + 1].passed_by;
    const size_t next = past ? i + 2 : i + 1;
    const Area a = box_at(i), b = box_at(next);
    const float y = (a.low.y + a.high.y) / 2, x = (a.low.x + a.high.x) / 2;
    const float under = std::min(a.high.y + theme.px(26), area.high.y - theme.px(2));
    std::vector<ImVec2> way = {{a.high.x, y}, {b.low.x, y}};
    if (wide && past)
      way = {
          {x, a.high.y}, {x, under}, {(b.low.x + b.high.x) / 2, under}, {(b.low.x + b.high.x) / 2, b.high.y}};
    if (!wide) way = {{x, a.high.y}, {x, b.low.y}};
    if (!wide && past) way = {{a.high.x - theme.px(20), a.high.y}, {a.high.x - theme.px(20), b.low.y}};
    draw_arrow(theme, way, next + 1 == pieces.size() ? to.fill : from.fill, theme.px(2.5F));
  }
}

}  // namespace trapdoor
