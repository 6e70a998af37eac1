// DwarfDescribe: .debug_info of a Program for DwarfWrite: its units, functions, blocks, variables and types.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "engine/program/program.h"

namespace trapdoor {

// Rows whose addresses follow each other without a gap.
struct Stretch {
  uint64_t low = 0, high = 0;
  std::vector<LineRow> rows;
};

struct WrittenUnit {
  uint32_t file = 0;  // index into Program::files
  std::vector<Stretch> stretches;
  std::vector<uint32_t> functions;     // indices into DebugInfo::scopes
  uint64_t lines_at = 0;               // offset in .debug_line
  std::map<uint32_t, uint64_t> files;  // index into Program::files -> number in the unit, from 1
};

struct DwarfDescription {
  std::vector<uint8_t> info, abbrev, ranges;
};

DwarfDescription describe(const Program&, std::span<const WrittenUnit>, std::string_view folder,
                          int address_size);

}  // namespace trapdoor
