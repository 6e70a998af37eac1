// Fixed32: encode and decode by pattern, for instruction sets whose instructions are 32 (or 16) bits drawn in
// a manual. A pattern is the drawing: "imm[11:5] rs2 rs1 010 imm[4:0] 0100011", most significant bit first.
// Laws: 1. Fixed bits and operand bits fill the word exactly once, or the pattern does not compile.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace trapdoor::fixed32 {

// Bits high..low of the operand stand at bit `at` of the word.
struct Slot {
  std::string_view name;
  uint8_t high = 0, low = 0, at = 0;
};

struct Pattern {
  uint32_t match = 0, mask = 0;
  uint8_t width = 32;
  uint8_t slot_count = 0;
  std::array<Slot, 12> slots{};

  constexpr bool matches(uint32_t word) const { return (word & mask) == match; }
  constexpr bool has(std::string_view name) const {
    for (int i = 0; i < slot_count; i++) {
      if (slots[static_cast<size_t>(i)].name == name) return true;
    }
    return false;
  }
  // The operand's bits, gathered. Zero if the pattern has no such operand.
  constexpr uint32_t get(std::string_view name, uint32_t word) const {
    uint32_t value = 0;
    for (int i = 0; i < slot_count; i++) {
      const Slot& slot = slots[static_cast<size_t>(i)];
      if (slot.name != name) continue;
      uint32_t field = (word >> slot.at) & (~uint32_t{0} >> (31 - (slot.high - slot.low)));
      value |= field << slot.low;
    }
    return value;
  }
  // word with the operand's bits put in place; bits of value outside the operand are dropped.
  constexpr uint32_t put(std::string_view name, uint32_t word, uint32_t value) const {
    for (int i = 0; i < slot_count; i++) {
      const Slot& slot = slots[static_cast<size_t>(i)];
      if (slot.name != name) continue;
      uint32_t field = (value >> slot.low) & (~uint32_t{0} >> (31 - (slot.high - slot.low)));
      word |= field << slot.at;
    }
    return word;
  }
  // The highest operand bit that has a place: bits of the operand, counted from 0. -1 if there is no such
  // operand.
  constexpr int high_bit(std::string_view name) const {
    int high = -1;
    for (int i = 0; i < slot_count; i++) {
      const Slot& slot = slots[static_cast<size_t>(i)];
      if (slot.name == name && slot.high > high) high = slot.high;
    }
    return high;
  }
  // The lowest operand bit that has a place (lower ones are zero).
  constexpr int low_bit(std::string_view name) const {
    int low = 64;
    for (int i = 0; i < slot_count; i++) {
      const Slot& slot = slots[static_cast<size_t>(i)];
      if (slot.name == name && slot.low < low) low = slot.low;
    }
    return low;
  }
};

// The width of an operand that is written without brackets.
constexpr int bare_width(std::string_view name) {
  if (name == "aq" || name == "rl") return 1;
  if (name == "rm") return 3;
  if (name.back() == '\'') return 3;  // x8..x15 or f8..f15 of the compressed instructions
  return 5;                           // registers
}

// What `parse` calls for a bad drawing. Neither is constexpr, so a bad drawing in a constant expression does
// not compile (a throw would say the same, but the engine is built without exceptions).
inline void pattern_is_too_wide() {}
inline void pattern_is_too_narrow() {}

// Requires a drawing of exactly `width` bits; in a constant expression, any other does not compile.
constexpr Pattern parse(std::string_view drawing, int width = 32) {
  Pattern pattern;
  pattern.width = static_cast<uint8_t>(width);
  int at = width;
  size_t i = 0;
  auto number = [&] {
    int value = 0;
    while (i < drawing.size() && drawing[i] >= '0' && drawing[i] <= '9')
      value = value * 10 + (drawing[i++] - '0');
    return value;
  };
  auto add = [&](std::string_view name, int high, int low) {
    at -= high - low + 1;
    if (at < 0) pattern_is_too_wide();
    pattern.slots.at(pattern.slot_count++) = {name, static_cast<uint8_t>(high), static_cast<uint8_t>(low),
                                              static_cast<uint8_t>(at)};
  };
  while (i < drawing.size()) {
    char c = drawing[i];
    if (c == ' ') {
      i++;
    } else if (c == '0' || c == '1') {
      if (--at < 0) pattern_is_too_wide();
      pattern.mask |= uint32_t{1} << at;
      if (c == '1') pattern.match |= uint32_t{1} << at;
      i++;
    } else {
      size_t start = i;
      while (i < drawing.size() && drawing[i] != ' ' && drawing[i] != '[') i++;
      std::string_view name = drawing.substr(start, i - start);
      if (i < drawing.size() && drawing[i] == '[') {
        while (drawing[i] != ']') {
          i++;
          int high = number(), low = high;
          if (drawing[i] == ':') {
            i++;
            low = number();
          }
          add(name, high, low);
        }
        i++;
      } else {
        add(name, bare_width(name) - 1, 0);
      }
    }
  }
  if (at != 0) pattern_is_too_narrow();
  return pattern;
}

// True when some word fits both.
constexpr bool overlap(const Pattern& a, const Pattern& b) {
  uint32_t both = a.mask & b.mask;
  return a.width == b.width && (a.match & both) == (b.match & both);
}

}  // namespace trapdoor::fixed32
