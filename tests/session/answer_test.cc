// What a grader gets: a student's files, tried against a lesson's checks, as the page tries them.
#include "engine/session/answer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/session/session.h"
#include "tests/support/lessons.h"

namespace trapdoor {
namespace {

std::string printing(char c) {
  return std::string("_start: li t0, UART0_BASE\n li t1, '") + c + "'\n sb t1, 0(t0)\nstop: j stop\n";
}

Lesson letters() {
  const Files files = {
      {"lesson.md",
       "+++\nid = \"x\"\ntitle = \"X\"\nboard = \"riscv-virt\"\nfiles = [\"a.S\", \"note.inc\"]\n"
       "readonly = [\"note.inc\"]\nlimit = 10_000\n+++\nHello.\n"
       "## Letters\nText.\n```check\nexpect console text=\"b\" \"No b.\"\n"
       "refuse exception \"Trapped.\"\n```\n"
       "## More\nText.\n```check\nexpect store at=UART_DATA count>=2 \"Only one.\"\n```\n"},
      {"start/a.S", printing('a')},
      {"note.inc", "# as it is\n"},
      {"solution/a.S", printing('b')}};
  Diagnostics diagnostics;
  auto parsed = Lesson::parse(files, diagnostics);
  EXPECT_TRUE(parsed) << (diagnostics.empty() ? "" : to_text(diagnostics[0]));
  return *parsed;
}

Answer handed_in(const Files& files) {
  Diagnostics diagnostics;
  auto answer = read_answer(letters(), files, diagnostics);
  EXPECT_TRUE(answer) << (diagnostics.empty() ? "" : to_text(diagnostics[0]));
  return answer ? *answer : Answer{};
}

std::string refused(const Files& files) {
  Diagnostics diagnostics;
  EXPECT_FALSE(read_answer(letters(), files, diagnostics));
  return diagnostics.empty() ? "" : to_text(diagnostics[0]);
}

TEST(Answer, IsFoundInWhateverFolderItLies) {
  for (const char* path : {"a.S", "start/a.S", "05-timer/start/a.S"}) {
    Answer answer = handed_in({{path, printing('b')}});
    EXPECT_EQ(answer.sources.at("a.S"), printing('b')) << path;
    EXPECT_TRUE(answer.notes.empty()) << path;
  }
  EXPECT_EQ(handed_in({{"a.S", "near"}, {"old/a.S", "far"}}).sources.at("a.S"), "near");
  EXPECT_EQ(handed_in({{"__MACOSX/a.S", "x"}, {".git/a.S", "y"}, {"mine/a.S", "z"}}).sources.at("a.S"), "z");
}

TEST(Answer, SaysWhatIsLeftOut) {
  Answer answer =
      handed_in({{"a.S", printing('b')}, {"mine/note.inc", "# changed\n"}, {"essay.txt", "Dear"}});
  EXPECT_EQ(answer.sources.at("note.inc"), "# as it is\n");
  EXPECT_EQ(answer.notes,
            (std::vector<std::string>{
                "essay.txt: left out, the lesson has no such file",
                "mine/note.inc: left out, this file may not be changed; the lesson's own is used"}));
  EXPECT_TRUE(handed_in({{"a.S", ""}, {"note.inc", "# as it is\n"}}).notes.empty())
      << "nothing was changed there";
}

TEST(Answer, RefusesWhatBelongsToNothing) {
  EXPECT_NE(refused({}).find("no file of the lesson that a student may change was handed in"),
            std::string::npos);
  EXPECT_NE(refused({{"b.S", "x"}}).find("these may be: a.S"), std::string::npos);
  EXPECT_NE(refused({{"one/a.S", "x"}, {"two/a.S", "y"}})
                .find("this could be the lesson's a.S, and so could one/a.S"),
            std::string::npos);
}

TEST(Answer, IsJudgedStepByStep) {
  Verdict untouched = judge(letters(), letters().start);
  EXPECT_EQ(untouched.results[0][1].state, CheckState::passed) << "nothing trapped, since nothing was done";
  EXPECT_EQ(untouched.passed, 0) << "and that is no point";
  EXPECT_EQ(untouched.failed, 2);
  Verdict verdict = judge(letters(), handed_in({{"a.S", printing('b')}}).sources);
  EXPECT_EQ(verdict.passed, 1);
  EXPECT_EQ(verdict.failed, 1);
  EXPECT_EQ(verdict.results[0][0].state, CheckState::passed);
  EXPECT_EQ(verdict.results[1][0].message, "Only one.");
  EXPECT_EQ(verdict.results[1][0].tick, 10'000u);
}

TEST(Answer, ThatDoesNotBuildHasFailedEverything) {
  Answer answer = handed_in({{"a.S", "_start: addd t0\n\xff"}});
  Verdict verdict = judge(letters(), answer.sources);
  EXPECT_EQ(verdict.passed, 0);
  EXPECT_EQ(verdict.failed, 2);
  ASSERT_FALSE(verdict.diagnostics.empty());
  EXPECT_EQ(verdict.diagnostics[0].file, "a.S");
  EXPECT_EQ(verdict.diagnostics[0].line, 1);
  EXPECT_EQ(to_text(verdict.results[0][0]), "was not tried");
  auto json = nlohmann::json::parse(to_results_json(letters(), answer, verdict));
  EXPECT_NE(json["output"].get<std::string>().find("a.S:1:"), std::string::npos);
}

TEST(Answer, GivesGradersTheirJson) {
  Answer answer = handed_in({{"a.S", printing('b')}, {"essay.txt", "Dear"}});
  auto json = nlohmann::json::parse(to_results_json(letters(), answer, judge(letters(), answer.sources)));
  EXPECT_EQ(json["score"], 1);
  EXPECT_EQ(json["max_score"], 2);
  EXPECT_EQ(json["output"], "essay.txt: left out, the lesson has no such file\n");
  ASSERT_EQ(json["tests"].size(), 2u);
  EXPECT_EQ(json["tests"][0]["name"], "Letters");
  EXPECT_EQ(json["tests"][0]["status"], "passed");
  EXPECT_EQ(json["tests"][1]["score"], 0);
  EXPECT_EQ(json["tests"][1]["max_score"], 1);
  EXPECT_NE(json["tests"][1]["output"].get<std::string>().find("Only one."), std::string::npos);
  EXPECT_EQ(json["extra_data"]["id"], "x");
}

// The law that graders rely on, on every lesson there is: what the page's Check says, they hear too.
TEST(Answer, GetsTheVerdictOfThePage) {
  for (const std::string& name : lesson_names()) {
    Session page;
    Diagnostics diagnostics;
    ASSERT_TRUE(page.open_lesson(lesson_files(name), diagnostics)) << name;
    const Lesson& lesson = *page.lesson();
    for (bool solved : {false, true}) {
      Sources sources = lesson.start;
      if (solved) {
        for (const auto& [file, text] : lesson.solution) {
          sources[file] = text;
          ASSERT_TRUE(page.set_source(file, text).ok);
        }
      }
      ASSERT_TRUE(page.apply("check").ok);
      while (page.checking()) page.advance(100'000);
      Verdict verdict = judge(lesson, sources);
      ASSERT_EQ(page.checks().size(), verdict.results.size());
      for (size_t s = 0; s < verdict.results.size(); s++) {
        ASSERT_EQ(page.checks()[s].size(), verdict.results[s].size());
        for (size_t c = 0; c < verdict.results[s].size(); c++)
          EXPECT_EQ(to_text(page.checks()[s][c]), to_text(verdict.results[s][c])) << name << " step " << s;
      }
      EXPECT_EQ(verdict.failed == 0, solved) << name;
    }
  }
  EXPECT_GE(lesson_names().size(), 6u);
}

}  // namespace
}  // namespace trapdoor
