// Relocations of RISC-V object files, as rows.
// Models: RISC-V ELF psABI 1.0, chapter 8.4 (Relocations). Leaves out: thread-local storage, vendors' own.
#pragma once
#include <span>

#include "engine/machine/assembly.h"

namespace trapdoor::riscv {

extern const std::span<const RelocationRow> kRelocations;

}  // namespace trapdoor::riscv
