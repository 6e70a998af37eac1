#include "engine/session/words.h"

#include <algorithm>
#include <charconv>

namespace trapdoor {

std::vector<LineWord> split_words(std::string_view line) {
  std::vector<LineWord> words;
  size_t at = 0;
  while (true) {
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t' || line[at] == '\r')) at++;
    if (at == line.size()) return words;
    size_t start = at;
    bool quoted = false;
    for (; at < line.size(); at++) {
      char c = line[at];
      if (quoted && c == '\\' && at + 1 < line.size()) {
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ' ' || c == '\t' || c == '\r')) {
        break;
      }
    }
    words.push_back({line.substr(start, at - start), start, quoted});
  }
}

std::optional<uint64_t> parse_number(std::string_view text) {
  bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    base = 16;
  }
  std::string digits;
  for (char c : text) {
    if (c != '_') digits += c;
  }
  uint64_t value = 0;
  const char* end = digits.data() + digits.size();
  auto [at, error] = std::from_chars(digits.data(), end, value, base);
  if (digits.empty() || error != std::errc{} || at != end) return std::nullopt;
  return negative ? ~value + 1 : value;
}

std::optional<std::string> unescape(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (++i == text.size()) return std::nullopt;
    constexpr std::string_view kNames = "ntr0\\\"e", kBytes{"\n\t\r\0\\\"\x1b", 7};
    size_t known = kNames.find(text[i]);
    if (known != std::string_view::npos) {
      out += kBytes[known];
    } else if (text[i] == 'x') {
      unsigned value = 0;
      const char* first = text.data() + i + 1;
      const char* last = first + std::min<size_t>(2, text.size() - i - 1);
      auto [at, error] = std::from_chars(first, last, value, 16);
      if (error != std::errc{}) return std::nullopt;
      out += static_cast<char>(value);
      i += static_cast<size_t>(at - first);
    } else {
      return std::nullopt;
    }
  }
  return out;
}

std::optional<uint64_t> parse_size(std::string_view text) {
  constexpr std::string_view kUnits = "KMG";
  size_t unit = text.empty() ? std::string_view::npos : kUnits.find(text.back());
  if (unit != std::string_view::npos) text.remove_suffix(1);
  auto number = parse_number(text);
  if (!number || text.starts_with('-')) return std::nullopt;
  int shift = unit == std::string_view::npos ? 0 : 10 * (static_cast<int>(unit) + 1);
  if (*number > (~uint64_t{0} >> shift)) return std::nullopt;
  return *number << shift;
}

std::string_view trim(std::string_view text) {
  auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace trapdoor
