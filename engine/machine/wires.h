// Wires: named levels, the only way one part signals another. A wire has one driver and one receiver.
#pragma once
#include <array>
#include <cstdint>

#include "engine/base/plain.h"

namespace trapdoor {

inline constexpr int kMaxWires = 128;

struct Wires {
  std::array<uint64_t, kMaxWires / 64> level{};

  bool operator[](int wire) const { return level[static_cast<size_t>(wire) / 64] >> (wire % 64) & 1; }
  void set(int wire, bool high) {
    uint64_t one = uint64_t{1} << (wire % 64);
    uint64_t& word = level[static_cast<size_t>(wire) / 64];
    word = high ? word | one : word & ~one;
  }
};
static_assert(Plain<Wires>);

}  // namespace trapdoor
