// Place: what a lesson's link points at: "panel:registers?word=sie&bit=5", "figure:gates", "source:kernel.S?line=12".
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trapdoor {

struct LinkPlace {
  std::string kind;  // "panel", "figure", "source"
  std::string name;
  std::map<std::string, std::string> words;  // what stands after the question mark
};

LinkPlace parse_place(std::string_view text);
std::vector<std::string> split_words(std::string_view text, char separator);

}  // namespace trapdoor
