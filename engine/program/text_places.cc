#include "engine/program/text_places.h"

#include <algorithm>
#include <cctype>

namespace trapdoor {
namespace {

constexpr size_t npos = std::string_view::npos;

bool is_letter(std::string_view text, size_t at) {
  return at < text.size() && (text[at] == '_' || std::isalnum(static_cast<unsigned char>(text[at])));
}
bool is_word(std::string_view text, size_t at, size_t size) {
  return !(at > 0 && is_letter(text, at - 1)) && !is_letter(text, at + size);
}

}  // namespace

TextPlace place_in(std::string_view text, size_t at) {
  const std::string_view before = text.substr(0, at);
  const size_t start = before.rfind('\n') + 1;  // 0 when there is none
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(before.size() - start) + 1};
}

size_t start_of_line(std::string_view text, int line) {
  size_t at = 0;
  for (int i = 1; i < line && at < text.size(); i++) at = std::min(text.find('\n', at), text.size() - 1) + 1;
  return at;
}

size_t find_word(std::string_view text, std::string_view word, size_t from) {
  if (word.empty()) return npos;
  size_t at = text.find(word, from);
  while (at != npos && !is_word(text, at, word.size())) at = text.find(word, at + 1);
  return at;
}

size_t find_word_before(std::string_view text, std::string_view word, size_t before) {
  if (word.empty()) return npos;
  size_t at = before == 0 ? npos : text.rfind(word, before - 1);
  while (at != npos && !is_word(text, at, word.size())) at = at == 0 ? npos : text.rfind(word, at - 1);
  return at;
}

std::string_view quoted(std::string_view message) {
  const size_t open = message.find('`');
  if (open == npos) return {};
  const size_t close = message.find('\'', open);
  return close == npos ? std::string_view{} : message.substr(open + 1, close - open - 1);
}

}  // namespace trapdoor
