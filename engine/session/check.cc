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

void CheckRun::Progress::add_to(std::vector<const Match*>& all) const {
  for (const Match& match : matches) all.push_back(&match);
  if (without) all.push_back(&*without);
}

bool CheckRun::Progress::take(const Event& event, std::string_view console) {
  if (!matches[next](event, console)) {
    if (next == 0 || !without || !(*without)(event, console)) return false;
    next = 0;  // and this may be its beginning
    if (!matches[next](event, console)) return false;
  }
  next = (next + 1) % matches.size();
  return next == 0;
}

CheckRun::CheckRun(const Lesson& lesson, const Build& build) : lesson_(lesson), program_(build.program) {
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
      if (loaded && prepare(check.sequence, expected.progress, error)) {
        expectations_.push_back(std::move(expected));
      } else {
        result = {CheckState::failed, 0, check.message, error};
      }
    }
    for (const Typing& typing : lesson.steps[s].typings) {
      Type type{&typing, {}};
      std::string error;
      if (loaded && prepare(typing.after, type.progress, error)) types_.push_back(std::move(type));
    }
  }
  finished_ = expectations_.empty();
}

bool CheckRun::prepare(const MatchSequence& sequence, Progress& progress, std::string& error) {
  for (const MatchText& text : sequence.matches) {
    std::optional<Match> one = match(text, error);
    if (!one) return false;
    progress.matches.push_back(std::move(*one));
  }
  if (sequence.without) progress.without = match(*sequence.without, error);
  return !sequence.without || progress.without;
}

std::optional<Match> CheckRun::match(const MatchText& text, std::string& error) const {
  Diagnostic diagnostic;
  auto match = Match::parse(text.text, *machine_, &program_, diagnostic);
  if (!match) error = diagnostic.message;
  return match;
}

Aim CheckRun::aim() const {
  std::vector<const Match*> matches;
  for (const Expectation& expected : expectations_) {
    if (expected.result->state != CheckState::open) continue;
    expected.progress.add_to(matches);
  }
  for (const Type& type : types_) {
    if (type.progress.hits) continue;
    type.progress.add_to(matches);
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
      finish("the machine switched itself off at tick " + with_commas(machine_->now()) + ", exit code " +
             std::to_string(machine_->exit_code()));
    } else if (stop == Stop::idle && !typed) {
      finish("from tick " + with_commas(machine_->now()) +
             " on every hart waits for an interrupt that nothing will send");
    } else if (machine_->now() >= lesson_.limit) {
      finish("at its limit of " + with_commas(lesson_.limit) + " ticks");
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
                          happened(expected.progress.matches.back(), event)};
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

void CheckRun::finish(const std::string& ending) {
  for (Expectation& expected : expectations_) {
    if (expected.result->state != CheckState::open) continue;
    if (expected.check->kind == CheckKind::refuse) {
      *expected.result = {CheckState::passed, machine_->now(), {}, {}};
      continue;
    }
    // The lesson's words may be about an ending, too ("it never switched itself off"): these are the facts.
    std::string details = "How the run ended: " + ending + ".";
    if (expected.progress.hits)
      details += " It happened " + with_commas(expected.progress.hits) + " times, not " +
                 with_commas(expected.check->count) + ".";
    *expected.result = {CheckState::failed, machine_->now(), expected.check->message,
                        details + gates_of(expected.progress)};
  }
  finished_ = true;
}

// What was refused, and which instruction did it; what a device does by itself is no instruction's.
std::string CheckRun::happened(const Match& match, const Event& event) const {
  std::string text = "It happened: " + match.text();
  const bool alone =
      event.kind == EventKind::dma || event.kind == EventKind::dma_read || event.kind == EventKind::reg;
  if (!alone) {
    const std::string name = program_.name_of(event.pc);
    text += ", at " + (name.empty() ? address_text(event.pc, program_) : name) +
            place_text(program_.place_of(event.pc));
  }
  return text + ".";
}

namespace {

constexpr size_t kMostSources = 3;

std::vector<const Gate*> closed_gates(const Explanation& source) {
  std::vector<const Gate*> closed;
  for (const Gate& gate : source.gates) {
    if (!gate.open) closed.push_back(&gate);
  }
  return closed;
}

// "uart0: IER (it may not interrupt)": after the device the gates before the hart's own, which are said by themselves.
std::string gate_list(const Machine& machine, const Explanation& source, const Explanation& of_hart,
                      size_t most) {
  std::string text;
  const std::vector<const Gate*> closed = closed_gates(source);
  bool named = source.device < 0;
  for (size_t i = 0; i < std::min(most, closed.size()); i++) {
    const bool harts = std::any_of(of_hart.gates.begin(), of_hart.gates.end(),
                                   [&](const Gate& gate) { return gate.name == closed[i]->name; });
    if (i > 0) text += ", ";
    if (!named && !harts) text += std::string(machine.device_name(source.device)) + ": ";
    named = named || !harts;
    text += closed[i]->name + " (" + closed[i]->reads + ")";
  }
  return text;
}

}  // namespace

// For an interrupt that did not come: what keeps it away at this moment. Of many sources those with the fewest gates to
// open are said, each with the first of these.
std::string CheckRun::gates_of(const Progress& progress) const {
  auto cause = progress.matches[progress.next].interrupt_cause();
  if (!cause) return {};
  std::vector<Explanation> sources;
  for (Explanation& source : explain(*machine_, 0)) {
    if (source.cause == *cause && !closed_gates(source).empty()) sources.push_back(std::move(source));
  }
  if (sources.empty()) return {};
  // Devices that are quiet and kept out as well are one source together; any other is nearer.
  const bool named = std::any_of(sources.begin(), sources.end(),
                                 [](const Explanation& source) { return source.device >= 0; });
  std::erase_if(sources, [&](const Explanation& source) { return named && source.device < 0; });
  auto fewer = [](const Explanation& a, const Explanation& b) {
    return closed_gates(a).size() < closed_gates(b).size();
  };
  const size_t fewest = closed_gates(*std::min_element(sources.begin(), sources.end(), fewer)).size();
  std::erase_if(sources, [&](const Explanation& source) { return closed_gates(source).size() > fewest; });
  Explanation of_hart;
  for (Explanation& one : machine_->isa().explain(*machine_, 0)) {
    if (one.cause == *cause) of_hart = std::move(one);
  }
  std::vector<std::string> texts;
  for (const Explanation& source : sources) {
    std::string text = gate_list(*machine_, source, of_hart, sources.size() == 1 ? source.gates.size() : 1);
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
  }
  std::string all = " Closed now: ";
  for (size_t i = 0; i < std::min(texts.size(), kMostSources); i++) all += (i == 0 ? "" : "; ") + texts[i];
  if (texts.size() > kMostSources)
    all += "; and " + std::to_string(texts.size() - kMostSources) + " more sources";
  return all + ".";
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
