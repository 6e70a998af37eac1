// Boot: firmware, kernel and initial file system put where RISC-V firmware looks for them, as QEMU's `virt` board does.
// Models: OpenSBI docs/firmware/fw_jump.md and fw_dynamic.md (version 2 of its structure, address in a2);
//   Linux Documentation/arch/riscv/boot-image-header.rst.
// Leaves out: compressed kernels, ELF firmware, the EFI way into a kernel.
#pragma once
#include <cstddef>
#include <span>
#include <string>

#include "engine/machine/machine.h"

namespace trapdoor {

struct BootFiles {
  std::span<const std::byte> firmware;  // raw, runs at the start of RAM in the most privileged mode
  std::span<const std::byte> kernel;    // raw, runs 2 MiB above it; empty: none
  std::span<const std::byte> initrd;    // empty: none
  std::string arguments;                // the kernel's command line
};

// From the bottom of RAM: firmware, kernel. From the top: device tree, the word to the firmware, initrd.
// Sets a1 and a2 of every hart; firmware starts at the board's reset address. Returns what is wrong, as a sentence for
// people; empty when nothing is.
std::string place_boot_files(Machine&, const BootFiles&);

}  // namespace trapdoor
