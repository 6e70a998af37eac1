#include "engine/boards/boards.h"
#include "engine/session/check.h"
#include "engine/session/command.h"
#include "engine/session/event_text.h"
#include "engine/session/lesson_text.h"

namespace trapdoor {
namespace {

Sources solution_of(const Lesson& lesson) {
  Sources sources = lesson.start;
  for (const auto& [file, text] : lesson.solution) sources[file] = text;
  return sources;
}

// Labels of matches and links, which Lesson::parse had to take on trust.
void look_up_labels(const Lesson& lesson, const Build& build, const Machine& machine,
                    Diagnostics& diagnostics) {
  auto report = [&](LessonPlace place, int column, const Diagnostic& error) {
    diagnostics.push_back({std::string(kLessonFile), place.line, place.column + column, error.message,
                           error.hint, Severity::error});
  };
  auto sequence = [&](const MatchSequence& matches) {
    for (size_t i = 0; i < matches.matches.size(); i++) {
      Diagnostic error;
      if (!Match::parse(matches.matches[i], machine, &build.program, error))
        report(matches.places[i], error.column - 1, error);
    }
  };
  for (const LessonStep& step : lesson.steps) {
    for (const Check& check : step.checks) sequence(check.sequence);
    for (const Typing& typing : step.typings) sequence(typing.after);
  }
  for (const LessonLink& link : lesson.links) {
    Diagnostic error;
    if (!link.target.starts_with("do:")) continue;
    std::string_view command = std::string_view(link.target).substr(3);
    if (!parse_command(command, &machine, &build.program, error).row)
      report(link.place, 3 + error.column - 1, error);
  }
}

// The solution again at the other speed: whoever watches must not change what happens.
bool same_unwatched(const Lesson& lesson, const Build& build, CheckRun& watched) {
  Machine machine(*find_board(lesson.board), lesson.machine);
  Diagnostics diagnostics;
  load(build, machine, diagnostics);
  machine.trace.detail = Detail::cheap;
  for (const Input& input : watched.typed()) {
    machine.run(input.tick);
    apply(input, machine);
  }
  machine.run(watched.machine().now());
  return machine.save() == watched.save();
}

}  // namespace

LessonReport check_lesson(const Lesson& lesson) {
  LessonReport report;
  Machine machine(*find_board(lesson.board), lesson.machine);
  auto start = build(lesson, lesson.start, machine, report.diagnostics);
  for (Diagnostic& diagnostic : report.diagnostics) diagnostic.file = "start/" + diagnostic.file;
  Diagnostics of_solution;
  auto solved = build(lesson, solution_of(lesson), machine, of_solution);
  for (Diagnostic& diagnostic : of_solution) diagnostic.file = "solution/" + diagnostic.file;
  report.diagnostics.insert(report.diagnostics.end(), of_solution.begin(), of_solution.end());
  if (!start || !solved) return report;
  look_up_labels(lesson, *solved, machine, report.diagnostics);
  if (!report.diagnostics.empty()) return report;

  CheckRun run(lesson, *solved);
  if (run.finished() && run.results().empty()) return report;
  run.advance(lesson.limit);
  bool any = false;
  for (size_t s = 0; s < lesson.steps.size(); s++) {
    for (size_t c = 0; c < lesson.steps[s].checks.size(); c++) {
      const CheckResult& result = run.results()[s][c];
      any = true;
      bool passed = result.state == CheckState::passed;
      std::string text = "solution, line " + std::to_string(lesson.steps[s].checks[c].place.line) + ": ";
      text += to_text(result);
      report.lines.push_back({passed, std::move(text)});
    }
  }
  if (!any) return report;
  CheckRun begun(lesson, *start);
  begun.advance(lesson.limit);
  report.lines.push_back({!begun.all_passed(), begun.all_passed()
                                                   ? "start: passes already; there is nothing to do"
                                                   : "start: fails, as it should"});
  bool same = same_unwatched(lesson, *solved, run);
  report.lines.push_back({same, same ? "solution: runs the same unwatched"
                                     : "solution: ends in another state when nobody watches"});
  return report;
}

}  // namespace trapdoor
