// The host's floating-point unit is the referee: values and flags, in the four rounding modes that it has.
// WebAssembly has one mode and no flags, so this is for native builds; soft_float_test.cc is for all.
#include <gtest/gtest.h>

#include <bit>
#include <cfenv>
#include <cmath>
#include <iterator>
#include <limits>
#include <random>
#include <string>

#include "engine/base/soft_float.h"

namespace trapdoor::soft_float {
namespace {

template <class T>
using Host = std::conditional_t<sizeof(T) == 4, float, double>;

template <class T>
Host<T> host(T bits) {
  return std::bit_cast<Host<T>>(bits);
}
uint32_t bits(float value) { return std::bit_cast<uint32_t>(value); }
uint64_t bits(double value) { return std::bit_cast<uint64_t>(value); }

struct Mode {
  Rounding rounding;
  int host;
};
constexpr Mode kModes[] = {{Rounding::nearest_even, FE_TONEAREST},
                           {Rounding::to_zero, FE_TOWARDZERO},
                           {Rounding::down, FE_DOWNWARD},
                           {Rounding::up, FE_UPWARD}};

uint8_t host_flags() {
  int raised = std::fetestexcept(FE_ALL_EXCEPT);
  return static_cast<uint8_t>(
      (raised & FE_INEXACT ? kInexact : 0) | (raised & FE_UNDERFLOW ? kUnderflow : 0) |
      (raised & FE_OVERFLOW ? kOverflow : 0) | (raised & FE_DIVBYZERO ? kDivideByZero : 0) |
      (raised & FE_INVALID ? kInvalid : 0));
}

// Operands where something happens, and others: near each other, near the ends, with few bits set.
template <class T>
class Operands {
 public:
  explicit Operands(uint64_t seed) : random_(seed) {}

  T next() {
    using F = Float<T>;
    auto any = static_cast<T>(random_());
    T sign = any & F::kSign;
    switch (random_() % 8) {
      case 0:
        return sign | edge();
      case 1:
        return sign | static_cast<T>(edge() + static_cast<T>(random_() % 5) - 2);
      case 2:  // near 1
        return sign | ((F::kInfinity >> 1 & F::kInfinity) + (any & ((T{8} << F::kFractionBits) - 1)));
      case 3:  // subnormal
        return sign | (any & ((T{1} << F::kFractionBits) - 1) >> random_() % F::kFractionBits);
      case 4:  // few bits
        return any & (~T{0} << random_() % F::kFractionBits);
      case 5:  // near the last
        return last_ ^ static_cast<T>(T{1} << random_() % (F::kFractionBits + 2)) ^
               (random_() & 1 ? F::kSign : 0);
      default:
        return last_ = any;
    }
  }

