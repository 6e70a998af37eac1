// ElfBytes: numbers and names out of a file that claims to be ELF, for the readers of programs and of objects.
#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "engine/program/elf_format.h"

namespace trapdoor::elf {

struct ElfBytes {
  std::span<const uint8_t> file;

  bool inside(uint64_t offset, uint64_t size) const {
    return offset <= file.size() && size <= file.size() - offset;
  }
  // Requires the place to be inside.
  uint64_t number(uint64_t offset, int size) const {
    uint64_t value = 0;
    for (int i = 0; i < size; i++) value |= uint64_t{file[offset + static_cast<uint64_t>(i)]} << (8 * i);
    return value;
  }
  // Out of the string table whose section header is there; "" when it is not inside.
  std::string text(uint64_t table_header, uint64_t at) const {
    uint64_t start = number(table_header + kSectionFileOffset, 8),
             size = number(table_header + kSectionSize, 8);
    std::string out;
    constexpr uint64_t kLongest = 1000;
    if (!inside(start, size)) return out;
    for (uint64_t i = at; i < size && i - at < kLongest && file[start + i] != 0; i++)
      out += static_cast<char>(file[start + i]);
    return out;
  }
};

}  // namespace trapdoor::elf
