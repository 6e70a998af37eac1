// Running backwards: the past is replayed piece by piece on a copy, from the present towards the beginning.
#include <algorithm>

#include "engine/session/event_text.h"
#include "engine/session/session_impl.h"

namespace trapdoor {
namespace {

constexpr Tick kSlowStretch = 250'000;  // at full detail; else the stretch from one key frame to the next

// An instruction is met before it runs; what came from the outside came before its tick's instruction.
bool stands_before(const Event& event) {
  bool outside = (event.kind == EventKind::dma || event.kind == EventKind::word) &&
                 static_cast<Who>(event.flags) == Who::outside;
  return event.kind == EventKind::instruction || outside;
}

}  // namespace

CommandResult Session::Impl::back_until(Match match) { return begin_search({std::move(match)}); }

CommandResult Session::Impl::back_run() { return begin_search({}); }

CommandResult Session::Impl::begin_search(std::vector<Match> matches, bool stay) {
  go_to(timeline->now());
  search = Search{std::move(matches), stay, timeline->now(), timeline->now(), {}, {}, 0, 0, nullptr};
  search_back(kAtOnce);
  changed();
  const bool told = !notice.empty();  // apply answers with that
  return {true, !search && !told ? stopped_because : std::string()};
}

// Remembers the event when it is what is searched for; later ones win.
void Session::Impl::look_back(const Event& event, std::string_view printed) {
  Tick place = stands_before(event) ? event.tick : event.tick + 1;
  for (const Match& match : search->matches) {
    if (place < search->here + search->stay && match(event, printed)) search->found = event;
  }
  if (!search->matches.empty()) return;
  for (const Stopper& stopper : stoppers) {
    if (event.tick >= search->here || !stopper.enabled || !stopper.match(event, printed)) continue;
    search->found = event;
    search->why = "breakpoint " + std::to_string(stopper.id) + ": ";
  }
}

// Cheap events are remembered, as far as history reaches back.
void Session::Impl::search_history() {
  const Trace& history = timeline->history();
  size_t bytes = 0;
  for (uint64_t n = history.first(); n < history.next() && history[n].tick < search->here; n++) {
    if (history[n].kind == EventKind::console) {
      bytes = static_cast<size_t>(
          std::upper_bound(output_ticks.begin(), output_ticks.end(), history[n].tick) - output_ticks.begin());
    }
    look_back(history[n], std::string_view(output).substr(0, bytes));
  }
  bool whole = history.first() == 0;
  search->end =
      whole || search->found ? timeline->first() : std::min(search->end, history[history.first()].tick);
}

// From the last key frame before what was searched already: nothing is replayed but what is looked at.
void Session::Impl::begin_stretch(const Aim& aim) {
  Tick first = timeline->first();
  search->begin = aim.detail == Detail::cheap ? timeline->frame_before_tick(search->end)
                                              : search->end - std::min(search->end - first, kSlowStretch);
  search->replay = std::make_unique<Replay>(*timeline, search->begin, Detail::cheap, Replay::Inputs::to_come);
  auto printed = std::lower_bound(output_ticks.begin(), output_ticks.end(), search->begin);
  search->printed = static_cast<size_t>(printed - output_ticks.begin());
}

// Goes on for at most so many ticks, and returns how many it went. Only at the stretch's end is what was found the last.
Tick Session::Impl::search_stretch(const Aim& aim, Tick ticks) {
  Replay& replay = *search->replay;
  take_aim(replay.machine(), aim);
  Tick began = replay.now(), until = began + std::min(search->end - began, ticks);
  Stop why = Stop::limit;
  while (replay.now() < until && why == Stop::limit) {
    Tick goal = std::min(until, replay.now() + aim.piece());
    why = run_aimed(replay.machine(), aim, kNever, goal, [&](Tick to) { return replay.run(to); });
    replay.look([&](const Event& event) {
      search->printed += event.kind == EventKind::console;
      look_back(event, std::string_view(output).substr(0, search->printed));
    });
  }
  Tick done = replay.now() - began;
  if (replay.now() >= search->end || why != Stop::limit) {
    search->end = search->begin;
    search->replay.reset();
  }
  return std::max<Tick>(done, 1);
}

void Session::Impl::search_back(Tick ticks) {
  std::vector<const Match*> matches;
  for (const Match& match : search->matches) matches.push_back(&match);
  if (matches.empty()) matches = stopping_matches();
  Aim aim = aim_at(matches);
  if (!aim.closely() && search->end == search->here && !search->replay) search_history();
  Tick first = timeline->first();
  bool through = search->end <= first || search->found;
  for (Tick done = 0; !through && done < std::max<Tick>(ticks, 1);) {
    if (!search->replay) begin_stretch(aim);
    done += search_stretch(aim, ticks - std::min(ticks, done));
    through = !search->replay && (search->end <= first || search->found);
  }
  if (through) end_search();  // otherwise advance goes on
}

CommandResult Session::Impl::end_search() {
  Search done = std::move(*search);
  search.reset();
  if (done.stay) {
    std::string answer = done.found ? to_text(*done.found, machine(), built.program)
                                    : "never since tick " + with_commas(timeline->first());
    CommandResult result = go_to(done.here);
    tell(answer);
    stopped_because = answer;
    return result;
  }
  bool stopper = done.matches.empty();
  if (!done.found) {
    CommandResult result = go_to(stopper ? timeline->first() : done.here);
    stopped_because = stopper ? "the beginning" : "it did not happen before";
    tell(stopper ? "no breakpoint would have stopped it: this is the beginning" : stopped_because);
    return result;
  }
  bool before = stopper || stands_before(*done.found);
  std::string why = done.why + to_text(*done.found, machine(), built.program);
  CommandResult result = go_to(before ? done.found->tick : done.found->tick + 1);
  stopped_because = why;
  return result;
}

}  // namespace trapdoor
