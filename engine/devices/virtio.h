// Virtio: what all virtio devices share: the registers, the queues, and the walk along a guest's descriptors.
// Models: Virtual I/O Device (VIRTIO) 1.1, 4.2 (MMIO, version 2) and 2.6 (split queues); vendor id as QEMU's.
// Leaves out: legacy (version 1) registers, packed queues, indirect descriptors, event indices, shared
//   memory. A driver that does not take VIRTIO_F_VERSION_1 is served all the same (xv6 does not).
// Laws: 1. Nothing a guest writes into queues or descriptors does more than make the device ask for its reset
//          (STATUS bit 6): loops, lengths and addresses are checked before anything is moved.
//       2. One chain is served per `kLatency` ticks, and a chain is at most kMaxChainBytes long, so that a
//          guest cannot make the host work for long.
#pragma once
#include <array>
#include <vector>

#include "engine/machine/device.h"

namespace trapdoor {

inline constexpr uint32_t kMaxVirtqueues = 2;
inline constexpr uint32_t kMaxVirtqueueSize = 256;

struct Virtqueue {
  uint64_t descriptors, driver, device;  // physical addresses of the three parts
  uint32_t size;
  uint16_t next_available, next_used;  // how far this side has come
  uint8_t ready;
  uint8_t notified;  // worth looking at
  uint8_t unused[6];
};

struct VirtioState {
  uint64_t driver_features;
  uint32_t device_features_sel, driver_features_sel, queue_sel;
  uint32_t interrupt_status;
  uint32_t status;
  uint32_t config_generation;
  std::array<Virtqueue, kMaxVirtqueues> queues;
  Tick serve_at;  // kNever: nothing to do
};
static_assert(Plain<VirtioState>);

// A checked chain of descriptors: all of it lies in RAM. First come the parts the device reads, then the
// parts it writes.
struct VirtioChain {
  struct Part {
    uint64_t address;
    uint32_t size;
  };
  uint16_t head = 0;
  std::vector<Part> readable, writable;
  uint64_t readable_bytes = 0, writable_bytes = 0;

  // Copies from or to the readable or writable bytes, at an offset into them. Requires that they are there.
  void read(Io&, uint64_t offset, std::span<std::byte> out) const;
  void write(Io&, uint64_t offset, std::span<const std::byte> in) const;
};

class Virtio : public Device {
 public:
  static constexpr Tick kLatency = 100;
  static constexpr uint64_t kMaxChainBytes = 4 << 20;

  void reset(Io&) override;
  uint64_t read(Io& io, uint32_t offset, int size) override { return peek(io, offset, size); }
  void write(Io&, uint32_t offset, int size, uint64_t value) override;
  uint64_t peek(const Io&, uint32_t offset, int size) const override;
  void wake(Io&) override;
  std::vector<Ring> rings(const Io&) const override;
  std::vector<Gate> gates(const Io&, int output, int input) const override;

 protected:
  enum Status : uint32_t { kFeaturesOk = 8, kDriverOk = 4, kNeedsReset = 0x40 };
  static constexpr uint16_t kNoInterrupt = 1;  // in the flags of the available ring

  // What a kind of device is, besides its rows.
  struct Kind {
    uint32_t id;
    uint32_t queues;
    uint64_t features;       // without VIRTIO_F_VERSION_1, which all have
    uint32_t receiving = 0;  // a bit for each queue whose buffers wait for something from the outside
  };

  Virtio(const Kind& kind, VirtioState& state) : kind_(kind), virtio_(state) {}

  // Serves one chain of the queue; false when there is nothing to do. Called at most once per kLatency.
  virtual bool serve(Io&, uint32_t queue) = 0;
  // The device's configuration, from offset 0x100 on.
  virtual std::vector<std::byte> config() const { return {}; }
  // The driver says that it is ready.
  virtual void driver_ready(Io&) {}
  // The driver has reset the device.
  virtual void forget(Io&) {}
  // When the device wants `on_time` for reasons of its own.
  virtual Tick own_wake() const { return kNever; }
  virtual void on_time(Io&) {}

  bool driver_ok() const;
  bool has_feature(int bit) const { return virtio_.driver_features >> bit & 1; }
  // Takes the next chain the driver has made available. False when there is none, or the device needs a reset
  // now.
  bool pop(Io&, uint32_t queue, VirtioChain&);
  // Gives a chain back, with the number of bytes written into it.
  void push(Io&, uint32_t queue, const VirtioChain&, uint32_t written);
  // The driver has broken the rules: stop, and say so.
  void need_reset(Io&);
  // Something to do for the queue, soon.
  void call(Io&, uint32_t queue);

 private:
  bool walk(Io&, const Virtqueue&, VirtioChain&);
  void start_queue(Io&, Virtqueue&, uint32_t index);
  void set_status(Io&, uint32_t status);
  void schedule(Io&);
  void update(Io&);
  // virtio_gates.cc
  Gate ready_gate() const;
  Gate wanted_gate(const Io&) const;
  Gate notified_gate(const Io&) const;

  const Kind kind_;
  VirtioState& virtio_;
};

// The rows of a virtio device: the shared registers, then its own configuration.
struct VirtioInfo {
  VirtioInfo(std::string_view kind, std::string_view title, std::string_view help,
             std::span<const RegisterRow> config);
  std::vector<RegisterRow> registers;
  DeviceInfo info;
};

}  // namespace trapdoor
