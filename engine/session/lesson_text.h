// Lesson text: lesson.md cut into front matter, prose, steps, checks and hints, and the little languages read
// that stand in it. Nothing is looked up here; lesson.cc does that.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/session/lesson.h"

namespace trapdoor {

struct LessonText {
  std::string front;   // TOML
  int front_line = 0;  // the line of lesson.md that its first line is
  std::string intro;
  std::vector<LessonStep> steps;
  std::vector<LessonLink> links;
};

// Reports what is wrong under the name lesson.md.
LessonText split_lesson(std::string_view text, Diagnostics&);

// One line of a check block into the step. column_of: nothing is done for blank and comment lines.
void parse_check_line(std::string_view line, int line_number, LessonStep& step, Diagnostics&);

inline constexpr std::string_view kLessonFile = "lesson.md";

}  // namespace trapdoor
