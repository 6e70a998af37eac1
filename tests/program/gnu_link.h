// Objects across the fence: ours by GNU ld, GNU's by our linker, ours by ours; all give what assemble() gives.
#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "engine/program/linker.h"
#include "tests/program/gnu.h"
#include "tests/support/texts.h"

namespace trapdoor {

inline void expect_same_bytes(const Program& expected, const Program& program, const char* how) {
  uint64_t low = ~uint64_t{0}, high = 0;
  for (const Program* of : {&expected, &program}) {
    for (const Section& section : of->sections) {
      low = std::min(low, section.address);
      high = std::max(high, section.address + section.bytes.size());
    }
  }
  for (uint64_t at = low; at < high; at++) {
    if (byte_at(expected, at) == byte_at(program, at)) continue;
    ADD_FAILURE() << how << ": another byte at " << std::hex << at << " (" << expected.name_of(at) << ")";
    return;
  }
  // Where there is no code GNU ld says 0; nothing starts there.
  const bool has_code =
      std::any_of(expected.sections.begin(), expected.sections.end(),
                  [](const Section& section) { return section.executable && !section.bytes.empty(); });
  if (has_code) {
    EXPECT_EQ(expected.entry, program.entry) << how;
  }
  std::set<std::pair<std::string, uint64_t>> places;
  for (const Symbol& symbol : program.symbols) places.insert({symbol.name, symbol.address});
  for (const Symbol& symbol : expected.symbols) {
    EXPECT_TRUE(symbol.name[0] == '_' || places.count({symbol.name, symbol.address}))
        << how << ": " << symbol.name << " at " << std::hex << symbol.address;
  }
}

inline Program linked(const std::vector<ObjectFile>& objects, const LinkOptions& options) {
  Linked result = link(riscv::kIsa, objects, options);
  EXPECT_TRUE(result.ok()) << text_of(result.diagnostics);
  return result.program;
}

inline void expect_links(const std::vector<Source>& sources, const AssemblerOptions& options,
                         const std::map<std::string, std::string>& included = {}) {
  Assembled whole = assemble(riscv::kIsa, sources, options);
  ASSERT_TRUE(whole.ok()) << text_of(whole.diagnostics);
  Folder folder;
  for (const auto& [name, text] : included) folder.write(name, text);
  folder.write("ld.x", kScript);
  std::string symbols, names, commands = "true";
  for (const auto& [name, value] : options.symbols)
    symbols += " --defsym " + name + "=" + std::to_string(value);
  Diagnostics diagnostics;
  std::vector<ObjectFile> ours, gnus;
  for (size_t i = 0; i < sources.size(); i++) {
    AssembledObject object = assemble_object(riscv::kIsa, sources[i], options);
    ASSERT_TRUE(object.ok()) << text_of(object.diagnostics);
    std::string name = std::to_string(i);
    folder.write("our" + name + ".o", {object.object.begin(), object.object.end()});
    folder.write(name + ".s", sources[i].text);
    commands += " && " + std::string(kAs) + symbols + " -o gnu" + name + ".o " + name + ".s";
    names += " our" + name + ".o";
    auto read = read_object(riscv::kIsa, sources[i].name, object.object, diagnostics);
    ASSERT_TRUE(read) << text_of(diagnostics);
    EXPECT_EQ(write_object(riscv::kIsa, *read), object.object) << "reading and writing changes nothing";
    ours.push_back(std::move(*read));
  }
  ASSERT_TRUE(folder.run(commands)) << folder.output;
  for (size_t i = 0; i < sources.size(); i++) {
    auto read = read_object(riscv::kIsa, sources[i].name,
                            bytes_of_text(folder.read("gnu" + std::to_string(i) + ".o")), diagnostics);
    ASSERT_TRUE(read) << text_of(diagnostics);
    gnus.push_back(std::move(*read));
  }
  ASSERT_TRUE(folder.run("riscv64-unknown-elf-ld --no-relax --no-warn-rwx-segments --defsym TEXT_ADDRESS=" +
                         std::to_string(options.text_address) + symbols + " -T ld.x -o out.elf" + names))
      << folder.output;
  auto by_ld = load_elf(riscv::kIsa, "out.elf", bytes_of_text(folder.read("out.elf")), diagnostics);
  ASSERT_TRUE(by_ld) << text_of(diagnostics);
  expect_same_bytes(whole.program, *by_ld, "our objects, GNU ld");
  LinkOptions link_options;
  link_options.text_address = options.text_address;
  link_options.symbols = options.symbols;
  expect_same_bytes(whole.program, linked(gnus, link_options), "GNU objects, our linker");
  Program own = linked(ours, link_options);
  expect_same_bytes(whole.program, own, "our objects, our linker");
  for (const LineRow& row : whole.program.lines) {
    auto before = whole.program.place_of(row.address), after = own.place_of(row.address);
    ASSERT_EQ(before.has_value(), after.has_value()) << std::hex << row.address;
    if (!before) continue;
    EXPECT_EQ(before->file, after->file);
    EXPECT_EQ(before->line, after->line);
  }
}

}  // namespace trapdoor
