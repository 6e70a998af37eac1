#include "engine/session/check.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "engine/cli/cli.h"
#include "engine/session/answer.h"

namespace trapdoor::cli {
namespace {

// The folder itself, or every lesson in it.
std::vector<std::string> lessons_in(const std::string& path) {
  namespace fs = std::filesystem;
  if (fs::exists(fs::path(path) / "lesson.md")) return {path};
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    if (fs::exists(entry.path() / "lesson.md")) found.push_back(entry.path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

struct Tally {
  int passed = 0, failed = 0, refused = 0;
};

// Diagnostics name files inside the lesson's folder; a person wants them from where they stand.
void print_from(const std::string& folder, Diagnostics diagnostics) {
  for (Diagnostic& diagnostic : diagnostics) {
    diagnostic.file = (std::filesystem::path(folder) / diagnostic.file).lexically_normal().string();
  }
  print(diagnostics);
}

// Nothing, with everything wrong on standard error, when it is not a lesson.
std::optional<Lesson> read_lesson(const std::string& folder) {
  auto files = read_folder(folder);
  if (!files) return std::nullopt;
  Diagnostics diagnostics;
  auto lesson = Lesson::parse(*files, diagnostics);
  if (!lesson) print_from(folder, diagnostics);
  return lesson;
}

void check_folder(const std::string& folder, Tally& tally) {
  auto lesson = read_lesson(folder);
  if (!lesson) {
    tally.refused++;
    return;
  }
  LessonReport report = check_lesson(*lesson);
  print_from(folder, report.diagnostics);
  if (has_errors(report.diagnostics)) {
    tally.refused++;
    return;
  }
  std::printf("%s: %s\n", folder.c_str(), lesson->title.c_str());
  for (const LessonReport::Line& line : report.lines) {
    std::printf("  %s  %s\n", line.passed ? "ok  " : "FAIL", line.text.c_str());
    (line.passed ? tally.passed : tally.failed)++;
  }
}

void print_verdict(const Lesson& lesson, const Verdict& verdict) {
  print(verdict.diagnostics);
  auto mark = [](bool passed) { return passed ? "ok  " : "FAIL"; };
  for (size_t s = 0; s < lesson.steps.size(); s++) {
    if (verdict.results[s].empty()) continue;
    std::printf("%s  %s\n", mark(verdict.passed_step(s)), lesson.steps[s].title.c_str());
    for (const CheckResult& result : verdict.results[s])
      std::printf("        %s  %s\n", mark(result.state == CheckState::passed), to_text(result).c_str());
  }
  std::printf("%d passed, %d failed\n", verdict.passed, verdict.failed);
}

// A student's files, tried against the checks of one lesson.
int check_answer(const CheckOptions& options) {
  if (options.lessons.size() != 1 || !is_lesson(options.lessons))
    return complain("--answer is checked against one lesson: name the folder of its lesson.md");
  auto lesson = read_lesson(options.lessons[0]);
  auto handed_in = read_answer_files(options.answer);
  if (!lesson || !handed_in) return kBadInput;
  Diagnostics diagnostics;
  auto answer = read_answer(*lesson, *handed_in, diagnostics);
  print(diagnostics);
  if (!answer) return kBadInput;
  for (const std::string& note : answer->notes) std::printf("%s\n", note.c_str());
  Verdict verdict = judge(*lesson, answer->sources);
  print_verdict(*lesson, verdict);
  if (!options.results.empty() && !write_file(options.results, to_results_json(*lesson, *answer, verdict)))
    return kBadInput;
  return verdict.failed ? kFailed : kFine;
}

}  // namespace

int check(const CheckOptions& options) {
  if (!options.answer.empty()) return check_answer(options);
  if (!options.results.empty()) return complain("--results needs an --answer to write about");
  const std::vector<std::string>& paths = options.lessons;
  Tally tally;
  for (const std::string& path : paths) {
    std::vector<std::string> folders = lessons_in(path);
    if (folders.empty()) {
      complain(path + ": no lesson.md here, nor in the folders inside");
      tally.refused++;
    }
    for (const std::string& folder : folders) check_folder(folder, tally);
  }
  if (tally.refused) std::printf("%d refused\n", tally.refused);
  std::printf("%d passed, %d failed\n", tally.passed, tally.failed);
  return tally.refused ? kBadInput : tally.failed ? kFailed : kFine;
}

}  // namespace trapdoor::cli
