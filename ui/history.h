// History: every crossing between modes of the run, in tick order, also those after now: an index over
// Session::history() that can say quickly how long each mode had the processor.
// Laws: 1. Cost of update: the events since the last one; of coverage: O(log n).
// Leaves out: the share of modes before the oldest event that the session keeps counts as the first mode known.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/session/session.h"

namespace trapdoor {

struct Crossing {
  Tick tick = 0;
  uint64_t pc = 0;       // interrupted, or of the return instruction
  uint64_t target = 0;   // handler, or where it returned to
  uint64_t address = 0;  // trap value
  uint16_t cause = 0;
  TrapKind kind = TrapKind::none;  // none: a return
  uint8_t from = 0, to = 0, hart = 0;

  bool is_return() const { return kind == TrapKind::none; }
};

class History {
 public:
  void update(const Session&);

  const std::vector<Crossing>& crossings() const { return crossings_; }
  // Index of the first crossing at or after tick.
  size_t at(Tick tick) const;
  // The last trap (not return) before tick; null if there is none.
  const Crossing* last_trap(Tick tick) const;
  uint8_t first_mode() const { return first_mode_; }
  uint64_t traps() const { return traps_; }

  // How many of the ticks low..high were spent in each mode (index: mode number, below 4). Hart 0.
  struct Coverage {
    Tick ticks[4] = {};
  };
  Coverage coverage(Tick low, Tick high) const;

 private:
  Coverage until(Tick tick) const;  // from 0
  void append(const Crossing&);
  void keep(size_t count);
  std::vector<Crossing> crossings_;
  std::vector<Coverage> sums_;       // [i]: ticks per mode from 0 to crossings_[i].tick
  std::vector<uint64_t> sequences_;  // [i]: which event crossings_[i] was
  const Machine* machine_ = nullptr;
  uint64_t next_event_ = 0;
  uint64_t traps_ = 0;
  uint8_t first_mode_ = 0;
};

}  // namespace trapdoor
