// Aim: how closely a run must be looked at so that nothing that is waited for is missed. Where the machine itself can stop
// (an instruction's place) or tell (a watched piece of memory), the run keeps its full speed.
#pragma once
#include <vector>

#include "engine/machine/machine.h"
#include "engine/session/match.h"

namespace trapdoor {

struct Aim {
  Detail detail = Detail::cheap;  // cheap: with the places and watches it is enough; otherwise there are none
  std::vector<uint64_t> places;   // of instructions, sorted
  std::vector<Watch> watches;

  // So many ticks a run may go on before its events are looked at: then they are all still in the machine's trace.
  Tick piece() const;
  // Whether other than cheap events may be told.
  bool closely() const { return detail > Detail::cheap || !places.empty() || !watches.empty(); }
};

Aim aim_at(const std::vector<const Match*>& matches);

// The machine gets the aim's places and watches, not armed, if they are not its own already.
void take_aim(Machine&, const Aim&);

// Once aim was taken: run(until), and where it stops at a place, that one tick more, looked at closely. passed: the tick
// at which a place was stopped at already.
template <class Run>
Stop run_aimed(Machine& machine, const Aim& aim, Tick passed, Tick until, Run run) {
  machine.trace.detail = aim.detail;
  if (!aim.places.empty()) machine.arm_stops(passed);
  machine.arm_watches(!aim.watches.empty());
  Stop why = run(until);
  machine.disarm_stops();
  if (why == Stop::place) {
    machine.trace.detail = Detail::full;
    why = run(machine.now() + 1);
  }
  machine.arm_watches(false);
  machine.trace.detail = Detail::cheap;
  return why;
}

}  // namespace trapdoor
