// Scan: reading one statement of assembly text from left to right: names, numbers, strings.
// Models: GNU as manual, chapter 3 (Syntax): character set, symbols, constants, strings.
// Leaves out: floating-point and bignum constants (an error where one stands).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trapdoor::assembler {

bool is_name_start(char);  // letters, _ . $
bool is_name_part(char);   // and digits
bool is_digit(char);

// A place in a statement. Columns count from 1 in the line the person wrote.
struct Cursor {
  std::string_view text;
  size_t at = 0;
  int first_column = 1;

  int column() const { return first_column + static_cast<int>(at); }
  char peek(size_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\0'; }
  bool done() const { return at >= text.size(); }
  std::string_view rest() const { return text.substr(at); }
  void skip_blanks();
  // Skips blanks; true, and past it, if the sign stands here.
  bool take(char sign);
  // A name at this place (after blanks), or "" and unmoved.
  std::string_view take_name();
};

// What stands here, for messages: "`foo'" or "the end of the line".
std::string seen(const Cursor&);

struct Number {
  bool ok = false;
  uint64_t value = 0;
  const char* problem = nullptr;  // when !ok
};
// Requires a digit at the cursor: decimal, 0x, 0b or octal.
Number scan_number(Cursor&);
// Requires a ' at the cursor: 'a or 'a' or '\n'.
Number scan_character(Cursor&);
// Requires a " at the cursor. Empty when the string does not end.
std::optional<std::string> scan_string(Cursor&);

}  // namespace trapdoor::assembler
