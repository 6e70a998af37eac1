// COutline: what of a C source can be seen without compiling it: where functions have their bodies, what is begun and not ended.
// Leaves out: what macros make; an outline of a source that is wrong is a guess.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace trapdoor {

struct CBody {
  size_t open = 0, close = 0;  // of the braces
};

struct COutline {
  explicit COutline(std::string_view text);

  std::vector<CBody> bodies;        // of functions: outermost braces after a `)`
  std::vector<CBody> values;        // of variables outside functions: from = to the ; or , behind it
  std::optional<size_t> brace;      // the outermost one that nothing closes
  std::optional<size_t> comment;    // that does not end
  std::optional<size_t> condition;  // the last #if without #endif
};

}  // namespace trapdoor
