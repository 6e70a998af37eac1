// Location: DWARF expressions, which say where a variable is: read, checked and evaluated.
// Models: DWARF 5 section 2.5 (expressions) and 2.6 (locations): registers, frame base, addresses, constants, arithmetic,
//   dereferences, branches, stack values and implicit values.
// Leaves out: pieces, entry values, calls, typed operations, thread-local storage, implicit pointers, object addresses. An
//   expression with one of these is refused when it is read.
// Laws: 1. Evaluating ends after a fixed number of operations; whatever is wrong gives nothing.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/program/debug_info.h"

namespace trapdoor {

// A copy whose addresses stand in it, instead of in a table; nothing when an operation is not known.
std::optional<std::vector<uint8_t>> checked_expression(
    std::span<const uint8_t> expression, int address_size,
    const std::function<std::optional<uint64_t>(uint64_t)>& indexed_address);

// What an expression may ask. Any of them may not know.
struct LocationContext {
  std::function<std::optional<uint64_t>(uint64_t number)> reg;  // by DWARF's register numbers
  std::function<std::optional<uint64_t>(uint64_t address, int size)> memory;
  std::function<std::optional<uint64_t>()> frame_base, frame_address;  // frame_address: the CFA
};

enum class PlaceKind : uint8_t { memory, in_register, value, bytes };

struct FoundPlace {
  PlaceKind kind = PlaceKind::memory;
  uint64_t number = 0;         // address, register number, or the value itself
  std::vector<uint8_t> bytes;  // kind bytes
};

std::optional<FoundPlace> evaluate(std::span<const uint8_t> expression, const LocationContext&);
// The expression that holds at an address; null: the variable is nowhere there.
const std::vector<uint8_t>* expression_at(std::span<const Location>, uint64_t address);

// "breg8 -20", "fbreg -32", "reg10": for people.
std::string expression_text(std::span<const uint8_t> expression);

}  // namespace trapdoor
