// Board: which parts there are, what sits where and which wire goes where. Rows, no logic.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "engine/machine/device.h"
#include "engine/machine/isa.h"

namespace trapdoor {

// What a device tree says about a part, besides its address and its wires. Lists are separated by spaces.
struct TreeRow {
  std::string_view node;        // "serial"; empty: not in the tree
  std::string_view compatible;  // "sifive,clint0 riscv,clint0"
  std::string_view
      properties;  // "clock-frequency=3686400 interrupt-controller": numbers, words, or just names
};

struct DeviceRow {
  std::string_view name;  // "uart0"
  uint64_t base;
  uint64_t size;
  std::unique_ptr<Device> (*make)();
  TreeRow tree = {};
};

// Ends are "part.port"; harts are parts too ("hart0.MTI"). A `*` stands for every hart's number: "clint.MTI*"
// -> "hart*.MTI".
struct WireRow {
  std::string_view from;
  std::string_view to;
};

struct Board {
  std::string_view name;  // "riscv-virt"
  std::string_view title;
  std::string_view help;
  const Isa* isa;
  uint64_t ram_base;
  uint64_t ram_size_bytes;  // default
  uint64_t reset_pc;
  uint64_t isa_options;     // choices the instruction set leaves to a board; bits named by the Isa
  uint64_t flaws;           // flaw_bit of each protection that can be switched off here
  int harts;                // default
  Tick slice_ticks;         // a hart runs this many ticks before the next hart's turn
  Tick ticks_per_time;      // ticks per unit of guest time (mtime)
  uint64_t time_frequency;  // what the device tree says one second is, in units of guest time
  std::string_view timer;   // the device that interrupts processes; user code must not reach it
  std::span<const DeviceRow> devices;
  std::span<const WireRow> wires;
  TreeRow tree = {};       // the whole board: no node
  TreeRow hart_tree = {};  // each hart
};

}  // namespace trapdoor
