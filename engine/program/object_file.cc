#include "engine/program/object_file.h"

#include <algorithm>

#include "engine/machine/assembly.h"
#include "engine/program/elf.h"
#include "engine/program/elf_bytes.h"

namespace trapdoor {

using namespace elf;

namespace {

constexpr uint64_t kMaxSections = 20'000;
constexpr uint64_t kMaxSectionBytes = uint64_t{1} << 32;
constexpr uint64_t kLargestAlign = 1u << 20;

class ObjectReader : ElfBytes {
 public:
  ObjectReader(const Isa& isa, std::string_view name, std::span<const uint8_t> bytes,
               Diagnostics& diagnostics)
      : ElfBytes{bytes}, isa_(isa), diagnostics_(diagnostics) {
    object_.name = name;
  }

  std::optional<ObjectFile> read() {
    if (!check_header() || !find_tables() || !read_sections() || !read_symbols() || !read_relocations())
      return std::nullopt;
    return std::move(object_);
  }

 private:
  bool fail(std::string message, std::string hint = "") {
    diagnostics_.push_back({object_.name, 0, 0, std::move(message), std::move(hint), Severity::error});
    return false;
  }
  bool damaged() { return fail("this object file is damaged or cut off", "make it again"); }

  bool check_header() {
    if (!looks_like_object(file)) return fail("this is not an object file");
    if (number(kMachine, 2) != isa_.assembly->elf_machine || file[kClass] != kClass64 ||
        file[kData] != kLittleEndian)
      return fail("this object file is for another machine", "compile it for " + std::string(isa_.title));
    return true;
  }

  bool find_tables() {
    headers_ = number(kSectionOffset, 8);
    header_size_ = number(kSectionEntrySize, 2);
    count_ = number(kSectionCount, 2);
    if (count_ > kMaxSections) return fail("this object file has too many sections");
    if (count_ == 0 || header_size_ < kSectionHeaderSize || !inside(headers_, header_size_ * count_))
      return damaged();
    for (uint64_t i = 0; i < count_; i++) {
      if (header(i, kSectionType, 4) == kSymbolTable) symbol_table_ = i;
    }
    return true;
  }

  uint64_t header(uint64_t section) const { return headers_ + section * header_size_; }
  uint64_t header(uint64_t section, size_t field, int size) const {
    return number(header(section) + field, size);
  }

  // What is loaded, and what carries debug information.
  bool read_sections() {
    uint64_t names = number(kNameSection, 2);
    section_of_.assign(count_, kNone);
    for (uint64_t i = 1; i < count_; i++) {
      uint64_t type = header(i, kSectionType, 4), flags = header(i, kSectionFlags, 8);
      ObjectSection section;
      if (names < count_) section.name = text(header(names), header(i, kSectionName, 4));
      section.loaded = (flags & kSectionAlloc) != 0;
      bool debug = section.name.starts_with(".debug") || section.name.starts_with(".stab");
      if ((!section.loaded && !debug) || type == kWithAddends || type == kWithoutAddends ||
          type == kSymbolTable)
        continue;
      if (flags & kSectionCompressed) {
        if (!section.loaded) continue;
        return fail("a section of this object file is compressed", "compile without -gz");
      }
      section.writable = (flags & kSectionWrite) != 0;
      section.executable = (flags & kSectionExecute) != 0;
      section.zero = type == kNoBits;
      section.size = header(i, kSectionSize, 8);
      section.align = std::max<uint64_t>(header(i, kSectionAlign, 8), 1);
      if ((section.align & (section.align - 1)) != 0 || section.align > kLargestAlign) return damaged();
      if (section.size > kMaxSectionBytes)
        return fail("section " + section.name + " of this object file is too big");
      uint64_t from = header(i, kSectionFileOffset, 8);
      if (!section.zero) {
        total_ += section.size;
        if (!inside(from, section.size) || total_ > file.size()) return damaged();
        section.bytes.assign(file.begin() + static_cast<int64_t>(from),
                             file.begin() + static_cast<int64_t>(from + section.size));
      }
      section_of_[i] = static_cast<uint32_t>(object_.sections.size());
      object_.sections.push_back(std::move(section));
    }
    return true;
  }

