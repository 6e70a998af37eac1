#include "ui/interrupts.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/machine/explain.h"

namespace trapdoor {
namespace {

constexpr Tick kAhead = 60'000;  // some milliseconds in a browser

// When it was taken last, one tick later; 0: never that anybody knows. While time runs, the crossings tell.
Tick last_taken(const View& view, const InterruptNews& news) {
  if (news.last) return *news.last + 1;
  if (!view.session.running()) return 0;
  constexpr size_t kLookedAt = 512;
  const auto& crossings = view.history.crossings();
  for (size_t i = crossings.size(); i-- > 0 && crossings.size() - i <= kLookedAt;) {
    const Crossing& crossing = crossings[i];
    if (crossing.kind == TrapKind::interrupt && crossing.cause == news.why.cause) return crossing.tick + 1;
  }
  return 0;
}

struct Standing {
  Tick last;
  bool next, asks;
  std::ptrdiff_t closed;
};

Standing standing_of(const View& view, const InterruptNews& news) {
  const std::vector<Gate>& gates = news.why.gates;
  const Tick last = last_taken(view, news);
  // While time runs only what lasts counts, or rows would change places faster than anybody can read.
  if (view.session.running()) return {last == 0 ? Tick{0} : Tick{1}, false, false, 0};
  return {last, news.next.has_value(), !gates.empty() && gates.front().open,
          std::count_if(gates.begin(), gates.end(),
                        [](const Gate& gate) { return !gate.open && !gate.of_mode; })};
}

std::vector<InterruptNews> in_order(const View& view, std::vector<InterruptNews> all) {
  std::vector<std::pair<Standing, InterruptNews>> standings;
  for (InterruptNews& news : all) {
    const Standing standing = standing_of(view, news);
    standings.emplace_back(standing, std::move(news));
  }
  std::stable_sort(standings.begin(), standings.end(), [](const auto& one, const auto& other) {
    const Standing &a = one.first, &b = other.first;
    if (a.last != b.last) return a.last > b.last;
    if (a.next != b.next) return a.next;
    if (a.asks != b.asks) return a.asks;
    return a.closed < b.closed;
  });
  all.clear();
  for (auto& [standing, news] : standings) all.push_back(std::move(news));
  return all;
}

}  // namespace

std::vector<InterruptNews> interrupts_of(const View& view, Wishes& wishes) {
  const int hart = view.machine().running_hart();
  if (view.session.running()) {
    std::vector<InterruptNews> gates;
    for (Explanation& why : explain(view.machine(), hart))
      gates.push_back({std::move(why), {}, {}, 0, false});
    return in_order(view, std::move(gates));
  }
  std::vector<InterruptNews> all = view.session.explain(hart, kAhead);
  for (const InterruptNews& news : all) wishes.animate = wishes.animate || !news.settled;
  return in_order(view, std::move(all));
}

const Gate* closed_gate(const InterruptNews& news) {
  for (const Gate& gate : news.why.gates) {
    if (!gate.open) return &gate;
  }
  return nullptr;
}

std::string go_to_last(const InterruptNews& news) {
  return news.last ? fmt::format("seek {}", *news.last + 1) : "";
}

std::string go_to_next(const View& view, const InterruptNews& news) {
  if (!news.next) return "";
  if (*news.next < view.session.end()) return fmt::format("seek {}", *news.next + 1);
  const CauseRow* cause = find_cause(view.isa(), TrapKind::interrupt, news.why.cause);
  return cause == nullptr ? "" : fmt::format("run-until trap cause={}", cause->word);
}

}  // namespace trapdoor
