// CHeaders: what lessons in C may include, and the functions behind it.
//
// Models: C99 7.8 and 7.18 to 7.20 for stdint.h, stddef.h, stdbool.h, stdarg.h, limits.h; a part of string.h. csr.h and
//   atomic.h come from the instruction set's rows, devices.h from the board's.
// Leaves out: everything that needs an operating system or a library.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "engine/machine/isa.h"
#include "engine/program/assembler.h"
#include "engine/program/compiler.h"

namespace trapdoor {

// "/include/stdint.h" -> text, ... `devices` are names with addresses and register sizes; of size 0: plain numbers.
// Requires isa.assembly.
CFiles c_headers(const Isa& isa, std::span<const Symbol> devices);

// One source with those of the functions behind the headers that are named; empty text when there are none.
Source c_library(const Isa& isa, std::span<const std::string> names);

}  // namespace trapdoor
