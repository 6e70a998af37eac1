// Io: what a device can do to the rest of the machine. The only way out of a device.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/machine/event.h"
#include "engine/machine/flaw.h"
#include "engine/machine/tick.h"

namespace trapdoor {

class Machine;

class Io {
 public:
  Io(Machine& machine, int device) : machine_(machine), device_(device) {}

  Tick now() const;
  // Guest time in the board's time units (mtime). Setting it moves it for everybody; now() is untouched.
  uint64_t time() const;
  void set_time(uint64_t time);
  // Units of guest time in one second, by the board.
  uint64_t time_frequency() const;
  // The first tick at which time() >= time; kNever if that lies beyond the horizon, now() if it is past.
  Tick when(uint64_t time) const;

  // Drives an output port (its index in DeviceInfo::outputs). Driving the same level again is nothing.
  void drive(int port, bool level);
  // The level on an input port.
  bool sense(int port) const;
  // Asks for Device::wake at this tick (the next tick boundary if it is past); replaces the last wish; kNever
  // cancels.
  void wake_at(Tick tick);

  // Direct memory access. False, and nothing done, unless all of it is RAM.
  bool in_ram(uint64_t address, uint64_t size) const;
  bool dma_read(uint64_t address, std::span<std::byte> out);
  bool dma_write(uint64_t address, std::span<const std::byte> in);

  // Memory as a debugger sees it: no event tells of it. False unless all of it is RAM.
  bool peek(uint64_t address, std::span<std::byte> out) const;

  // Whether a protection is switched off.
  bool flawed(Flaw) const;

  // Events a device tells: `command` (address = register offset) and `console`; tick and device are filled
  // in. handed_out: an interrupt controller gave this source to a hart (Device::handed_out).
  void command(uint32_t offset, uint64_t value, bool handed_out = false);
  void console(uint8_t byte);
  // Ends the run with an exit code.
  void power_off(uint64_t exit_code);
  // Puts the machine back to its state at power-on, at this tick's end.
  void request_reset();

 private:
  Machine& machine_;
  int device_;
};

}  // namespace trapdoor
