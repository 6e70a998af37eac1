// Why does a virtio device (not) interrupt? What a driver has to do, in the order in which it does it (3.1, 2.6, 4.2.2).
// The list ends at the first closed gate: what lies behind it depends on it. A reason to interrupt that was not
// acknowledged yet makes the rest unimportant.
#include <string>

#include "engine/devices/virtio.h"

namespace trapdoor {
namespace {

// A ring's first two words: flags and how far its writer has come.
struct RingHead {
  uint16_t flags, index;
};
static_assert(Plain<RingHead>);

RingHead head_of(const Io& io, uint64_t ring) {
  RingHead head{};
  io.peek(ring, bytes_of(head));
  return head;
}

}  // namespace

Gate Virtio::ready_gate() const {
  Gate gate{"QueueReady", false, "no queue is ready",
            "Give QueueNum and the addresses of a queue, then write 1 to QueueReady."};
  for (uint32_t i = 0; i < kind_.queues; i++) {
    if (!virtio_.queues[i].ready) continue;
    gate.open = true;
    gate.reads = "queue " + std::to_string(i) + " is ready";
  }
  return gate;
}

Gate Virtio::wanted_gate(const Io& io) const {
  Gate gate{"NO_INTERRUPT", false, "the driver asks for silence: bit 0 of the available ring's flags is 1",
            "Clear bit 0 of the flags at the start of the available ring."};
  for (const Virtqueue& queue : virtio_.queues) {
    if (!queue.ready || head_of(io, queue.driver).flags & kNoInterrupt) continue;
    gate.open = true;
    gate.reads = "bit 0 of the available ring's flags is 0";
  }
  return gate;
}

Gate Virtio::notified_gate(const Io& io) const {
  Gate gate{"QueueNotify", false, "no queue holds a request",
            "Put a request into a queue's available ring, then write the queue's number to QueueNotify."};
  for (uint32_t i = 0; i < kind_.queues && !gate.open; i++) {
    const Virtqueue& queue = virtio_.queues[i];
    if (!queue.ready || head_of(io, queue.driver).index == queue.next_available) continue;
    const std::string name = "queue " + std::to_string(i);
    const bool receiving = kind_.receiving >> i & 1;
    gate.open = queue.notified || receiving;
    gate.reads = name + (receiving   ? " has a buffer for what comes"
                         : gate.open ? " holds a request"
                                     : " holds a request that nobody announced");
  }
  return gate;
}

std::vector<Gate> Virtio::gates(const Io& io, int, int) const {
  const bool used = virtio_.interrupt_status & 1, asks = virtio_.interrupt_status != 0;
  const Gate status{"InterruptStatus", asks,
                    used   ? "a buffer came back"
                    : asks ? "the configuration or the status has changed"
                           : "no buffer came back since the last InterruptACK",
                    "Wait: the device asks when it is through with a buffer.", asks};
  if (asks) return {status};
  const bool works = virtio_.status & kDriverOk, broken = virtio_.status & kNeedsReset;
  std::vector<Gate> all = {{"Status.DRIVER_OK", works, works ? "the driver is ready" : "no driver is ready",
                            "Set up features and queues, then set DRIVER_OK in Status."}};
  if (all.back().open) {
    all.push_back({"Status.NEEDS_RESET", !broken,
                   broken ? "the driver has broken a rule, and the device has stopped" : "no rule was broken",
                   "Write 0 to Status and set the device up again."});
  }
  if (all.back().open) all.push_back(ready_gate());
  if (all.back().open) all.push_back(wanted_gate(io));
  if (all.back().open) all.push_back(notified_gate(io));
  if (all.back().open) all.push_back(status);
  return all;
}

}  // namespace trapdoor
