#include "engine/base/soft_float.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace trapdoor::soft_float {
namespace {

using Wide = unsigned __int128;

// The highest bit of a significand: high enough that what falls off the low end of an exact result never
// decides a rounding but by being there, low enough that the sum of two fits.
constexpr int kTop = 125;

enum class Kind : uint8_t { zero, finite, infinity, nan };

// A number of any format. When finite: significand * 2^exponent with bit kTop as the significand's highest.
// Its bit 0 is sticky: set also when the exact value has further bits below.
struct Number {
  Kind kind = Kind::nan;
  bool negative = false;
  int exponent = 0;
  Wide significand = 0;
};

constexpr Number kNotANumber{};

Number zero(bool negative) { return {Kind::zero, negative}; }
Number infinity(bool negative) { return {Kind::infinity, negative}; }
Number invalid(Context& context) {
  context.flags |= kInvalid;
  return kNotANumber;
}

// value >> count, with the bits that fall off gathered in bit 0.
Wide shift_right_sticky(Wide value, int count) {
  if (count > 127) return value != 0;
  Wide kept = value >> count;
  return kept << count == value ? kept : kept | 1;
}

// Requires significand > 0.
Number finite(bool negative, Wide significand, int exponent) {
  auto high = static_cast<uint64_t>(significand >> 64);
  int top = high ? 127 - std::countl_zero(high) : 63 - std::countl_zero(static_cast<uint64_t>(significand));
  significand = top > kTop ? shift_right_sticky(significand, top - kTop) : significand << (kTop - top);
  return {Kind::finite, negative, exponent + top - kTop, significand};
}

struct Rounded {
  Wide value;
  bool inexact;
};

// significand / 2^shift as an integer. Requires shift >= 2.
Rounded round_off(bool negative, Wide significand, int shift, Rounding rounding) {
  Wide quarters = shift_right_sticky(significand, shift - 2);
  Wide value = quarters >> 2;
  auto rest = static_cast<unsigned>(quarters & 3);  // 2 is exactly half
  bool up = false;
  switch (rounding) {
    case Rounding::nearest_even:
      up = rest > 2 || (rest == 2 && (value & 1));
      break;
    case Rounding::nearest_away:
      up = rest >= 2;
      break;
    case Rounding::to_zero:
      break;
    case Rounding::down:
      up = rest && negative;
      break;
    case Rounding::up:
      up = rest && !negative;
      break;
  }
  return {value + up, rest != 0};
}

template <class T>
struct Format : Float<T> {
  using Float<T>::kFractionBits;
  static constexpr int kMaxField = (1 << Float<T>::kExponentBits) - 1;
  static constexpr int kBias = kMaxField / 2;
  static constexpr int kLeastUnit = 1 - kBias - kFractionBits;  // exponent of the last bit of subnormals
  static constexpr T kFraction = (T{1} << kFractionBits) - 1;
};

// Raises invalid for a signaling NaN.
template <class T>
Number unpack(T bits, Context& context) {
  using F = Format<T>;
  bool negative = bits & F::kSign;
  int field = static_cast<int>(bits >> F::kFractionBits & F::kMaxField);
  T fraction = bits & F::kFraction;
  if (field == F::kMaxField) {
    if (fraction == 0) return infinity(negative);
    return F::is_signaling(bits) ? invalid(context) : kNotANumber;
  }
  if (field == 0) return fraction ? finite(negative, fraction, F::kLeastUnit) : zero(negative);
  return finite(negative, fraction | (T{1} << F::kFractionBits), F::kLeastUnit + field - 1);
}

// 7.4: infinity, or the greatest number if the rounding does not go there.
template <class T>
T overflow(bool negative, Context& context) {
  context.flags |= kOverflow | kInexact;
  Rounding toward = negative ? Rounding::down : Rounding::up;
  bool nearest = context.rounding == Rounding::nearest_even || context.rounding == Rounding::nearest_away;
  T magnitude = Float<T>::kInfinity;
  if (!nearest && context.rounding != toward) magnitude--;
  return static_cast<T>((negative ? Float<T>::kSign : 0) | magnitude);
}

template <class T>
T pack(const Number& n, Context& context) {
  using F = Format<T>;
  T sign = n.negative ? F::kSign : 0;
  if (n.kind == Kind::nan) return F::kNan;
  if (n.kind == Kind::infinity) return sign | F::kInfinity;
  if (n.kind == Kind::zero) return sign;
  int top = kTop + n.exponent;  // 2^top <= |n| < 2^(top + 1)
  int unit = std::max(top - F::kFractionBits, F::kLeastUnit);
  int field = unit - F::kLeastUnit;
  if (field >= F::kMaxField - 1) return overflow<T>(n.negative, context);
  Rounded r = round_off(n.negative, n.significand, unit - n.exponent, context.rounding);
  // The leading bit of the significand counts 1 in the exponent's field, and so does a carry out of it.
  T magnitude = (static_cast<T>(field) << F::kFractionBits) + static_cast<T>(r.value);
  if (magnitude >= F::kInfinity) return overflow<T>(n.negative, context);
  if (r.inexact) {
    context.flags |= kInexact;
    // 7.5: tiny when below the least normal number even if rounded as if exponents had no lower end.
    bool tiny = top < 1 - F::kBias;
    if (top == -F::kBias) {
      int free_shift = top - F::kFractionBits - n.exponent;
      tiny = !(round_off(n.negative, n.significand, free_shift, context.rounding).value >>
               (F::kFractionBits + 1));
    }
    if (tiny) context.flags |= kUnderflow;
  }
  return sign | magnitude;
}

Number sum(Number a, Number b, Context& context) {
  if (a.kind == Kind::nan || b.kind == Kind::nan) return kNotANumber;
  if (a.kind == Kind::infinity) {
    return b.kind == Kind::infinity && a.negative != b.negative ? invalid(context) : a;
  }
  if (b.kind == Kind::infinity) return b;
  // 6.3: the sign of a zero that two different signs make
  Number nothing = zero(context.rounding == Rounding::down);
  if (a.kind == Kind::zero && b.kind == Kind::zero) return a.negative == b.negative ? a : nothing;
  if (a.kind == Kind::zero) return b;
  if (b.kind == Kind::zero) return a;
  if (a.exponent < b.exponent) std::swap(a, b);
  b.significand = shift_right_sticky(b.significand, a.exponent - b.exponent);
  if (a.negative == b.negative) return finite(a.negative, a.significand + b.significand, a.exponent);
  if (a.significand == b.significand) return nothing;
  bool a_greater = a.significand > b.significand;
  Wide difference = a_greater ? a.significand - b.significand : b.significand - a.significand;
  return finite(a_greater ? a.negative : b.negative, difference, a.exponent);
}

// The upper half of an unpacked significand, which has no bits in the lower.
constexpr int kHalf = kTop - 63;
uint64_t upper(const Number& n) { return static_cast<uint64_t>(n.significand >> kHalf); }

// Exact: requires operands as they were unpacked.
Number product(const Number& a, const Number& b, Context& context) {
  if (a.kind == Kind::nan || b.kind == Kind::nan) return kNotANumber;
  bool negative = a.negative != b.negative;
  if (a.kind == Kind::infinity || b.kind == Kind::infinity) {
    return a.kind == Kind::zero || b.kind == Kind::zero ? invalid(context) : infinity(negative);
  }
  if (a.kind == Kind::zero || b.kind == Kind::zero) return zero(negative);
  return finite(negative, Wide{upper(a)} * upper(b), a.exponent + b.exponent + 2 * kHalf);
}

Number quotient(const Number& a, const Number& b, Context& context) {
  if (a.kind == Kind::nan || b.kind == Kind::nan) return kNotANumber;
  bool negative = a.negative != b.negative;
  if (a.kind == b.kind && a.kind != Kind::finite) return invalid(context);
  if (a.kind == Kind::infinity) return infinity(negative);
  if (b.kind == Kind::infinity || a.kind == Kind::zero) return zero(negative);
  if (b.kind == Kind::zero) {
    context.flags |= kDivideByZero;
    return infinity(negative);
  }
  Wide result = a.significand / upper(b);  // 62 or 63 bits
  if (a.significand % upper(b)) result |= 1;
  return finite(negative, result, a.exponent - b.exponent - kHalf);
}

// The integer part of the square root, digit by digit in base 2.
Wide integer_root(Wide value) {
  Wide root = 0;
  for (Wide digit = Wide{1} << (kTop - 1); digit; digit >>= 2) {
    bool set = value >= root + digit;
    if (set) value -= root + digit;
    root = root >> 1 | (set ? digit : 0);
  }
  return root;
}

Number root(const Number& a, Context& context) {
  if (a.kind == Kind::nan || a.kind == Kind::zero) return a;
  if (a.negative) return invalid(context);
  if (a.kind == Kind::infinity) return a;
  int odd = a.exponent & 1;
  Wide square = a.significand >> odd;
  Wide result = integer_root(square);  // 63 bits
  if (result * result != square) result |= 1;
  return finite(false, result, (a.exponent + odd) / 2);
}

// Encodings as integers in the order of the numbers, -0 before +0. Requires that a is not a NaN.
template <class T>
T rank(T a) {
  return a & Float<T>::kSign ? ~a : a | Float<T>::kSign;
}

template <class T>
Order compare(T a, T b) {
  using F = Float<T>;
  if (F::is_nan(a) || F::is_nan(b)) return Order::unordered;
  if (a == b || ((a | b) & ~F::kSign) == 0) return Order::equal;
  return rank(a) < rank(b) ? Order::less : Order::greater;
}

template <class T>
T choose(T a, T b, bool lesser, Context& context) {
  using F = Float<T>;
  if (F::is_signaling(a) || F::is_signaling(b)) context.flags |= kInvalid;
  if (F::is_nan(a)) return F::is_nan(b) ? F::kNan : b;
  if (F::is_nan(b)) return a;
  return (rank(a) < rank(b)) == lesser ? a : b;
}

}  // namespace

