// Machine: the harts, the bus, the wires and the devices that a Board lists, and the only loop.
// A tick is always, in this order: wake devices that are due; settle wires; take the interrupt or run one
// instruction; enter its trap if there is one; now + 1. Laws: 1. A run is a pure function of the Board, the
// loaded bytes and the stamped inputs.
//       2. `run` at any Detail and in any division into pieces gives the same bytes.
//       3. Several harts take turns in fixed slices of ticks; a waiting hart's turn passes on. When all wait,
//          now moves to the next deadline; when there is none, the run stops as idle.
#pragma once
#include <array>
#include <bitset>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/plain.h"
#include "engine/machine/board.h"
#include "engine/machine/bus.h"
#include "engine/machine/event.h"
#include "engine/machine/flaw.h"
#include "engine/machine/hart.h"
#include "engine/machine/io.h"
#include "engine/machine/tick.h"
#include "engine/machine/trace.h"
#include "engine/machine/watch.h"
#include "engine/machine/wires.h"

namespace trapdoor {

inline constexpr int kMaxDevices = 16;

struct MachineOptions {
  uint64_t ram_size_bytes = 0;  // 0: the board's default
  int harts = 0;                // 0: the board's default
};

enum class Stop : uint8_t {
  limit,  // the tick asked for was reached
  power,  // a device switched the machine off
  idle,   // every hart waits and nothing will ever wake one
  place,  // a hart is about to run an instruction at one of `stops`
};

// The part of a machine's state that is neither hart, device nor memory.
struct MachineState {
  Tick now = 0;
  uint64_t time_offset = 0;  // guest time = now / ticks_per_time + time_offset
  Wires wires;
  std::array<Tick, kMaxDevices> wake;  // per device; kNever: none
  Tick slice_left = 0;
  uint64_t exit_code = 0;
  uint64_t flaws = 0;  // flaw_bit of each that is on; survives a reset
  uint32_t hart = 0;   // whose slice it is
  uint8_t powered_off = 0;
  uint8_t reset_wanted = 0;
  uint8_t unused[2] = {};
};
static_assert(Plain<MachineState>);

// Everything that influences a run, as values. Copying is cheap: pages are shared.
struct Snapshot {
  MachineState machine;
  std::vector<Cpu> harts;
  std::vector<std::byte> devices;  // the device states, in board order
  Pages ram;
  std::vector<Pages> storage;  // of the devices that have some, in board order

  Tick tick() const { return machine.now; }
  bool operator==(const Snapshot&) const;
};

class Machine {
 public:
  explicit Machine(const Board& board, MachineOptions options = {});
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  const Board& board() const { return board_; }
  const Isa& isa() const { return *board_.isa; }
  const MachineOptions& options() const { return options_; }

  // Back to power-on: RAM is zeroed, device storage kept. (A guest that asks for a reset keeps RAM, as hardware does.)
  void reset();
  // Runs until now() == until, or the machine stops by itself.
  Stop run(Tick until);

  Tick now() const;
  uint64_t time() const { return now() / board_.ticks_per_time + state_.time_offset; }
  // The first tick at which time() >= time; now() if that is past, kNever if it is beyond the horizon.
  Tick when(uint64_t time) const;
  bool powered_off() const { return state_.powered_off; }
  uint64_t exit_code() const { return state_.exit_code; }

  int hart_count() const { return static_cast<int>(harts_.size()); }
  Hart& hart(int i) { return *harts_[static_cast<size_t>(i)]; }
  const Hart& hart(int i) const { return *harts_[static_cast<size_t>(i)]; }
  int running_hart() const { return static_cast<int>(state_.hart); }

  int device_count() const { return static_cast<int>(devices_.size()); }
  Device& device(int i) { return *devices_[static_cast<size_t>(i)]; }
  const Device& device(int i) const { return *devices_[static_cast<size_t>(i)]; }
  std::string_view device_name(int i) const { return board_.devices[static_cast<size_t>(i)].name; }
  int find_device(std::string_view name) const;  // -1 if there is none
  std::vector<Ring> rings(int device) const;     // see Device::rings
  Io io(int device) { return Io(*this, device); }

