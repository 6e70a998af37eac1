// Assembler: GNU syntax in, a Program out; for every instruction set that has assembly rows.
//
// Models: GNU as 2.40 and ld, with relaxation off (-mno-relax, ld --no-relax): the same bytes for the same
// sources.
//   Comments: # // and /* */; statements end at a newline or `;`. Each source has its own symbols; .globl
//   shares one. Directives: see directives() (engine/program/directives.h), each with a sentence of help.
// Goes beyond GNU as, where that helps: .rodata; // comments; a number of an instruction may be defined further down;
//   .align 2 works after odd data in code (GNU as without compressed instructions ignores it there).
// Leaves out: .macro in alternate syntax, .insn, thread-local storage, position-independent code, merging of
//   equal strings between sections, floating-point constants. .cfi_*, .loc, .attribute, .type and the like are
//   accepted and have no effect on the bytes. .option rvc is accepted; instructions stay 4 bytes long.
//
// Layout, fixed: from text_address on, in this order, each section starting at a multiple of 16 (or of its
//   own alignment, if larger):
//     .text      all .text.init, then all .text, .text.*
//     other sections with code, in order of appearance
//     .rodata    all .rodata, .rodata.*
//     other constant sections
//     .data      all .data, .data.*, .sdata, .sdata.*
//     other writable sections
//     .bss       all .bss, .bss.*, .sbss, .sbss.*, then .comm; then other zero sections
//   Inside a section the sources follow in the order given. section_addresses moves a section (and, for
//   .text, what follows it). Symbols that a source uses and does not define: _etext, _edata, _end,
//   __bss_start. The entry is _start if there is one, else the start of .text.
//
// Laws: 1. Any text ends in a Program or in errors, within 2 s and 256 MB: nesting, statements, output are
// limited.
//       2. After an error the rest is still read, so that one run shows them all (at most 100).
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/machine/isa.h"
#include "engine/program/program.h"

namespace trapdoor {

struct Source {
  std::string name;  // as a person knows it; diagnostics and line tables use it
  std::string text;
};

struct AssemblerOptions {
  uint64_t text_address = 0x8000'0000;
  std::map<std::string, uint64_t> section_addresses;      // section -> address
  std::vector<std::pair<std::string, uint64_t>> symbols;  // numbers known to every source (device registers)
  // The text of a file named by .include or .incbin; nothing when there is none.
  std::function<std::optional<std::string>(std::string_view name)> include;
  uint64_t max_output_bytes = 32u << 20;  // without .bss
};

struct Assembled {
  Program program;          // meaningful when ok()
  Diagnostics diagnostics;  // errors and warnings, in the order found
  bool ok() const;
};

// Requires isa.assembly.
Assembled assemble(const Isa& isa, std::span<const Source> sources, const AssemblerOptions& options = {});

struct AssembledObject {
  std::vector<uint8_t>
      object;  // an ELF relocatable file, with line numbers as stabs; empty when there is an error
  Diagnostics diagnostics;
  bool ok() const { return !object.empty(); }
};

// One source as an object that GNU ld and link() take: what it uses and does not define is left to them. Of the options,
// addresses have no meaning here. Requires isa.assembly.
AssembledObject assemble_object(const Isa& isa, const Source& source, const AssemblerOptions& options = {});

}  // namespace trapdoor
