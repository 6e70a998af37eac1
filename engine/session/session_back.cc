// Running backwards: the past is replayed piece by piece on a copy, from the present towards the beginning.
#include <algorithm>

#include "engine/session/event_text.h"
#include "engine/session/session_impl.h"

namespace trapdoor {
namespace {

constexpr Tick kSegment = 250'000;   // replayed at once
constexpr Tick kAtOnce = 1'000'000;  // searched before the command answers; advance does the rest
constexpr Tick kFullPiece = 1024, kPiece = 16384;

bool stands_before(const Event& event) { return event.kind == EventKind::instruction; }

}  // namespace

CommandResult Session::Impl::back_until(Match match) { return begin_search(std::move(match)); }

CommandResult Session::Impl::back_run() { return begin_search(std::nullopt); }

// A register by its name, or memory: what writes and reads it is a Match like any other.
CommandResult Session::Impl::who_wrote(std::string_view what) {
  Diagnostic error;
  auto match = Match::parse("word word=" + std::string(what), machine(), &built.program, error);
  if (!match) match = Match::parse("store at=" + std::string(what), machine(), &built.program, error);
  if (!match) return {false, "`" + std::string(what) + "` is neither a register nor an address"};
  return begin_search(std::move(match), true);
}

CommandResult Session::Impl::who_reads(std::string_view what) {
  Diagnostic error;
  auto match = Match::parse("load at=" + std::string(what), machine(), &built.program, error);
  if (!match) return {false, error.message};
  auto copy = timeline->copy_at(timeline->now());
  copy->trace.detail = Detail::full;
  Tick end = copy->now() + kAtOnce;
  for (uint64_t seen = copy->trace.next(); copy->now() < end;) {
    Stop why = copy->run(std::min(end, copy->now() + kFullPiece));
    for (; seen < copy->trace.next(); seen++) {
      if ((*match)(copy->trace[seen])) return {true, to_text(copy->trace[seen], machine(), built.program)};
    }
    if (why != Stop::limit) break;
  }
  return {true, "not before tick " + with_commas(copy->now())};
}

CommandResult Session::Impl::begin_search(std::optional<Match> match, bool stay) {
  go_to(timeline->now());
  search = Search{std::move(match), stay, timeline->now(), timeline->now(), {}, {}};
  search_back(kAtOnce);
  changed();
  if (!search && !stopped_because.empty()) return {true, stopped_because};
  return {};
}

// Remembers the event when it is what is searched for; later ones win.
void Session::Impl::look_back(const Event& event, std::string_view printed) {
  if (search->match) {
    Tick place = stands_before(event) ? event.tick : event.tick + 1;
    if (place < search->here + search->stay && (*search->match)(event, printed)) search->found = event;
    return;
  }
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

void Session::Impl::search_back(Tick ticks) {
  bool full = search->match ? search->match->needs_full()
                            : std::any_of(stoppers.begin(), stoppers.end(),
                                          [](const Stopper& s) { return s.enabled && s.match.needs_full(); });
  if (!full && search->end == search->here) search_history();
  Tick first = timeline->first();
  for (Tick done = 0; search->end > first && !search->found && done < std::max<Tick>(ticks, 1);
       done += kSegment) {
    Tick begin = search->end - std::min(search->end - first, kSegment);
    auto copy = timeline->copy_at(begin);
    copy->trace.detail = full ? Detail::full : Detail::cheap;
    size_t printed = static_cast<size_t>(std::lower_bound(output_ticks.begin(), output_ticks.end(), begin) -
                                         output_ticks.begin());
    uint64_t seen = copy->trace.next();
    while (copy->now() < search->end) {
      // The copy gets no inputs: where one came, it is made anew with it.
      Tick input = timeline->next_input_after(copy->now());
      Stop why = copy->run(std::min({search->end, input, copy->now() + (full ? kFullPiece : kPiece)}));
      for (; seen < copy->trace.next(); seen++) {
        printed += copy->trace[seen].kind == EventKind::console;
        look_back(copy->trace[seen], std::string_view(output).substr(0, printed));
      }
      if (copy->now() == input && input < search->end) {
        Detail detail = copy->trace.detail;
        copy = timeline->copy_at(input);
        copy->trace.detail = detail;
        seen = copy->trace.next();
      } else if (why != Stop::limit) {
        break;
      }
    }
    search->end = begin;
  }
  if (!search->found && search->end > first) return;  // advance goes on
  Search done = std::move(*search);
  search.reset();
  if (done.stay) {
    std::string answer = done.found ? to_text(*done.found, machine(), built.program)
                                    : "never since tick " + with_commas(first);
    go_to(done.here);
    stopped_because = answer;
    return;
  }
  if (!done.found) {
    go_to(done.match ? done.here : first);
    stopped_because = done.match ? "it did not happen before" : "the beginning";
    return;
  }
  bool before = !done.match || stands_before(*done.found);
  std::string why = done.why + to_text(*done.found, machine(), built.program);
  go_to(before ? done.found->tick : done.found->tick + 1);
  stopped_because = why;
}

}  // namespace trapdoor
