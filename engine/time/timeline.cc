#include "engine/time/timeline.h"

#include <algorithm>

namespace trapdoor {
namespace {

constexpr uint64_t kFrameOverhead = 64 << 10;  // page tables and words of one frame, roughly
constexpr size_t kMostFrames = 1024;
constexpr size_t kBranchEvents = 1 << 16;
constexpr Tick kMostSpread = 10;  // more would make the first step back slow
constexpr Tick kDenser = 8;       // before a place that was sought, key frames lie so much closer

uint64_t unshared_bytes(const Snapshot& snapshot, const Snapshot* before) {
  auto count = [](const Pages& pages, const Pages* other) {
    return pages.unshared_with(other ? *other : Pages(pages.size_bytes()));
  };
  uint64_t pages = count(snapshot.ram, before ? &before->ram : nullptr);
  for (size_t i = 0; i < snapshot.storage.size(); i++) {
    pages += count(snapshot.storage[i], before ? &before->storage[i] : nullptr);
  }
  return pages * kPageSize + kFrameOverhead;
}

}  // namespace

Timeline::Timeline(const Board& board, MachineOptions machine, TimelineOptions options)
    : machine_(std::make_unique<Machine>(board, machine)), options_(options) {
  options_.frame_ticks = std::max<Tick>(options_.frame_ticks, 1);
  begin();
}

void Timeline::begin() {
  log_.clear();
  frames_.clear();
  branches_.clear();
  dropped_.clear();
  history_.clear();
  machine_->trace.clear();
  applied_ = 0;
  end_ = machine_->now();
  keep_frame();
}

const Timeline::KeptFrame& Timeline::frame_before(Tick tick) const {
  auto after = std::upper_bound(frames_.begin(), frames_.end(), tick,
                                [](Tick t, const KeptFrame& kept) { return t < kept.tick(); });
  return after == frames_.begin() ? frames_.front() : *std::prev(after);
}

Tick Timeline::next_input(Tick otherwise) const {
  return applied_ < log_.size() ? std::min(log_[applied_].tick, otherwise) : otherwise;
}

void Timeline::apply_due() {
  while (applied_ < log_.size() && log_[applied_].tick <= now()) apply(log_[applied_++], *machine_);
}

bool Timeline::writes_history() const {
  return machine_->trace.detail == Detail::cheap && !machine_->watches().armed() && !machine_->stops_armed();
}

// Runs where nobody has been before; what happens there is new to the branch.
Stop Timeline::run_on(Tick target) {
  Stop stop;
  if (writes_history()) {  // no event is copied: it is written where it stays
    std::swap(machine_->trace, history_);
    stop = machine_->run(target);
    std::swap(machine_->trace, history_);
  } else {
    // A stretch must not overflow the machine's trace before its events are recorded; a tick has few cheap ones.
    constexpr Tick kStretch = 16384;
    const uint64_t first_sequence = machine_->trace.next();
    stop = machine_->run(std::min(target, now() + kStretch));
    record(first_sequence);
  }
  end_ = now();
  return stop;
}

// The events from that place in the machine's trace on are new to the branch.
void Timeline::record(uint64_t first_sequence) {
  const Trace& trace = machine_->trace;
  for (uint64_t n = std::max(first_sequence, trace.first()); n < trace.next(); n++) {
    if (trace[n].kind <= kLastCheapEvent) history_.emit(trace[n]);
  }
}

// What the last key frame has cost by now must be little beside what has been run since.
bool Timeline::worth_a_frame() const {
  Tick since = now() - frames_.back().tick();
  return since >= kMostSpread * options_.frame_ticks ||
         (machine_->bus.copies() - copies_) * options_.copy_ticks <= since;
}

Stop Timeline::go(Tick until, bool densely) {
  while (true) {
    apply_due();
    if (now() >= until) return Stop::limit;
    bool replaying = now() < end_;
    bool near = replaying && densely && until - now() < options_.frame_ticks;
    Tick spacing = near ? std::max<Tick>(options_.frame_ticks / kDenser, 1) : options_.frame_ticks;
    Tick frame_due = now() - now() % spacing + spacing;
    Tick target = std::min(next_input(until), frame_due);
    Stop stop = replaying ? machine_->run(std::min(target, end_)) : run_on(target);
    if (now() == frame_due && (near || (!replaying && worth_a_frame()))) keep_frame();
    if (stop != Stop::limit) {
      apply_due();
      return stop;
    }
  }
}

Stop Timeline::run(Tick until) { return go(until, true); }

void Timeline::seek(Tick tick) {
  tick = std::clamp(tick, first(), end_);
  const KeptFrame& kept = frame_before(tick);
  if (tick < now() || kept.tick() > now()) {
    bool backwards = kept.tick() <= now();
    machine_->load(kept.frame->snapshot);
    applied_ = kept.frame->inputs;
    copies_ = machine_->bus.copies();
    if (backwards) {
      machine_->trace.rewind(kept.tick());
    } else {
      machine_->trace.clear();
    }
  }
  go(tick, true);
}

uint64_t Timeline::events_now() const {
  const Trace& trace = now() == end_ ? history_ : machine_->trace;
  return trace.next() - trace.at(now());
}

void Timeline::forget_future() {
  history_.cut(history_.at(now()) + events_now());
  while (frames_.back().tick() > now()) frames_.pop_back();
  end_ = now();
}

bool Timeline::input(Input input, std::string why) {
  input.tick = now();
  uint64_t first_sequence = machine_->trace.next();
  uint64_t before = events_now();
  if (!apply(input, *machine_)) return false;
  if (now() < end_ || applied_ < log_.size()) fork(before, std::move(why));
  log_.push_back(std::move(input));
  applied_ = log_.size();
  record(first_sequence);
  return true;
}

// The present from now() on becomes a branch. events_now: how many events of the tick now() stay common.
void Timeline::fork(uint64_t events_now, std::string why) {
  Tick here = now();
  leave({"branch " + std::to_string(++branch_number_), here, end_, std::move(why)}, events_now);
  log_.resize(applied_);
  while (frames_.back().tick() > here) frames_.pop_back();
  end_ = here;
}

// Puts the present aside as a branch that parts at info.from, after `common` events of that tick, and cuts
// the history.
void Timeline::leave(BranchInfo info, uint64_t common) {
  auto events_between = [&](uint64_t first, uint64_t end) {
    std::vector<Event> events;
    for (uint64_t n = std::max(first, history_.first()); n < end; n++) events.push_back(history_[n]);
    return events;
  };
  uint64_t parting = history_.at(info.from) + common;
  uint64_t oldest = history_.next() > kBranchEvents ? history_.next() - kBranchEvents : 0;
  Branch branch{std::move(info), log_, frames_, events_between(std::max(parting, oldest), history_.next()),
                common};
  for (Branch& other : branches_) {
    if (other.info.from <= branch.info.from) continue;
    std::vector<Event> shared = events_between(parting, history_.at(other.info.from) + other.common);
    other.events.insert(other.events.begin(), shared.begin(), shared.end());
    other.info.from = branch.info.from;
    other.common = common;
  }
  history_.cut(parting);
  branches_.push_back(std::move(branch));
  while (branches_.size() > std::max<size_t>(options_.branches, 1)) {
    dropped_.push_back(std::move(branches_.front().info));
    branches_.pop_front();
  }
}

std::vector<Timeline::BranchInfo> Timeline::branches() const {
  std::vector<BranchInfo> infos;
  for (const Branch& branch : branches_) infos.push_back(branch.info);
  return infos;
}

bool Timeline::drop(std::string_view name) {
  return std::erase_if(branches_, [&](const Branch& branch) { return branch.info.name == name; }) > 0;
}

bool Timeline::switch_to(std::string_view name) {
  auto found = std::find_if(branches_.begin(), branches_.end(),
                            [&](const Branch& branch) { return branch.info.name == name; });
  if (found == branches_.end()) return false;
  Branch next = std::move(*found);
  branches_.erase(found);
  Tick parting = next.info.from, here = now();
  seek(std::min(parting, here));
  leave({"branch " + std::to_string(++branch_number_), parting, end_, "left for " + next.info.name},
        next.common);
  log_ = std::move(next.log);
  frames_ = std::move(next.frames);
  end_ = next.info.end;
  for (const Event& event : next.events) history_.emit(event);
  machine_->trace.clear();
  // The machine stands where both agree, but not necessarily with the branch's own inputs of that tick.
  const KeptFrame& kept = frame_before(now());
  Tick target = now();
  machine_->load(kept.frame->snapshot);
  applied_ = kept.frame->inputs;
  go(target, false);
  return true;
}

void Timeline::keep_frame() {
  Tick tick = now();
  auto after = std::lower_bound(frames_.begin(), frames_.end(), tick,
                                [](const KeptFrame& kept, Tick t) { return kept.tick() < t; });
  if (after != frames_.end() && after->tick() == tick) return;
  KeptFrame kept{std::make_shared<const Frame>(Frame{machine_->save(), applied_}), 0};
  copies_ = machine_->bus.copies();
  auto at = frames_.insert(after, std::move(kept));
  size_t index = static_cast<size_t>(at - frames_.begin());
  for (size_t i = index; i < std::min(index + 2, frames_.size()); i++) {
    frames_[i].bytes =
        unshared_bytes(frames_[i].frame->snapshot, i ? &frames_[i - 1].frame->snapshot : nullptr);
  }
  thin();
}

void Timeline::forget_frame(Frames& frames, size_t index) {
  frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(index));
  if (index < frames.size()) {
    frames[index].bytes = unshared_bytes(frames[index].frame->snapshot, &frames[index - 1].frame->snapshot);
  }
}

