// Soft float: IEEE 754 arithmetic on integers, so that every host and every compiler gives the same bits. A
// number is its encoding: uint32_t is a binary32, uint64_t a binary64.
//
// Models: IEEE 754-2008 sections 3.4 (encodings), 4.3 (rounding), 5.4 to 5.7, 5.11 (operations), 7
// (exceptions).
//   Where the standard leaves a choice it is RISC-V's: tininess is detected after rounding, a result that is
//   not a number is the canonical NaN, infinity * 0 + NaN is invalid.
// Leaves out: payloads of NaNs, other formats (16, 80, 128 bits, decimal), alternate exception handling.
// Laws: 1. An operation is exact up to its one rounding. 2. Flags are only set here, never cleared.
#pragma once
#include <cstdint>

namespace trapdoor::soft_float {

// Numbered as in RISC-V's frm.
enum class Rounding : uint8_t { nearest_even, to_zero, down, up, nearest_away };

// The five exceptions, at their bits in RISC-V's fflags.
enum Flag : uint8_t { kInexact = 1, kUnderflow = 2, kOverflow = 4, kDivideByZero = 8, kInvalid = 16 };

struct Context {
  Rounding rounding = Rounding::nearest_even;
  uint8_t flags = 0;
};

// In the order of the bits that RISC-V's fclass gives.
enum class Class : uint8_t {
  negative_infinity,
  negative_normal,
  negative_subnormal,
  negative_zero,
  positive_zero,
  positive_subnormal,
  positive_normal,
  positive_infinity,
  signaling_nan,
  quiet_nan,
};

enum class Order : uint8_t { less, equal, greater, unordered };

// T is uint32_t or uint64_t.
template <class T>
struct Float {
  static constexpr int kExponentBits = sizeof(T) == 4 ? 8 : 11;
  static constexpr int kFractionBits = static_cast<int>(sizeof(T)) * 8 - 1 - kExponentBits;
  static constexpr T kSign = T{1} << (kExponentBits + kFractionBits);
  static constexpr T kInfinity = ((T{1} << kExponentBits) - 1) << kFractionBits;
  static constexpr T kQuiet = T{1} << (kFractionBits - 1);  // set in quiet NaNs, clear in signaling ones
  static constexpr T kNan = kInfinity | kQuiet;

  static T add(T a, T b, Context&);
  static T subtract(T a, T b, Context&);
  static T multiply(T a, T b, Context&);
  static T divide(T a, T b, Context&);
  static T square_root(T a, Context&);
  static T multiply_add(T a, T b, T c, Context&);  // a * b + c, rounded once

  // The operand that is a number, if only one is; -0 is less than +0.
  static T minimum(T a, T b, Context&);
  static T maximum(T a, T b, Context&);

  // A signaling comparison raises invalid for every NaN, a quiet one for signaling NaNs only.
  static Order compare_quiet(T a, T b, Context&);
  static Order compare_signaling(T a, T b, Context&);

  static bool is_nan(T a) { return (a & ~kSign) > kInfinity; }
  static bool is_signaling(T a) { return is_nan(a) && !(a & kQuiet); }
  static Class classify(T a);

  // Integer is int32_t, uint32_t, int64_t or uint64_t. What does not fit raises only invalid and gives the
  // nearest integer that does; NaN gives the greatest.
  template <class Integer>
  static Integer to_integer(T a, Context&);
  template <class Integer>
  static T from_integer(Integer value, Context&);
  // From the other format.
  template <class Other>
  static T from_float(Other a, Context&);
};

extern template struct Float<uint32_t>;
extern template struct Float<uint64_t>;

}  // namespace trapdoor::soft_float
