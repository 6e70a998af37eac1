// Slides 6 and 12: where the ticks went, and what a trap costs.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ui/figures/shapes.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

struct Sort {
  TrapKind kind = TrapKind::none;
  uint16_t cause = 0;
  uint64_t count = 0;
  Tick inside = 0;     // from the trap to the return below it
  uint64_t ended = 0;  // traps whose return was seen
};

std::vector<Sort> sorts_of(const View& view, Tick until) {
  std::map<std::pair<int, int>, Sort> sorts;
  std::vector<const Crossing*> open;  // traps not returned from
  for (const Crossing& crossing : view.history.crossings()) {
    if (crossing.tick >= until) break;
    if (crossing.is_return()) {
      if (open.empty()) continue;
      Sort& sort = sorts[{static_cast<int>(open.back()->kind), open.back()->cause}];
      sort.inside += crossing.tick - open.back()->tick;
      ++sort.ended;
      open.pop_back();
      continue;
    }
    Sort& sort = sorts[{static_cast<int>(crossing.kind), crossing.cause}];
    sort.kind = crossing.kind;
    sort.cause = crossing.cause;
    ++sort.count;
    open.push_back(&crossing);
    if (open.size() > 16) open.erase(open.begin());
  }
  std::vector<Sort> list;
  for (const auto& [key, sort] : sorts) {
    if (sort.count > 0) list.push_back(sort);
  }
  std::sort(list.begin(), list.end(), [](const Sort& a, const Sort& b) { return a.count > b.count; });
  return list;
}

struct Share {
  std::string_view name, letter, help;
  std::string about;  // for those who hear it
  Tick ticks = 0;
  const ModeRow* mode = nullptr;  // null: the processor waited
};

// Who had the processor, and when it stood still, in the order in which they are drawn.
std::vector<Share> shares_of(const View& view, Tick now) {
  const History::Coverage share = view.history.coverage(0, now);
  std::vector<Share> list;
  Share wait{
      "waiting",          "waits", "The processor did nothing until an interrupt came: the wait instruction.",
      "ticks of waiting", 0,       nullptr};
  for (const Role role : {Role::user, Role::kernel, Role::firmware}) {
    for (const ModeRow& mode : view.isa().modes) {
      if (mode.role != role) continue;
      const Tick ticks = share.ticks[mode.mode & 3], waited = std::min(ticks, share.waiting[mode.mode & 3]);
      wait.ticks += waited;
      list.push_back({mode.name, mode.letter,
                      "How many of the ticks so far this mode had the processor and used it.",
                      fmt::format("ticks in {} mode", mode.name), ticks - waited, &mode});
    }
  }
  if (wait.ticks > 0) list.push_back(wait);
  return list;
}

// Returns how high it is.
float draw_shares(const View& view, Tick now, Area area) {
  const Theme& theme = view.theme;
  float x = area.low.x;
  const float bar = area.low.y + theme.px(30);
  ImDrawList* list = ImGui::GetWindowDrawList();
  float label = area.low.x, line = bar + theme.px(6);
  for (const Share& share : shares_of(view, now)) {
    const double part = now == 0 ? 0 : static_cast<double>(share.ticks) / static_cast<double>(now);
    const float width = area.width() * static_cast<float>(part);
    if (width > 0.5F && share.mode != nullptr)
      list->AddRectFilled({x, area.low.y}, {x + width, bar}, theme.of(share.mode->role).fill, theme.px(2));
    if (width > 0.5F && share.mode == nullptr) {
      list->AddRectFilled({x, area.low.y}, {x + width, bar}, theme.sunken, theme.px(2));
      list->AddRect({x, area.low.y}, {x + width, bar}, theme.dim, theme.px(2), 0, theme.px(1.5F));
    }
    x += width;
    const std::string text =
        fmt::format("{} {:.1f}%", area.width() < theme.px(330) ? share.letter : share.name, part * 100);
    const float needs = text_size(theme.type.body, text).x + theme.px(16);
    if (share.mode == nullptr && label + needs > area.high.x) {
      label = area.low.x;
      line += theme.px(22);
    }
    const ImVec2 low{label, line}, shape{low.x + theme.px(6), low.y + theme.px(8)};
    if (share.mode != nullptr) role_shape(list, theme, share.mode->role, shape, theme.px(5));
    if (share.mode == nullptr) list->AddCircle(shape, theme.px(4.5F), theme.dim, 24, theme.px(1.5F));
    const float used = text_at(theme.type.body, {low.x + theme.px(16), low.y}, theme.text, text);
    hot_spot(std::string(share.name).c_str(), low, {low.x + used + theme.px(16), low.y + theme.px(18)}, "row",
             share.about, with_commas(share.ticks));
    explain_item(theme, share.name, share.help, with_commas(share.ticks));
    label += used + theme.px(36);
  }
  return line + theme.px(34) - area.low.y;
}

}  // namespace

