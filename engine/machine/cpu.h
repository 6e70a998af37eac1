// Cpu: the state of one hart, one array of 64-bit words for every instruction set.
// Laws: 1. Everything that influences a run is in here (or in a device's State, or in RAM).
//       2. Which word means what is said by the Isa's rows, nowhere else.
#pragma once
#include <array>
#include <cstdint>

#include "engine/base/plain.h"

namespace trapdoor {

inline constexpr int kCpuWords = 256;
inline constexpr int kMaxHarts = 8;

struct Cpu {
  std::array<uint64_t, kCpuWords> words{};

  uint64_t& operator[](int word) { return words[static_cast<size_t>(word)]; }
  uint64_t operator[](int word) const { return words[static_cast<size_t>(word)]; }
  bool operator==(const Cpu&) const = default;
};
static_assert(Plain<Cpu>);

}  // namespace trapdoor
