// VirtioNet: a network card behind virtio queues, with one other machine on its cable: the peer.
// The peer (10.0.2.2, 52:55:0a:00:02:02) answers ARP for its address, echoes ICMP echo requests and UDP to
// port 7, and sends any frame of type 0x88b5 (IEEE's "local experimental") back to its sender. Everything
// else it ignores. The peer also plays a script, if `storage()` has one: frames it sends by itself, each as
//   8 bytes  ticks after the driver became ready
//   4 bytes  length of the frame, 14 to 1514; 0 ends the script
//   the frame, and zeros up to a multiple of 4 bytes
// so that a lesson can write it with .dword, .word and .byte.
// Models: VIRTIO 1.1, 5.1; feature MAC. RFC 826, 791, 792, 768 as far as the peer needs them.
// Leaves out: checksum and segmentation offload, mergeable buffers, control queue; a cable that loses frames
//   (but one that finds kFrames others waiting is dropped, as a command event tells).
#pragma once
#include <array>

#include "engine/devices/virtio.h"

namespace trapdoor {

class VirtioNet final : public Virtio {
 public:
  static constexpr uint32_t kFrames = 8;
  static constexpr uint32_t kMostBytes = 1514;  // of a frame
  static constexpr uint64_t kScriptBytes = 64 << 10;

  VirtioNet() : Virtio({1, 2, kMacFeature, 1}, state_.virtio) {}
  const DeviceInfo& info() const override;
  std::span<std::byte> state() override { return bytes_of(state_); }
  Pages* storage() override { return &storage_; }

 protected:
  bool serve(Io&, uint32_t queue) override;
  std::vector<std::byte> config() const override;
  void driver_ready(Io&) override;
  void forget(Io&) override;
  Tick own_wake() const override;
  void on_time(Io&) override;

 private:
  static constexpr uint64_t kMacFeature = 1 << 5;

  struct Frame {
    std::array<uint8_t, kMostBytes> bytes;
    uint16_t size;
  };
  struct State {
    VirtioState virtio;
    std::array<Frame, kFrames> waiting;  // on the way to the guest, oldest first
    Tick ready_at;                       // when the driver became ready; kNever before
    uint64_t script_at;                  // the next record of the script
    uint64_t count;
  };
  static_assert(Plain<State>);
  struct Record {
    uint64_t ticks = 0;
    uint32_t size = 0;  // 0: none
  };

  bool send(Io&);
  bool receive(Io&);
  void deliver(Io&, std::span<const uint8_t> frame);
  uint32_t header_bytes() const { return has_feature(32) ? 12 : 10; }  // 5.1.6.1
  Record next_record() const;

  State state_{};
  Pages storage_{kScriptBytes};
};

}  // namespace trapdoor
