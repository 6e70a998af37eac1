// Device look: what a device is doing, read off its registers, its queues and the events of the run.
// Models: no device: a register that only the device writes tells news of it, all other commands are requests.
// Laws: 1. Looking has no effects.
#pragma once
#include "ui/view.h"

namespace trapdoor {

uint64_t peek_register(const View&, int device, const RegisterRow&);

// The last request to a device and what became of it, from the events of the run.
struct DeviceRequest {
  const Event* command = nullptr;
  const Event* done = nullptr;          // the device told that it is through, or its wire went up
  const Event* raised = nullptr;        // the device's wire went up
  const Crossing* interrupt = nullptr;  // the trap that came of it
  const Crossing* back = nullptr;       // the return from its handler
};
DeviceRequest last_request(const View&, int device);
// The device that was used last; one with a storage when none was.
int last_used_device(const View&);

// What the last tick did with the device's registers: a load, a store, or nothing.
const Event* register_access(const View&, int device);
// One of its wires is raised.
bool wire_high(const View&, int device);
// The device moves bytes by itself now: it owns buffers of a ring, or its registers say so in the words of their rows.
bool moves_memory(const View&, int device);

}  // namespace trapdoor
