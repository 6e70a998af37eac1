// Event: one thing that happened, as a fixed-size record. One stream feeds panels, lessons, breakpoints and
// golden files. Laws: 1. An event holds numbers; words for them come from rows when somebody reads it.
//       2. Cheap events are always recorded the same way, at either speed; full events come only when asked
//       for.
#pragma once
#include <cstdint>

#include "engine/base/plain.h"
#include "engine/machine/tick.h"

namespace trapdoor {

enum class EventKind : uint8_t {
  none,
  // Cheap.
  trap,     // what = cause, flags = TrapKind, from/to = modes, pc = saved pc, address = trap value, value =
            // handler pc
  ret,      // return from a trap: from/to = modes, pc = of the return instruction, value = pc returned to
  wire,     // what = wire number, value = new level, old = previous level
  command,  // a device did something worth telling: what = device number, address = register offset, value =
            // written; flags = 1: an interrupt controller handed that source to a hart
  console,  // what = device number, value = byte sent to the outside
  input,    // what = device number, value = byte that came from the outside
  wait,     // a hart begins to wait for an interrupt (wfi, hlt)
  power,    // value = exit code
  // Full: the anatomy of a tick, in the order the hardware did it.
  instruction,  // pc, value = instruction bits, size
  word,         // what = word number, value/old; flags = Who
  load,         // address (virtual), old = physical address, value, size
  store,        // address (virtual), old = physical address, value, size
  walk,         // page table read by the hardware: address (physical), value = entry, what = level, size
  fetch,        // reserved for fetches that leave a trace of their own
  dma,  // RAM written by no instruction: address and old = physical address, value = bytes written, flags =
        // Who; what = the device, if a device did it
  dma_read,  // RAM read by a device: as dma
  reg,  // a device's register changed: what = device, address = register offset, value/old, size, flags = Who
  // Only at Detail::reads.
  read,  // what = word number, value; flags = Who
};
inline constexpr EventKind kLastCheapEvent = EventKind::power;

// Who changed a word.
enum class Who : uint8_t { instruction, trap_entry, trap_return, device, outside };

struct Event {
  Tick tick = 0;
  uint64_t pc = 0;
  uint64_t address = 0;
  uint64_t value = 0;
  uint64_t old = 0;
  EventKind kind = EventKind::none;
  uint8_t hart = 0;
  uint8_t from = 0;  // mode before (for events inside a tick: the mode it happened in)
  uint8_t to = 0;    // mode after
  uint16_t what = 0;
  uint8_t size = 0;  // bytes
  uint8_t flags = 0;

  bool operator==(const Event&) const = default;
};
static_assert(Plain<Event> && sizeof(Event) == 48);

}  // namespace trapdoor
