// Dwarf: the line table, functions and variables of a program that gcc or clang compiled with -g.
// Models: DWARF 2 to 5 in 32-bit and 64-bit form: .debug_line, .debug_info, .debug_abbrev, .debug_str, .debug_line_str,
//   .debug_str_offsets, .debug_addr, .debug_ranges, .debug_rnglists, .debug_loc, .debug_loclists.
// Leaves out: macros, type units, split and supplementary files (-gsplit-dwarf, dwz), compressed sections, columns, discriminators,
//   is_stmt (every row counts), C++ (names are taken as they stand), locations in pieces, and entry values.
// Laws: 1. Any bytes end in a Program; what cannot be read is left out, and never more is kept than a fixed multiple of what
//          was given.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "engine/program/program.h"

namespace trapdoor {

// The sections of one file, as far as there are any.
struct DebugBytes {
  std::span<const uint8_t> info, abbrev, line, str, line_str, str_offsets, addr, ranges, rnglists, loc,
      loclists;
  std::span<const uint8_t> frame, eh_frame;     // call_frames.h
  uint64_t eh_frame_address = 0;                // where eh_frame is in memory
  std::span<const uint8_t> stab, stab_strings;  // stabs.h
};

// Takes a section by its name (".debug_line", ".stab", ...); others are passed over. `address`: where it is in memory, if it is.
void set_debug_section(DebugBytes&, std::string_view name, std::span<const uint8_t> bytes,
                       uint64_t address = 0);

// All of the sections: DWARF, stabs and call frames. `frame_register`: see stabs.h.
void read_debug(const DebugBytes&, uint8_t frame_register,
                const std::function<bool(uint64_t address)>& is_code, Program&);

// Adds files, line rows and debug information to the program. `is_code` says whether an address is in the program: what is
// said about others (functions that the linker threw away) is left out.
void read_dwarf(const DebugBytes&, const std::function<bool(uint64_t address)>& is_code, Program&);

// One line table, sorted, from sequences of rows that may overlap or lie anywhere.
void sort_lines(Program&);

}  // namespace trapdoor
