// CallStages: where a system call was when: at the kernel's door, in the handler, on the way back; found from the program
// counter of each tick between the trap and the return.
// Models: the entry lasts until a jump or call leaves the symbol that the trap came to; the handler until control is back in
//         that symbol, at the call's return address, or where the return instruction stands.
// Leaves out: what an interrupt inside the call did; a jump that is the first instruction (a table's) is part of the way in.
// Laws: 1. A pure function of the run up to `end`. 2. Cost: a seek or two and at most 2 * kMost ticks, so it is kept.
#pragma once
#include <cstdint>

#include "ui/state.h"
#include "ui/view.h"

namespace trapdoor {

// `end`: the tick of the return, or how far to look while there is none. The answer is kept in `stages`.
void find_call_stages(const View&, const Crossing& trap, Tick end, bool returned, CallStages& stages);

}  // namespace trapdoor
