// Device memory: what driver and device share in memory: rings of descriptors, or the buffers that registers point at.
#pragma once
#include "ui/figures/figures.h"
#include "ui/view.h"

namespace trapdoor {

// `lit`: the device is moving bytes.
void draw_device_memory(const View&, int device, Area, bool lit);

}  // namespace trapdoor
