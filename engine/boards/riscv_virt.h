// riscv-virt: a RISC-V board with the memory map of QEMU's `virt`, so that a kernel built for that board runs
// here. Models: QEMU 7.2, hw/riscv/virt.c: addresses, interrupt numbers, and the state that `-bios none`
// starts in. Adds: the plain teaching disk at 0x1001'0000, in a hole of that map. Leaves out: PCI, flash,
// fw_cfg.
// riscv-bound: the same with the base and bound registers of old (see isa/riscv/words.h).
#pragma once
#include "engine/machine/board.h"

namespace trapdoor {

extern const Board kRiscvVirt, kRiscvBound;

}  // namespace trapdoor
