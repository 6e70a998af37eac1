// The example in lessons/README.md is a lesson that works: whoever types it in sees what the page promises.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

#include "engine/session/check.h"
#include "tests/support/texts.h"

namespace trapdoor {
namespace {

// What stands in fenced blocks that are named after a file: "```asm start/kernel.S".
std::map<std::string, std::string> named_blocks(std::istream& page) {
  std::map<std::string, std::string> blocks;
  std::string line, fence, name;
  while (std::getline(page, line)) {
    if (!fence.empty()) {
      if (line == fence) {
        fence.clear();
      } else if (!name.empty()) {
        blocks[name] += line + "\n";
      }
    } else if (size_t ticks = line.find_first_not_of('`'); line.compare(0, 3, "```") == 0) {
      fence = line.substr(0, ticks);
      size_t space = line.find(' ');
      name = space == std::string::npos ? "" : line.substr(space + 1);
    }
  }
  return blocks;
}

Files example() {
  std::ifstream page(std::string(TRAPDOOR_SOURCE_DIR) + "/lessons/README.md");
  auto blocks = named_blocks(page);
  const std::string place = "your line here ------------------------------------------------\n";
  std::string solved = blocks["start/kernel.S"];
  size_t at = solved.find(place);
  EXPECT_NE(at, std::string::npos);
  if (at != std::string::npos) solved.insert(at + place.size(), blocks["solution"]);
  return {{"lesson.md", blocks["lesson.md"]},
          {"start/kernel.S", blocks["start/kernel.S"]},
          {"solution/kernel.S", solved}};
}

TEST(LessonReadme, ItsExampleDoesWhatThePageSays) {
  Diagnostics diagnostics;
  auto lesson = Lesson::parse(example(), diagnostics);
  ASSERT_TRUE(lesson) << text_of(diagnostics);
  LessonReport report = check_lesson(*lesson);
  EXPECT_TRUE(report.diagnostics.empty()) << text_of(report.diagnostics);
  for (const LessonReport::Line& line : report.lines) EXPECT_TRUE(line.passed) << line.text;
  EXPECT_EQ(report.lines.size(), 4u) << "the page says: 4 passed";
}

TEST(LessonReadme, ItsExampleNeedsItsOneLine) {
  Files files = example();
  files["solution/kernel.S"] = files["start/kernel.S"];
  Diagnostics diagnostics;
  auto lesson = Lesson::parse(files, diagnostics);
  ASSERT_TRUE(lesson) << text_of(diagnostics);
  bool failed = false;
  for (const LessonReport::Line& line : check_lesson(*lesson).lines) failed = failed || !line.passed;
  EXPECT_TRUE(failed);
}

}  // namespace
}  // namespace trapdoor
