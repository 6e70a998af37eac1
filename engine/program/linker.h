// Linker: objects of ours, of the C compiler and of GNU as become one Program.
//
// Models: GNU ld's way with object files, for programs at a fixed place, relaxation off: the layout of assembler.h, the
//   objects following each other in the order given. What the first object has in .text stands first.
// Leaves out: linker scripts, shared libraries, tables of addresses (GOT, PLT), taking out sections that nobody uses.
// Laws: 1. The same objects give the same bytes. 2. Any objects end in a Program or in errors that name the file, and the
//       line where its line numbers reach.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/machine/isa.h"
#include "engine/program/object_file.h"
#include "engine/program/program.h"

namespace trapdoor {

struct LinkOptions {
  uint64_t text_address = 0x8000'0000;
  std::map<std::string, uint64_t> section_addresses;      // section of the program -> address
  std::vector<std::pair<std::string, uint64_t>> symbols;  // numbers for what no object defines
  uint64_t max_output_bytes = 32u << 20;                  // without .bss
};

// What debuggers read of one object, every address in it final: ".stab", ".debug_line", ... -> bytes.
struct DebugSections {
  std::string object;
  std::map<std::string, std::vector<uint8_t>> sections;
};

struct Linked {
  Program program;  // meaningful when ok()
  std::vector<DebugSections> debug;
  Diagnostics diagnostics;
  bool ok() const;
};

// Requires isa.assembly.
Linked link(const Isa& isa, std::span<const ObjectFile> objects, const LinkOptions& options = {});

// The names that some object uses and none defines, sorted.
std::vector<std::string> undefined_names(std::span<const ObjectFile> objects);

}  // namespace trapdoor