void Timeline::set_memory(uint64_t bytes) {
  options_.memory_bytes = bytes;
  thin();
}

uint64_t Timeline::memory_bytes() const {
  uint64_t bytes = 0;
  for (const KeptFrame& kept : frames_) bytes += kept.bytes;
  for (const Branch& branch : branches_) {
    for (const KeptFrame& kept : branch.frames) {
      if (kept.tick() > branch.info.from) bytes += kept.bytes;
    }
  }
  return bytes;
}

// Branches give up their frames first: they can be run again from where they part. Then the present gives up
// the frames that are dense for their age.
void Timeline::thin() {
  while (frames_.size() > 2 && (frames_.size() > kMostFrames || memory_bytes() > options_.memory_bytes)) {
    bool freed = false;
    for (Branch& branch : branches_) {
      while (!freed && branch.frames.size() > 1 && branch.frames.back().tick() > branch.info.from) {
        branch.frames.pop_back();
        freed = true;
      }
    }
    if (freed) continue;
    size_t best = 1;
    double least = -1;
    for (size_t i = 1; i + 1 < frames_.size(); i++) {
      double age = static_cast<double>(frames_.back().tick() - frames_[i].tick()) + 1;
      double gap = static_cast<double>(frames_[i + 1].tick() - frames_[i - 1].tick()) / age;
      if (least < 0 || gap < least) {
        least = gap;
        best = i;
      }
    }
    forget_frame(frames_, best);
  }
}

Tick Timeline::next_input_after(Tick tick) const {
  auto later = std::upper_bound(log_.begin(), log_.end(), tick,
                                [](Tick t, const Input& input) { return t < input.tick; });
  return later == log_.end() ? kNever : later->tick;
}

std::unique_ptr<Machine> Timeline::copy_at(Tick tick, bool inputs) const {
  tick = std::clamp(tick, first(), end_);
  auto copy = std::make_unique<Machine>(machine_->board(), machine_->options());
  if (tick == now() && inputs) {
    copy->load(machine_->save());
    return copy;
  }
  const KeptFrame& kept = frame_before(tick);
  copy->load(kept.frame->snapshot);
  copy->trace.detail = Detail::none;
  size_t applied = kept.frame->inputs;
  while (true) {
    while (applied < log_.size() && log_[applied].tick < copy->now() + (inputs || copy->now() < tick))
      apply(log_[applied++], *copy);
    if (copy->now() >= tick) break;
    Tick target = applied < log_.size() ? std::min(log_[applied].tick, tick) : tick;
    if (copy->run(target) != Stop::limit) break;
  }
  copy->trace.clear();
  copy->trace.detail = Detail::cheap;
  return copy;
}

}  // namespace trapdoor
