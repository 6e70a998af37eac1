// StabsWriter: the line table of an assembled source as an object carries it: sections .stab and .stabstr, the other way round
// of stabs.h.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/program/object_file.h"

namespace trapdoor {

class StabsWriter {
 public:
  // `relocation`: the type for an address of 4 bytes.
  StabsWriter(std::string source, std::optional<uint32_t> relocation);

  // The rows of one section, by the number of its symbol; offsets count from its beginning.
  void begin(uint32_t section_symbol);
  void include(std::string_view file, uint64_t offset);  // the next lines are of this file
  void line(uint32_t line, uint64_t offset);
  void end(uint64_t size);

  std::vector<ObjectSection> take();  // none without rows

 private:
  void stab(std::string_view text, uint8_t type, uint32_t line, std::optional<uint64_t> offset);

  std::string source_;
  std::optional<uint32_t> relocation_;
  uint32_t symbol_ = 0;
  bool any_ = false;
  ObjectSection table_, strings_;
};

}  // namespace trapdoor
