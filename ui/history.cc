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

// Index of the hart's last crossing among the first `count`; kNone if it has none.
size_t History::last_of(int hart, size_t count) const {
  const std::vector<size_t>& own = of_hart_[hart % kMaxHarts];
  const auto it = std::lower_bound(own.begin(), own.end(), forgotten_ + count);
  return it == own.begin() || it[-1] < forgotten_ ? kNone : it[-1] - forgotten_;
}

size_t History::newest_of(int hart) const {
  const std::vector<size_t>& own = of_hart_[hart % kMaxHarts];
  return own.empty() || own.back() < forgotten_ ? kNone : own.back() - forgotten_;
}

const Crossing* History::before(size_t i, int hart) const {
  const size_t index = last_of(hart, std::min(i, crossings_.size()));
  return index == kNone ? nullptr : &crossings_[index];
}

// `index`: of the hart's last crossing before that tick.
History::Coverage History::until(int hart, Tick tick, size_t index) const {
  Coverage sum;
  Tick since = 0;
  uint8_t mode = first_modes_[hart % kMaxHarts];
  if (index != kNone) {
    sum = sums_[index].ticks;
    since = crossings_[index].tick;
    mode = crossings_[index].to;
  } else {
    const std::vector<Turn>& turns = turns_[hart % kMaxHarts];
    const auto next = std::lower_bound(turns.begin(), turns.end(), tick, [](const Turn& turn, Tick wanted) {
      return turn.crossing.tick < wanted;
    });
    if (next != turns.begin()) {
      sum = next[-1].until;
      since = next[-1].crossing.tick;
      mode = next[-1].crossing.to;
    }
    if (next != turns.end() && next->thinned) {
      const double part =
          static_cast<double>(tick - since) / static_cast<double>(next->crossing.tick - since);
      for (int i = 0; i < 4; ++i)
        sum.ticks[i] += static_cast<Tick>(static_cast<double>(next->until.ticks[i] - sum.ticks[i]) * part);
      return sum;
    }
  }
  sum.ticks[mode & 3] += tick - since;
  return sum;
}

void History::add_waiting(int hart, Tick tick, Coverage& sum) const {
  const std::vector<Wait>& waits = waits_[hart % kMaxHarts];
  auto it = std::upper_bound(waits.begin(), waits.end(), tick,
                             [](Tick wanted, const Wait& wait) { return wanted < wait.begin; });
  if (it == waits.begin()) {  // before all that is kept
    for (int mode = 0; it != waits.end() && mode < 4 && it->begin > 0; ++mode)
      sum.waiting[mode] = static_cast<Tick>(static_cast<double>(it->before[mode]) *
                                            static_cast<double>(tick) / static_cast<double>(it->begin));
    return;
  }
  --it;
  std::copy(std::begin(it->before), std::end(it->before), std::begin(sum.waiting));
  sum.waiting[it->mode & 3] += std::min(tick, it->end) - it->begin;
}

void History::end_wait(int hart, Tick tick, uint64_t sequence) {
  std::vector<Wait>& waits = waits_[hart % kMaxHarts];
  if (waits.empty() || waits.back().end != kNever) return;
  waits.back().end = std::max(tick, waits.back().begin);
  waits.back().end_sequence = sequence;
}

void History::begin_wait(const Event& event, uint64_t sequence) {
  end_wait(event.hart, event.tick, sequence);
  std::vector<Wait>& waits = waits_[event.hart % kMaxHarts];
  Wait wait;
  wait.begin = event.tick + 1;
  wait.mode = event.from;
  wait.sequence = sequence;
  Coverage sum;
  add_waiting(event.hart, wait.begin, sum);
  std::copy(std::begin(sum.waiting), std::end(sum.waiting), std::begin(wait.before));
  waits.push_back(wait);
  if (waits.size() > kMostWaits)
    waits.erase(waits.begin(), waits.begin() + static_cast<std::ptrdiff_t>(waits.size() / 2));
}

// Forgets what the events from that one on told.
void History::reopen_waits(uint64_t next_event) {
  for (std::vector<Wait>& waits : waits_) {
    while (!waits.empty() && waits.back().sequence >= next_event) waits.pop_back();
    if (waits.empty() || waits.back().end_sequence < next_event) continue;
    waits.back().end = kNever;
    waits.back().end_sequence = ~uint64_t{0};
  }
}

void History::append(const Crossing& crossing, uint64_t sequence) {
  const int hart = crossing.hart;
  if (of_hart_[hart % kMaxHarts].empty() && turns(hart).empty())
    first_modes_[hart % kMaxHarts] = crossing.from;
  Sum sum;
  sum.ticks = until(hart, crossing.tick, newest_of(hart));
  sum.sequence = sequence;
  of_hart_[hart % kMaxHarts].push_back(forgotten_ + crossings_.size());
  crossings_.push_back(crossing);
  sums_.push_back(sum);
  if (!crossing.is_return()) ++traps_;
  if (crossings_.size() > most_crossings_) forget_oldest();
}