template <class T>
T Float<T>::add(T a, T b, Context& context) {
  return pack<T>(sum(unpack(a, context), unpack(b, context), context), context);
}

template <class T>
T Float<T>::subtract(T a, T b, Context& context) {
  return add(a, b ^ kSign, context);
}

template <class T>
T Float<T>::multiply(T a, T b, Context& context) {
  return pack<T>(product(unpack(a, context), unpack(b, context), context), context);
}

template <class T>
T Float<T>::divide(T a, T b, Context& context) {
  return pack<T>(quotient(unpack(a, context), unpack(b, context), context), context);
}

template <class T>
T Float<T>::square_root(T a, Context& context) {
  return pack<T>(root(unpack(a, context), context), context);
}

template <class T>
T Float<T>::multiply_add(T a, T b, T c, Context& context) {
  Number ab = product(unpack(a, context), unpack(b, context), context);
  return pack<T>(sum(ab, unpack(c, context), context), context);
}

template <class T>
T Float<T>::minimum(T a, T b, Context& context) {
  return choose(a, b, true, context);
}

template <class T>
T Float<T>::maximum(T a, T b, Context& context) {
  return choose(a, b, false, context);
}

template <class T>
Order Float<T>::compare_quiet(T a, T b, Context& context) {
  if (is_signaling(a) || is_signaling(b)) context.flags |= kInvalid;
  return compare(a, b);
}

