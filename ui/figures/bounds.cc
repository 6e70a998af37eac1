#include "ui/figures/bounds.h"

#include <algorithm>
#include <string_view>

#include "engine/base/bits.h"
#include "ui/figures/threads.h"

namespace trapdoor {
namespace {

// And the field that says whether they are in use (where it is not 0).
struct BoundRow {
  std::string_view base, bound, status, field;
};
constexpr BoundRow kBounds[] = {{"mbase", "mbound", "mstatus", "VM"}};

struct SeenWindow {
  BoundWindow window;
  Tick first = 0, last = 0;  // when it was in the processor
};

// The memory of the one was given to the other: a program has grown, or ended, and its window is of the past. (Two that
// overlap and take turns are both there, and the kernel has made a mistake.)
bool replaces(const SeenWindow& newer, const SeenWindow& older) {
  const BoundWindow &a = newer.window, &b = older.window;
  return newer.first > older.last && (a.base - b.base < b.bound || b.base - a.base < a.bound);
}

}  // namespace

Bounds bounds_of(const Isa& isa, const Cpu& cpu, const ModeRow& mode) {
  if (mode.role == Role::firmware) return {};
  for (const BoundRow& row : kBounds) {
    const WordRow* base = find_word(isa, row.base);
    const WordRow* bound = find_word(isa, row.bound);
    const WordRow* status = find_word(isa, row.status);
    if (base == nullptr || bound == nullptr || status == nullptr) continue;
    for (const FieldRow& field : isa.fields) {
      if (field.word != row.status || field.name != row.field) continue;
      if (bits(cpu[status->word], field.high, field.low) != 0) return {base, bound};
    }
  }
  return {};
}

std::vector<BoundWindow> bound_windows(const View& view, Wishes& wishes) {
  const Isa& isa = view.isa();
  const ModeRow* user = find_mode(isa, Role::user);
  const Cpu& now = view.cpu();
  if (user == nullptr || !bounds_of(isa, now, *user)) return {};
  std::vector<SeenWindow> windows;
  auto add = [&](const Cpu& cpu, uint64_t pc, Tick tick) {
    const Bounds words = bounds_of(isa, cpu, *user);
    if (!words) return;
    const uint64_t base = cpu[words.base->word], bound = cpu[words.bound->word];
    for (SeenWindow& seen : windows) {
      if (seen.window.base != base || seen.window.bound != bound) continue;
      seen.first = tick;
      return;
    }
    const bool current = now[words.base->word] == base && now[words.bound->word] == bound;
    windows.push_back({{base, bound, pc, current}, tick, tick});
  };
  if (view.mode().role == Role::user) add(now, now[isa.pc_word], view.machine().now());
  const auto& crossings = view.history.crossings();
  size_t looked = 0;
  for (size_t i = view.history.at(view.machine().now()); i-- > 0 && looked < kCrossings;) {
    const Crossing& c = crossings[i];
    const bool out = !c.is_return() && find_mode(isa, c.from).role == Role::user;
    const bool in = c.is_return() && find_mode(isa, c.to).role == Role::user;
    if (!out && !in) continue;
    ++looked;
    const Tick tick = in ? c.tick + 1 : c.tick;  // when the program's state is in the processor
    if (const Moment* moment = view.moments.at(tick))
      add(moment->cpu, in ? c.target : c.pc, tick);
    else
      wishes.moments.push_back(tick);
  }
  if (windows.empty()) add(now, 0, view.machine().now());
  std::vector<BoundWindow> living;
  for (size_t i = 0; i < windows.size(); ++i) {
    const bool over = std::any_of(windows.begin(), windows.begin() + static_cast<std::ptrdiff_t>(i),
                                  [&](const SeenWindow& newer) { return replaces(newer, windows[i]); });
    if (!over) living.push_back(windows[i].window);
  }
  return living;
}

}  // namespace trapdoor
