#include <algorithm>

#include "engine/machine/assembly.h"
#include "engine/program/dwarf_write.h"
#include "engine/program/elf.h"
#include "engine/program/elf_format.h"

namespace trapdoor {

using namespace elf;

namespace {

constexpr uint64_t kPage = 4096;

class ElfWriter {
 public:
  ElfWriter(const Isa& isa, const Program& program, std::string_view folder)
      : isa_(isa), program_(program), folder_(folder) {}

  std::vector<uint8_t> write() {
    size_t segments = program_.sections.size();
    out_.resize(kHeaderSize + segments * kProgramHeaderSize);
    section_header("", 0, 0, 0, 0, 0, 0, 0, 0, 0);
    for (size_t i = 0; i < segments; i++)
      write_section(program_.sections[i], kHeaderSize + i * kProgramHeaderSize);
    write_symbols();
    write_debug();
    constexpr std::string_view kNames = ".shstrtab";  // holds its own name too
    section_header(kNames, kStringTable, 0, 0, out_.size(), names_.size() + kNames.size() + 1, 0, 0, 1, 0);
    out_.insert(out_.end(), names_.begin(), names_.end());
    pad(8);
    write_header(segments);
    out_.insert(out_.end(), headers_.begin(), headers_.end());
    return std::move(out_);
  }

 private:
  static void put(size_t at, uint64_t value, int size, std::vector<uint8_t>& into) {
    for (int i = 0; i < size; i++) into[at + static_cast<size_t>(i)] = static_cast<uint8_t>(value >> (8 * i));
  }
  void pad(uint64_t align) { out_.resize((out_.size() + align - 1) / align * align); }

  void write_header(size_t segments) {
    std::copy(std::begin(kMagic), std::end(kMagic), out_.begin());
    out_[kClass] = kClass64;
    out_[kData] = kLittleEndian;
    out_[kVersion] = 1;
    put(kType, kExecutable, 2, out_);
    put(kMachine, isa_.assembly->elf_machine, 2, out_);
    put(kVersion2, 1, 4, out_);
    put(kEntry, program_.entry, 8, out_);
    put(kProgramOffset, kHeaderSize, 8, out_);
    put(kSectionOffset, out_.size(), 8, out_);
    put(kThisSize, kHeaderSize, 2, out_);
    put(kProgramEntrySize, kProgramHeaderSize, 2, out_);
    put(kProgramCount, segments, 2, out_);
    put(kSectionEntrySize, kSectionHeaderSize, 2, out_);
    put(kSectionCount, headers_.size() / kSectionHeaderSize, 2, out_);
    put(kNameSection, headers_.size() / kSectionHeaderSize - 1, 2, out_);
  }

  void section_header(std::string_view name, uint64_t type, uint64_t flags, uint64_t address, uint64_t offset,
                      uint64_t size, uint64_t link, uint64_t info, uint64_t align, uint64_t entry) {
    size_t at = headers_.size();
    headers_.resize(at + kSectionHeaderSize);
    put(at + kSectionName, name.empty() ? 0 : names_.size(), 4, headers_);
    put(at + kSectionType, type, 4, headers_);
    put(at + kSectionFlags, flags, 8, headers_);
    put(at + kSectionAddress, address, 8, headers_);
    put(at + kSectionFileOffset, offset, 8, headers_);
    put(at + kSectionSize, size, 8, headers_);
    put(at + kSectionLink, link, 4, headers_);
    put(at + kSectionInfo, info, 4, headers_);
    put(at + kSectionAlign, align, 8, headers_);
    put(at + kSectionEntry, entry, 8, headers_);
    if (name.empty()) return;
    names_.insert(names_.end(), name.begin(), name.end());
    names_.push_back(0);
  }

  // The bytes stand at an offset that agrees with the address modulo the page size, as loaders want it.
  void write_section(const Section& section, size_t header) {
    uint64_t offset = out_.size() + (section.address - out_.size()) % kPage;
    bool zero = section.bytes.empty();
    if (!zero) {
      out_.resize(offset);
      out_.insert(out_.end(), section.bytes.begin(), section.bytes.end());
    }
    uint64_t flags = kRead | (section.writable ? kWrite : 0) | (section.executable ? kExecute : 0);
    put(header + kSegmentType, kLoad, 4, out_);
    put(header + kSegmentFlags, flags, 4, out_);
    put(header + kSegmentOffset, zero ? section.address % kPage : offset, 8, out_);
    put(header + kSegmentVirtual, section.address, 8, out_);
    put(header + kSegmentPhysical, section.address, 8, out_);
    put(header + kSegmentFileSize, section.bytes.size(), 8, out_);
    put(header + kSegmentMemorySize, section.size, 8, out_);
    put(header + kSegmentAlign, kPage, 8, out_);
    uint64_t kind =
        kSectionAlloc | (section.writable ? kSectionWrite : 0) | (section.executable ? kSectionExecute : 0);
    section_header(section.name, zero ? kNoBits : kProgramBits, kind, section.address, offset, section.size,
                   0, 0, 1, 0);
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
    std::vector<uint8_t> table(kSymbolSize), strings{0};
    size_t locals = 1;
    for (bool global : {false, true}) {
      for (const Symbol& symbol : program_.symbols) {
        if (symbol.global != global) continue;
        if (!global) locals++;
        size_t at = table.size();
        table.resize(at + kSymbolSize);
        uint64_t section = section_of(symbol);
        bool code = section != kAbsolute && program_.sections[section - 1].executable;
        uint8_t type = section == kAbsolute || code ? kNoType : kObject;
        put(at + kSymbolName, strings.size(), 4, table);
        put(at + kSymbolInfo, (global ? kGlobalBinding << 4 : 0) | type, 1, table);
        put(at + kSymbolSection, section, 2, table);
        put(at + kSymbolValue, symbol.address, 8, table);
        put(at + kSymbolBytes, symbol.size, 8, table);
        strings.insert(strings.end(), symbol.name.begin(), symbol.name.end());
        strings.push_back(0);
      }
    }
    pad(8);
    uint64_t strings_index = headers_.size() / kSectionHeaderSize + 1;
    section_header(".symtab", kSymbolTable, 0, 0, out_.size(), table.size(), strings_index, locals, 8,
                   kSymbolSize);
    out_.insert(out_.end(), table.begin(), table.end());
    section_header(".strtab", kStringTable, 0, 0, out_.size(), strings.size(), 0, 0, 1, 0);
    out_.insert(out_.end(), strings.begin(), strings.end());
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
      if (bytes->empty()) continue;
      section_header(name, kProgramBits, 0, 0, out_.size(), bytes->size(), 0, 0, 1, 0);
      out_.insert(out_.end(), bytes->begin(), bytes->end());
    }
  }

  const Isa& isa_;
  const Program& program_;
  std::string_view folder_;
  std::vector<uint8_t> out_, headers_, names_{0};
};

}  // namespace

std::vector<uint8_t> write_elf(const Isa& isa, const Program& program, std::string_view folder) {
  return ElfWriter(isa, program, folder).write();
}

}  // namespace trapdoor
