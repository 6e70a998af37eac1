#include <algorithm>

#include "engine/machine/assembly.h"
#include "engine/program/elf_format.h"
#include "engine/program/elf_image.h"
#include "engine/program/object_file.h"

namespace trapdoor {

using namespace elf;

namespace {

class ObjectWriter {
 public:
  ObjectWriter(const Isa& isa, const ObjectFile& object) : isa_(isa), object_(object) {}

  std::vector<uint8_t> write() {
    for (const ObjectSection& section : object_.sections) write_section(section);
    uint64_t symbol_table = image_.section_count();
    for (const ObjectSection& section : object_.sections) symbol_table += !section.relocations.empty();
    for (size_t i = 0; i < object_.sections.size(); i++) write_relocations(i, symbol_table);
    write_symbols();
    return image_.finish(isa_, {.type = kRelocatable, .flags = isa_.assembly->elf_flags});
  }

 private:
  void write_section(const ObjectSection& section) {
    image_.pad(std::min<uint64_t>(section.align, 16));
    bool strings = section.name.ends_with("str") && !section.loaded;
    SectionHeader header{.name = section.name,
                         .type = section.zero ? kNoBits
                                 : strings    ? kStringTable
                                              : kProgramBits,
                         .flags = (section.loaded ? kSectionAlloc : 0) |
                                  (section.writable ? kSectionWrite : 0) |
                                  (section.executable ? kSectionExecute : 0),
                         .offset = image_.size(),
                         .size = section.size,
                         .align = section.align};
    if (section.name == ".stab") {
      constexpr uint64_t kStabSize = 12;
      header.entry = kStabSize;
      for (size_t i = 0; i < object_.sections.size(); i++)
        header.link = object_.sections[i].name == ".stabstr" ? i + 1 : header.link;
    }
    image_.add_header(header);
    image_.append(section.bytes);
  }

  void write_relocations(size_t index, uint64_t symbol_table) {
    const ObjectSection& section = object_.sections[index];
    if (section.relocations.empty()) return;
    image_.pad(8);
    image_.add_header({.name = ".rela" + section.name,
                       .type = kWithAddends,
                       .flags = kSectionInfoLink,
                       .offset = image_.size(),
                       .size = section.relocations.size() * kRelocationSize,
                       .link = symbol_table,
                       .info = index + 1,
                       .align = 8,
                       .entry = kRelocationSize});
    for (const Relocation& relocation : section.relocations) {
      size_t at = image_.size();
      image_.resize(at + kRelocationSize);
      image_.put(at + kRelocationOffset, relocation.offset, 8);
      image_.put(at + kRelocationType, relocation.type, 4);
      image_.put(at + kRelocationSymbol, relocation.symbol, 4);
      image_.put(at + kRelocationAddend, static_cast<uint64_t>(relocation.addend), 8);
    }
  }

  static uint64_t section_number(const ObjectSymbol& symbol) {
    switch (symbol.place) {
      case SymbolPlace::undefined:
        return kUndefined;
      case SymbolPlace::section:
        return symbol.section + 1;
      case SymbolPlace::absolute:
        return kAbsolute;
      case SymbolPlace::common:
        return kCommon;
    }
    return kUndefined;
  }

  void write_symbols() {
    std::vector<ImageSymbol> symbols;
    size_t locals = 0;
    for (const ObjectSymbol& symbol : object_.symbols) {
      locals += !symbol.global;
      uint64_t binding = symbol.weak ? kWeakBinding : symbol.global ? kGlobalBinding : 0;
      symbols.push_back(
          {symbol.name, binding, symbol.type, section_number(symbol), symbol.value, symbol.size});
    }
    image_.add_symbols(symbols, locals);
  }

  const Isa& isa_;
  const ObjectFile& object_;
  ElfImage image_{0};
};

}  // namespace

std::vector<uint8_t> write_object(const Isa& isa, const ObjectFile& object) {
  return ObjectWriter(isa, object).write();
}

}  // namespace trapdoor
