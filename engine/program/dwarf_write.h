// DwarfWrite: a Program's line table, functions, variables and types in the form that gdb, objdump and addr2line read.
// Models: DWARF 4, 32-bit form: .debug_line, .debug_info, .debug_abbrev, .debug_ranges. One compile unit for each source that has
//   code, with the functions that a compiler told of; what an included file put into a function is in the function's unit.
// Leaves out: call frames; inlined functions are blocks; a variable that moves is said to be nowhere.
// Laws: 1. What read_dwarf reads of it are the lines of the program, and its functions with their ranges and variables.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/program/program.h"

namespace trapdoor {

struct WrittenDwarf {
  std::vector<uint8_t> info, abbrev, line, ranges;  // all empty when the program has no lines
};

// `folder`: what relative names of files count from; "" when nobody knows. Addresses take address_size bytes.
WrittenDwarf write_dwarf(const Program&, std::string_view folder, int address_size);

}  // namespace trapdoor
