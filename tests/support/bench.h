// Bench: a machine whose harts do nothing but let time pass, so that a device is tested by itself, through
// the bus.
#pragma once
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "engine/machine/machine.h"

namespace trapdoor {

// An instruction set without instructions; its harts have interrupt inputs 0 to 15 ("hart0.MTI" is bit 7, as
// on RISC-V).
extern const Isa kIdleIsa;

template <class T>
std::unique_ptr<Device> make_device() {
  return std::make_unique<T>();
}

class Bench {
 public:
  Bench(std::vector<DeviceRow> devices, std::vector<WireRow> wires, int harts = 1);

  uint64_t read(uint64_t address, int size = 4);
  void write(uint64_t address, uint64_t value, int size = 4);
  uint64_t peek(uint64_t address, int size = 4);
  void pass(Tick ticks) { machine.run(machine.now() + ticks); }
  // The level of an interrupt input.
  bool input(int bit, int hart = 0) { return machine.hart(hart).cpu[kInputWord] >> bit & 1; }
  // What the devices have sent outside since the last call.
  std::string console();
  // How often this kind of event was told since the last call of `console` or `count`.
  int count(EventKind);

  static constexpr uint64_t kRam = 0x8000'0000;
  static constexpr uint64_t kRamBytes = 1 << 20;
  static constexpr int kInputWord = 2;

 private:
  std::vector<DeviceRow> devices_;
  std::vector<WireRow> wires_;
  Board board_;
  uint64_t seen_ = 0;

 public:
  Machine machine;
};

enum BenchInput { kSsi = 1, kMsi = 3, kSti = 5, kMti = 7, kSei = 9, kMei = 11 };

}  // namespace trapdoor
