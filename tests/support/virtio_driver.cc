#include "tests/support/virtio_driver.h"

namespace trapdoor {

void VirtioDriver::setup_queue(uint32_t queue) {
  set(kQueueSel, queue);
  set(kQueueNum, kSize);
  set(kQueueDesc, descriptors(queue));
  set(kQueueDesc + 4, descriptors(queue) >> 32);
  set(kQueueDriver, available(queue));
  set(kQueueDriver + 4, available(queue) >> 32);
  set(kQueueDevice, used_ring(queue));
  set(kQueueDevice + 4, used_ring(queue) >> 32);
  set(kQueueReady, 1);
}

void VirtioDriver::start(int queues) {
  set(kStatus, 0);
  set(kStatus, 1);
  set(kStatus, 3);
  for (uint64_t half : {0, 1}) {
    set(kDeviceFeaturesSel, half);
    set(kDriverFeaturesSel, half);
    set(kDriverFeatures, get(kDeviceFeatures));
  }
  set(kStatus, 0xb);
  for (int i = 0; i < queues; i++) setup_queue(static_cast<uint32_t>(i));
  set(kStatus, 0xf);
}

uint16_t VirtioDriver::add(uint32_t queue, const std::vector<Part>& parts) {
  uint16_t& next = next_descriptor_[queue];
  uint16_t head = next;
  for (size_t i = 0; i < parts.size(); i++) {
    uint64_t at = descriptors(queue) + 16u * next;
    bool last = i + 1 == parts.size();
    auto following = static_cast<uint16_t>((next + 1) % kSize);
    poke(at, parts[i].address);
    poke(at + 8, parts[i].size);
    poke(at + 12, static_cast<uint16_t>((parts[i].writable ? 2 : 0) | (last ? 0 : 1)));
    poke(at + 14, following);
    next = following;
  }
  uint16_t& index = next_available_[queue];
  poke(available(queue) + 4 + 2 * (index % kSize), head);
  index++;
  poke(available(queue) + 2, index);
  return head;
}

uint16_t VirtioDriver::used(uint32_t queue) {
  bench_->pass(2000);
  return static_cast<uint16_t>(bench_->peek(used_ring(queue) + 2, 2));
}

uint32_t VirtioDriver::used_length(uint32_t queue, uint16_t index) {
  return static_cast<uint32_t>(bench_->peek(used_ring(queue) + 4 + 8u * (index % kSize) + 4, 4));
}

}  // namespace trapdoor
