#include "engine/session/check.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "engine/cli/cli.h"

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

void check_folder(const std::string& folder, Tally& tally) {
  auto files = read_folder(folder);
  if (!files) {
    tally.refused++;
    return;
  }
  Diagnostics diagnostics;
  auto lesson = Lesson::parse(*files, diagnostics);
  if (!lesson) {
    print_from(folder, diagnostics);
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

}  // namespace

int check(const std::vector<std::string>& paths) {
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