  struct WireInfo {
    std::string from, to;
    int device = -1;  // driver, and its port
    int to_device = -1, to_port = -1;
    int to_hart = -1, to_bit = -1;
  };
  const std::vector<WireInfo>& wire_infos() const { return wire_infos_; }
  const Wires& wires() const { return state_.wires; }

  // Protections switched off. Requires that board().flaws has the bit.
  bool flawed(Flaw flaw) const { return state_.flaws & flaw_bit(flaw); }
  uint64_t flaws() const { return state_.flaws; }
  void set_flaw(Flaw flaw, bool on);

  // Outside wishes, at this tick boundary.
  void accept(int device, uint8_t byte);
  bool poke(uint64_t physical, std::span<const std::byte> bytes);
  void set_word(int hart, int word, uint64_t value);

  // Cost: O(RAM / 256 KiB); pages are copied later, one by one, as they are written.
  Snapshot save();
  // Requires a snapshot of the same board and options.
  void load(const Snapshot&);

  // Addresses, as the program sees them, before whose instructions an armed run comes back. They change nothing
  // that the guest can see, cost nothing elsewhere, and are no part of the state. At full detail they do not act.
  void set_stops(std::vector<uint64_t> addresses);
  const std::vector<uint64_t>& stops() const { return stops_; }
  // The next runs stop at them, except at the tick `passed`: there one was stopped at already.
  void arm_stops(Tick passed) { armed_ = true, passed_stop_ = passed; }
  void disarm_stops() { armed_ = false; }
  bool stops_armed() const { return armed_; }
  // Memory whose accesses the next runs tell whatever the detail, while armed. See watch.h.
  void set_watches(std::vector<Watch> watches);
  const Watches& watches() const { return watches_; }
  void arm_watches(bool armed) { watches_.arm(armed); }

  // Told every trap's entry, before anything changed but time, and every return from one, when the words that a
  // program can see are what they will be (except mode and pc: the event has them).
  std::function<void(const Event&, const Cpu&)> on_crossing;

  Bus bus;
  Trace trace;

  // For harts and devices.
  Event event(EventKind kind) const;  // stamped with now()
  uint64_t device_read(int device, uint32_t offset, int size);
  void device_write(int device, uint32_t offset, int size, uint64_t value);
  bool timer_at(uint64_t address) const;
  int device_at(uint64_t address, uint32_t& offset) const;  // -1 if none answers
  // True when a hart must come back from run at the next tick boundary: something outside the hart changed.
  bool attention() const { return attention_; }
  void call_attention() { attention_ = true; }
  // For decoders: whether some stop lies at this offset of any page; and whether to stop here now.
  bool stop_at_offset(uint64_t offset) const { return stop_offsets_[offset / 2 % stop_offsets_.size()]; }
  bool stops_here(uint64_t pc);
  // During Hart::run: how many ticks of the current run have passed; keeps now() exact inside a run.
  void set_progress(Tick ticks) { progress_ = ticks; }

 private:
  friend class Io;
  void restart();
  void wake_devices();
  void tell_dma(EventKind kind, uint64_t physical, uint64_t size, Who who, int device);
  void set_wire(int wire, bool level);
  void drive_input(const WireInfo& wire, bool level);
  Tick next_deadline() const;
  bool choose_hart();
  void connect_wires();
  int part_port(std::string_view end, bool driver, WireInfo& wire);

  const Board& board_;
  MachineOptions options_;
  MachineState state_;
  std::vector<std::unique_ptr<Hart>> harts_;
  std::vector<std::unique_ptr<Device>> devices_;
  std::vector<WireInfo> wire_infos_;
  std::array<std::array<int16_t, 32>, kMaxDevices> output_wire_{};  // [device][port] -> wire or -1
  std::array<std::array<int16_t, 64>, kMaxDevices> input_wire_{};
  Tick progress_ = 0;
  bool attention_ = false;
  std::vector<uint64_t> stops_;  // sorted
  std::bitset<kPageSize / 2> stop_offsets_;
  Tick passed_stop_ = kNever;
  bool armed_ = false, stop_reached_ = false;
  Watches watches_;
};

}  // namespace trapdoor
