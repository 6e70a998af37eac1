#include "engine/devices/virtio_rng.h"

#include <algorithm>

namespace trapdoor {

const DeviceInfo& VirtioRng::info() const {
  static const VirtioInfo kInfo("virtio-rng", "Random numbers (virtio)",
                                "Fills buffers with bytes that look random and are the same in every run.",
                                {});
  return kInfo.info;
}

void VirtioRng::reset(Io& io) {
  Virtio::reset(io);
  state_.seed = kSeed;
}

// SplitMix64 (Steele, Lea, Flood 2014).
static uint64_t next_number(uint64_t& seed) {
  uint64_t z = seed += 0x9e37'79b9'7f4a'7c15;
  z = (z ^ z >> 30) * 0xbf58'476d'1ce4'e5b9;
  z = (z ^ z >> 27) * 0x94d0'49bb'1331'11eb;
  return z ^ z >> 31;
}

bool VirtioRng::serve(Io& io, uint32_t queue) {
  VirtioChain chain;
  if (!pop(io, queue, chain)) return false;
  uint64_t size = std::min(chain.writable_bytes, kMostBytes);
  for (uint64_t done = 0; done < size; done += 8) {
    uint64_t number = next_number(state_.seed);
    chain.write(io, done, bytes_of(number).first(std::min<uint64_t>(8, size - done)));
  }
  push(io, queue, chain, static_cast<uint32_t>(size));
  return true;
}

}  // namespace trapdoor
