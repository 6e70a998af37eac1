// Tick: guest time. One tick is one instruction of one hart, or one interrupt taken. Nothing else is time.
#pragma once
#include <cstdint>

namespace trapdoor {

using Tick = uint64_t;
inline constexpr Tick kNever = ~Tick{0};

}  // namespace trapdoor
