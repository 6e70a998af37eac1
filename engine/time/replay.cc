#include "engine/time/replay.h"

#include <algorithm>

namespace trapdoor {

Replay::Replay(const Timeline& timeline, Tick tick, Detail detail, Inputs inputs)
    : timeline_(timeline), machine_(timeline.copy_at(tick, inputs == Inputs::applied)) {
  const InputLog& log = timeline.log();
  auto earlier = [&](const Input& input) {
    return input.tick < now() || (inputs == Inputs::applied && input.tick == now());
  };
  applied_ = static_cast<size_t>(std::partition_point(log.begin(), log.end(), earlier) - log.begin());
  machine_->trace.detail = detail;
  seen_ = machine_->trace.next();
}

Stop Replay::run(Tick until) {
  const InputLog& log = timeline_.log();
  while (true) {
    while (applied_ < log.size() && log[applied_].tick <= now()) apply(log[applied_++], *machine_);
    if (now() >= until) return Stop::limit;
    Tick target = applied_ < log.size() ? std::min(log[applied_].tick, until) : until;
    Stop stop = machine_->run(target);
    if (stop != Stop::limit) return stop;
  }
}

}  // namespace trapdoor
