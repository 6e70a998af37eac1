// Running backwards: the past is replayed piece by piece on a copy, from the present towards the beginning.
#include <algorithm>

#include "engine/session/event_text.h"
#include "engine/session/session_impl.h"

namespace trapdoor {
namespace {

constexpr Tick kSegment = 250'000;   // replayed at once
constexpr Tick kAtOnce = 1'000'000;  // searched before the command answers; advance does the rest

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
  search = Search{std::move(matches), stay, timeline->now(), timeline->now(), {}, {}};
  search_back(kAtOnce);
  changed();
  if (!search && !stopped_because.empty()) return {true, stopped_because};
  return {};
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

// With places, the replay runs fast and looks closely at one tick wherever it comes by one.
void Session::Impl::search_segment(Tick begin, Detail detail,
                                   const std::optional<std::vector<uint64_t>>& places) {
  if (places) detail = Detail::cheap;
  Replay replay(*timeline, begin, detail, Replay::Inputs::to_come);
  Machine& copy = replay.machine();
  if (places) copy.set_stops(*places);
  Tick piece = detail == Detail::cheap ? Replay::kPiece : Replay::kFullPiece;
  size_t printed = static_cast<size_t>(std::lower_bound(output_ticks.begin(), output_ticks.end(), begin) -
                                       output_ticks.begin());
  Stop why = Stop::limit;
  while (replay.now() < search->end && (why == Stop::limit || why == Stop::place)) {
    bool close = why == Stop::place;
    copy.trace.detail = close ? Detail::full : detail;
    if (close) {
      copy.disarm_stops();
    } else if (places) {
      copy.arm_stops(kNever);
    }
    why = replay.run(std::min(search->end, replay.now() + (close ? 1 : piece)));
    replay.look([&](const Event& event) {
      printed += event.kind == EventKind::console;
      look_back(event, std::string_view(output).substr(0, printed));
    });
  }
}

void Session::Impl::search_back(Tick ticks) {
  std::vector<const Match*> matches;
  for (const Match& match : search->matches) matches.push_back(&match);
  if (matches.empty()) matches = stopping_matches();
  Detail detail = detail_for(matches);
  auto places = detail == Detail::full ? places_for(matches) : std::nullopt;
  if (detail == Detail::cheap && search->end == search->here) search_history();
  Tick first = timeline->first();
  for (Tick done = 0; search->end > first && !search->found && done < std::max<Tick>(ticks, 1);
       done += kSegment) {
    Tick begin = search->end - std::min(search->end - first, kSegment);
    search_segment(begin, detail, places);
    search->end = begin;
  }
  if (search->found || search->end <= first) end_search();  // otherwise advance goes on
}

CommandResult Session::Impl::end_search() {
  Search done = std::move(*search);
  search.reset();
  if (done.stay) {
    std::string answer = done.found ? to_text(*done.found, machine(), built.program)
                                    : "never since tick " + with_commas(timeline->first());
    CommandResult result = go_to(done.here);
    stopped_because = answer;
    return result;
  }
  bool stopper = done.matches.empty();
  if (!done.found) {
    CommandResult result = go_to(stopper ? timeline->first() : done.here);
    stopped_because = stopper ? "the beginning" : "it did not happen before";
    return result;
  }
  bool before = stopper || stands_before(*done.found);
  std::string why = done.why + to_text(*done.found, machine(), built.program);
  CommandResult result = go_to(before ? done.found->tick : done.found->tick + 1);
  stopped_because = why;
  return result;
}

}  // namespace trapdoor
