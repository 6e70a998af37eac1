#include "engine/program/c_words.h"

#include <array>
#include <cctype>
#include <optional>
#include <utility>

namespace trapdoor {
namespace {

// A message of the compiler, in which each * stands for some text; our words, in which $1 and $2 are these texts.
struct Row {
  std::string_view pattern, message, hint;
};

constexpr Row kRows[] = {
    {"'*' undeclared", "`$1' is not declared", "is it spelt right? Declare it above, or include its header"},
    {"'*' expected (got \"*\")", "`$1' is missing here; `$2' stands instead", ""},
    {"implicit declaration of function '*'", "`$1' is called, and nothing above says that it is a function",
     "include its header, or write its first line with a ; above"},
    {"'*' is not built into this compiler", "`$1' is not built into this compiler",
     "<atomic.h> has functions for atomic operations; others are a few lines of C"},
    {"RISCV64 asm not implemented.", "this compiler has no inline assembly",
     "write the function in a .S file and declare it here; <csr.h> has functions for control registers"},
    {"include file '*' not found", "there is no file `$1' to include",
     "files of the lesson in \"\"; in <>: stdint.h stddef.h stdbool.h stdarg.h limits.h csr.h atomic.h "
     "devices.h"},
    {"field not found: *", "this structure has no field `$1'", ""},
    {"struct or union expected", "what stands before . or -> is not a structure",
     "-> follows a pointer to a structure, . a structure"},
    {"pointer expected", "this is not a pointer", ""},
    {"lvalue expected", "this has no place in memory: nothing can be stored there, and it has no address",
     ""},
    {"identifier expected", "a name is missing here", "is the type before it known? Include its header"},
    {"declaration expected", "a declaration is missing here", "does the function above end one } too early?"},
    {"expression expected before '*'", "an expression is missing before `$1'", ""},
    {"too few arguments to function", "too few arguments for this function", ""},
    {"too many arguments to function", "too many arguments for this function", ""},
    {"unknown type size", "the size of this type is not known here", "is the structure declared above?"},
    {"dereferencing incomplete type '*'", "what `$1' consists of is not known here",
     "is the structure declared above?"},
    {"assignment makes pointer from integer without a cast", "a number becomes a pointer here",
     "if that is meant, say so: (type *)number"},
    {"assignment makes integer from pointer without a cast", "a pointer becomes a number here",
     "if that is meant, say so: (uintptr_t)pointer"},
    {"assignment from incompatible pointer type", "a pointer to one type becomes a pointer to another here",
     "if that is meant, say so with a cast"},
    {"assignment discards qualifiers from pointer target type", "const or volatile is lost here", ""},
    {"function might return no value: '*'", "`$1' may end without returning a value", ""},
    {"redefinition of '*'", "`$1' is defined twice", ""},
    {"incompatible types for redefinition of '*'", "`$1' was declared above with another type", ""},
    {"missing #endif", "an #if has no #endif", ""},
    {"#include recursion too deep", "files include each other without end",
     "begin each header with #pragma once"},
    {"unrecognized character \\x*", "a character that C does not know (code $1)", ""},
    {"unexpected end of file in comment", "this comment does not end", "close it with */"},
    {"unexpected end of file", "the file ends in the middle of something", "is a } or a ) missing?"},
    {"memory full (vstack)", "this is nested too deeply", ""},
    {"memory full (ifdef)", "#if is nested too deeply", ""},
    {"duplicate case value", "this case stands here twice", ""},
    {"cannot break", "break stands in no loop and no switch", ""},
    {"cannot continue", "continue stands in no loop", ""},
    {"label '*' used but not defined", "there is no label `$1:' in this function", ""},
    {"assignment of read-only location", "this is const: it cannot be changed", ""},
    {"there is no long double", "this compiler has no long double", "double has 64 bits"},
    {"cast between pointer and integer of different size", "a pointer has 64 bits; this number has not",
     "use uintptr_t or uint64_t for addresses"},
    {"missing terminating * character", "this text does not end", "close it with $1"},
    {"cannot * '*' to '*'", "`$2' cannot become `$3'", ""},
};

std::optional<std::array<std::string_view, 3>> match(std::string_view pattern, std::string_view text) {
  std::array<std::string_view, 3> found;
  size_t count = 0;
  while (!pattern.empty()) {
    size_t star = pattern.find('*');
    std::string_view plain = pattern.substr(0, star);
    if (text.substr(0, plain.size()) != plain) return std::nullopt;
    text.remove_prefix(plain.size());
    if (star == std::string_view::npos) return text.empty() ? std::optional(found) : std::nullopt;
    pattern.remove_prefix(star + 1);
    std::string_view next = pattern.substr(0, pattern.find('*'));
    size_t end = next.empty() ? text.size() : text.find(next);
    if (end == std::string_view::npos || count == found.size()) return std::nullopt;
    found[count++] = text.substr(0, end);
    text.remove_prefix(end);
  }
  return text.empty() ? std::optional(found) : std::nullopt;
}

bool is_letter(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)); }

