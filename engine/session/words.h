// Words: cutting a line into words and reading them, as commands, matches and checks are written.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
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

// "12", "-1", "0x8000_0000"; nullopt if it is anything else or does not fit.
std::optional<uint64_t> parse_number(std::string_view text);
// "4096", "64K", "128M", "1G".
std::optional<uint64_t> parse_size(std::string_view text);
// A C string's inside, escapes resolved; nullopt if an escape is unknown.
std::optional<std::string> unescape(std::string_view text);
std::string_view trim(std::string_view text);

}  // namespace trapdoor
