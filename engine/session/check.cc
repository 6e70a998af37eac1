#include "engine/session/check.h"

#include <algorithm>

#include "engine/boards/boards.h"
#include "engine/machine/explain.h"
#include "engine/session/event_text.h"

namespace trapdoor {
namespace {

// The run is looked at each time so many ticks have passed: at full detail they must fit into the trace.
constexpr Tick kStretch = 1024;

}  // namespace

std::string to_text(const CheckResult& result) {
  if (result.state == CheckState::open) return "was not tried";
  if (result.state == CheckState::passed) return "passes at tick " + with_commas(result.tick);
  return "fails at tick " + with_commas(result.tick) + ": " + result.message + " " + result.details;
}

bool CheckRun::Progress::take(const Event& event, std::string_view console) {
  if (!matches[next](event, console)) return false;
  next = (next + 1) % matches.size();
  return next == 0;
}

CheckRun::CheckRun(const Lesson& lesson, const Build& build) : lesson_(lesson) {
  machine_ = std::make_unique<Machine>(*find_board(lesson.board), lesson.machine);
  for (const LessonStep& step : lesson.steps) results_.emplace_back(step.checks.size());
  Diagnostics diagnostics;
  bool loaded = load(build, *machine_, diagnostics);
  for (size_t s = 0; s < lesson.steps.size(); s++) {
    for (size_t c = 0; c < lesson.steps[s].checks.size(); c++) {
      const Check& check = lesson.steps[s].checks[c];
      CheckResult& result = results_[s][c];
      Expectation expected{&check, &result, {}};
      std::string error = loaded ? std::string() : to_text(diagnostics.front());
      if (loaded && prepare(check.sequence, build.program, expected.progress, error)) {
        expectations_.push_back(std::move(expected));
      } else {
        result = {CheckState::failed, 0, check.message, error};
      }
    }
    for (const Typing& typing : lesson.steps[s].typings) {
      Type type{&typing, {}};
      std::string error;
      if (loaded && prepare(typing.after, build.program, type.progress, error))
        types_.push_back(std::move(type));
    }
  }
  finished_ = expectations_.empty();
}

bool CheckRun::prepare(const MatchSequence& sequence, const Program& program, Progress& progress,
                       std::string& error) {
  for (const std::string& text : sequence.matches) {
    Diagnostic diagnostic;
    auto match = Match::parse(text, *machine_, &program, diagnostic);
    if (!match) {
      error = diagnostic.message;
      return false;
    }
    progress.matches.push_back(std::move(*match));
  }
  return true;
}

Aim CheckRun::aim() const {
  std::vector<const Match*> matches;
  for (const Expectation& expected : expectations_) {
    if (expected.result->state != CheckState::open) continue;
    for (const Match& match : expected.progress.matches) matches.push_back(&match);
  }
  for (const Type& type : types_) {
    if (type.progress.hits) continue;
    for (const Match& match : type.progress.matches) matches.push_back(&match);
  }
  return aim_at(matches);
}

bool CheckRun::advance(Tick ticks) {
  Tick until = std::min(lesson_.limit, machine_->now() + std::min(ticks, lesson_.limit));
  while (!finished_ && machine_->now() < until) {
    Tick boundary = machine_->now() - machine_->now() % kStretch + kStretch;
    Aim aimed = aim();
    take_aim(*machine_, aimed);
    Stop stop = run_aimed(*machine_, aimed, kNever, std::min({until, boundary, lesson_.limit}),
                          [&](Tick goal) { return machine_->run(goal); });
    for (; seen_ < machine_->trace.next(); seen_++) look(machine_->trace[seen_]);
    expire(machine_->now());
    bool typed = (machine_->now() == boundary || stop == Stop::idle) && type_next_key();
    if (stop == Stop::power) {
      finish("The machine switched itself off at tick " + with_commas(machine_->now()) + ", exit code " +
             std::to_string(machine_->exit_code()) + ".");
    } else if (stop == Stop::idle && !typed) {
      finish("At tick " + with_commas(machine_->now()) +
             " every hart waited for an interrupt that nothing will send.");
    } else if (machine_->now() >= lesson_.limit) {
      finish("The run ended at its limit of " + with_commas(lesson_.limit) + " ticks.");
    }
    bool decided = std::all_of(expectations_.begin(), expectations_.end(), [](const Expectation& expected) {
      return expected.result->state != CheckState::open;
    });
    if (decided) finished_ = true;
  }
  return !finished_;
}

void CheckRun::look(const Event& event) {
  if (event.kind == EventKind::console) console_ += static_cast<char>(event.value);
  expire(event.tick);
  for (Expectation& expected : expectations_) {
    if (expected.result->state != CheckState::open || !expected.progress.take(event, console_)) continue;
    expected.progress.hits++;
    if (expected.check->kind == CheckKind::refuse) {
      *expected.result = {CheckState::failed, event.tick, expected.check->message,
                          "It happened: " + expected.progress.matches.back().text() + "."};
    } else if (expected.progress.hits == expected.check->count) {
      *expected.result = {CheckState::passed, event.tick, {}, {}};
    }
  }
  for (Type& type : types_) {
    if (type.progress.hits == 0 && type.progress.take(event, console_)) {
      type.progress.hits++;
      keys_ += type.typing->text;
    }
  }
}

bool CheckRun::type_next_key() {
  if (keys_.empty()) return false;
  for (int i = 0; i < machine_->device_count(); i++) {
    if (machine_->device(i).info().kind != "uart") continue;
    Input key{
        machine_->now(), InputKind::key, 0, static_cast<uint64_t>(i), 0, {static_cast<std::byte>(keys_[0])}};
    apply(key, *machine_);
    typed_.push_back(std::move(key));
    break;
  }
  keys_.erase(0, 1);
  return true;
}

// Decides the checks whose time ran out before this tick.
void CheckRun::expire(Tick tick) {
  for (Expectation& expected : expectations_) {
    if (expected.result->state != CheckState::open || expected.check->within == 0 ||
        tick < expected.check->within)
      continue;
    if (expected.check->kind == CheckKind::refuse) {
      *expected.result = {CheckState::passed, expected.check->within, {}, {}};
    } else {
      *expected.result = {CheckState::failed, expected.check->within, expected.check->message,
                          "It did not happen before tick " + with_commas(expected.check->within) + "." +
                              gates_of(expected.progress)};
    }
  }
}

void CheckRun::finish(std::string why) {
  for (Expectation& expected : expectations_) {
    if (expected.result->state != CheckState::open) continue;
    if (expected.check->kind == CheckKind::refuse) {
      *expected.result = {CheckState::passed, machine_->now(), {}, {}};
      continue;
    }
    std::string details = why;
    if (expected.progress.hits)
      details += " It happened " + with_commas(expected.progress.hits) + " times, not " +
                 with_commas(expected.check->count) + ".";
    *expected.result = {CheckState::failed, machine_->now(), expected.check->message,
                        details + gates_of(expected.progress)};
  }
  finished_ = true;
}

// For an interrupt that did not come: what keeps it away at this moment.
std::string CheckRun::gates_of(const Progress& progress) const {
  auto cause = progress.matches[progress.next].interrupt_cause();
  if (!cause) return {};
  std::string text;
  for (const Explanation& explanation : explain(*machine_, 0)) {
    if (explanation.cause != *cause) continue;
    for (const Gate& gate : explanation.gates) {
      if (!gate.open) text += (text.empty() ? " Closed now: " : ", ") + gate.name + " (" + gate.reads + ")";
    }
  }
  return text.empty() ? text : text + ".";
}

bool CheckRun::all_passed() const {
  for (const auto& step : results_) {
    for (const CheckResult& result : step) {
      if (result.state != CheckState::passed) return false;
    }
  }
  return true;
}

}  // namespace trapdoor
