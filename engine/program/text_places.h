// TextPlaces: lines, columns and words of a source text.
#pragma once
#include <cstddef>
#include <string_view>

namespace trapdoor {

struct TextPlace {
  int line = 0, column = 0;  // from 1
};
TextPlace place_in(std::string_view text, size_t at);
size_t start_of_line(std::string_view text, int line);  // from 1; behind the end when there are fewer
// A word by itself, from `from` on, or the last one before `before`; npos when there is none.
size_t find_word(std::string_view text, std::string_view word, size_t from = 0);
size_t find_word_before(std::string_view text, std::string_view word, size_t before);
// What stands between ` and ' in a message.
std::string_view quoted(std::string_view message);

}  // namespace trapdoor