  bool read_symbols() {
    object_.symbols.resize(1);
    if (symbol_table_ == 0) return true;
    uint64_t start = header(symbol_table_, kSectionFileOffset, 8),
             size = header(symbol_table_, kSectionSize, 8);
    uint64_t names = header(symbol_table_, kSectionLink, 4);
    if (!inside(start, size) || names >= count_) return damaged();
    object_.symbols.resize(std::max<uint64_t>(size / kSymbolSize, 1));
    uint64_t name_bytes = 0;
    for (size_t i = 1; i < object_.symbols.size(); i++) {
      uint64_t at = start + i * kSymbolSize;
      ObjectSymbol& symbol = object_.symbols[i];
      uint64_t info = number(at + kSymbolInfo, 1), section = number(at + kSymbolSection, 2);
      symbol.name = text(header(names), number(at + kSymbolName, 4));
      name_bytes += symbol.name.size();
      if (name_bytes > 16 * file.size()) return damaged();  // no tool shares names that much
      symbol.type = static_cast<uint8_t>(info & 15);
      symbol.global = info >> 4 != 0;
      symbol.weak = info >> 4 == kWeakBinding;
      symbol.value = number(at + kSymbolValue, 8);
      symbol.size = number(at + kSymbolBytes, 8);
      if (section == kAbsolute) {
        symbol.place = SymbolPlace::absolute;
      } else if (section == kCommon) {
        symbol.place = SymbolPlace::common;
        if (symbol.value > kLargestAlign || (symbol.value & (symbol.value - 1)) != 0) return damaged();
      } else if (section != kUndefined && section < count_ && section_of_[section] != kNone) {
        symbol.place = SymbolPlace::section;
        symbol.section = section_of_[section];
      } else if (section != kUndefined) {
        symbol.place = SymbolPlace::absolute;  // of a section that is left out
        symbol.value = 0;
      }
    }
    return true;
  }

  bool read_relocations() {
    for (uint64_t i = 1; i < count_; i++) {
      uint64_t type = header(i, kSectionType, 4), of = header(i, kSectionInfo, 4);
      if (type != kWithAddends && type != kWithoutAddends) continue;
      if (of >= count_) return damaged();
      if (section_of_[of] == kNone) continue;
      if (type == kWithoutAddends) return fail("this object file has relocations without addends");
      ObjectSection& section = object_.sections[section_of_[of]];
      uint64_t start = header(i, kSectionFileOffset, 8), size = header(i, kSectionSize, 8);
      if (!inside(start, size) || header(i, kSectionLink, 4) != symbol_table_) return damaged();
      for (uint64_t at = start; at + kRelocationSize <= start + size; at += kRelocationSize) {
        Relocation relocation;
        relocation.offset = number(at + kRelocationOffset, 8);
        relocation.type = static_cast<uint32_t>(number(at + kRelocationType, 4));
        relocation.symbol = static_cast<uint32_t>(number(at + kRelocationSymbol, 4));
        relocation.addend = static_cast<int64_t>(number(at + kRelocationAddend, 8));
        if (relocation.symbol >= object_.symbols.size() || relocation.offset > section.size) return damaged();
        section.relocations.push_back(relocation);
      }
    }
    return true;
  }

  static constexpr uint32_t kNone = ~uint32_t{0};
  const Isa& isa_;
  Diagnostics& diagnostics_;
  ObjectFile object_;
  uint64_t headers_ = 0, header_size_ = 0, count_ = 0, symbol_table_ = 0, total_ = 0;
  std::vector<uint32_t> section_of_;  // number in the file -> index
};

}  // namespace

bool looks_like_object(std::span<const uint8_t> file) {
  return looks_like_elf(file) && file.size() >= kHeaderSize && file[kType] == kRelocatable &&
         file[kType + 1] == 0;
}

std::optional<ObjectFile> read_object(const Isa& isa, std::string_view name, std::span<const uint8_t> file,
                                      Diagnostics& diagnostics) {
  return ObjectReader(isa, name, file, diagnostics).read();
}

}  // namespace trapdoor
