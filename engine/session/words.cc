#include "engine/session/words.h"

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

}  // namespace trapdoor
