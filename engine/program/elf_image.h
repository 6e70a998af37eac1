// ElfImage: an ELF-64 file as it is written: contents first, one after the other, then the section headers with their names. What
// an object file and an executable have in common. elf_format.h has the numbers.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/machine/isa.h"

namespace trapdoor::elf {

struct SectionHeader {
  std::string_view name = {};
  uint64_t type = 0, flags = 0, address = 0, offset = 0, size = 0, link = 0, info = 0, align = 1, entry = 0;
};

struct ImageSymbol {
  std::string_view name = {};
  uint64_t binding = 0, type = 0, section = 0, value = 0, size = 0;
};

struct FileHeader {
  uint64_t type = 0, flags = 0, entry = 0, segments = 0;
};

class ElfImage {
 public:
  // With room for the file header and that many program headers.
  explicit ElfImage(size_t segments);

  size_t size() const { return bytes_.size(); }
  void pad(uint64_t align) { bytes_.resize((bytes_.size() + align - 1) / align * align); }
  void resize(size_t size) { bytes_.resize(size); }
  void put(size_t at, uint64_t value, int size);  // over what is there
  void append(std::span<const uint8_t> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

  uint64_t section_count() const;  // with the empty first one
  void add_header(const SectionHeader&);
  // The header, and the bytes here as its contents.
  void add_section(SectionHeader, std::span<const uint8_t> bytes);
  // .symtab and .strtab. The first `locals` of the symbols are local.
  void add_symbols(std::span<const ImageSymbol> symbols, size_t locals);
  // Adds the names of the sections, and the headers.
  std::vector<uint8_t> finish(const Isa&, const FileHeader&);

 private:
  void write_file_header(const Isa&, const FileHeader&);

  std::vector<uint8_t> bytes_, headers_, names_{0};
};

}  // namespace trapdoor::elf
