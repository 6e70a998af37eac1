#include "engine/session/answer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/boards/boards.h"

namespace trapdoor {
namespace {

using Json = nlohmann::ordered_json;

// "../common/trap.S" is handed in as "common/trap.S": nobody's folder goes up.
std::string_view handed_in_as(std::string_view file) {
  while (file.starts_with("../")) file.remove_prefix(3);
  return file;
}

bool ends_as(std::string_view path, std::string_view file) {
  return path == file || (path.ends_with(file) && path[path.size() - file.size() - 1] == '/');
}

// What file managers leave behind.
bool is_hidden(std::string_view path) {
  return path.starts_with('.') || path.find("/.") != path.npos || path.starts_with("__MACOSX/");
}

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// Files that are not taken: those of the lesson that are its own, and those that it does not know.
void tell_left_out(const Lesson& lesson, const Files& handed_in, const std::vector<std::string>& taken,
                   std::vector<std::string>& notes) {
  for (const auto& file : handed_in) {
    const std::string &path = file.first, &text = file.second;  // clang 14 captures no bindings
    if (is_hidden(path) || std::count(taken.begin(), taken.end(), path)) continue;
    auto fixed = std::find_if(lesson.start.begin(), lesson.start.end(),
                              [&](const auto& row) { return last_part(row.first) == last_part(path); });
    if (fixed == lesson.start.end())
      notes.push_back(path + ": left out, the lesson has no such file");
    else if (fixed->second != text)
      notes.push_back(path + ": left out, this file may not be changed; the lesson's own is used");
  }
}

}  // namespace

std::optional<Answer> read_answer(const Lesson& lesson, const Files& handed_in, Diagnostics& diagnostics) {
  Answer answer{lesson.start, {}};
  std::vector<std::string> taken;
  std::string wanted;
  bool good = true;
  for (const std::string& file : lesson.files) {
    if (!lesson.editable(file)) continue;
    std::string_view name = handed_in_as(file);
    wanted += (wanted.empty() ? "" : ", ") + std::string(name);
    std::vector<std::string> found;
    for (const auto& [path, text] : handed_in) {
      if (!is_hidden(path) && ends_as(path, name)) found.push_back(path);
    }
    auto exact = std::find(found.begin(), found.end(), name);
    if (exact != found.end()) found = {*exact};
    if (found.size() > 1) {
      diagnostics.push_back({found[1], 0, 0,
                             "this could be the lesson's " + std::string(name) + ", and so could " + found[0],
                             "hand in one of them", Severity::error});
      good = false;
    } else if (found.empty()) {
      answer.notes.push_back(std::string(name) + ": not handed in, the lesson's start is used");
    } else {
      answer.sources[file] = handed_in.at(found[0]);
      taken.push_back(found[0]);
    }
  }
  if (good && taken.empty()) {
    diagnostics.push_back({"", 0, 0, "no file of the lesson that a student may change was handed in",
                           wanted.empty() ? "this lesson has none" : "these may be: " + wanted,
                           Severity::error});
    good = false;
  }
  if (!good) return std::nullopt;
  tell_left_out(lesson, handed_in, taken, answer.notes);
  return answer;
}

bool Verdict::passed_step(size_t step) const {
  return std::all_of(results[step].begin(), results[step].end(),
                     [](const CheckResult& result) { return result.state == CheckState::passed; });
}

Verdict judge(const Lesson& lesson, const Sources& sources) {
  Verdict verdict;
  Machine machine(*find_board(lesson.board), lesson.machine);
  if (auto built = build(lesson, sources, machine, verdict.diagnostics)) {
    CheckRun run(lesson, *built);
    run.advance(lesson.limit);
    verdict.results = run.results();
  } else {
    for (const LessonStep& step : lesson.steps) verdict.results.emplace_back(step.checks.size());
  }
  for (size_t s = 0; s < lesson.steps.size(); s++) {
    if (!lesson.steps[s].checks.empty()) (verdict.passed_step(s) ? verdict.passed : verdict.failed)++;
  }
  return verdict;
}

std::string to_results_json(const Lesson& lesson, const Answer& answer, const Verdict& verdict) {
  std::string output;
  for (const std::string& note : answer.notes) output += note + "\n";
  for (const Diagnostic& diagnostic : verdict.diagnostics) output += to_text(diagnostic) + "\n";
  Json tests = Json::array();
  for (size_t s = 0; s < lesson.steps.size(); s++) {
    if (lesson.steps[s].checks.empty()) continue;
    const bool passed = verdict.passed_step(s);
    std::string said;
    for (const CheckResult& result : verdict.results[s]) said += to_text(result) + "\n";
    tests.push_back({{"name", lesson.steps[s].title},
                     {"score", passed ? 1 : 0},
                     {"max_score", 1},
                     {"status", passed ? "passed" : "failed"},
                     {"output", said}});
  }
  Json json = {{"score", verdict.passed},
               {"max_score", verdict.passed + verdict.failed},
               {"output", output},
               {"tests", std::move(tests)},
               {"extra_data", {{"id", lesson.id}, {"title", lesson.title}}}};
  // What a student wrote need not be UTF-8; JSON must be.
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace trapdoor
