#include <algorithm>

#include "engine/session/event_text.h"
#include "engine/session/session_impl.h"

namespace trapdoor {
void Session::Impl::start(Task new_task) {
  search.reset();
  task = std::move(new_task);
  task->began = timeline->now();
  waiting = false;
  stopped_because.clear();
  changed();
}

void Session::Impl::stop(std::string why) {
  task.reset();
  search.reset();
  waiting = false;
  stopped_because = std::move(why);
  changed();
}

// What the breakpoints wait for.
std::vector<const Match*> Session::Impl::stopping_matches() const {
  std::vector<const Match*> matches;
  if (task && task->replays) return matches;
  for (const Stopper& stopper : stoppers) {
    if (stopper.enabled) matches.push_back(&stopper.match);
  }
  return matches;
}

const Stopper* Session::Impl::hit_by(const Event& event, std::string_view printed, bool& until_hit) const {
  until_hit = task->until && (*task->until)(event, printed);
  if (task->replays) return nullptr;
  for (const Stopper& stopper : stoppers) {
    if (stopper.enabled && stopper.match(event, printed)) return &stopper;
  }
  return nullptr;
}

// Looks through events of the last piece; at the first that stops the run, goes to its tick and stops. printed: what was
// output before them, then with them.
bool Session::Impl::look_for_stop(const Trace& trace, uint64_t first_sequence, std::string& printed) {
  for (uint64_t n = std::max(first_sequence, trace.first()); n < trace.next(); n++) {
    Event event = trace[n];
    if (event.kind == EventKind::console) printed += static_cast<char>(event.value);
    bool until_hit = false;
    const Stopper* stopper = hit_by(event, printed, until_hit);
    if (!stopper && !until_hit) continue;
    bool before = event.kind == EventKind::instruction;
    if (before && event.tick == task->began) continue;  // where we stand already
    std::string why = to_text(event, machine(), built.program);
    if (stopper) {
      why = "breakpoint " + std::to_string(stopper->id) + ": " + why;
      tell(std::string("stopped just ") + (before ? "before " : "after ") + why);
    }
    timeline->seek(before ? event.tick : event.tick + 1);
    stop(std::move(why));
    return true;
  }
  return false;
}

Stop Session::Impl::run_watched(Tick until, const Aim& aim, bool& stopped) {
  Trace& trace = machine().trace;
  // Nobody looks at older events there: so the same few places are used again, and stay in the host's cache. Those of
  // this very tick still tell a fork what it has in common.
  if (trace.at(timeline->now()) == trace.next()) trace.cut(trace.first());
  uint64_t first_sequence = trace.next();
  // What was never run before is told in the history, or, looked at closely, in the trace.
  const Trace& history = timeline->history();
  const uint64_t first_new = history.next();
  Tick known = timeline->end();
  Stop why = run_aimed(machine(), aim, task->began, until, [&](Tick goal) { return timeline->run(goal); });
  stopped = false;
  if (task->until || (!task->replays && !stoppers.empty())) {
    std::string printed = console;
    stopped = look_for_stop(trace, first_sequence, printed) ||
              (!aim.closely() && look_for_stop(history, first_new, printed));
  }
  stopped = stopped || look_for_broken_context();
  if (stopped && timeline->now() >= known)
    timeline->forget_future();  // nobody asked for what lies beyond the stop
  if (aim.closely() && !stopped) {
    // The trace shall not depend on who watched: only the cheap events stay.
    std::vector<Event> cheap;
    for (uint64_t n = first_sequence; n < trace.next(); n++) {
      if (trace[n].kind <= kLastCheapEvent) cheap.push_back(trace[n]);
    }
    trace.cut(first_sequence);
    for (const Event& event : cheap) trace.emit(event);
  }
  sync_console();
  return why;
}

// A run that waits for something is told about once when it has gone on for long: perhaps it will not come.
constexpr Tick kLongWait = 100'000'000;

void Session::Impl::run_piece(Tick until) {
  std::vector<const Match*> matches = stopping_matches();
  if (task->until) matches.push_back(&*task->until);
  Aim aim = aim_at(matches);
  take_aim(machine(), aim);
  if (transparency) {
    transparency->go_on_at(timeline->now());
    machine().on_crossing = [this](const Event& event, const Cpu& cpu) {
      transparency->crossing(machine(), event, cpu);
    };
  }
  bool stopped = false;
  Stop why = run_watched(std::min(until, timeline->now() + aim.piece()), aim, stopped);
  machine().on_crossing = nullptr;
  if (transparency) transparency->has_run_to(timeline->now());
  if (stopped) return;
  if (task->until && !task->told && timeline->now() - task->began >= kLongWait) {
    task->told = true;
    tell("not yet, after " + with_commas(timeline->now() - task->began) + " ticks; Pause ends the run");
  }
  if (why == Stop::idle && replay_inputs(true)) return;
  if (why == Stop::power) {
    if (task->until && timeline->now() > task->began)
      tell("it did not happen before the machine switched itself off");
    stop("power off, exit code " + std::to_string(machine().exit_code()));
  } else if (why == Stop::idle && !task->forever && !(task->replays && timeline->now() >= task->goal)) {
    stop("every hart waits for an interrupt, and only something from the outside can bring one");
  } else if (timeline->now() >= task->goal) {
    replay_inputs(false);
    stop({});
  } else {
    waiting = why == Stop::idle;
  }
}

void Session::Impl::advance(Tick ticks) {
  if (check_run) {
    check_run->advance(ticks);
    checks = check_run->results();
    if (check_run->finished()) check_run.reset();
    changed();
    return;
  }
  if (search) return search_back(ticks);
  if (!task || !timeline) return;
  Tick now = timeline->now();
  Tick until = std::min(task->goal, now + std::min(ticks, kNever - now));
  waiting = false;
  Tick before;
  do {
    before = timeline->now();
    if (replay_inputs(false)) before = kNever;  // something happened, even if no time passes now
    run_piece(task->inputs.empty() ? until : std::min(until, task->inputs.front().tick));
  } while (task && !waiting && timeline->now() < until && timeline->now() != before);
  changed();
}

// Goes to right after the return that brought a context back wrong.
bool Session::Impl::look_for_broken_context() {
  auto broken = transparency ? transparency->take() : std::nullopt;
  if (!broken) return false;
  timeline->seek(broken->resumed + 1);
  stop(broken_context_text(*broken));
  tell(stopped_because);
  return true;
}

CommandResult Session::Impl::go_to(Tick tick) {
  task.reset();
  search.reset();
  waiting = false;
  stopped_because.clear();
  if (tick == kNever) tick = timeline->end();
  if (tick > timeline->end()) {
    return {false, "tick " + with_commas(tick) + " has not been run yet; the run has got to tick " +
                       with_commas(timeline->end())};
  }
  timeline->seek(tick);
  sync_console();
  changed();
  return {true, {}};
}

}  // namespace trapdoor
