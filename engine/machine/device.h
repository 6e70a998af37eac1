// Device: one part of a board: plain State, registers at offsets, named ports. It knows neither CPU nor
// address. Laws: 1. All that influences a run is in `state()` and `storage()`.
//       2. `read` and `write` have effects, `peek` has none.
//       3. A device acts only when called: an access, a wake it asked for, an input wire, or an outside wish.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/pages.h"
#include "engine/machine/io.h"
#include "engine/machine/isa.h"

namespace trapdoor {

struct RegisterRow {
  uint32_t offset;
  uint8_t size;             // bytes
  std::string_view name;    // as in its manual: "mtimecmp"
  std::string_view symbol;  // name for assembler and lessons, "TIMER_COMPARE"; may be empty
  std::string_view access;  // "rw", "ro", "wo"
  std::string_view help;
};

struct DeviceInfo {
  std::string_view kind;  // "uart"
  std::string_view title;
  std::string_view help;
  std::span<const RegisterRow> registers;
  std::span<const FieldRow> fields;           // FieldRow::word is a RegisterRow's name
  std::span<const std::string_view> outputs;  // ports this device drives, in port order
  std::span<const std::string_view> inputs;   // ports this device senses, in port order
};

// An entry of a queue that a device shares with its driver: a buffer descriptor (slide 6).
struct RingEntry {
  uint64_t address = 0;  // of the buffer; physical
  uint32_t size_bytes = 0;
  int next = -1;               // the entry that goes on where this one ends; -1: none
  bool device_writes = false;  // the device fills the buffer; otherwise it reads it
  bool with_device = false;    // who owns it now
};

// What a driver gave to the device: a chain of entries.
struct RingRequest {
  uint64_t number = 0;         // counted by the queue, from 0; it may start over
  int first = 0;               // entry that the chain begins with
  bool returned = false;       // the device is through with it
  uint32_t written_bytes = 0;  // by the device, when it is
};

struct Ring {
  std::string name;                   // "queue 0"
  std::vector<RingEntry> entries;     // empty: not set up yet
  std::vector<RingRequest> requests;  // the newest, in order; at most as many as there are entries
  uint64_t given = 0, returned = 0;   // how many requests went to the device, and came back
};

class Device {
 public:
  virtual ~Device() = default;
  virtual const DeviceInfo& info() const = 0;
  virtual std::span<std::byte> state() = 0;
  virtual Pages* storage() { return nullptr; }
  const Pages* stored() const { return const_cast<Device*>(this)->storage(); }
  // The queues it shares with its driver, as they lie in memory now.
  virtual std::vector<Ring> rings(const Io&) const { return {}; }

  virtual void reset(Io&) {}
  // Offsets are relative to the device's window; size is 1, 2, 4 or 8 and naturally aligned. What a register
  // does with a size it does not expect is the device's to say; unused offsets read 0 and ignore writes.
  virtual uint64_t read(Io& io, uint32_t offset, int size) = 0;
  virtual void write(Io& io, uint32_t offset, int size, uint64_t value) = 0;
  virtual uint64_t peek(const Io& io, uint32_t offset, int size) const = 0;
  virtual void wake(Io&) {}             // the tick asked for with Io::wake_at has come
  virtual void settle(Io&) {}           // an input wire changed
  virtual void accept(Io&, uint8_t) {}  // one byte from the outside: a key, a received byte

  // Why is this output high, or not? What must hold for it, in order, as far as a sentence of its own is worth it;
  // for a controller, from that input on. Either may be -1: not asked for.
  virtual std::vector<Gate> gates(const Io&, int /*output*/, int /*input*/) const { return {}; }

  // A controller's ports that such a command event is about (Io::command with handed_out); -1: none.
  struct Ports {
    int output = -1, input = -1;
  };
  virtual Ports handed_out(uint32_t /*offset*/, uint64_t /*value*/) const { return {}; }
};

}  // namespace trapdoor
