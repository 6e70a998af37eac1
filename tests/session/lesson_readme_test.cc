// The example in lessons/README.md is a lesson that works: whoever types it in sees what the page promises.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "engine/session/check.h"
#include "engine/session/match_names.h"
#include "engine/session/session.h"
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

// The rows of the page's table whose heading begins so, without heading and rule, cut at the bars.
std::vector<std::vector<std::string>> table_of(const std::string& heading) {
  std::ifstream page(std::string(TRAPDOOR_SOURCE_DIR) + "/lessons/README.md");
  std::vector<std::vector<std::string>> rows;
  std::string line;
  while (std::getline(page, line) && line.rfind("| " + heading, 0) != 0) {
  }
  std::getline(page, line);
  while (std::getline(page, line) && line.rfind('|', 0) == 0) {
    std::stringstream cells(line.substr(1));
    std::vector<std::string>& row = rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, '|');) row.push_back(cell);
  }
  return rows;
}

// What a cell has between backticks.
std::set<std::string> names_in(const std::string& cell) {
  std::set<std::string> names;
  for (size_t at = cell.find('`'); at != std::string::npos; at = cell.find('`', at + 1)) {
    const size_t begin = at + 1;
    at = cell.find('`', begin);
    names.insert(cell.substr(begin, at - begin));
  }
  return names;
}

TEST(LessonReadme, ItsTableHasEveryKindOfMatch) {
  std::set<std::string> listed, known;
  for (const auto& row : table_of("kind |")) listed.merge(names_in(row[0]));
  for (const MatchKindRow& row : match_kinds()) known.emplace(row.name);
  EXPECT_EQ(listed, known);
}

TEST(LessonReadme, ItsTableHasEveryConditionAndWhatItIsFor) {
  std::map<std::string, std::set<std::string>> listed, known;
  for (const auto& row : table_of("condition |")) {
    std::set<std::string> kinds = names_in(row[1]);
    if (row[1].find("traps") != std::string::npos)
      kinds.insert({"trap", "interrupt", "exception", "syscall", "mode"});
    if (row[1].find("all but") != std::string::npos) {
      std::set<std::string> others;
      for (const MatchKindRow& kind : match_kinds()) {
        if (!kinds.count(std::string(kind.name))) others.emplace(kind.name);
      }
      kinds.swap(others);
    }
    for (const std::string& key : names_in(row[0])) listed[key] = kinds;
  }
  for (const MatchKeyRow& key : match_keys()) {
    std::set<std::string>& kinds = known[std::string(key.name) + "="];
    for (const MatchKindRow& kind : match_kinds()) {
      if (takes(kind, key.key)) kinds.emplace(kind.name);
    }
  }
  EXPECT_EQ(listed, known);
}

// What it says beside the tables.
struct LessonReadmeSays : testing::Test {
  LessonReadmeSays() {
    Files files = example();
    std::string& text = files["lesson.md"];
    text.replace(text.find("limit ="), 0, "flaws = [\"user-timer\"]\n");
    for (const char* kernel : {"start/kernel.S", "solution/kernel.S"})
      files[kernel] += "    .data\ncounter: .word 0\n";
    Diagnostics diagnostics;
    EXPECT_TRUE(session.open_lesson(files, diagnostics)) << text_of(diagnostics);
    for (const char* text : {"solution", "build"}) command(text);
  }
  void command(const std::string& text) {
    const CommandResult result = session.apply(text);
    EXPECT_TRUE(result.ok) << text << ": " << result.message;
    for (int i = 0; session.running() && i < 100; i++) session.advance(1000);
  }
  uint8_t counter() {
    std::byte byte{};
    session.machine().bus.peek(session.program().find_symbol("counter")->address, {&byte, 1});
    return static_cast<uint8_t>(byte);
  }
  Session session;
};

TEST_F(LessonReadmeSays, PcOfAWordThatATrapsEntryChangedIsTheInterruptedInstruction) {
  command("run-until word word=mcause pc=user");
  const Machine& machine = session.machine();
  EXPECT_EQ(session.program().name_of(machine.hart(0).cpu[machine.isa().pc_word]), "handler");
}

TEST_F(LessonReadmeSays, ResetAndBuildTakeFlawsAndPokesAway) {
  for (const char* again : {"reset", "build"}) {
    command("flaw user-vector on");
    command("poke counter 07");
    EXPECT_TRUE(session.machine().flawed(Flaw::user_vector));
    EXPECT_EQ(counter(), 7);
    command(again);
    EXPECT_FALSE(session.machine().flawed(Flaw::user_vector)) << again;
    EXPECT_TRUE(session.machine().flawed(Flaw::user_timer)) << "of the front matter";
    EXPECT_EQ(counter(), 0) << again;
  }
}

TEST(LessonReadme, WithinCountsFromTheStartOfTheRun) {
  Files files = example();
  std::string& text = files["lesson.md"];
  const std::string check = "then exec pc=handler+4   ";
  text.replace(text.find(check), check.size(), "then exec pc=handler+4 then exec pc=handler within 12 ");
  Diagnostics diagnostics;
  auto lesson = Lesson::parse(files, diagnostics);
  ASSERT_TRUE(lesson) << text_of(diagnostics);
  bool late = false;
  for (const LessonReport::Line& line : check_lesson(*lesson).lines)
    late = late || line.text.find("It did not happen before tick 12.") != std::string::npos;
  EXPECT_TRUE(late);
}

}  // namespace
}  // namespace trapdoor
