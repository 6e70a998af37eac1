#include "engine/base/diagnostic.h"

namespace trapdoor {

std::string to_text(const Diagnostic& d) {
  std::string out = d.file;
  if (d.line) out += ":" + std::to_string(d.line);
  if (d.line && d.column) out += ":" + std::to_string(d.column);
  out += d.severity == Severity::error ? ": error: " : ": warning: ";
  out += d.message;
  if (!d.hint.empty()) out += "\n  hint: " + d.hint;
  return out;
}

}  // namespace trapdoor
