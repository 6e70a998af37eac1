// Words: cutting a line into words, as commands, matches and checks are written.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace trapdoor {

struct LineWord {
  std::string_view text;  // quotes included
  size_t column = 0;      // byte offset
  bool open = false;      // a quote was opened and never closed
};

// Words are divided by blanks; between double quotes blanks belong to the word ("\"" does not end it).
std::vector<LineWord> split_words(std::string_view line);

}  // namespace trapdoor
