// Interrupts: why each of them is taken or not at this moment, in the words of the command `explain`, for figures and panels.
// Laws: 1. While the guest runs only the gates are told: the times would be others before they are read.
//       2. A frame looks at most kAhead ticks ahead; what is missing comes with the next frames.
#pragma once
#include <vector>

#include "ui/view.h"

namespace trapdoor {

// Of the hart that runs now. What the machine works with comes first: what was taken last, then what will be; then what
// asks, for a device may have something to tell that nobody has ever wanted to hear; then those with few gates that
// somebody would have to open.
std::vector<InterruptNews> interrupts_of(const View&, Wishes&);

// The first gate that is closed; null when all are open.
const Gate* closed_gate(const InterruptNews&);

// Commands that go to the moment just after the interrupt was taken last, or will be next; "" when there is none.
std::string go_to_last(const InterruptNews&);
std::string go_to_next(const View&, const InterruptNews&);

}  // namespace trapdoor