void draw_cost(const View& view, UiState&, Wishes&, Area area) {
  const Theme& theme = view.theme;
  const Tick now = view.machine().now();
  const float shares = draw_shares(view, now, area);
  const std::vector<Sort> sorts = sorts_of(view, now);
  float y = area.low.y + shares;
  const float x0 = area.low.x + theme.px(22),
              columns[] = {area.width() * 0.42F, area.width() * 0.70F, area.width()};
  constexpr std::string_view kHeads[] = {"count", "per million ticks", "ticks each"};
  text_at(theme.type.small, {x0, y}, theme.faint, sorts.empty() ? "no trap yet" : "trap");
  for (int i = 0; i < 3 && !sorts.empty(); ++i)
    text_before(theme.type.small, {area.low.x + columns[i], y}, theme.faint, kHeads[i]);
  y += theme.px(20);
  for (const Sort& sort : sorts) {
    const float height = theme.px(26);
    if (y + height > area.high.y) break;
    const CauseRow* row = find_cause(view.isa(), sort.kind, sort.cause);
    const std::string_view name = row == nullptr ? std::string_view("trap") : row->word;
    const double rate = static_cast<double>(sort.count) * 1e6 / static_cast<double>(std::max<Tick>(1, now));
    const std::string cells[] = {with_commas(sort.count), fmt::format("{:.1f}", rate),
                                 sort.ended == 0 ? "–" : with_commas(sort.inside / sort.ended)};
    hot_spot(fmt::format("sort {} {}", static_cast<int>(sort.kind), sort.cause).c_str(), {area.low.x, y},
             {area.high.x, y + height}, "row", name,
             fmt::format("{} times, {} ticks each", cells[0], cells[2]));
    explain_item(theme, name, row == nullptr ? std::string_view() : row->help,
                 "Ticks each: from the trap to the return that ends it.");
    trap_shape(ImGui::GetWindowDrawList(), theme, sort.kind, {area.low.x + theme.px(8), y + height / 2},
               theme.px(5));
    const float text = y + (height - line_height(theme.type.body)) / 2;
    text_at(theme.type.body, {x0, text}, theme.of(sort.kind).ink, name,
            columns[0] - theme.px(22) - text_size(theme.type.mono, cells[0]).x - theme.px(8));
    for (int i = 0; i < 3; ++i)
      text_before(theme.type.mono, {area.low.x + columns[i], text}, theme.text, cells[i]);
    y += height;
  }
}

void draw_too_fast(const View& view, UiState& ui, Wishes& wishes, Area area) {
  const Theme& theme = view.theme;
  const std::string_view note =
      "Too fast to follow: this is how often. Pause, or choose a lower speed, to see each one.";
  const float height = text_wrapped(theme.type.body, area.low, theme.dim, note, area.width());
  hot_spot("too fast", area.low, {area.high.x, area.low.y + height}, "row", "Too fast to follow");
  draw_cost(view, ui, wishes, {{area.low.x, area.low.y + height + theme.px(12)}, area.high});
}

}  // namespace trapdoor
