// Lesson: a folder: lesson.md (TOML front matter, prose, steps, checks, hints) and the sources it names.
// lessons/README.md teaches the format. The engine reads no files: whoever has a folder hands over names and
// texts. Laws: 1. A lesson that parses names only things that exist: files, board, panels, figures, commands,
// words of matches.
//          Labels are the one thing that cannot be known before its sources are built; check.h looks at them.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/machine/machine.h"

namespace trapdoor {

// Path inside the lesson's folder ("lesson.md", "start/user.S", "../common/kernel.S") -> content.
using Files = std::map<std::string, std::string>;

// A place in lesson.md.
struct LessonPlace {
  int line = 0, column = 0;  // from 1
};

struct MatchText {
  std::string text;
  LessonPlace place;
};

// "A then B then C without X": matches that must happen in this order. When X happens on the way, it begins anew.
struct MatchSequence {
  std::vector<MatchText> matches;
  std::optional<MatchText> without;  // only of a sequence of two or more
};

enum class CheckKind : uint8_t { expect, refuse };

struct Check {
  CheckKind kind = CheckKind::expect;
  MatchSequence sequence;
  uint64_t count = 1;   // expect: at least so many
  Tick within = 0;      // 0: the lesson's limit
  std::string message;  // shown when it fails; asks rather than tells
  LessonPlace place;
};

// Keys that a check run types, once, after something has happened.
struct Typing {
  std::string text;
  MatchSequence after;
  LessonPlace place;
};

struct LessonStep {
  std::string title;
  std::string prose;  // Markdown of this step, without heading, fenced checks and hints
  std::vector<Check> checks;
  std::vector<Typing> typings;
  std::vector<std::string> hints;
  int line = 0;
};

// Files that are compiled and assembled together, and where the result goes.
struct LessonImage {
  std::string name;
  std::vector<std::string> files;
  std::optional<uint64_t> at;        // where it believes to run; default: RAM base
  std::optional<uint64_t> load;      // where it is put; default: at
  std::string device;                // put on this device's storage instead of into RAM
  uint64_t sector = 0;               // of kSectorSize bytes
  std::vector<std::string> exports;  // labels that the other images know by their names
  int line = 0;
};
inline constexpr uint64_t kSectorSize = 512;

// A link that acts or points: its target, for looking at it again once the labels are known.
struct LessonLink {
  std::string target;
  LessonPlace place;
};

struct Lesson {
  std::string id, title, board;
  std::vector<int> slides;
  std::vector<std::string> panels;
  std::vector<std::string> files;  // shown in the editor, in order; editable unless in readonly
  std::vector<std::string> readonly;
  std::map<std::string, std::string> start;     // file -> text
  std::map<std::string, std::string> solution;  // only files that differ from start
  std::vector<LessonImage> images;              // at least one
  MachineOptions machine;
  std::vector<std::string> flaws;  // switched on before tick 0
  bool transparency = false;       // watch for contexts that come back wrong, from the start
  Tick limit = 5'000'000;          // a check run stops here
  std::string intro;               // Markdown before the first step
  std::vector<LessonStep> steps;
  std::vector<LessonLink> links;

  bool editable(std::string_view file) const;

  // Everything wrong is reported with file and line; the lesson is empty if there is an error.
  static std::optional<Lesson> parse(const Files&, Diagnostics&);
};

}  // namespace trapdoor
