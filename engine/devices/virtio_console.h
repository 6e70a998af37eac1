// VirtioConsole: a terminal behind virtio queues.
// Models: VIRTIO 1.1, 5.3; one port, no features.
// Leaves out: window size, several ports, emergency write.
// Laws: 1. A byte from outside that finds the line full is told as a command event, never lost silently.
#pragma once
#include <array>

#include "engine/devices/virtio.h"

namespace trapdoor {

class VirtioConsole final : public Virtio {
 public:
  static constexpr uint32_t kLineBytes = 256;
  static constexpr uint64_t kMostBytes = 64 << 10;  // of one chain that is sent

  VirtioConsole() : Virtio({3, 2, 0, 1}, state_.virtio) {}
  const DeviceInfo& info() const override;
  std::span<std::byte> state() override { return bytes_of(state_); }
  void reset(Io&) override;
  void accept(Io&, uint8_t byte) override;

 protected:
  bool serve(Io&, uint32_t queue) override;

 private:
  struct State {
    VirtioState virtio;
    std::array<std::byte, kLineBytes> line;  // received, not yet given to the driver
    uint64_t count;
  };
  static_assert(Plain<State>);

  bool give(Io&);
  bool send(Io&);

  State state_{};
};

}  // namespace trapdoor
