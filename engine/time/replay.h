// Replay: a machine of its own that goes once more through a stretch of a timeline, and on beyond its end: for
// looking closer, and for looking ahead. The timeline stays where it is.
// Laws: 1. Inputs that the timeline has for later come when their tick comes.
#pragma once
#include <memory>

#include "engine/time/timeline.h"

namespace trapdoor {

class Replay {
 public:
  // Stands at that tick (at most end()), with the inputs of that tick applied; or, with them still to come, so that
  // they are seen. Requires that the timeline outlives it and gets no inputs meanwhile.
  enum class Inputs : uint8_t { applied, to_come };
  Replay(const Timeline& timeline, Tick tick, Detail detail, Inputs inputs = Inputs::applied);

  Machine& machine() { return *machine_; }
  Tick now() const { return machine_->now(); }
  // Until now() == until, or the machine's stop.
  Stop run(Tick until);
  // Calls look(event) for every event since the last call. Between two calls at most so many ticks may pass as the
  // trace can hold: kPiece, or kFullPiece at full detail.
  static constexpr Tick kPiece = 16384, kFullPiece = 1024;
  template <class Look>
  void look(Look look) {
    const Trace& trace = machine_->trace;
    for (; seen_ < trace.next(); seen_++) look(trace[seen_]);
  }

 private:
  const Timeline& timeline_;
  std::unique_ptr<Machine> machine_;
  size_t applied_ = 0;
  uint64_t seen_ = 0;
};

}  // namespace trapdoor
