// Program: sections of bytes, symbols and a line table, whether from the assembler, a C compiler or an ELF
// file.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/program/call_frames.h"
#include "engine/program/debug_info.h"

namespace trapdoor {

struct Section {
  std::string name;
  uint64_t address = 0;
  std::vector<uint8_t> bytes;
  uint64_t size = 0;  // >= bytes.size(); the rest is zero (.bss)
  bool writable = false, executable = false;
};

enum class SymbolKind : uint8_t { unknown, object, function };  // as ELF numbers them

struct Symbol {
  std::string name;
  uint64_t address = 0;
  uint64_t size = 0;  // 0 when unknown
  bool global = false;
  bool absolute = false;  // a number (.equ), not a place
  SymbolKind kind = SymbolKind::unknown;
};

// From address on, code comes from this line, until the next row.
struct LineRow {
  uint64_t address = 0;
  uint32_t file = 0;  // index into Program::files
  uint32_t line = 0;  // from 1; 0 ends a sequence
};

// What files[row.file] says is the compiler's path of it; the same file may be known elsewhere by its last parts.
bool same_file(std::string_view path, std::string_view name);

struct Place {
  std::string_view file;
  uint32_t line = 0;
};

struct Program {
  std::vector<Section> sections;
  std::vector<Symbol> symbols;  // places sorted by address
  std::vector<std::string> files;
  std::vector<LineRow> lines;  // sorted by address
  DebugInfo debug;             // functions, variables and types, as far as the compiler wrote them down
  CallFrames frames;           // how to find a function's caller
  uint64_t entry = 0;

  const Symbol* find_symbol(std::string_view name) const;
  // "timer_handler+0x10", or "" when no symbol lies at or before address in the same section.
  std::string name_of(uint64_t address) const;
  std::optional<Place> place_of(uint64_t address) const;
  // The C function around the address ("" when nobody said), the name of an inlined one first.
  std::string_view function_at(uint64_t address) const;
  // The first address of a line, or of the next line after it that has code. A compiler's file has its whole path; its last
  // parts are enough, when no other file has them: "kernel/trap.c" or "trap.c".
  std::optional<uint64_t> address_of(std::string_view file, uint32_t line) const;
};

// Sorts what are places by address; what nobody gave a size reaches to the next one, or to the end of its section. Requires the
// sections.
void sort_places(std::vector<Symbol>& places, std::span<const Section>);

}  // namespace trapdoor