 private:
  T edge() {
    using F = Float<T>;
    const T one = F::kInfinity >> 1 & F::kInfinity;
    const T edges[] = {0,
                       1,
                       T{1} << F::kFractionBits,
                       (T{1} << F::kFractionBits) - 1,
                       one,
                       one + 1,
                       one + (T{1} << F::kFractionBits),
                       one - (T{1} << F::kFractionBits),
                       one + (T{31} << F::kFractionBits),
                       one + (T{32} << F::kFractionBits),
                       one + (T{63} << F::kFractionBits),
                       one + (T{64} << F::kFractionBits),
                       F::kInfinity,
                       F::kInfinity - 1,
                       F::kInfinity + 1,
                       F::kNan,
                       F::kNan + 77};
    return edges[random_() % std::size(edges)];
  }
  std::mt19937_64 random_;
  T last_ = 0;
};

// Runs the host's operation in a mode and returns its result's bits; flags holds what it raised.
template <class Operation>
[[gnu::noinline]] auto on_host(Operation operation, int mode, uint8_t& flags) {
  std::fesetround(mode);
  std::feclearexcept(FE_ALL_EXCEPT);
  volatile auto result = operation();
  flags = host_flags();
  std::fesetround(FE_TONEAREST);
  auto copy = result;
  return copy;
}

template <class T>
class SoftFloat : public ::testing::Test {};
using Formats = ::testing::Types<uint32_t, uint64_t>;
TYPED_TEST_SUITE(SoftFloat, Formats);

constexpr int kRounds = 15000;

// Ours against the host's on many operands. Ours(a, b, c, context) and theirs(a, b, c) on the host's type.
template <class T, class Ours, class Theirs>
void compare_with_host(const char* name, Ours ours, Theirs theirs) {
  using F = Float<T>;
  Operands<T> operands(std::string(name).size() * 1000003u + sizeof(T));
  for (int i = 0; i < kRounds; i++) {
    T a = operands.next(), b = operands.next(), c = operands.next();
    volatile Host<T> x = host(a), y = host(b), z = host(c);
    for (const Mode& mode : kModes) {
      Context context{mode.rounding};
      T result = ours(a, b, c, context);
      uint8_t flags;
      auto expected = bits(on_host([&]() -> Host<T> { return theirs(x, y, z); }, mode.host, flags));
      if (F::is_nan(expected)) expected = F::kNan;
      ASSERT_EQ(result, expected) << name << std::hex << " " << a << " " << b << " " << c << " in mode "
                                  << static_cast<int>(mode.rounding);
      ASSERT_EQ(context.flags, flags) << "flags of " << name << std::hex << " " << a << " " << b << " " << c
                                      << " in mode " << static_cast<int>(mode.rounding);
    }
  }
}

TYPED_TEST(SoftFloat, AddsLikeTheHost) {
  using T = TypeParam;
  compare_with_host<T>(
      "add", [](T a, T b, T, Context& c) { return Float<T>::add(a, b, c); },
      [](Host<T> a, Host<T> b, Host<T>) { return a + b; });
}
TYPED_TEST(SoftFloat, SubtractsLikeTheHost) {
  using T = TypeParam;
  compare_with_host<T>(
      "subtract", [](T a, T b, T, Context& c) { return Float<T>::subtract(a, b, c); },
      [](Host<T> a, Host<T> b, Host<T>) { return a - b; });
}
TYPED_TEST(SoftFloat, MultipliesLikeTheHost) {
  using T = TypeParam;
  compare_with_host<T>(
      "multiply", [](T a, T b, T, Context& c) { return Float<T>::multiply(a, b, c); },
      [](Host<T> a, Host<T> b, Host<T>) { return a * b; });
}
TYPED_TEST(SoftFloat, DividesLikeTheHost) {
  using T = TypeParam;
  compare_with_host<T>(
      "divide", [](T a, T b, T, Context& c) { return Float<T>::divide(a, b, c); },
      [](Host<T> a, Host<T> b, Host<T>) { return a / b; });
}
TYPED_TEST(SoftFloat, TakesSquareRootsLikeTheHost) {
  using T = TypeParam;
  compare_with_host<T>(
      "square root", [](T a, T, T, Context& c) { return Float<T>::square_root(a, c); },
      [](Host<T> a, Host<T>, Host<T>) { return std::sqrt(a); });
}

TYPED_TEST(SoftFloat, MultipliesAndAddsWithOneRounding) {
  using T = TypeParam;
  using F = Float<T>;
  Operands<T> operands(11);
  for (int i = 0; i < kRounds; i++) {
    T a = operands.next(), b = operands.next(), c = operands.next();
    volatile Host<T> x = host(a), y = host(b), z = host(c);
    if (i % 2) {  // cancel nearly
      volatile Host<T> near = -(x * y);
      z = near;
      c = bits(near) ^ static_cast<T>(i >> 3 & 7);
      z = host(c);
    }
    for (const Mode& mode : kModes) {
      Context context{mode.rounding};
      T result = F::multiply_add(a, b, c, context);
      uint8_t flags;
      auto expected = bits(on_host([&]() -> Host<T> { return std::fma(x, y, z); }, mode.host, flags));
      if (F::is_nan(expected)) expected = F::kNan;
      ASSERT_EQ(result, expected) << std::hex << a << " " << b << " " << c << " in mode "
                                  << static_cast<int>(mode.rounding);
      // Hosts differ: RISC-V says that infinity * 0 + a quiet NaN is invalid.
      Context product;
      F::multiply(a, b, product);
      if (F::is_nan(c)) flags |= product.flags & kInvalid;
      ASSERT_EQ(context.flags, flags) << "flags of " << std::hex << a << " " << b << " " << c << " in mode "
                                      << static_cast<int>(mode.rounding);
    }
  }
}

TYPED_TEST(SoftFloat, ConvertsFormatsLikeTheHost) {
  using T = TypeParam;
  using Other = std::conditional_t<sizeof(T) == 4, uint64_t, uint32_t>;
  Operands<Other> operands(5);
  Operands<T> near(6);
  for (int i = 0; i < kRounds; i++) {
    Other a = operands.next();
    if (i % 2) {  // a number of the narrower range, so that not everything overflows
      Context exact;
      a = Float<Other>::from_float(near.next(), exact) + static_cast<Other>(i % 7) - 3;
    }
    volatile Host<Other> x = host(a);
    for (const Mode& mode : kModes) {
      Context context{mode.rounding};
      T result = Float<T>::from_float(a, context);
      uint8_t flags;
      auto expected = bits(on_host([&] { return static_cast<Host<T>>(x); }, mode.host, flags));
      if (Float<T>::is_nan(expected)) expected = Float<T>::kNan;
      ASSERT_EQ(result, expected) << std::hex << a;
      ASSERT_EQ(context.flags, flags) << "flags of " << std::hex << a;
    }
  }
}

template <class T, class Integer>
void convert_integers() {
  Operands<T> operands(7);
  std::mt19937_64 random(8);
  for (int i = 0; i < kRounds; i++) {
    T a = operands.next();
    // From far outside to far inside the integer's range
    T exponent = (Float<T>::kInfinity >> 1 & Float<T>::kInfinity) +
                 (static_cast<T>(random() % 70) << Float<T>::kFractionBits) -
                 (T{3} << Float<T>::kFractionBits);
    if (i % 2) a = (a & ~Float<T>::kInfinity) | exponent;
    for (const Mode& mode : kModes) {
      Context context{mode.rounding};
      auto result = Float<T>::template to_integer<Integer>(a, context);
      std::fesetround(mode.host);
      long double rounded = std::nearbyint(static_cast<long double>(host(a)));
      std::fesetround(FE_TONEAREST);
      long double least = std::numeric_limits<Integer>::min(), greatest = std::numeric_limits<Integer>::max();
      if (std::isnan(host(a)) || rounded > greatest) {
        ASSERT_EQ(result, std::numeric_limits<Integer>::max()) << std::hex << a;
        ASSERT_EQ(context.flags, kInvalid);
      } else if (rounded < least) {
        ASSERT_EQ(result, std::numeric_limits<Integer>::min()) << std::hex << a;
        ASSERT_EQ(context.flags, kInvalid);
      } else {
        ASSERT_EQ(result, static_cast<Integer>(rounded)) << std::hex << a;
        ASSERT_EQ(context.flags, rounded == static_cast<long double>(host(a)) ? 0 : kInexact)
            << std::hex << a;
      }
    }
    auto integer = static_cast<Integer>(random() >> random() % 64);
    if (i % 2) integer = static_cast<Integer>(0 - static_cast<uint64_t>(integer));
    volatile Integer n = integer;
    for (const Mode& mode : kModes) {
      Context context{mode.rounding};
      T converted = Float<T>::from_integer(integer, context);
      uint8_t flags;
      auto expected = on_host([&]() -> Host<T> { return static_cast<Host<T>>(n); }, mode.host, flags);
      if (sizeof(Integer) == 8 && !std::is_signed_v<Integer>) {
        // Compilers have no one instruction for these: their flags, and rounding but to nearest, are not
        // sure.
        std::fesetround(mode.host);
        volatile long double wide = n;
        expected = static_cast<Host<T>>(wide);
        flags = static_cast<long double>(expected) == wide ? 0 : kInexact;
        std::fesetround(FE_TONEAREST);
      }
      ASSERT_EQ(converted, bits(expected)) << integer;
      ASSERT_EQ(context.flags, flags) << integer;
    }
  }
}
TYPED_TEST(SoftFloat, ConvertsIntegersLikeTheHost) {
  convert_integers<TypeParam, int32_t>();
  convert_integers<TypeParam, uint32_t>();
  convert_integers<TypeParam, int64_t>();
  convert_integers<TypeParam, uint64_t>();
}

TYPED_TEST(SoftFloat, ComparesLikeTheHost) {
  using T = TypeParam;
  using F = Float<T>;
  Operands<T> operands(9);
  for (int i = 0; i < kRounds; i++) {
    T a = operands.next(), b = operands.next();
    Order expected = host(a) < host(b)    ? Order::less
                     : host(a) == host(b) ? Order::equal
                     : host(a) > host(b)  ? Order::greater
                                          : Order::unordered;
    Context quiet, signaling;
    ASSERT_EQ(F::compare_quiet(a, b, quiet), expected) << std::hex << a << " " << b;
    ASSERT_EQ(F::compare_signaling(a, b, signaling), expected) << std::hex << a << " " << b;
    ASSERT_EQ(quiet.flags, F::is_signaling(a) || F::is_signaling(b) ? kInvalid : 0);
    ASSERT_EQ(signaling.flags, expected == Order::unordered ? kInvalid : 0);
    Context context;
    T least = F::minimum(a, b, context), greatest = F::maximum(a, b, context);
    ASSERT_EQ(context.flags, quiet.flags);
    if (expected == Order::less || expected == Order::greater) {
      ASSERT_EQ(least, expected == Order::less ? a : b);
      ASSERT_EQ(greatest, expected == Order::less ? b : a);
    } else if (expected == Order::equal) {
      ASSERT_EQ(least, a | b);  // the same number, or zeros
      ASSERT_EQ(greatest, a & b);
    } else {
      T number = F::is_nan(a) ? F::is_nan(b) ? F::kNan : b : a;
      ASSERT_EQ(least, number);
      ASSERT_EQ(greatest, number);
    }
  }
}

TYPED_TEST(SoftFloat, ClassifiesLikeTheHost) {
  using T = TypeParam;
  using F = Float<T>;
  Operands<T> operands(10);
  int seen[10] = {};
  for (int i = 0; i < kRounds; i++) {
    T a = operands.next();
    Class found = F::classify(a);
    seen[static_cast<int>(found)]++;
    bool negative = a & F::kSign;
    switch (std::fpclassify(host(a))) {
      case FP_INFINITE:
        ASSERT_EQ(found, negative ? Class::negative_infinity : Class::positive_infinity);
        break;
      case FP_NORMAL:
        ASSERT_EQ(found, negative ? Class::negative_normal : Class::positive_normal);
        break;
      case FP_SUBNORMAL:
        ASSERT_EQ(found, negative ? Class::negative_subnormal : Class::positive_subnormal);
        break;
      case FP_ZERO:
        ASSERT_EQ(found, negative ? Class::negative_zero : Class::positive_zero);
        break;
      default:
        ASSERT_EQ(found, a & F::kQuiet ? Class::quiet_nan : Class::signaling_nan);
        break;
    }
  }
  for (int count : seen) EXPECT_GT(count, 0);
}

// The host has no rounding to nearest with ties away from zero. A product of two floats is exact in double.
TEST(SoftFloatTiesAway, MultipliesToTheNearer) {
  using F = Float<uint32_t>;
  Operands<uint32_t> operands(12);
  int ties = 0;
  for (int i = 0; i < kRounds; i++) {
    uint32_t a = operands.next(), b = operands.next();
    double exact = static_cast<double>(host(a)) * static_cast<double>(host(b));
    if (!std::isfinite(exact) || std::fabs(exact) > std::numeric_limits<float>::max()) continue;
    Context down{Rounding::down}, up{Rounding::up}, even, away{Rounding::nearest_away};
    uint32_t below = F::multiply(a, b, down), above = F::multiply(a, b, up);
    double to_below = exact - static_cast<double>(host(below)),
           to_above = static_cast<double>(host(above)) - exact;
    uint32_t expected = to_below == to_above  ? (exact < 0 ? below : above)
                        : to_below < to_above ? below
                                              : above;
    ties += to_below == to_above && below != above;
    ASSERT_EQ(F::multiply(a, b, away), expected) << std::hex << a << " " << b;
    F::multiply(a, b, even);
    ASSERT_EQ(away.flags & kInexact, even.flags & kInexact);
  }
  EXPECT_GT(ties, 50);
}

}  // namespace
}  // namespace trapdoor::soft_float
