// Explain: why is this interrupt (not) taken? Every gate between a device and the vector, in order: the device's own
// affairs, its controller, then what the instruction set says.
#pragma once
#include <vector>

#include "engine/machine/machine.h"

namespace trapdoor {

// Every interrupt source of that hart, one for each device that can ask for it. The first gate says whether the device
// asks at all. An interrupt that software can ask for as well is explained so while no device does.
std::vector<Explanation> explain(const Machine&, int hart);

}  // namespace trapdoor
