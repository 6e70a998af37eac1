// Source rows: what the source view shows of one file, line by line: its text, the instructions each line became, or both.
// Leaves out: columns; a line's instructions are the stretches that the line table gives it.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/view.h"

namespace trapdoor {

struct SourceRow {
  enum class Kind : uint8_t { line, heading, instruction };  // heading: a line whose text nobody gave
  Kind kind;
  uint32_t line;
  uint64_t address;  // first of the line, or the instruction's; 0: the line became no code
  std::string_view text;
};

// A file of the program: as its line table names it, and the text a person gave for it, if any.
struct SourceFile {
  std::string name;
  const std::string* text = nullptr;
};

// How many last parts two paths have in common: 2 for "/home/me/os/kernel/trap.c" and "kernel/trap.c".
size_t common_parts(std::string_view a, std::string_view b);
// Files that have text, and those that the line table names. By name; those with text come first. A text is that of a file in
// the line table when its name differs by the folder only. Cost: the length of the line table.
std::vector<SourceFile> source_files(const Program&, const std::map<std::string, std::string>& texts);

// The rows of one file; without text always with instructions. At most kMostRows.
inline constexpr size_t kMostRows = 100'000;
std::vector<SourceRow> source_rows(const View&, const SourceFile&, bool instructions);

// Addresses of `count` instructions around pc, `before` of them in front of it. Where instructions have several sizes, those
// in front are found by beginning where a way leads to the pc.
std::vector<uint64_t> instructions_around(const View&, uint64_t pc, int before, int count);

}  // namespace trapdoor
