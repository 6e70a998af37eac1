// StabLines: the line rows of one object's stabs.
// Models: the stabs format, N_SO, N_SOL, N_FUN and N_SLINE, as TinyCC, GNU as --gstabs and our assembler write them.
// Laws: 1. Any bytes give rows whose files exist.
#pragma once
#include <cstdint>
#include <span>

#include "engine/program/program.h"

namespace trapdoor {

// Adds to program.files and program.lines; the rows are not sorted.
void add_stab_lines(std::span<const uint8_t> stab, std::span<const uint8_t> strings, Program& program);

}  // namespace trapdoor
