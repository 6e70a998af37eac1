// What must hold in every build, WebAssembly too. The referee of the arithmetic is soft_float_host_test.cc.
#include "engine/base/soft_float.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <random>

namespace trapdoor::soft_float {
namespace {

// (This emscripten's library has no std::bit_cast.)
template <class To, class From>
To cast(From value) {
  To bits;
  static_assert(sizeof bits == sizeof value);
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}
uint32_t bits(float value) { return cast<uint32_t>(value); }
uint64_t bits(double value) { return cast<uint64_t>(value); }

// One number for the results and flags of every operation on many operands.
template <class T>
uint64_t digest() {
  using F = Float<T>;
  using Other = std::conditional_t<sizeof(T) == 4, uint64_t, uint32_t>;
  std::mt19937_64 random(42);
  uint64_t sum = 0;
  auto mix = [&](uint64_t value) { sum = std::rotl((sum ^ value) * 0x9e3779b97f4a7c15, 29); };
  auto near_one = [](T any) {
    return (any & ((T{8} << F::kFractionBits) - 1)) + (F::kInfinity >> 1 & F::kInfinity);
  };
  for (int i = 0; i < 20000; i++) {
    auto a = static_cast<T>(random()), b = static_cast<T>(random()), c = static_cast<T>(random());
    auto integer = static_cast<int64_t>(random() >> random() % 64);
    auto other = static_cast<Other>(random());
    if (i % 3 == 0) {
      a = near_one(a);
      b = near_one(b);
      c = F::kSign | near_one(c);
    }
    if (i % 5 == 0) a &= ~F::kInfinity;  // subnormal
    Context context{static_cast<Rounding>(i % 5)};
    mix(F::add(a, b, context));
    mix(F::subtract(a, b, context));
    mix(F::multiply(a, b, context));
    mix(F::divide(a, b, context));
    mix(F::square_root(a, context));
    mix(F::multiply_add(a, b, c, context));
    mix(F::minimum(a, b, context));
    mix(static_cast<uint64_t>(F::compare_quiet(a, b, context)));
    mix(static_cast<uint64_t>(F::classify(a)));
    mix(static_cast<uint64_t>(F::template to_integer<int32_t>(a, context)));
    mix(F::template to_integer<uint64_t>(b, context));
    mix(F::from_integer(integer, context));
    mix(F::from_float(other, context));
    mix(context.flags);
  }
  return sum;
}

// The numbers are those of a native build that agrees with its host's unit: another build must get the same.
TEST(SoftFloatEverywhere, EveryBuildGetsTheSameBits) {
  EXPECT_EQ(digest<uint32_t>(), 3876954043108095444u);
  EXPECT_EQ(digest<uint64_t>(), 5012510016480378543u);
}

TEST(SoftFloatTiesAway, RoundsHalvesUpInMagnitude) {
  using F = Float<uint64_t>;
  auto rounded = [](double value) {
    Context context{Rounding::nearest_away};
    return F::to_integer<int64_t>(bits(value), context);
  };
  EXPECT_EQ(rounded(0.5), 1);
  EXPECT_EQ(rounded(-0.5), -1);
  EXPECT_EQ(rounded(2.5), 3);
  EXPECT_EQ(rounded(0.49999999999999994), 0);
  Context context{Rounding::nearest_away};
  EXPECT_EQ(F::add(bits(0x1p1023), bits(0x1p1023), context), F::kInfinity);
  EXPECT_EQ(context.flags, kOverflow | kInexact);
}

// 7.5: a result that rounds up to the least normal number is not tiny only if it would with one more bit too.
TEST(SoftFloatUnderflow, IsDetectedAfterRounding) {
  using F = Float<uint32_t>;
  Context tiny, normal;
  // (1 - 2^-24) * 2^-126 rounds to 2^-126 with 24 bits of precision: it is still tiny with 24 bits below
  // 2^-126.
  EXPECT_EQ(F::multiply(bits(0x1.fffffep-1f), bits(0x1p-126f), tiny), bits(0x1p-126f));
  EXPECT_EQ(tiny.flags, kUnderflow | kInexact);
  // (1 - 2^-26) * 2^-126: 24 bits would carry to 2^-126 there too.
  EXPECT_EQ(F::multiply(bits(0x1.0008p-63f), bits(0x1.fff0p-64f), normal), bits(0x1p-126f));
  EXPECT_EQ(normal.flags, kInexact);
}

}  // namespace
}  // namespace trapdoor::soft_float