// Names that a header of ours defines.
constexpr std::pair<std::string_view, std::string_view> kHeaderOf[] = {
    {"size_t", "stddef.h"},   {"ptrdiff_t", "stddef.h"}, {"NULL", "stddef.h"},   {"offsetof", "stddef.h"},
    {"bool", "stdbool.h"},    {"true", "stdbool.h"},     {"false", "stdbool.h"}, {"va_list", "stdarg.h"},
    {"va_start", "stdarg.h"}, {"va_arg", "stdarg.h"},    {"va_end", "stdarg.h"}, {"memcpy", "string.h"},
    {"memset", "string.h"},   {"memmove", "string.h"},   {"memcmp", "string.h"}, {"strlen", "string.h"},
};

// "" when no header of ours has it.
std::string header_hint(std::string_view name) {
  for (const auto& [known, header] : kHeaderOf) {
    if (known == name) return "it is in a header: #include <" + std::string(header) + ">";
  }
  bool number = name.ends_with("_t") && (name.starts_with("int") || name.starts_with("uint"));
  if (number) return "it is in a header: #include <stdint.h>";
  for (std::string_view verb : {"read_", "write_", "set_", "clear_"}) {
    if (name.starts_with(verb)) return "functions for control registers are in a header: #include <csr.h>";
  }
  return "";
}

std::string filled(std::string_view form, const std::array<std::string_view, 3>& parts) {
  std::string out;
  for (size_t i = 0; i < form.size(); i++) {
    bool part = form[i] == '$' && i + 1 < form.size() && form[i + 1] >= '1' && form[i + 1] <= '3';
    if (!part) {
      out += form[i];
    } else {
      out += parts[static_cast<size_t>(form[++i] - '1')];
    }
  }
  return out;
}

// Words of newer or other C, whose errors come out as something else.
struct WordRow {
  std::string_view word, hint;
};
constexpr WordRow kWords[] = {
    {"_Atomic", "this compiler has no _Atomic; <atomic.h> has functions for atomic operations"},
    {"_Thread_local", "this compiler has no _Thread_local; keep an array with one element for each hart"},
    {"_Complex", "this compiler has no complex numbers"},
};

}  // namespace

void explain_c(std::string_view line, Diagnostic& diagnostic) {
  while (!diagnostic.message.empty() && diagnostic.message.back() == '\n') diagnostic.message.pop_back();
  for (const Row& row : kRows) {
    auto parts = match(row.pattern, diagnostic.message);
    if (!parts) continue;
    std::string header = header_hint((*parts)[0]);
    diagnostic.hint = header.empty() ? filled(row.hint, *parts) : header;
    diagnostic.message = filled(row.message, *parts);
    break;
  }
  for (const WordRow& row : kWords) {
    if (line.find(row.word) != std::string_view::npos) diagnostic.hint = row.hint;
  }
}

std::optional<std::string_view> unknown_type(std::string_view line, const Diagnostic& diagnostic) {
  constexpr std::string_view kBefore = "';' expected (got \"";
  std::string_view text = diagnostic.message;
  if (!text.starts_with(kBefore) || !text.ends_with("\")")) return std::nullopt;
  std::string_view got = text.substr(kBefore.size(), text.size() - kBefore.size() - 2);
  if (got.empty() || (!is_letter(got[0]) && got[0] != '*')) return std::nullopt;
  auto column = static_cast<size_t>(diagnostic.column);
  if (column == 0 || column > line.size() + 1) return std::nullopt;
  size_t end = column - 1, start = end;
  while (start > 0 && is_letter(line[start - 1])) start--;
  bool first = true;
  for (size_t i = 0; i < start; i++) first = first && (line[i] == ' ' || line[i] == '\t');
  std::string_view before = line.substr(0, start);
  for (std::string_view word : {"static ", "extern ", "const ", "volatile ", "unsigned ", "signed "}) {
    if (before == word) first = true;
  }
  std::string_view after = line.substr(end);
  while (after.starts_with(' ') || after.starts_with('*')) after.remove_prefix(1);
  if (!first || start == end || std::isdigit(static_cast<unsigned char>(line[start])) || after.empty() ||
      !is_letter(after[0]))
    return std::nullopt;
  return line.substr(start, end - start);
}

void explain_unknown_type(std::string_view type, std::string_view line, Diagnostic& diagnostic) {
  diagnostic.message = "`" + std::string(type) + "' is not a type that is known here";
  diagnostic.column -= static_cast<int>(type.size());
  diagnostic.hint = header_hint(type);
  for (const WordRow& row : kWords) {
    if (line.find(row.word) != std::string_view::npos) diagnostic.hint = row.hint;
  }
  if (diagnostic.hint.empty()) diagnostic.hint = "is it spelt right? Declare it above, or include its header";
}

}  // namespace trapdoor
