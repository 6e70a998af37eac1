#include "engine/program/c_names.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>

#include "engine/program/nearest.h"

namespace trapdoor {
namespace {

bool is_letter(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)); }

// Names that a header of ours defines.
constexpr std::pair<std::string_view, std::string_view> kHeaderOf[] = {
    {"size_t", "stddef.h"},        {"ptrdiff_t", "stddef.h"}, {"NULL", "stddef.h"},
    {"offsetof", "stddef.h"},      {"bool", "stdbool.h"},     {"true", "stdbool.h"},
    {"false", "stdbool.h"},        {"va_list", "stdarg.h"},   {"va_start", "stdarg.h"},
    {"va_arg", "stdarg.h"},        {"va_end", "stdarg.h"},    {"memcpy", "string.h"},
    {"memset", "string.h"},        {"memmove", "string.h"},   {"memcmp", "string.h"},
    {"strlen", "string.h"},        {"alignas", "stdalign.h"}, {"alignof", "stdalign.h"},
    {"noreturn", "stdnoreturn.h"},
};

// Functions of compilers and libraries that are not here; a name that ends in * stands for all that begin so.
constexpr std::pair<std::string_view, std::string_view> kInstead[] = {
    {"__sync_fetch_and_add*", "<atomic.h> has atomic_add, and atomic_add_64 for 64 bits"},
    {"__sync_fetch_and_sub*", "<atomic.h> has atomic_add: add the negative number"},
    {"__sync_fetch_and_and*", "<atomic.h> has atomic_and"},
    {"__sync_fetch_and_or*", "<atomic.h> has atomic_or"},
    {"__sync_lock_test_and_set*", "<atomic.h> has atomic_swap, and atomic_swap_64 for 64 bits"},
    {"__sync_lock_release*", "<atomic.h> has atomic_store: store 0"},
    {"__sync_bool_compare_and_swap*", "<atomic.h> has atomic_compare_swap, which returns what was there"},
    {"__sync_val_compare_and_swap*", "<atomic.h> has atomic_compare_swap"},
    {"__sync_synchronize", "<atomic.h> has fence"},
    {"__atomic_load*", "<atomic.h> has atomic_load"},
    {"__atomic_store*", "<atomic.h> has atomic_store"},
    {"__atomic_exchange*", "<atomic.h> has atomic_swap, and atomic_swap_64 for 64 bits"},
    {"__atomic_compare_exchange*", "<atomic.h> has atomic_compare_swap, which returns what was there"},
    {"__atomic_fetch_add*", "<atomic.h> has atomic_add, and atomic_add_64 for 64 bits"},
    {"__atomic_thread_fence", "<atomic.h> has fence"},
    {"__sync_*", "<atomic.h> has functions for atomic operations"},
    {"__atomic_*", "<atomic.h> has functions for atomic operations"},
    {"__builtin_unreachable", "write for (;;); there: it ends the function as well"},
    {"__builtin_trap", "write for (;;); there, or call a function of a .S file with ebreak"},
    {"__builtin_alloca", "use an array of a fixed size"},
    {"alloca", "use an array of a fixed size"},
    {"printf",
     "there is no C library here: write a function that stores each character in a device's data register "
     "(<devices.h>)"},
    {"puts",
     "there is no C library here: write a function that stores each character in a device's data register "
     "(<devices.h>)"},
    {"putchar", "there is no C library here: store the character in a device's data register (<devices.h>)"},
    {"getchar", "there is no C library here: read the character from a device's data register (<devices.h>)"},
    {"malloc", "there is no C library here: take memory from an array of your own"},
    {"free", "there is no C library here: take memory from an array of your own"},
    {"exit", "there is no C library here, and nothing to go back to: end in for (;;);"},
};

std::string_view instead(std::string_view name) {
  for (const auto& [known, hint] : kInstead) {
    bool all = known.ends_with('*');
    if (all ? name.starts_with(known.substr(0, known.size() - 1)) : name == known) return hint;
  }
  return "";
}

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

