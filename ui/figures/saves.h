// Saves: which registers of an interrupted program a handler stored after a trap, and which it loaded again before the
// return; found from the events of those ticks.
// Models: copies. A register's value that is stored is a save, wherever it was copied to in between (the user's stack pointer
//         through sscratch, the saved pc through t0). A load is a restore if nothing writes the register after it.
// Leaves out: what lies more than kSaveTicks from the crossing, floating-point registers, a word stored in parts.
// Laws: 1. A pure function of the run up to SavedWords::end. 2. Cost: a seek and kSaveTicks ticks, so it is kept.
#pragma once
#include "ui/state.h"
#include "ui/view.h"

namespace trapdoor {

inline constexpr Tick kSaveTicks = 160;

// The answer is kept in `saves`.
void find_saves(const View&, const Event& crossing, SavedWords& saves);

}  // namespace trapdoor
