// Place: what a lesson's link points at: "panel:registers?word=sie&bit=5", "figure:gates", "source:kernel.S?line=12".
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/machine/machine.h"

namespace trapdoor {

struct LinkPlace {
  std::string kind;  // "panel", "figure", "source"
  std::string name;
  std::map<std::string, std::string> words;  // what stands after the question mark
};

LinkPlace parse_place(std::string_view text);

// Where a program's address is in memory at this moment: as a load in the present mode finds it or, because a kernel
// can look at what its users have, in one below it. Nullopt where none of them reaches any memory.
std::optional<uint64_t> reached(const Machine&, uint64_t address);
// Whether to look at an address that a program uses through the page table. False when what is in memory at that very
// address is the same, or all that there is to see.
bool through_page_table(const Machine&, uint64_t address);
std::vector<std::string> split_words(std::string_view text, char separator);

}  // namespace trapdoor