// Words of newer or other C, whose errors come out as something else.
struct WordRow {
  std::string_view word, hint;
};
constexpr WordRow kWords[] = {
    {"_Atomic", "this compiler has no _Atomic; <atomic.h> has functions for atomic operations"},
    {"_Thread_local", "this compiler has no _Thread_local; keep an array with one element for each hart"},
    {"_Complex", "this compiler has no complex numbers"},
};

constexpr std::string_view kOwnWords[] = {
    "auto",   "break",    "case",     "char",     "const", "continue", "default", "do",     "double",
    "else",   "enum",     "extern",   "float",    "for",   "goto",     "if",      "inline", "int",
    "long",   "register", "restrict", "return",   "short", "signed",   "sizeof",  "static", "struct",
    "switch", "typedef",  "union",    "unsigned", "void",  "volatile", "while"};

void offer_names(std::string_view text, Nearest& nearest) {
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && is_letter(text[end])) end++;
    if (end > at && !std::isdigit(static_cast<unsigned char>(text[at])))
      nearest.offer(text.substr(at, end - at));
    at = std::max(end, at + 1);
  }
}

// "UART_DATA" of "`UART_DATA' is not declared"; "" of other messages.
std::string_view unknown_name(std::string_view message) {
  for (std::string_view rest : {"' is not declared", "' is not a type that is known here",
                                "' is called, and nothing above says that it is a function"}) {
    if (message.starts_with('`') && message.ends_with(rest))
      return message.substr(1, message.size() - 1 - rest.size());
  }
  return "";
}

// Whether it defines this macro or declares this function.
bool declares(std::string_view text, std::string_view name) {
  constexpr std::string_view kDefine = "#define ";
  for (size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::string_view before = text.substr(0, at), after = text.substr(at + name.size());
    if (!before.empty() && is_letter(before.back())) continue;
    if (after.starts_with('(') || (before.ends_with(kDefine) && after.starts_with(' '))) return true;
  }
  return false;
}

}  // namespace

std::string known_name_hint(std::string_view name) {
  std::string hint = header_hint(name);
  return hint.empty() ? std::string(instead(name)) : hint;
}

std::string_view newer_word_hint(std::string_view line) {
  std::string_view hint;
  for (const WordRow& row : kWords) {
    if (line.find(row.word) != std::string_view::npos) hint = row.hint;
  }
  return hint;
}

bool is_word_of_c(std::string_view word) {
  return std::find(std::begin(kOwnWords), std::end(kOwnWords), word) != std::end(kOwnWords);
}

std::string_view word_before(std::string_view line, int column) {
  size_t end = std::min(line.size(), static_cast<size_t>(std::max(column - 1, 0)));
  while (end > 0 && line[end - 1] == ' ') end--;
  size_t start = end;
  while (start > 0 && is_letter(line[start - 1])) start--;
  return line.substr(start, end - start);
}

void explain_name(const CFiles& files, const std::vector<std::string>& used, Diagnostic& diagnostic) {
  constexpr std::string_view kFolder = "/include/";
  const std::string name(unknown_name(diagnostic.message));
  if (name.empty()) return;
  for (const auto& [path, text] : files) {
    if (!path.starts_with(kFolder) || !declares(text, name)) continue;
    diagnostic.hint = "it is in a header: #include <" + path.substr(kFolder.size()) + ">";
    return;
  }
  if (!diagnostic.hint.empty() && diagnostic.hint != kNotSpelt &&
      !diagnostic.hint.starts_with("include its header"))
    return;
  if (name.size() < 3) return;  // everything is near
  Nearest nearest(name);
  constexpr size_t kShort = 4;  // most names are near one of the short words
  const bool type = diagnostic.message.ends_with("known here");
  for (std::string_view word : kOwnWords) {
    if (type || word.size() > kShort) nearest.offer(word);
  }
  for (const std::string& file : used) {
    if (auto text = files.find(file); text != files.end()) offer_names(text->second, nearest);
  }
  if (std::string hint = nearest.hint(); !hint.empty())
    diagnostic.hint = hint + " If not, declare it above, or include its header";
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
  if (std::string_view newer = newer_word_hint(line); !newer.empty()) diagnostic.hint = newer;
  if (diagnostic.hint.empty()) diagnostic.hint = kNotSpelt;
}

}  // namespace trapdoor
