// Assembly of RISC-V: operand names, pseudo-instructions and constants, as rows.
//
// Models: RISC-V Assembly Programmer's Manual (pseudo-instructions, %modifiers); GNU as 2.40 where the manual
//   leaves a choice (how li splits a constant, what fills a gap before aligned code).
// Leaves out: linker relaxation (every address takes its two instructions), position-independent code
//   (.option pic), thread-local storage modifiers.
#pragma once
#include "engine/machine/assembly.h"

namespace trapdoor::riscv {

extern const Assembly kAssembly;

}  // namespace trapdoor::riscv
