#include "ui/interrupts.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/machine/explain.h"

namespace trapdoor {
namespace {

constexpr Tick kAhead = 60'000;  // some milliseconds in a browser

// What asks comes first, then what was taken or will be.
int rank(const InterruptNews& news) {
  const bool asks = !news.why.gates.empty() && news.why.gates.front().open;
  return asks ? 2 : news.last || news.next ? 1 : 0;
}

std::vector<InterruptNews> in_order(std::vector<InterruptNews> all) {
  std::stable_sort(all.begin(), all.end(),
                   [](const InterruptNews& a, const InterruptNews& b) { return rank(a) > rank(b); });
  return all;
}

}  // namespace

std::vector<InterruptNews> interrupts_of(const View& view, Wishes& wishes) {
  const int hart = view.machine().running_hart();
  if (view.session.running()) {
    std::vector<InterruptNews> gates;
    for (Explanation& why : explain(view.machine(), hart))
      gates.push_back({std::move(why), {}, {}, 0, false});
    return in_order(std::move(gates));
  }
  std::vector<InterruptNews> all = view.session.explain(hart, kAhead);
  for (const InterruptNews& news : all) wishes.animate = wishes.animate || !news.settled;
  return in_order(std::move(all));
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
