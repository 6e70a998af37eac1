#include "engine/program/scan.h"

#include <algorithm>

namespace trapdoor::assembler {
namespace {

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

// The character after a backslash, which the cursor is past. False when it is not known.
bool scan_escape(Cursor& in, char& out) {
  char c = in.peek();
  in.at++;
  switch (c) {
    case 'n':
      out = '\n';
      return true;
    case 't':
      out = '\t';
      return true;
    case 'r':
      out = '\r';
      return true;
    case 'b':
      out = '\b';
      return true;
    case 'f':
      out = '\f';
      return true;
    case '\\':
    case '"':
    case '\'':
      out = c;
      return true;
    default:
      break;
  }
  int value = 0;
  if (c == 'x' || c == 'X') {
    while (digit_value(in.peek()) < 16) value = (value * 16 + digit_value(in.text[in.at++])) & 0xff;
    out = static_cast<char>(value);
    return true;
  }
  if (c < '0' || c > '7') return false;
  in.at--;
  for (int i = 0; i < 3 && in.peek() >= '0' && in.peek() <= '7'; i++)
    value = value * 8 + (in.text[in.at++] - '0');
  out = static_cast<char>(value);
  return true;
}

}  // namespace

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '$';
}
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

void Cursor::skip_blanks() {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\f'))
    at++;
}

bool Cursor::take(char sign) {
  skip_blanks();
  if (peek() != sign || done()) return false;
  at++;
  return true;
}

std::string_view Cursor::take_name() {
  skip_blanks();
  if (done() || !is_name_start(text[at])) return {};
  size_t start = at;
  while (at < text.size() && is_name_part(text[at])) at++;
  return text.substr(start, at - start);
}

std::string seen(const Cursor& cursor) {
  Cursor in = cursor;
  in.skip_blanks();
  if (in.done()) return "the end of the line";
  size_t end = in.at + 1;
  if (is_name_part(in.peek())) {
    while (end < in.text.size() && is_name_part(in.text[end])) end++;
  }
  return "`" + std::string(in.text.substr(in.at, std::min<size_t>(end - in.at, 40))) + "'";
}

Number scan_number(Cursor& in) {
  int base = 10;
  if (in.peek() == '0' && (in.peek(1) == 'x' || in.peek(1) == 'X')) {
    base = 16;
    in.at += 2;
  } else if (in.peek() == '0' && (in.peek(1) == 'b' || in.peek(1) == 'B')) {
    base = 2;
    in.at += 2;
  } else if (in.peek() == '0') {
    base = 8;
  }
  Number number;
  size_t start = in.at;
  bool too_wide = false;
  for (; digit_value(in.peek()) < base; in.at++) {
    auto digit = static_cast<uint64_t>(digit_value(in.peek()));
    if (number.value > (~uint64_t{0} - digit) / static_cast<uint64_t>(base)) too_wide = true;
    number.value = number.value * static_cast<uint64_t>(base) + digit;
  }
  if (in.at == start || is_name_part(in.peek())) {
    number.problem = base == 16  ? "this is not a number: after 0x come 0 to 9 and a to f"
                     : base == 2 ? "this is not a number: after 0b come 0 and 1"
                     : base == 8 ? "this is not a number: after a leading 0 come 0 to 7"
                                 : "this is not a number";
  } else if (too_wide) {
    number.problem = "this number does not fit 64 bits";
  } else {
    number.ok = true;
  }
  return number;
}

Number scan_character(Cursor& in) {
  in.at++;
  char c = in.peek();
  if (in.done()) return {.problem = "a character is missing after '"};
  in.at++;
  if (c == '\\' && !scan_escape(in, c))
    return {.problem = "this escape is not known; \\n \\t \\r \\\\ \\' \\0 are"};
  if (in.peek() == '\'') in.at++;
  return {.ok = true, .value = static_cast<uint8_t>(c)};
}

std::optional<std::string> scan_string(Cursor& in) {
  in.at++;
  std::string out;
  while (!in.done()) {
    char c = in.text[in.at++];
    if (c == '"') return out;
    if (c == '\\') {
      if (in.done()) return std::nullopt;
      char escaped = in.peek();
      if (!scan_escape(in, escaped)) escaped = in.text[in.at - 1];  // as GNU as: the character itself
      out += escaped;
    } else {
      out += c;
    }
  }
  return std::nullopt;
}

}  // namespace trapdoor::assembler
