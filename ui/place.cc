#include "ui/place.h"

namespace trapdoor {

std::vector<std::string> split_words(std::string_view text, char separator) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    std::string_view word = text.substr(0, end);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (!word.empty()) words.emplace_back(word);
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return words;
}

LinkPlace parse_place(std::string_view text) {
  LinkPlace place;
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return place;
  place.kind = text.substr(0, colon);
  text.remove_prefix(colon + 1);
  const size_t question = std::min(text.find('?'), text.size());
  place.name = text.substr(0, question);
  text.remove_prefix(std::min(text.size(), question + 1));
  for (const std::string& pair : split_words(text, '&')) {
    const size_t equals = std::min(pair.find('='), pair.size());
    place.words[pair.substr(0, equals)] = equals < pair.size() ? pair.substr(equals + 1) : "";
  }
  return place;
}

}  // namespace trapdoor
