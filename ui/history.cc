#include "ui/history.h"

#include <algorithm>

namespace trapdoor {
namespace {

Crossing crossing_of(const Event& event) {
  Crossing crossing;
  crossing.tick = event.tick;
  crossing.pc = event.pc;
  crossing.target = event.value;
  crossing.address = event.address;
  crossing.cause = event.what;
  crossing.kind = event.kind == EventKind::ret ? TrapKind::none : static_cast<TrapKind>(event.flags);
  crossing.from = event.from;
  crossing.to = event.to;
  crossing.hart = event.hart;
  return crossing;
}

}  // namespace

size_t History::at(Tick tick) const {
  auto it = std::lower_bound(crossings_.begin(), crossings_.end(), tick,
                             [](const Crossing& crossing, Tick wanted) { return crossing.tick < wanted; });
  return static_cast<size_t>(it - crossings_.begin());
}

const Crossing* History::last_trap(Tick tick) const {
  for (size_t i = at(tick); i > 0; --i) {
    if (!crossings_[i - 1].is_return()) return &crossings_[i - 1];
  }
  return nullptr;
}

History::Coverage History::until(Tick tick) const {
  const size_t index = at(tick);
  Coverage sum = index == 0 ? Coverage{} : sums_[index - 1];
  const Tick since = index == 0 ? 0 : crossings_[index - 1].tick;
  const uint8_t mode = index == 0 ? first_mode_ : crossings_[index - 1].to;
  sum.ticks[mode & 3] += tick - since;
  return sum;
}

void History::append(const Crossing& crossing) {
  if (crossings_.empty()) first_mode_ = crossing.from;
  const Coverage sum = until(crossing.tick);
  crossings_.push_back(crossing);
  sums_.push_back(sum);
  if (!crossing.is_return()) ++traps_;
}

void History::keep(size_t count) {
  for (size_t i = count; i < crossings_.size(); ++i) {
    if (!crossings_[i].is_return()) --traps_;
  }
  crossings_.resize(count);
  sums_.resize(count);
  sequences_.resize(count);
}

void History::update(const Session& session) {
  const Trace& trace = session.history();
  const Machine& machine = session.machine();
  const bool other = machine_ != &machine || (next_event_ > 0 && trace.next() == 0);
  machine_ = &machine;
  if (other) {
    keep(0);
    next_event_ = 0;
  }
  if (session.end() == 0) first_mode_ = static_cast<uint8_t>(machine.hart(0).cpu[machine.isa().mode_word]);
  if (trace.next() < next_event_) {  // the past was edited: another future
    size_t count = sequences_.size();
    while (count > 0 && sequences_[count - 1] >= trace.next()) --count;
    keep(count);
    next_event_ = trace.next();
  }
  for (uint64_t i = std::max(next_event_, trace.first()); i < trace.next(); ++i) {
    const Event& event = trace[i];
    if (event.kind != EventKind::trap && event.kind != EventKind::ret) continue;
    append(crossing_of(event));
    sequences_.push_back(i);
  }
  next_event_ = trace.next();
}

History::Coverage History::coverage(Tick low, Tick high) const {
  const Coverage a = until(low);
  const Coverage b = until(high);
  Coverage result;
  for (int mode = 0; mode < 4; ++mode) result.ticks[mode] = b.ticks[mode] - a.ticks[mode];
  return result;
}

}  // namespace trapdoor
