#include "engine/program/elf_image.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/machine/assembly.h"
#include "engine/program/byte_writer.h"
#include "engine/program/elf_format.h"

namespace trapdoor::elf {
namespace {

void add_text(std::vector<uint8_t>& table, std::string_view text) {
  table.insert(table.end(), text.begin(), text.end());
  table.push_back(0);
}

}  // namespace

ElfImage::ElfImage(size_t segments) : bytes_(kHeaderSize + segments * kProgramHeaderSize) {
  add_header({.align = 0});
}

void ElfImage::put(size_t at, uint64_t value, int size) { put_number(bytes_, at, value, size); }

uint64_t ElfImage::section_count() const { return headers_.size() / kSectionHeaderSize; }

void ElfImage::add_header(const SectionHeader& section) {
  const size_t at = headers_.size();
  headers_.resize(at + kSectionHeaderSize);
  auto field = [&](size_t offset, uint64_t value, int size) {
    put_number(headers_, at + offset, value, size);
  };
  field(kSectionName, section.name.empty() ? 0 : names_.size(), 4);
  field(kSectionType, section.type, 4);
  field(kSectionFlags, section.flags, 8);
  field(kSectionAddress, section.address, 8);
  field(kSectionFileOffset, section.offset, 8);
  field(kSectionSize, section.size, 8);
  field(kSectionLink, section.link, 4);
  field(kSectionInfo, section.info, 4);
  field(kSectionAlign, section.align, 8);
  field(kSectionEntry, section.entry, 8);
  if (!section.name.empty()) add_text(names_, section.name);
}

void ElfImage::add_section(SectionHeader section, std::span<const uint8_t> bytes) {
  section.offset = size();
  section.size = bytes.size();
  add_header(section);
  append(bytes);
}

void ElfImage::add_symbols(std::span<const ImageSymbol> symbols, size_t locals) {
  std::vector<uint8_t> table(symbols.size() * kSymbolSize), strings{0};
  for (size_t i = 0; i < symbols.size(); i++) {
    const ImageSymbol& symbol = symbols[i];
    auto field = [&](size_t offset, uint64_t value, int size) {
      put_number(table, i * kSymbolSize + offset, value, size);
    };
    field(kSymbolName, symbol.name.empty() ? 0 : strings.size(), 4);
    field(kSymbolInfo, symbol.binding << 4 | symbol.type, 1);
    field(kSymbolSection, symbol.section, 2);
    field(kSymbolValue, symbol.value, 8);
    field(kSymbolBytes, symbol.size, 8);
    if (!symbol.name.empty()) add_text(strings, symbol.name);
  }
  pad(8);
  add_section({.name = ".symtab",
               .type = kSymbolTable,
               .link = section_count() + 1,
               .info = locals,
               .align = 8,
               .entry = kSymbolSize},
              table);
  add_section({.name = ".strtab", .type = kStringTable}, strings);
}

std::vector<uint8_t> ElfImage::finish(const Isa& isa, const FileHeader& file) {
  constexpr std::string_view kNames = ".shstrtab";  // holds its own name too
  add_header(
      {.name = kNames, .type = kStringTable, .offset = size(), .size = names_.size() + kNames.size() + 1});
  append(names_);
  pad(8);
  write_file_header(isa, file);
  append(headers_);
  return std::move(bytes_);
}

void ElfImage::write_file_header(const Isa& isa, const FileHeader& file) {
  std::copy(std::begin(kMagic), std::end(kMagic), bytes_.begin());
  bytes_[kClass] = kClass64;
  bytes_[kData] = kLittleEndian;
  bytes_[kVersion] = 1;
  put(kType, file.type, 2);
  put(kMachine, isa.assembly->elf_machine, 2);
  put(kVersion2, 1, 4);
  put(kEntry, file.entry, 8);
  put(kProgramOffset, file.segments ? kHeaderSize : 0, 8);
  put(kSectionOffset, size(), 8);
  put(kFlags, file.flags, 4);
  put(kThisSize, kHeaderSize, 2);
  put(kProgramEntrySize, file.segments ? kProgramHeaderSize : 0, 2);
  put(kProgramCount, file.segments, 2);
  put(kSectionEntrySize, kSectionHeaderSize, 2);
  put(kSectionCount, section_count(), 2);
  put(kNameSection, section_count() - 1, 2);
}

}  // namespace trapdoor::elf
