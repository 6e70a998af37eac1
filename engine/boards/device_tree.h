// DeviceTree: a board described for a kernel that does not know it: the flattened device tree made from the Board's rows.
// Models: Devicetree Specification 0.3 (chapters 2, 3, 5: version 17); Linux' RISC-V bindings (cpus, riscv,isa,
//   interrupts-extended); SBI and Linux boot protocol: a0 = hart, a1 = address of the tree.
// Leaves out: boards that are not RISC-V.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/machine/machine.h"

namespace trapdoor {

struct TreeOptions {
  std::string arguments;                      // the kernel's command line
  uint64_t initrd_start = 0, initrd_end = 0;  // equal: none
};

// The tree of this machine: its board's rows, its number of harts, its size of memory.
std::vector<std::byte> device_tree(const Machine&, const TreeOptions& options = {});

// Puts the tree at the end of RAM, on whole pages and with room to grow, and its address into every
// hart's a1. Returns the address; 0, and nothing done, when RAM is too small.
uint64_t place_device_tree(Machine&, const TreeOptions& options = {});

}  // namespace trapdoor