void History::keep(size_t count) {
  ++generation_;
  for (size_t i = count; i < crossings_.size(); ++i) {
    if (!crossings_[i].is_return()) --traps_;
  }
  crossings_.resize(count);
  sums_.resize(count);
  for (std::vector<size_t>& own : of_hart_)
    while (!own.empty() && own.back() >= forgotten_ + count) own.pop_back();
}

// A turn goes when there is another close before it and another close after it, so that both ends of every long stretch
// stay; how close is doubled until few enough are left.
void History::thin(std::vector<Turn>& turns) const {
  Tick close = std::max<Tick>(1, turns.back().crossing.tick / most_turns_);
  for (; turns.size() > most_turns_; close *= 2) {
    std::vector<Turn> kept;
    bool thinned = false;
    for (size_t i = 0; i < turns.size(); ++i) {
      Turn& turn = turns[i];
      const Tick tick = turn.crossing.tick, before = kept.empty() ? 0 : kept.back().crossing.tick;
      const bool sure = i + kSureTurns >= turns.size();
      if (!sure && tick - before < close && turns[i + 1].crossing.tick - tick < close) {
        thinned = true;
        continue;
      }
      turn.thinned = turn.thinned || thinned;
      thinned = false;
      kept.push_back(turn);
    }
    turns = std::move(kept);
  }
}

void History::forget_oldest() {
  const size_t half = crossings_.size() / 2;
  for (size_t i = 0; i < half; ++i) {
    const Crossing& crossing = crossings_[i];
    std::vector<Turn>& turns = turns_[crossing.hart % kMaxHarts];
    if (crossing.from == crossing.to) continue;
    turns.push_back({crossing, sums_[i].ticks, sums_[i].sequence, false});
    if (turns.size() > 2 * most_turns_) thin(turns);
  }
  for (std::vector<Turn>& turns : turns_)
    if (turns.size() > most_turns_) thin(turns);
  known_from_ = crossings_[half - 1].tick + 1;
  forgotten_ += half;
  crossings_.erase(crossings_.begin(), crossings_.begin() + static_cast<std::ptrdiff_t>(half));
  sums_.erase(sums_.begin(), sums_.begin() + static_cast<std::ptrdiff_t>(half));
  for (std::vector<size_t>& own : of_hart_)
    own.erase(own.begin(), std::lower_bound(own.begin(), own.end(), forgotten_));
}

void History::update(const Session& session) {
  const Trace& trace = session.history();
  const Machine& machine = session.machine();
  if (machine_ != session.machines()) {
    machine_ = session.machines();
    keep(0);
    traps_ = 0;
    forgotten_ = 0;
    known_from_ = 0;
    for (std::vector<Turn>& turns : turns_) turns.clear();
    reopen_waits(0);
    next_event_ = 0;
  }
  for (int i = 0; session.end() == 0 && i < machine.hart_count(); ++i)
    first_modes_[i] = static_cast<uint8_t>(machine.hart(i).cpu[machine.isa().mode_word]);
  if (trace.next() < next_event_) {  // the past was edited: another future
    size_t count = sums_.size();
    while (count > 0 && sums_[count - 1].sequence >= trace.next()) --count;
    keep(count);
    for (std::vector<Turn>& turns : turns_)
      while (!turns.empty() && turns.back().sequence >= trace.next()) turns.pop_back();
    known_from_ = std::min(known_from_, session.end());
    reopen_waits(trace.next());
    next_event_ = trace.next();
  }
  for (uint64_t i = std::max(next_event_, trace.first()); i < trace.next(); ++i) {
    const Event& event = trace[i];
    if (event.kind == EventKind::wait) begin_wait(event, i);
    if (event.kind == EventKind::wire && event.value != 0) {
      const int to = event.what < machine.wire_infos().size() ? machine.wire_infos()[event.what].to_hart : -1;
      if (to >= 0) end_wait(to, event.tick, i);
    }
    if (event.kind != EventKind::trap && event.kind != EventKind::ret) continue;
    end_wait(event.hart, event.tick, i);
    append(crossing_of(event), i);
  }
  next_event_ = trace.next();
}

History::Coverage History::coverage(Tick low, Tick high, int hart) const {
  Coverage a = until(hart, low, last_of(hart, at(low)));
  Coverage b = until(hart, high, last_of(hart, at(high)));
  add_waiting(hart, low, a);
  add_waiting(hart, high, b);
  Coverage result;
  for (int mode = 0; mode < 4; ++mode) {
    result.ticks[mode] = b.ticks[mode] - a.ticks[mode];
    result.waiting[mode] = b.waiting[mode] - a.waiting[mode];
  }
  return result;
}

}  // namespace trapdoor
