// Keyboard: keys typed outside, one byte each, in the order they were typed.
// Models: nothing that was ever sold: a queue with a data register, a status register and an interrupt.
// Leaves out: scan codes, key releases; a key is the byte (ASCII or UTF-8) that it types.
// Laws: 1. The interrupt line is high exactly while INTERRUPT.ENABLE is 1 and a key waits.
//       2. A key that finds the queue full sets STATUS.LOST and is told as a command event.
#pragma once
#include <array>

#include "engine/machine/device.h"

namespace trapdoor {

class Keyboard final : public Device {
 public:
  static constexpr uint32_t kKeys = 32;

  const DeviceInfo& info() const override;
  std::span<std::byte> state() override { return bytes_of(state_); }
  void reset(Io&) override;
  uint64_t read(Io&, uint32_t offset, int size) override;
  void write(Io&, uint32_t offset, int size, uint64_t value) override;
  std::vector<Gate> gates(const Io&, int output, int input) const override;
  uint64_t peek(const Io&, uint32_t offset, int size) const override;
  void accept(Io&, uint8_t byte) override;

 private:
  struct State {
    std::array<uint8_t, kKeys> keys;  // oldest first
    uint8_t count, lost, enable;
  };
  static_assert(Plain<State>);

  void update(Io&);

  State state_{};
};

}  // namespace trapdoor
