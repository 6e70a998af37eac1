// VirtioDriver: the guest's side of virtio, for tests: sets a device up and puts chains into its queues.
#pragma once
#include <map>

#include "tests/support/bench.h"

namespace trapdoor {

class VirtioDriver {
 public:
  static constexpr uint32_t kSize = 8;  // entries of each queue

  struct Part {
    uint64_t address;
    uint32_t size;
    bool writable;
  };
  enum Register : uint32_t {
    kMagic = 0x00,
    kVersion = 0x04,
    kDeviceId = 0x08,
    kVendor = 0x0c,
    kDeviceFeatures = 0x10,
    kDeviceFeaturesSel = 0x14,
    kDriverFeatures = 0x20,
    kDriverFeaturesSel = 0x24,
    kQueueSel = 0x30,
    kQueueNumMax = 0x34,
    kQueueNum = 0x38,
    kQueueReady = 0x44,
    kQueueNotify = 0x50,
    kInterruptStatus = 0x60,
    kInterruptAck = 0x64,
    kStatus = 0x70,
    kQueueDesc = 0x80,
    kQueueDriver = 0x90,
    kQueueDevice = 0xa0,
    kConfig = 0x100,
  };

  VirtioDriver(Bench& bench, uint64_t base) : bench_(&bench), base_(base) {}

  uint64_t get(uint32_t offset) { return bench_->read(base_ + offset); }
  void set(uint32_t offset, uint64_t value) { bench_->write(base_ + offset, value); }

  // The dance of 3.1.1, taking the features that are offered.
  void start(int queues);
  void setup_queue(uint32_t queue);
  // Puts a chain of fresh descriptors into the ring, without telling the device. Returns its head.
  uint16_t add(uint32_t queue, const std::vector<Part>& parts);
  void notify(uint32_t queue) { set(kQueueNotify, queue); }
  // Gives the device time, then returns how many chains came back, and the length of the last.
  uint16_t used(uint32_t queue);
  uint32_t used_length(uint32_t queue, uint16_t index);

  uint64_t descriptors(uint32_t queue) const { return Bench::kRam + 0x1000 * (queue + 1); }
  uint64_t available(uint32_t queue) const { return descriptors(queue) + 0x400; }
  uint64_t used_ring(uint32_t queue) const { return descriptors(queue) + 0x800; }
  template <Plain T>
  void poke(uint64_t address, T value) {
    bench_->machine.bus.poke(address, bytes_of(value));
  }

 private:
  Bench* bench_;
  uint64_t base_;
  std::map<uint32_t, uint16_t> next_descriptor_, next_available_;
};

}  // namespace trapdoor
