// Stabs: the line table, functions and variables that TinyCC writes.
// Models: "The stabs debug format" (GNU), as far as TinyCC 0.9.27 uses it in ELF files: SO, SOL, FUN, SLINE, LBRAC, RBRAC, PSYM,
//   LSYM, RSYM, GSYM, STSYM, LCSYM; integer ranges, pointers, arrays, structures, unions, enumerations, functions.
// Leaves out: C++, Fortran, Pascal; addresses above 4 GiB, which the format has no room for. gcc's stabs put a block's variables
//   before the block instead of after its beginning: they are found one block further out.
// Laws: 1. Any bytes end in a Program; what cannot be read is left out.
#pragma once
#include <cstdint>
#include <functional>
#include <span>

#include "engine/program/program.h"

namespace trapdoor {

// `frame_register`: DWARF's number of the register that local variables are counted from. Needs the program's symbols: variables
// that all objects share are only named here.
void read_stabs(std::span<const uint8_t> stab, std::span<const uint8_t> strings, uint8_t frame_register,
                const std::function<bool(uint64_t address)>& is_code, Program&);

}  // namespace trapdoor
