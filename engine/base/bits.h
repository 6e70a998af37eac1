// Bits: cutting numbers apart. Little-endian throughout; a shift by the word size or more gives zero.
#pragma once
#include <cstdint>

namespace trapdoor {

// Bits high..low of value, shifted down. Requires 63 >= high >= low >= 0.
constexpr uint64_t bits(uint64_t value, int high, int low) {
  return (value >> low) & (~uint64_t{0} >> (63 - (high - low)));
}
constexpr bool bit(uint64_t value, int index) { return (value >> index) & 1; }
// A mask of bits high..low.
constexpr uint64_t mask(int high, int low) { return (~uint64_t{0} >> (63 - (high - low))) << low; }
// value with bits high..low replaced by field (cut to fit).
constexpr uint64_t with_bits(uint64_t value, int high, int low, uint64_t field) {
  return (value & ~mask(high, low)) | ((field << low) & mask(high, low));
}
// The low `width` bits of value read as two's complement. Requires 1 <= width <= 64.
constexpr int64_t sign_extend(uint64_t value, int width) {
  return static_cast<int64_t>(value << (64 - width)) >> (64 - width);
}

}  // namespace trapdoor
