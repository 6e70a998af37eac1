#include "engine/boards/boards.h"
#include "engine/session/check.h"
#include "engine/session/command.h"
#include "engine/session/event_text.h"
#include "engine/session/lesson_text.h"
#include "engine/session/reach.h"

namespace trapdoor {
namespace {

Sources solution_of(const Lesson& lesson) {
  Sources sources = lesson.start;
  for (const auto& [file, text] : lesson.solution) sources[file] = text;
  return sources;
}

// Labels of matches and links, which Lesson::parse had to take on trust.
class LessonLabels {
 public:
  LessonLabels(const Lesson& lesson, const Machine& machine, Diagnostics& diagnostics)
      : lesson_(lesson), machine_(machine), diagnostics_(diagnostics) {}

  // What a check waits for may be the student's to write: it has to be in the solution.
  void look_up(const Program& start, const Program& solution) {
    for (const LessonStep& step : lesson_.steps) {
      for (const Check& check : step.checks) sequence(check.sequence, solution);
      for (const Typing& typing : step.typings) sequence(typing.after, solution);
    }
    for (const LessonLink& link : lesson_.links) {
      const size_t before = diagnostics_.size();
      this->link(link, solution, "", "");
      if (diagnostics_.size() == before && read_before_writing(link))
        this->link(link, start, " in the start",
                   "nothing is written yet where this is read: put the label into the start, too; other ");
    }
  }

 private:
  // Whether a link is met before the student has written anything that a check has seen: in all that comes before the
  // first step with checks, and in that step. Later a label may be one that an earlier step had him write.
  bool read_before_writing(const LessonLink& link) const {
    for (size_t s = 0; s < lesson_.steps.size(); s++) {
      if (lesson_.steps[s].checks.empty()) continue;
      return s + 1 == lesson_.steps.size() || link.place.line < lesson_.steps[s + 1].line;
    }
    return true;
  }

  void sequence(const MatchSequence& sequence, const Program& program) {
    for (const MatchText& one : sequence.matches) match(one, program);
    if (sequence.without) match(*sequence.without, program);
  }

  void match(const MatchText& match, const Program& program) {
    Diagnostic error;
    if (!Match::parse(match.text, machine_, &program, error))
      report(match.place, error.column - 1, error.message, error.hint);
  }

  void link(const LessonLink& link, const Program& program, const std::string& where,
            const std::string& advice) {
    const std::string_view target = link.target;
    Diagnostic error;
    if (target.starts_with("do:")) {
      const CommandLine line = parse_command(target.substr(3), &machine_, &program, error);
      if (!line.row) {
        report(link.place, 3 + error.column - 1, error.message + where, advice + error.hint);
      } else if (const std::string wrong = wrong_name(line, program); !wrong.empty()) {
        report(link.place, static_cast<int>(line.rest.data() - target.data()), wrong + where, advice);
      }
      return;
    }
    for (size_t at = target.find('?'); at != std::string_view::npos; at = target.find('&', at + 1)) {
      const std::string_view pair = target.substr(at + 1, target.find('&', at + 1) - at - 1);
      const size_t equals = std::min(pair.find('='), pair.size());
      const std::string_view key = pair.substr(0, equals);
      if (key != "at" && key != "physical") continue;
      if (!find_address(pair.substr(std::min(pair.size(), equals + 1)), machine_, &program, error))
        report(link.place, static_cast<int>(at + 1 + equals + 1), error.message + where, advice + error.hint);
    }
  }

  // What is wrong with what a command reaches into, or asks about; empty: nothing.
  std::string wrong_name(const CommandLine& line, const Program& program) const {
    Input wish;
    if (reaches_in(line.row->name))
      return read_input(line.row->name, line.rest, machine_, program, wish).message;
    if (line.row->argument != Argument::word || find_place(machine_.isa(), line.rest) ||
        find_address(line.rest, machine_, &program))
      return {};
    return no_such_place(line.rest);
  }

  void report(LessonPlace place, int column, std::string message, std::string hint) {
    diagnostics_.push_back({std::string(kLessonFile), place.line, place.column + column, std::move(message),
                            std::move(hint), Severity::error});
  }

  const Lesson& lesson_;
  const Machine& machine_;
  Diagnostics& diagnostics_;
};

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
  LessonLabels(lesson, machine, report.diagnostics).look_up(start->program, solved->program);
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
