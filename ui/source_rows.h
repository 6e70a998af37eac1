// Source rows: what the source view shows of one file, line by line: its text, the instructions each line became, or both.
// Leaves out: columns; a line's instructions are the stretches that the line table gives it.
#pragma once
#include <cstdint>
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

// Files that have text, and those that the line table names. By name; what was written for this program comes first.
std::vector<SourceFile> source_files(const View&);
// The text given for a file that a line table names: of that very name, or of the same last part.
const std::string* text_of(const Session&, std::string_view file);

// The rows of one file; without text always with instructions. At most kMostRows.
inline constexpr size_t kMostRows = 100'000;
std::vector<SourceRow> source_rows(const View&, const SourceFile&, bool instructions);

// Addresses of `count` instructions around pc, `before` of them in front of it. Where instructions have several sizes, those
// in front are found by beginning where a way leads to the pc.
std::vector<uint64_t> instructions_around(const View&, uint64_t pc, int before, int count);

}  // namespace trapdoor
