#include "engine/program/c_places.h"

#include <algorithm>
#include <string>

#include "engine/program/c_outline.h"
#include "engine/program/text_places.h"

namespace trapdoor {
namespace {

constexpr size_t npos = std::string_view::npos;

// Each says where it is, or npos; `at` is where the compiler noticed.
using Finder = size_t (*)(std::string_view text, size_t at, const Diagnostic&);

size_t comment(std::string_view text, size_t, const Diagnostic&) {
  return COutline(text).comment.value_or(npos);
}
size_t condition(std::string_view text, size_t, const Diagnostic&) {
  return COutline(text).condition.value_or(npos);
}

size_t jump(std::string_view text, size_t at, const Diagnostic& diagnostic) {
  std::string_view name = quoted(diagnostic.message);
  if (name.ends_with(':')) name.remove_suffix(1);
  return find_word_before(text, "goto " + std::string(name), at);
}

size_t inline_assembly(std::string_view text, size_t at, const Diagnostic&) {
  size_t last = npos;
  for (std::string_view word : {"asm", "__asm__", "__asm"}) {
    const size_t found = find_word_before(text, word, at);
    if (found != npos && (last == npos || found > last)) last = found;
  }
  return last;
}

// The last = in front that is not part of == <= += and the like.
size_t store(std::string_view text, size_t at, const Diagnostic&) {
  constexpr std::string_view kOperators = "=<>!+-*/%&|^";
  for (size_t i = at; i-- > 0 && text[i] != '\n';) {
    if (text[i] == '=' && i > 0 && kOperators.find(text[i - 1]) == npos && text.substr(i + 1, 1) != "=")
      return i;
  }
  return npos;
}

struct Row {
  std::string_view begins;
  Finder find;
};
constexpr Row kRows[] = {
    {"this comment does not end", comment},
    {"an #if has no #endif", condition},
    {"there is no label `", jump},
    {"this compiler has no inline assembly", inline_assembly},
    {"= stores", store},
};

void put(Diagnostic& diagnostic, std::string_view text, size_t at) {
  const TextPlace place = place_in(text, at);
  diagnostic.line = place.line;
  diagnostic.column = place.column;
}

}  // namespace

void find_place(std::string_view text, Diagnostic& diagnostic) {
  if (diagnostic.line <= 0) return;
  const size_t start = start_of_line(text, diagnostic.line);
  const size_t end = diagnostic.column > 0 ? start + static_cast<size_t>(diagnostic.column) - 1
                                           : start_of_line(text, diagnostic.line + 1);
  for (const Row& row : kRows) {
    if (!diagnostic.message.starts_with(row.begins)) continue;
    const size_t found = row.find(text, std::min(end, text.size()), diagnostic);
    if (found != npos) return put(diagnostic, text, found);
  }
  const bool at_end = text.find_first_not_of(" \t\r\n", start) == npos;
  if (at_end && diagnostic.severity == Severity::error) {
    if (auto brace = COutline(text).brace) {
      put(diagnostic, text, *brace);
      diagnostic.message = "this { has no }";
      diagnostic.hint = "the file ends before it is closed: which { below it is closed by the wrong }?";
      return;
    }
  }
  if (diagnostic.column > 0) return;
  const std::string_view line = text.substr(start, text.find('\n', start) - start);
  const size_t word = find_word(line, quoted(diagnostic.message));
  const size_t first = word != npos ? word : line.find_first_not_of(" \t");
  if (first != npos) diagnostic.column = static_cast<int>(first) + 1;
}

}  // namespace trapdoor
