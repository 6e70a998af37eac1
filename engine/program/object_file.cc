#include "engine/program/object_file.h"

#include <algorithm>

#include "engine/machine/assembly.h"
#include "engine/program/elf.h"
#include "engine/program/elf_format.h"

namespace trapdoor {

using namespace elf;

namespace {

constexpr uint64_t kMaxSections = 20'000;
constexpr uint64_t kMaxSectionBytes = uint64_t{1} << 32;
constexpr uint64_t kLargestAlign = 1u << 20;

class Reader {
 public:
  Reader(const Isa& isa, std::string_view name, std::span<const uint8_t> file, Diagnostics& diagnostics)
      : isa_(isa), file_(file), diagnostics_(diagnostics) {
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

  bool inside(uint64_t offset, uint64_t size) const {
    return offset <= file_.size() && size <= file_.size() - offset;
  }
  uint64_t number(uint64_t offset, int size) const {
    uint64_t value = 0;
    for (int i = 0; i < size; i++) value |= uint64_t{file_[offset + static_cast<uint64_t>(i)]} << (8 * i);
    return value;
  }

  bool check_header() {
    if (!looks_like_object(file_)) return fail("this is not an object file");
    if (number(kMachine, 2) != isa_.assembly->elf_machine || file_[kClass] != kClass64 ||
        file_[kData] != kLittleEndian)
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

  uint64_t header(uint64_t section, size_t field, int size) const {
    return number(headers_ + section * header_size_ + field, size);
  }

  std::string text(uint64_t table, uint64_t at) const {
    uint64_t start = header(table, kSectionFileOffset, 8), size = header(table, kSectionSize, 8);
    std::string out;
    constexpr uint64_t kLongest = 1000;
    if (!inside(start, size)) return out;
    for (uint64_t i = at; i < size && i - at < kLongest && file_[start + i] != 0; i++)
      out += static_cast<char>(file_[start + i]);
    return out;
  }

  // What is loaded, and what carries debug information.
  bool read_sections() {
    uint64_t names = number(kNameSection, 2);
    section_of_.assign(count_, kNone);
    for (uint64_t i = 1; i < count_; i++) {
      uint64_t type = header(i, kSectionType, 4), flags = header(i, kSectionFlags, 8);
      ObjectSection section;
      if (names < count_) section.name = text(names, header(i, kSectionName, 4));
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
        if (!inside(from, section.size) || total_ > file_.size()) return damaged();
        section.bytes.assign(file_.begin() + static_cast<int64_t>(from),
                             file_.begin() + static_cast<int64_t>(from + section.size));
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
      symbol.name = text(names, number(at + kSymbolName, 4));
      name_bytes += symbol.name.size();
      if (name_bytes > 16 * file_.size()) return damaged();  // no tool shares names that much
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
  std::span<const uint8_t> file_;
  Diagnostics& diagnostics_;
  ObjectFile object_;
  uint64_t headers_ = 0, header_size_ = 0, count_ = 0, symbol_table_ = 0, total_ = 0;
  std::vector<uint32_t> section_of_;  // number in the file -> index
};

class Writer {
 public:
  Writer(const Isa& isa, const ObjectFile& object) : isa_(isa), object_(object) {}

  std::vector<uint8_t> write() {
    out_.resize(kHeaderSize);
    section_header("", 0, 0, 0, 0, 0, 0, 0, 0);
    for (const ObjectSection& section : object_.sections) write_section(section);
    uint64_t tables = headers_.size() / kSectionHeaderSize;  // number of the symbol table
    for (size_t i = 0; i < object_.sections.size(); i++) tables += !object_.sections[i].relocations.empty();
    for (size_t i = 0; i < object_.sections.size(); i++) write_relocations(i, tables);
    write_symbols();
    constexpr std::string_view kNames = ".shstrtab";
    section_header(kNames, kStringTable, 0, out_.size(), names_.size() + kNames.size() + 1, 0, 0, 1, 0);
    out_.insert(out_.end(), names_.begin(), names_.end());
    pad(8);
    write_header();
    out_.insert(out_.end(), headers_.begin(), headers_.end());
    return std::move(out_);
  }

 private:
  static void put(size_t at, uint64_t value, int size, std::vector<uint8_t>& into) {
    for (int i = 0; i < size; i++) into[at + static_cast<size_t>(i)] = static_cast<uint8_t>(value >> (8 * i));
  }
  void pad(uint64_t align) { out_.resize((out_.size() + align - 1) / align * align); }

  void write_header() {
    std::copy(std::begin(kMagic), std::end(kMagic), out_.begin());
    out_[kClass] = kClass64;
    out_[kData] = kLittleEndian;
    out_[kVersion] = 1;
    put(kType, kRelocatable, 2, out_);
    put(kMachine, isa_.assembly->elf_machine, 2, out_);
    put(kVersion2, 1, 4, out_);
    put(kSectionOffset, out_.size(), 8, out_);
    put(kFlags, isa_.assembly->elf_flags, 4, out_);
    put(kThisSize, kHeaderSize, 2, out_);
    put(kSectionEntrySize, kSectionHeaderSize, 2, out_);
    put(kSectionCount, headers_.size() / kSectionHeaderSize, 2, out_);
    put(kNameSection, headers_.size() / kSectionHeaderSize - 1, 2, out_);
  }

  void section_header(std::string_view name, uint64_t type, uint64_t flags, uint64_t offset, uint64_t size,
                      uint64_t link, uint64_t info, uint64_t align, uint64_t entry) {
    size_t at = headers_.size();
    headers_.resize(at + kSectionHeaderSize);
    put(at + kSectionName, name.empty() ? 0 : names_.size(), 4, headers_);
    put(at + kSectionType, type, 4, headers_);
    put(at + kSectionFlags, flags, 8, headers_);
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

  void write_section(const ObjectSection& section) {
    pad(std::min<uint64_t>(section.align, 16));
    uint64_t flags = (section.loaded ? kSectionAlloc : 0) | (section.writable ? kSectionWrite : 0) |
                     (section.executable ? kSectionExecute : 0);
    bool strings = section.name.ends_with("str") && !section.loaded;
    uint64_t type = section.zero ? kNoBits : strings ? kStringTable : kProgramBits;
    uint64_t link = 0, entry = 0;
    if (section.name == ".stab") {
      constexpr uint64_t kStabSize = 12;
      entry = kStabSize;
      for (size_t i = 0; i < object_.sections.size(); i++)
        link = object_.sections[i].name == ".stabstr" ? i + 1 : link;
    }
    section_header(section.name, type, flags, out_.size(), section.size, link, 0, section.align, entry);
    out_.insert(out_.end(), section.bytes.begin(), section.bytes.end());
  }

  void write_relocations(size_t index, uint64_t symbol_table) {
    const ObjectSection& section = object_.sections[index];
    if (section.relocations.empty()) return;
    pad(8);
    section_header(".rela" + section.name, kWithAddends, kSectionInfoLink, out_.size(),
                   section.relocations.size() * kRelocationSize, symbol_table, index + 1, 8, kRelocationSize);
    for (const Relocation& relocation : section.relocations) {
      size_t at = out_.size();
      out_.resize(at + kRelocationSize);
      put(at + kRelocationOffset, relocation.offset, 8, out_);
      put(at + kRelocationType, relocation.type, 4, out_);
      put(at + kRelocationSymbol, relocation.symbol, 4, out_);
      put(at + kRelocationAddend, static_cast<uint64_t>(relocation.addend), 8, out_);
    }
  }

  uint64_t section_number(const ObjectSymbol& symbol) const {
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
    std::vector<uint8_t> table, strings{0};
    size_t locals = 0;
    for (const ObjectSymbol& symbol : object_.symbols) {
      if (!symbol.global) locals++;
      size_t at = table.size();
      table.resize(at + kSymbolSize);
      uint8_t binding = symbol.weak ? kWeakBinding : symbol.global ? kGlobalBinding : uint8_t{0};
      put(at + kSymbolName, symbol.name.empty() ? 0 : strings.size(), 4, table);
      put(at + kSymbolInfo, static_cast<uint64_t>(binding) << 4 | symbol.type, 1, table);
      put(at + kSymbolSection, section_number(symbol), 2, table);
      put(at + kSymbolValue, symbol.value, 8, table);
      put(at + kSymbolBytes, symbol.size, 8, table);
      if (symbol.name.empty()) continue;
      strings.insert(strings.end(), symbol.name.begin(), symbol.name.end());
      strings.push_back(0);
    }
    pad(8);
    uint64_t next = headers_.size() / kSectionHeaderSize + 1;
    section_header(".symtab", kSymbolTable, 0, out_.size(), table.size(), next, locals, 8, kSymbolSize);
    out_.insert(out_.end(), table.begin(), table.end());
    section_header(".strtab", kStringTable, 0, out_.size(), strings.size(), 0, 0, 1, 0);
    out_.insert(out_.end(), strings.begin(), strings.end());
  }

  const Isa& isa_;
  const ObjectFile& object_;
  std::vector<uint8_t> out_, headers_, names_{0};
};

}  // namespace

bool looks_like_object(std::span<const uint8_t> file) {
  return looks_like_elf(file) && file.size() >= kHeaderSize && file[kType] == kRelocatable &&
         file[kType + 1] == 0;
}

std::optional<ObjectFile> read_object(const Isa& isa, std::string_view name, std::span<const uint8_t> file,
                                      Diagnostics& diagnostics) {
  return Reader(isa, name, file, diagnostics).read();
}

std::vector<uint8_t> write_object(const Isa& isa, const ObjectFile& object) {
  return Writer(isa, object).write();
}

}  // namespace trapdoor
