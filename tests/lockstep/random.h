// Random: the test's own numbers; the same seed gives the same program everywhere.
#pragma once
#include <cstdint>
#include <iterator>
#include <span>

namespace trapdoor::lockstep {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  // SplitMix64 (Steele, Lea, Flood 2014).
  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // 0 to n - 1. Requires n > 0.
  uint64_t below(uint64_t n) { return next() % n; }
  int in(int low, int high) { return low + static_cast<int>(below(static_cast<uint64_t>(high - low + 1))); }
  bool chance(int percent) { return below(100) < static_cast<uint64_t>(percent); }
  template <class T>
  const T& of(std::span<const T> values) {
    return values[below(values.size())];
  }

  // A number at which arithmetic likes to go wrong, or any number.
  uint64_t edge() {
    static constexpr uint64_t kEdges[] = {0,
                                          1,
                                          2,
                                          3,
                                          ~0ull,
                                          ~1ull,
                                          0x7f,
                                          0x80,
                                          0x7fff,
                                          0x8000,
                                          0x7fffffff,
                                          0x80000000,
                                          0x80000001,
                                          0xffffffff,
                                          1ull << 32,
                                          0x7fffffffffffffff,
                                          1ull << 63,
                                          63,
                                          64,
                                          31,
                                          32,
                                          0xffffffff80000000,
                                          0xffffffff7fffffff,
                                          0x8000000000000001};
    switch (below(6)) {
      case 0:
      case 1:
        return kEdges[below(sizeof kEdges / sizeof *kEdges)];
      case 2:
        return (1ull << below(64)) - below(2);
      case 3:
        return static_cast<uint64_t>(static_cast<int64_t>(next()) >> below(64));
      case 4:
        return next() >> below(64);
      default:
        return next();
    }
  }

  // A register's worth of floating point: a double, a boxed single, or bits that are neither.
  uint64_t floating() {
    static constexpr uint64_t kDoubles[] = {0,
                                            1ull << 63,
                                            0x3ff0000000000000,  // 1
                                            0xbff0000000000000,
                                            0x7ff0000000000000,  // infinity
                                            0xfff0000000000000,
                                            0x7ff8000000000000,  // quiet, signalling
                                            0x7ff0000000000001,
                                            0xfff8000000000123,
                                            1,  // subnormal
                                            0x000fffffffffffff,
                                            0x0010000000000000,  // normal, least and greatest
                                            0x7fefffffffffffff,
                                            0x41dfffffffc00000,  // 2^31 - 1, 2^31, 2^63, 2^64
                                            0x41e0000000000000,
                                            0x43e0000000000000,
                                            0x43f0000000000000,
                                            0x3fe0000000000000};  // 0.5
    static constexpr uint32_t kSingles[] = {
        0, 0x80000000, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000, 0x7f800001, 0xffc00123,
        1, 0x007fffff, 0x00800000, 0x7f7fffff, 0x4f000000, 0x4effffff, 0x5f000000, 0x5f800000, 0x3f000000};
    constexpr uint64_t kBox = 0xffffffff00000000;
    switch (below(8)) {
      case 0:
        return kDoubles[below(std::size(kDoubles))] ^ (chance(20) ? below(4) : 0);
      case 1:
        return next();
      case 2: {  // exponents near each other, so that sums cancel and products neither vanish nor overflow
        uint64_t exponent = 1023 - 32 + below(64);
        return (next() & 0x800fffffffffffff) | exponent << 52;
      }
      case 3:
      case 4:
        return kBox |
               (kSingles[below(std::size(kSingles))] ^ (chance(20) ? static_cast<uint32_t>(below(4)) : 0));
      case 5:
        return kBox | (next() & 0xffffffff);
      case 6:
        return kBox | (next() & 0x807fffff) | (127 - 16 + below(32)) << 23;
      default:
        return edge();
    }
  }

 private:
  uint64_t state_;
};

}  // namespace trapdoor::lockstep
