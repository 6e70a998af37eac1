#include "engine/program/dwarf_write.h"
#include "engine/program/elf.h"
#include "engine/program/elf_format.h"
#include "engine/program/elf_image.h"

namespace trapdoor {

using namespace elf;

namespace {

constexpr uint64_t kPage = 4096;

class ElfWriter {
 public:
  ElfWriter(const Isa& isa, const Program& program, std::string_view folder, std::span<const uint64_t> shifts)
      : isa_(isa), program_(program), folder_(folder), shifts_(shifts), image_(program.sections.size()) {}

  std::vector<uint8_t> write() {
    for (size_t i = 0; i < program_.sections.size(); i++)
      write_section(program_.sections[i], kHeaderSize + i * kProgramHeaderSize,
                    i < shifts_.size() ? shifts_[i] : 0);
    write_symbols();
    write_debug();
    return image_.finish(
        isa_, {.type = kExecutable, .entry = program_.entry, .segments = program_.sections.size()});
  }

 private:
  // The bytes stand at an offset that agrees with the address modulo the page size, as loaders want it.
  void write_section(const Section& section, size_t header, uint64_t shift) {
    uint64_t offset = image_.size() + (section.address - image_.size()) % kPage;
    bool zero = section.bytes.empty();
    if (!zero) {
      image_.resize(offset);
      image_.append(section.bytes);
    }
    uint64_t flags = kRead | (section.writable ? kWrite : 0) | (section.executable ? kExecute : 0);
    image_.put(header + kSegmentType, kLoad, 4);
    image_.put(header + kSegmentFlags, flags, 4);
    image_.put(header + kSegmentOffset, zero ? section.address % kPage : offset, 8);
    image_.put(header + kSegmentVirtual, section.address, 8);
    image_.put(header + kSegmentPhysical, section.address + shift, 8);
    image_.put(header + kSegmentFileSize, section.bytes.size(), 8);
    image_.put(header + kSegmentMemorySize, section.size, 8);
    image_.put(header + kSegmentAlign, kPage, 8);
    image_.add_header({.name = section.name,
                       .type = zero ? kNoBits : kProgramBits,
                       .flags = kSectionAlloc | (section.writable ? kSectionWrite : 0) |
                                (section.executable ? kSectionExecute : 0),
                       .address = section.address,
                       .offset = offset,
                       .size = section.size});
  }

  uint64_t section_of(const Symbol& symbol) const {
    if (symbol.absolute) return kAbsolute;
    for (size_t i = 0; i < program_.sections.size(); i++) {
      const Section& section = program_.sections[i];
      if (symbol.address - section.address < section.size) return i + 1;
    }
    for (size_t i = 0; i < program_.sections.size(); i++) {  // a label at the end
      if (symbol.address - program_.sections[i].address == program_.sections[i].size) return i + 1;
    }
    return kAbsolute;
  }

  // Local symbols first, as the format wants it.
  void write_symbols() {
    std::vector<ImageSymbol> symbols(1);
    size_t locals = 1;
    for (bool global : {false, true}) {
      for (const Symbol& symbol : program_.symbols) {
        if (symbol.global != global) continue;
        locals += !global;
        uint64_t section = section_of(symbol);
        bool code = section != kAbsolute && program_.sections[section - 1].executable;
        bool known = symbol.kind != SymbolKind::unknown && !symbol.absolute;
        uint64_t type = known                          ? static_cast<uint64_t>(symbol.kind)
                        : section == kAbsolute || code ? kNoType
                                                       : kObject;
        symbols.push_back(
            {symbol.name, global ? kGlobalBinding : 0u, type, section, symbol.address, symbol.size});
      }
    }
    image_.add_symbols(symbols, locals);
  }

  void write_debug() {
    constexpr int kAddressSize = 8;
    const WrittenDwarf dwarf = write_dwarf(program_, folder_, kAddressSize);
    const std::pair<std::string_view, const std::vector<uint8_t>*> rows[] = {
        {".debug_abbrev", &dwarf.abbrev},
        {".debug_info", &dwarf.info},
        {".debug_line", &dwarf.line},
        {".debug_ranges", &dwarf.ranges}};
    for (const auto& [name, bytes] : rows) {
      if (!bytes->empty()) image_.add_section({.name = name, .type = kProgramBits}, *bytes);
    }
  }

  const Isa& isa_;
  const Program& program_;
  std::string_view folder_;
  std::span<const uint64_t> shifts_;
  ElfImage image_;
};

}  // namespace

std::vector<uint8_t> write_elf(const Isa& isa, const Program& program, std::string_view folder,
                               std::span<const uint64_t> shifts) {
  return ElfWriter(isa, program, folder, shifts).write();
}

}  // namespace trapdoor
