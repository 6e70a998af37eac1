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

bool CheckRun::Progress::take(const Event& event, std::string_view console) {
  if (!matches[next](event, console)) return false;
  next = (next + 1) % matches.size();
  return next == 0;
}

bool CheckRun::Progress::needs_full() const {
  return std::any_of(matches.begin(), matches.end(), [](const Match& match) { return match.needs_full(); });
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
      Watch watch{&check, &result, {}};
      std::string error = loaded ? std::string() : to_text(diagnostics.front());
      if (loaded && prepare(check.sequence, build.program, watch.progress, error)) {
        watches_.push_back(std::move(watch));
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
  finished_ = watches_.empty();
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

bool CheckRun::needs_full() const {
  auto open = [](const Watch& watch) {
    return watch.result->state == CheckState::open && watch.progress.needs_full();
  };
  auto waits = [](const Type& type) { return type.progress.hits == 0 && type.progress.needs_full(); };
  return std::any_of(watches_.begin(), watches_.end(), open) ||
         std::any_of(types_.begin(), types_.end(), waits);
}

bool CheckRun::advance(Tick ticks) {
  Tick until = std::min(lesson_.limit, machine_->now() + std::min(ticks, lesson_.limit));
  while (!finished_ && machine_->now() < until) {
    Tick boundary = machine_->now() - machine_->now() % kStretch + kStretch;
    machine_->trace.detail = needs_full() ? Detail::full : Detail::cheap;
    Stop stop = machine_->run(std::min({until, boundary, lesson_.limit}));
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
    bool decided = std::all_of(watches_.begin(), watches_.end(),
                               [](const Watch& watch) { return watch.result->state != CheckState::open; });
    if (decided) finished_ = true;
  }
  return !finished_;
}

void CheckRun::look(const Event& event) {
  if (event.kind == EventKind::console) console_ += static_cast<char>(event.value);
  expire(event.tick);
  for (Watch& watch : watches_) {
    if (watch.result->state != CheckState::open || !watch.progress.take(event, console_)) continue;
    watch.progress.hits++;
    if (watch.check->kind == CheckKind::refuse) {
      *watch.result = {CheckState::failed, event.tick, watch.check->message,
                       "It happened: " + watch.progress.matches.back().text() + "."};
    } else if (watch.progress.hits == watch.check->count) {
      *watch.result = {CheckState::passed, event.tick, {}, {}};
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
  for (Watch& watch : watches_) {
    if (watch.result->state != CheckState::open || watch.check->within == 0 || tick < watch.check->within)
      continue;
    if (watch.check->kind == CheckKind::refuse) {
      *watch.result = {CheckState::passed, watch.check->within, {}, {}};
    } else {
      *watch.result = {CheckState::failed, watch.check->within, watch.check->message,
                       "It did not happen before tick " + with_commas(watch.check->within) + "." +
                           gates_of(watch.progress)};
    }
  }
}

void CheckRun::finish(std::string why) {
  for (Watch& watch : watches_) {
    if (watch.result->state != CheckState::open) continue;
    if (watch.check->kind == CheckKind::refuse) {
      *watch.result = {CheckState::passed, machine_->now(), {}, {}};
      continue;
    }
    std::string details = why;
    if (watch.progress.hits)
      details += " It happened " + with_commas(watch.progress.hits) + " times, not " +
                 with_commas(watch.check->count) + ".";
    *watch.result = {CheckState::failed, machine_->now(), watch.check->message,
                     details + gates_of(watch.progress)};
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
