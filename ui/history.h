// History: every crossing between modes of the run, in tick order, also those after now: an index over
// Session::history() that can say quickly how long each mode had the processor.
// Laws: 1. Cost of update: the events since the last one; of coverage: O(log n).
//       2. At most as many crossings are kept as it was made for; the oldest go first. Of those that are gone the ones that
//          changed the mode stay as turns, these too at most so many for a hart: thinned, so that each stretch between two turns is of one mode, or it
//          is short beside the run.
//       3. A wait lasts from its instruction to the hart's next crossing or wait, or until a wire to the hart rises.
// Leaves out: in a stretch that was thinned the modes count as evenly mixed, and waiting as evenly spread before the oldest
//             wait that is kept. A wire that rises without being enabled ends a wait here, although the hart waits on.
// Requires: an update before Session::history() has forgotten what came since the last one.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/machine/cpu.h"
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
  // How many of some ticks a hart was in each mode (index: mode number, below 4).
  struct Coverage {
    Tick ticks[4] = {};
    Tick waiting[4] = {};  // of those, how many it waited for an interrupt
  };
  // A crossing that changed the mode, older than all in crossings().
  struct Turn {
    Crossing crossing;
    Coverage until;  // of its hart, from 0 to its tick
    uint64_t sequence = 0;
    bool thinned = false;  // there were others between the one before it and this one
  };

  explicit History(size_t most_crossings = 1 << 20, size_t most_turns = 1 << 14)
      : most_crossings_(most_crossings), most_turns_(most_turns) {}
  void update(const Session&);

  // In tick order: all since known_from().
  const std::vector<Crossing>& crossings() const { return crossings_; }
  // Before this tick crossings have been forgotten; 0: none has.
  Tick known_from() const { return known_from_; }
  // Of a hart, in tick order.
  const std::vector<Turn>& turns(int hart) const { return turns_[hart % kMaxHarts]; }
  // Index of the first crossing at or after tick.
  size_t at(Tick tick) const;
  // The last trap (not return) before tick; null if there is none.
  const Crossing* last_trap(Tick tick) const;
  // The mode of a hart before its first crossing that is kept.
  uint8_t first_mode(int hart) const {
    return turns(hart).empty() ? first_modes_[hart % kMaxHarts] : turns(hart).back().crossing.to;
  }
  // The crossing of that hart before index i; null if there is none.
  const Crossing* before(size_t i, int hart) const;
  // Grows when events that were there are gone: another machine, or the past was edited.
  uint64_t generation() const { return generation_; }
  uint64_t traps() const { return traps_; }

  // Of the ticks low..high.
  Coverage coverage(Tick low, Tick high, int hart = 0) const;

 private:
  static constexpr size_t kSureTurns = 256;      // of a hart: the newest are not thinned
  static constexpr size_t kMostWaits = 1 << 18;  // of a hart
  static constexpr size_t kNone = ~size_t{0};
  // What goes with crossings_[i]: its hart's ticks per mode from 0 to then, and which event it was.
  struct Sum {
    Coverage ticks;
    uint64_t sequence = 0;
  };
  struct Wait {
    Tick begin = 0, end = kNever;
    uint8_t mode = 0;
    Tick before[4] = {};  // ticks of all earlier waits, by mode
    uint64_t sequence = 0, end_sequence = ~uint64_t{0};
  };
  Coverage until(int hart, Tick tick, size_t index) const;  // from 0
  void add_waiting(int hart, Tick tick, Coverage&) const;
  void begin_wait(const Event&, uint64_t sequence);
  void end_wait(int hart, Tick tick, uint64_t sequence);
  void reopen_waits(uint64_t next_event);
  size_t last_of(int hart, size_t count) const;
  size_t newest_of(int hart) const;
  void append(const Crossing&, uint64_t sequence);
  void keep(size_t count);
  void forget_oldest();
  void thin(std::vector<Turn>&) const;
  size_t most_crossings_, most_turns_;
  std::vector<Crossing> crossings_;
  std::vector<Sum> sums_;
  size_t forgotten_ = 0;                    // crossings before crossings_[0]
  std::vector<size_t> of_hart_[kMaxHarts];  // which crossings, counted from the first that ever was
  std::vector<Wait> waits_[kMaxHarts];
  uint64_t machine_ = 0;  // Session::machines
  uint64_t next_event_ = 0;
  uint64_t traps_ = 0;
  uint8_t first_modes_[kMaxHarts] = {};  // in tick 0
  std::vector<Turn> turns_[kMaxHarts];
  Tick known_from_ = 0;
  uint64_t generation_ = 0;
};

}  // namespace trapdoor
