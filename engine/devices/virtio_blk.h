// VirtioBlk: a disk behind virtio queues.
// Models: VIRTIO 1.1, 5.2; features SEG_MAX, BLK_SIZE, FLUSH.
// Leaves out: discard, write zeroes, several queues, geometry.
// Laws: 1. A request is served whole or answered with an error; what is written stays in `storage()`, which
//          is copied on write: the image it came from is never harmed.
#pragma once
#include "engine/devices/virtio.h"

namespace trapdoor {

class VirtioBlk final : public Virtio {
 public:
  static constexpr uint64_t kDefaultBytes = 16 << 20;
  static constexpr uint64_t kSectorBytes = 512;

  VirtioBlk();
  const DeviceInfo& info() const override;
  std::span<std::byte> state() override { return bytes_of(state_); }
  Pages* storage() override { return &storage_; }

 protected:
  bool serve(Io&, uint32_t queue) override;
  std::vector<std::byte> config() const override;

 private:
  struct Request;
  uint8_t transfer(Io&, const VirtioChain&, const Request&, uint32_t& written);

  VirtioState state_{};
  Pages storage_{kDefaultBytes};
};

}  // namespace trapdoor