template <class T>
Order Float<T>::compare_signaling(T a, T b, Context& context) {
  if (is_nan(a) || is_nan(b)) context.flags |= kInvalid;
  return compare(a, b);
}

template <class T>
Class Float<T>::classify(T a) {
  T magnitude = a & ~kSign;
  if (magnitude > kInfinity) return a & kQuiet ? Class::quiet_nan : Class::signaling_nan;
  int distance = magnitude == 0 ? 0 : magnitude >> kFractionBits == 0 ? 1 : magnitude < kInfinity ? 2 : 3;
  return static_cast<Class>(a & kSign ? static_cast<int>(Class::negative_zero) - distance
                                      : static_cast<int>(Class::positive_zero) + distance);
}

template <class T>
template <class Integer>
Integer Float<T>::to_integer(T a, Context& context) {
  using Limits = std::numeric_limits<Integer>;
  Number n = unpack(a, context);
  if (n.kind == Kind::zero) return 0;
  bool fits = n.kind == Kind::finite && kTop + n.exponent < 64;
  Rounded r{};
  if (fits) {
    r = round_off(n.negative, n.significand, -n.exponent, context.rounding);
    // For a negative number: how far the least integer lies below zero.
    Wide limit = n.negative ? Wide{0} - static_cast<Wide>(Limits::min()) : static_cast<Wide>(Limits::max());
    fits = r.value <= limit;
  }
  if (!fits) {
    context.flags |= kInvalid;
    return n.kind != Kind::nan && n.negative ? Limits::min() : Limits::max();
  }
  if (r.inexact) context.flags |= kInexact;
  auto magnitude = static_cast<uint64_t>(r.value);
  return static_cast<Integer>(n.negative ? uint64_t{0} - magnitude : magnitude);
}

template <class T>
template <class Integer>
T Float<T>::from_integer(Integer value, Context& context) {
  if (value == 0) return 0;
  bool negative = value < 0;
  auto magnitude = static_cast<uint64_t>(value);  // sign-extended, if it has a sign
  if (negative) magnitude = uint64_t{0} - magnitude;
  return pack<T>(finite(negative, magnitude, 0), context);
}

template <class T>
template <class Other>
T Float<T>::from_float(Other a, Context& context) {
  return pack<T>(unpack(a, context), context);
}

template struct Float<uint32_t>;
template struct Float<uint64_t>;
template uint32_t Float<uint32_t>::from_float(uint64_t, Context&);
template uint64_t Float<uint64_t>::from_float(uint32_t, Context&);
template int32_t Float<uint32_t>::to_integer(uint32_t, Context&);
template uint32_t Float<uint32_t>::to_integer(uint32_t, Context&);
template int64_t Float<uint32_t>::to_integer(uint32_t, Context&);
template uint64_t Float<uint32_t>::to_integer(uint32_t, Context&);
template int32_t Float<uint64_t>::to_integer(uint64_t, Context&);
template uint32_t Float<uint64_t>::to_integer(uint64_t, Context&);
template int64_t Float<uint64_t>::to_integer(uint64_t, Context&);
template uint64_t Float<uint64_t>::to_integer(uint64_t, Context&);
template uint32_t Float<uint32_t>::from_integer(int32_t, Context&);
template uint32_t Float<uint32_t>::from_integer(uint32_t, Context&);
template uint32_t Float<uint32_t>::from_integer(int64_t, Context&);
template uint32_t Float<uint32_t>::from_integer(uint64_t, Context&);
template uint64_t Float<uint64_t>::from_integer(int32_t, Context&);
template uint64_t Float<uint64_t>::from_integer(uint32_t, Context&);
template uint64_t Float<uint64_t>::from_integer(int64_t, Context&);
template uint64_t Float<uint64_t>::from_integer(uint64_t, Context&);

}  // namespace trapdoor::soft_float
