// Elf: Programs from ELF files, and to them.
//
// Models: Tool Interface Standard ELF 1.2 and the ELF-64 object file format: little-endian executables (ET_EXEC, and
//   ET_DYN linked at a fixed place) with their program headers and symbol table.
// Leaves out: relocatable files and shared libraries (nothing is relocated), big-endian files, compressed sections.
// Laws: 1. Any bytes end in a Program or in an error that says what is wrong; a Program never holds more bytes than the file.
//       2. load_elf(write_elf(p)) has the sections, symbols, entry and lines of p.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/machine/isa.h"
#include "engine/program/program.h"

namespace trapdoor {

// Each segment becomes a Section at its physical address, named like the first of its sections; the file's own headers, which
// ld maps in front of it, are left out where section headers tell them from the program. `name` is the file's, for errors.
// Requires isa.assembly.
std::optional<Program> load_elf(const Isa& isa, std::string_view name, std::span<const uint8_t> file,
                                Diagnostics&);

// True when the bytes begin like an ELF file.
bool looks_like_elf(std::span<const uint8_t> file);

// An executable that readelf, objdump, gdb and QEMU take, with the program's lines and functions for them (dwarf_write.h).
// `folder`: what relative names of sources count from. `shifts`: of each section, where a loader puts it less where it runs
// (p_paddr, p_vaddr); empty: all 0.
std::vector<uint8_t> write_elf(const Isa& isa, const Program& program, std::string_view folder = {},
                               std::span<const uint64_t> shifts = {});

}  // namespace trapdoor
