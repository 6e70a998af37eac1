#include "ui/terminal_text.h"

namespace trapdoor {
namespace {

constexpr size_t kTab = 8;

// The size of the control sequence that begins at `at` with ESC; what is not finished yet counts as a whole one.
size_t sequence_size(std::string_view bytes, size_t at) {
  if (at + 1 >= bytes.size()) return 1;
  const char kind = bytes[at + 1];
  if (kind == '[') {
    size_t end = at + 2;
    while (end < bytes.size() && static_cast<unsigned char>(bytes[end]) >= 0x20 &&
           static_cast<unsigned char>(bytes[end]) < 0x40)
      ++end;
    return (end < bytes.size() ? end + 1 : end) - at;
  }
  if (kind == ']') {  // a title: to BEL or ESC backslash
    for (size_t end = at + 2; end < bytes.size(); ++end) {
      if (bytes[end] == '\a') return end + 1 - at;
      if (bytes[end] == '\x1b') return end + 2 - at;
    }
    return bytes.size() - at;
  }
  return 2;
}

}  // namespace

std::string terminal_text(std::string_view bytes) {
  std::string out;
  size_t line = 0;    // where the present line begins in out
  size_t cursor = 0;  // in out; behind its end only never
  for (size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (c == '\x1b') {
      i += sequence_size(bytes, i) - 1;
    } else if (c == '\n') {
      out += '\n';
      line = cursor = out.size();
    } else if (c == '\r') {
      cursor = line;
    } else if (c == '\b') {
      if (cursor > line) --cursor;
    } else if (c == '\t') {  // moves on and leaves what stands there
      const size_t to = line + ((cursor - line) / kTab + 1) * kTab;
      if (to > out.size()) out.append(to - out.size(), ' ');
      cursor = to;
    } else if (static_cast<unsigned char>(c) >= 32 && c != '\x7f') {
      if (cursor < out.size()) {
        out[cursor] = c;
      } else {
        out += c;
      }
      ++cursor;
    }
  }
  return out;
}

}  // namespace trapdoor
