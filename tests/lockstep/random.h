// Random: the test's own numbers; the same seed gives the same program everywhere.
#pragma once
#include <cstdint>
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

 private:
  uint64_t state_;
};

}  // namespace trapdoor::lockstep
