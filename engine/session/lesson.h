// Lesson: a folder: lesson.md (TOML front matter, prose, steps, checks, hints) and the sources it names.
// lessons/README.md teaches the format. The engine reads no files: whoever has a folder hands over names and
// texts.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/machine/tick.h"

namespace trapdoor {

// Path inside the lesson's folder ("lesson.md", "start/user.S", "../common/kernel.S") -> content.
using Files = std::map<std::string, std::string>;

enum class CheckKind : uint8_t { expect, refuse };

struct Check {
  CheckKind kind = CheckKind::expect;
  std::string match;    // a Match's text; "console" with text= looks at the accumulated output
  uint64_t count = 1;   // expect: at least so many
  Tick within = 0;      // 0: the lesson's limit
  std::string message;  // shown when it fails; asks rather than tells
  int line = 0;         // in lesson.md
};

struct LessonStep {
  std::string title;
  std::string prose;  // Markdown of this step, without the fenced checks and hints
  std::vector<Check> checks;
  std::vector<std::string> hints;
  int line = 0;
};

struct Lesson {
  std::string id, title, board;
  std::vector<int> slides;
  std::vector<std::string> panels;
  std::vector<std::string> files;  // shown in the editor, in order; editable unless in readonly
  std::vector<std::string> readonly;
  std::map<std::string, std::string> start;     // file -> text
  std::map<std::string, std::string> solution;  // only files that differ from start
  std::string disk;                             // optional: source file assembled into the disk image
  Tick limit = 5'000'000;                       // a check run stops here
  std::string intro;                            // Markdown before the first step
  std::vector<LessonStep> steps;

  // Everything wrong is reported with file and line; the lesson is empty if there is an error.
  static std::optional<Lesson> parse(const Files&, Diagnostics&);
};

}  // namespace trapdoor
