// VirtioRng: entropy that is none: the same bytes in every run, because a run must be repeatable.
// Models: VIRTIO 1.1, 5.4. The bytes are SplitMix64's, from a fixed seed at each power-on.
#pragma once
#include "engine/devices/virtio.h"

namespace trapdoor {

class VirtioRng final : public Virtio {
 public:
  static constexpr uint64_t kSeed = 0x7261'7064'6f6f'7221;
  static constexpr uint64_t kMostBytes = 4096;  // of one request; the driver asks again for more

  VirtioRng() : Virtio({4, 1, 0}, state_.virtio) {}
  const DeviceInfo& info() const override;
  std::span<std::byte> state() override { return bytes_of(state_); }
  void reset(Io&) override;

 protected:
  bool serve(Io&, uint32_t queue) override;

 private:
  struct State {
    VirtioState virtio;
    uint64_t seed;
  };
  static_assert(Plain<State>);

  State state_{};
};

}  // namespace trapdoor
