// Diagnostic: one thing wrong with something a person wrote, at its place.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace trapdoor {

enum class Severity : uint8_t { error, warning };

struct Diagnostic {
  std::string file;     // as the person named it
  int line = 0;         // from 1; 0 when the whole file is meant
  int column = 0;       // from 1, in bytes; 0 when the whole line is meant
  std::string message;  // what is wrong, what was expected
  std::string hint;     // what to do about it; may be empty
  Severity severity = Severity::error;

  bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

// "timer.S:12:8: error: ... (hint)", the form editors and graders know.
std::string to_text(const Diagnostic&);

}  // namespace trapdoor
