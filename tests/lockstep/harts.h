// Harts: programs of several harts that leave the same memory however their instructions interleave: atomics that commute,
// LR/SC loops, locks, bytes beside each other, interrupts from hart to hart.
#pragma once
#include <cstdint>
#include <string>

namespace trapdoor::lockstep {

// What the harts leave for the comparison.
inline constexpr uint64_t kSharedBase = 0x80020000, kSharedBytes = 0x1000;

// The seed's program for so many harts (2 to 8), in assembly; it begins at the start of RAM and switches the machine off.
std::string harts_program(uint64_t seed, int harts);

// Runs the program here and in QEMU. Empty if they agree; else what differs, or what went wrong.
std::string compare_harts(uint64_t seed, int harts, uint64_t& ticks);

}  // namespace trapdoor::lockstep
