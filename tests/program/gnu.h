// The assembler's work beside that of GNU as and ld.
#pragma once
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/program/elf.h"
#include "tests/program/assembled.h"
#include "tests/program/tools.h"

namespace trapdoor {

inline constexpr const char* kAs =
    "riscv64-unknown-elf-as -march=rv64imafd_zicsr_zifencei_zihintpause_zba_zbb_zbs -mabi=lp64 -mno-relax";

// The layout rule of engine/program/assembler.h, said to ld.
inline constexpr const char* kScript = R"(
ENTRY(_start)
SECTIONS {
  . = TEXT_ADDRESS;
  .text : ALIGN(16) { *(.text.init .text.init.*) *(.text .text.*) }
  .rodata : ALIGN(16) { *(.rodata .rodata.* .srodata .srodata.*) }
  .data : ALIGN(16) { *(.data .data.* .sdata .sdata.*) }
  .bss : ALIGN(16) { *(.bss .bss.* .sbss .sbss.*) *(COMMON) }
}
)";

// What GNU makes of the sources; nothing, and a log, when it refuses them. `included` are files that they include.
inline std::optional<Program> by_gnu(const std::vector<Source>& sources, const AssemblerOptions& options,
                                     const std::map<std::string, std::string>& included, std::string& log) {
  Folder folder;
  for (const auto& [name, text] : included) folder.write(name, text);
  folder.write("ld.x", kScript);
  std::string symbols, command, objects;
  for (const auto& [name, value] : options.symbols)
    symbols += " --defsym " + name + "=" + std::to_string(value);
  for (size_t i = 0; i < sources.size(); i++) {
    std::string name = std::to_string(i);
    folder.write(name + ".s", sources[i].text);
    command += std::string(kAs) + symbols + " -o " + name + ".o " + name + ".s && ";
    objects += " " + name + ".o";
  }
  bool ok =
      folder.run(command + "riscv64-unknown-elf-ld --no-relax --no-warn-rwx-segments --defsym TEXT_ADDRESS=" +
                 std::to_string(options.text_address) + " -T ld.x -o out.elf" + objects);
  log += folder.output;
  if (!ok) return std::nullopt;
  Diagnostics diagnostics;
  return load_elf(riscv::kIsa, "out.elf", bytes_of_text(folder.read("out.elf")), diagnostics);
}

// The byte at an address, zero where nothing is.
inline uint8_t byte_at(const Program& program, uint64_t address) {
  for (const Section& section : program.sections) {
    if (address - section.address < section.bytes.size()) return section.bytes[address - section.address];
  }
  return 0;
}

inline void expect_same(const std::vector<Source>& sources, const AssemblerOptions& options = {},
                        const std::map<std::string, std::string>& included = {}) {
  std::string log;
  std::optional<Program> gnu = by_gnu(sources, options, included, log);
  std::string source = sources[0].text.size() < 5000 ? sources[0].text : "";
  ASSERT_TRUE(gnu) << log << source;
  Assembled ours = assemble(riscv::kIsa, sources, options);
  ASSERT_TRUE(ours.ok()) << errors_of(ours) << source;
  uint64_t end = 0;
  for (const Program* program :
       {static_cast<const Program*>(&*gnu), static_cast<const Program*>(&ours.program)}) {
    for (const Section& section : program->sections)
      end = std::max(end, section.address + section.bytes.size());
  }
  for (uint64_t at = options.text_address; at < end; at++) {
    if (byte_at(*gnu, at) == byte_at(ours.program, at)) continue;
    std::optional<Place> place = ours.program.place_of(at);
    ADD_FAILURE() << std::hex << at << " (" << ours.program.name_of(at) << ", line " << std::dec
                  << (place ? place->line : 0) << ") has another byte than GNU's\n"
                  << source;
    break;
  }
  EXPECT_EQ(ours.program.entry, gnu->entry);
  std::set<std::pair<std::string, uint64_t>> places;
  for (const Symbol& symbol : gnu->symbols) places.insert({symbol.name, symbol.address});
  for (const Symbol& symbol : ours.program.symbols) {
    EXPECT_TRUE(places.count({symbol.name, symbol.address}))
        << symbol.name << " at " << std::hex << symbol.address;
  }
}

}  // namespace trapdoor
