// Slides 6 and 12: where the ticks went, and what a trap costs.

#include <fmt/format.h>

#include <algorithm>
#include <array>

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
  constexpr size_t kCauses = 64;        // of a kind
  std::array<Sort, 4 * kCauses> sorts;  // there may be a million crossings, in each frame
  auto sort_of = [&](const Crossing& trap) -> Sort& {
    return sorts[static_cast<size_t>(trap.kind) % 4 * kCauses + trap.cause % kCauses];
  };
  std::vector<const Crossing*> open;                           // traps not returned from
  for (const Crossing& crossing : view.history.crossings()) {  // since History::known_from
    if (crossing.tick >= until) break;
    if (crossing.is_return()) {
      if (open.empty()) continue;
      Sort& sort = sort_of(*open.back());
      sort.inside += crossing.tick - open.back()->tick;
      ++sort.ended;
      open.pop_back();
      continue;
    }
    Sort& sort = sort_of(crossing);
    sort.kind = crossing.kind;
    sort.cause = crossing.cause;
    ++sort.count;
    open.push_back(&crossing);
    if (open.size() > 16) open.erase(open.begin());
  }
  std::vector<Sort> list;
  for (const Sort& sort : sorts) {
    if (sort.count > 0) list.push_back(sort);
  }
  std::sort(list.begin(), list.end(), [](const Sort& a, const Sort& b) { return a.count > b.count; });
  return list;
}

struct Share {
  std::string_view name;
  std::string help;
  std::string_view about;  // for those who hear it
  Tick ticks = 0;
  const ModeRow* mode = nullptr;  // null: the processor waited
};

// As the lamp and the lanes call them.
struct Owner {
  std::string_view name, who, ticks;
};

Owner owner_of(Role role) {
  switch (role) {
    case Role::user:
      return {"user", "user code", "ticks of user code"};
    case Role::kernel:
      return {"kernel", "the kernel", "ticks of the kernel"};
    case Role::firmware:
      return {"firmware", "the firmware", "ticks of the firmware"};
  }
  return {};
}

// Who had the processor, and when it stood still, in the order in which they are drawn.
std::vector<Share> shares_of(const View& view, Tick now) {
  const History::Coverage share = view.history.coverage(0, now);
  std::vector<Share> list;
  Share wait{"waiting", "The processor did nothing until an interrupt came: the wait instruction.",
             "ticks of waiting", 0, nullptr};
  for (const Role role : {Role::user, Role::kernel, Role::firmware}) {
    for (const ModeRow& mode : view.isa().modes) {
      if (mode.role != role) continue;
      const Tick ticks = share.ticks[mode.mode & 3], waited = std::min(ticks, share.waiting[mode.mode & 3]);
      wait.ticks += waited;
      const Owner owner = owner_of(role);
      list.push_back(
          {owner.name,
           fmt::format("How many of the ticks so far {} had the processor and used it, in {} mode.",
                       owner.who, mode.name),
           owner.ticks, ticks - waited, &mode});
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
    const std::string text = fmt::format("{} {:.1f}%", share.name, part * 100);
    const float needs = text_size(theme.type.body, text).x + theme.px(16);
    if (label > area.low.x && label + needs > area.high.x) {
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

// "1 time", "2,000 ticks"
std::string count_text(uint64_t count, std::string_view word) {
  return fmt::format("{} {}{}", with_commas(count), word, count == 1 ? "" : "s");
}

void draw_cost(const View& view, UiState&, Wishes&, Area area) {
  const Theme& theme = view.theme;
  const Tick now = view.machine().now();
  const float shares = draw_shares(view, now, area);
  const std::vector<Sort> sorts = sorts_of(view, now);
  float y = area.low.y + shares;
  const float x0 = area.low.x + theme.px(22),
              columns[] = {area.width() * 0.42F, area.width() * 0.70F, area.width()};
  constexpr std::string_view kHeads[] = {"count", "per million ticks", "ticks each"};
  const Tick since = view.history.known_from();  // earlier ones are not counted
  const std::string head = since == 0      ? std::string(sorts.empty() ? "no trap yet" : "trap")
                           : sorts.empty() ? std::string("traps so long ago are not counted")
                                           : fmt::format("since tick {}", with_commas(since));
  text_at(theme.type.small, {x0, y}, theme.faint, head);
  if (since > 0)
    hot_spot("since", {area.low.x, y}, {area.low.x + columns[0], y + theme.px(18)}, "row", head,
             "Traps before that are not counted.");
  for (int i = 0; i < 3 && !sorts.empty(); ++i)
    text_before(theme.type.small, {area.low.x + columns[i], y}, theme.faint, kHeads[i]);
  y += theme.px(20);
  for (const Sort& sort : sorts) {
    const float height = theme.px(26);
    if (y + height > area.high.y) break;
    const CauseRow* row = find_cause(view.isa(), sort.kind, sort.cause);
    const std::string_view name = row == nullptr ? std::string_view("trap") : row->word;
    const double rate =
        static_cast<double>(sort.count) * 1e6 / static_cast<double>(std::max<Tick>(1, now - since));
    const std::string cells[] = {with_commas(sort.count), fmt::format("{:.1f}", rate),
                                 sort.ended == 0 ? "–" : with_commas(sort.inside / sort.ended)};
    hot_spot(fmt::format("sort {} {}", static_cast<int>(sort.kind), sort.cause).c_str(), {area.low.x, y},
             {area.high.x, y + height}, "row", name,
             fmt::format("{}, {} per million ticks, {} each", count_text(sort.count, "time"), cells[1],
                         sort.ended == 0 ? "ticks not known" : count_text(sort.inside / sort.ended, "tick")));
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
