// Object: what the assembler knows after reading all sources and before addresses are given: sections made of
// fixed bytes and stretches, symbols, and fixups (places that wait for an address).
//
// A *stretch* is a piece whose size depends on addresses: an alignment gap, a branch that may not reach, a
// .space of a computed size. A section is its fixed bytes with the stretches between them, so a place is
// (fixed bytes before it, stretches before it) and moves by itself when a stretch grows.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/machine/assembly.h"
#include "engine/program/expression.h"
#include "engine/program/program.h"

namespace trapdoor::assembler {

// Where a person wrote something.
struct Spot {
  uint32_t file = 0;  // index into Object::files
  uint32_t line = 0;
  int column = 0;
};

// Bytes that wait for a value.
struct Fixup {
  Point point;
  Expr value;
  Spot spot;
  uint32_t row = 0;       // instruction
  uint8_t size = 0;       // data: 1, 2, 4 or 8 bytes; 0: an operand of an instruction
  int16_t operand = -1;   // index into Assembly::operands
  int16_t modifier = -1;  // index into Assembly::modifiers
};

// Code whose fixups count from its first byte.
struct Snippet {
  std::vector<uint8_t> bytes;
  std::vector<Fixup> fixups;
};

enum class StretchKind : uint8_t { align, branch, space, origin };

struct Stretch {
  StretchKind kind = StretchKind::align;
  bool code_fill = false;  // align: fill with instructions
  uint64_t at = 0;         // fixed bytes before it
  uint64_t size = 0;
  uint64_t align = 1;  // align
  uint64_t most = 0;   // align: skipped when the gap is bigger; 0: no limit
  uint64_t fill = 0;
  uint8_t fill_size = 1;
  Expr amount;                            // space: bytes; origin: offset in the section; branch: target
  int64_t reach_low = 0, reach_high = 0;  // branch, near
  Snippet near_code, far_code;
  Spot spot;
};

enum class SectionKind : uint8_t { code, constant, data, zero, not_loaded };

// One section of one source file.
struct InputSection {
  std::string name;
  SectionKind kind = SectionKind::data;
  bool writable = false, executable = false;
  int file = 0;  // number of the source
  uint64_t align = 1;
  uint64_t fixed_size = 0;  // == bytes.size(), except that a zero section has no bytes
  std::vector<uint8_t> bytes;
  std::vector<Stretch> stretches;
  std::vector<uint64_t> sizes_before{0};    // [k]: sum of the sizes of the first k stretches
  std::vector<uint32_t> unknown_before{0};  // [k]: how many of the first k are not known yet
  std::vector<Fixup> fixups;
  struct Row {
    Point point;
    Spot spot;
  };
  std::vector<Row> rows;  // instructions
  // Layout.
  uint64_t address = 0;
  uint64_t size = 0;
};

enum class SymbolState : uint8_t { undefined, place, equated };

struct SymbolEntry {
  std::string name;
  int file = 0;  // number of the source
  SymbolState state = SymbolState::undefined;
  bool global = false, weak = false;
  bool hidden = false;  // a numeric label: not a name for anybody else
  Point point;          // place
  Expr expr;            // equated
  Expr size_expr;       // .size
  bool has_size = false;
  SymbolKind kind = SymbolKind::unknown;  // .type
  Spot spot;                              // of the definition
  // Layout: 0 not looked at, 1 being looked at, 2 done, 3 without value
  uint8_t resolved = 0;
  int64_t value = 0;
  int32_t section = -1;
};

struct Object {
  std::vector<std::string> files;  // names for Spot::file
  std::vector<InputSection> sections;
  std::vector<SymbolEntry> symbols;
  ExprPool pool;
  std::unordered_map<std::string, int32_t> globals;  // name -> the symbol that defines it for all files
  uint64_t visits = 0;                               // of expressions and symbols so far, by all evaluations
  static constexpr uint64_t kMostVisits = 50'000'000;

  InputSection& section_of(const Point& point) { return sections[static_cast<size_t>(point.section)]; }
};

// The bytes an alignment takes when it begins at this offset of its section.
uint64_t gap_of(const Stretch&, uint64_t at);
void fill_gap(const Assembly&, const Stretch&, std::span<uint8_t> gap);

}  // namespace trapdoor::assembler
