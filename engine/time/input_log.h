// Input log: what reached into the guest from the outside, and when. Only what cannot be recomputed is
// recorded. Laws: 1. Entries are in tick order; those of one tick are in the order they came.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/machine/machine.h"

namespace trapdoor {

enum class InputKind : uint8_t {
  key,   // bytes arrive at device `where`
  poke,  // bytes are written to RAM at `where`
  word,  // word `where` of hart `hart` becomes `value`
  flaw,  // the flaw number `where` is switched on (value 1) or off
};

struct Input {
  Tick tick = 0;
  InputKind kind = InputKind::key;
  uint8_t hart = 0;
  uint64_t where = 0;
  uint64_t value = 0;
  std::vector<std::byte> bytes;

  bool operator==(const Input&) const = default;
};

using InputLog = std::vector<Input>;

// Does to the machine what the input says. False, and nothing done, when it cannot (RAM ends, no such device
// or word).
bool apply(const Input&, Machine&);

}  // namespace trapdoor
