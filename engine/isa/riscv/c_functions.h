// CFunctions of RISC-V: control registers, atomic operations, the waiting and ordering instructions, and the memory
// functions that compilers expect, as rows of assembly.
#pragma once
#include <vector>

#include "engine/machine/assembly.h"

namespace trapdoor::riscv {

const std::vector<CFunctionRow>& c_functions();

}  // namespace trapdoor::riscv
