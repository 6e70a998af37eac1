// Rtc: the time of day, and an alarm. It is guest time: every run begins at the same second.
// Models: the Goldfish real-time clock of QEMU's `virt` board ("google,goldfish-rtc"): nanoseconds since
// 1970. Leaves out: an alarm does not notice that somebody set `mtime`.
#pragma once
#include "engine/machine/device.h"

namespace trapdoor {

class Rtc final : public Device {
 public:
  static constexpr uint64_t kPowerOnSeconds = 1'704'067'200;  // 2024-01-01 00:00:00 UTC

  const DeviceInfo& info() const override;
  std::span<std::byte> state() override { return bytes_of(state_); }
  void reset(Io&) override;
  uint64_t read(Io&, uint32_t offset, int size) override;
  void write(Io&, uint32_t offset, int size, uint64_t value) override;
  uint64_t peek(const Io&, uint32_t offset, int size) const override;
  void wake(Io& io) override { update(io); }
  std::vector<Gate> gates(const Io&, int output, int input) const override;

 private:
  struct State {
    uint64_t start;  // what the clock showed when guest time was 0, in nanoseconds
    uint64_t alarm;
    uint32_t high;  // the upper half of the time, as of the last read of the lower
    uint8_t armed, enabled, pending;
    uint8_t unused;
  };
  static_assert(Plain<State>);

  uint64_t nanoseconds(const Io&) const;
  void update(Io&);

  State state_{};
};

}  // namespace trapdoor
