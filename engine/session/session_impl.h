// Session::Impl: what a session keeps. Private to engine/session/session*.cc.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/session/aim.h"
#include "engine/session/build.h"
#include "engine/session/session.h"
#include "engine/session/transparency.h"
#include "engine/time/replay.h"
#include "engine/time/timeline.h"

namespace trapdoor {

constexpr Tick kAtOnce = 1'000'000;  // searched before a command answers; advance does the rest

struct Session::Impl {
  // What advance is to do.
  struct Task {
    Tick goal = kNever;          // stop at this tick
    std::optional<Match> until;  // or when this happened
    bool forever = false;        // a wait for the outside does not end it
    Tick began = 0;
    bool told = false;     // that it waits for long
    bool replays = false;  // to where one was: breakpoints do not stop it, and the inputs come again
    InputLog inputs = {};  // that are still to come
  };

  // A search backwards, from `end` on; what was searched already is not looked at again.
  struct Search {
    std::vector<Match> matches;  // any of them; empty: what any breakpoint waits for
    bool stay = false;           // only tell, do not go there
    Tick here = 0, end = 0;
    std::optional<Event> found;
    std::string why;
    // The stretch being searched: from some place before `end` towards it.
    Tick begin = 0;
    size_t printed = 0;  // bytes that were output before where it stands
    std::unique_ptr<Replay> replay;
  };

  // session.cc
  bool open(Build new_build, const Board& board, MachineOptions options, Diagnostics& diagnostics);
  bool power_on(Diagnostics& diagnostics);
  void parse_stoppers_again();
  void sync_console();
  void forget_output();  // after history was cut or exchanged
  void changed() { revision++; }
  Machine& machine() { return timeline->machine(); }

  // session_build.cc
  CommandResult build_sources();
  CommandResult build_and_replay();
  bool replay_inputs(bool waits);

  // session_run.cc
  void start(Task new_task);
  void stop(std::string why);
  void run_piece(Tick until);
  void advance(Tick ticks);
  std::vector<const Match*> stopping_matches() const;
  Stop run_watched(Tick until, const Aim& aim, bool& stopped);
  bool look_for_broken_context();
  std::string broken_context_text(const BrokenContext& broken) const;
  const Stopper* hit_by(const Event& event, std::string_view output, bool& until_hit) const;
  bool look_for_stop(const Trace&, uint64_t first_sequence, std::string& printed);
  CommandResult go_to(Tick tick);

  // session_back.cc
  CommandResult back_until(Match match);
  CommandResult back_run();
  CommandResult begin_search(std::vector<Match> matches, bool stay = false);
  void begin_stretch(const Aim& aim);
  Tick search_stretch(const Aim& aim, Tick ticks);
  CommandResult end_search();

  // session_who.cc
  CommandResult who_wrote(std::string_view what);
  CommandResult who_reads(std::string_view what);
  std::vector<Match> memory_matches(std::string_view kind, const NamedAddress& place) const;

  // session_explain.cc
  std::vector<InterruptNews> explain(int hart, Tick work);
  void look_ahead(Tick work);
  CommandResult explain_text(std::string_view cause);
  void search_back(Tick ticks);
  void look_back(const Event& event, std::string_view printed);
  void search_history();

  // session_commands.cc
  CommandResult apply(const CommandLine& line);
  CommandResult add_stopper(std::string_view text);
  CommandResult change_stopper(std::string_view verb, uint64_t id);
  CommandResult list_branches() const;
  CommandResult set_memory(std::string_view size);
  CommandResult watch_transparency(std::string_view state);
  CommandResult check();
  CommandResult look_at_c(std::string_view what, uint64_t frame);
  void notice_dropped();
  void tell(const std::string& notice);

  // session_inputs.cc
  CommandResult reach_in(std::string_view command, std::string_view rest);
  CommandResult input(Input input, std::string why);
  CommandResult moment() const;
  CommandResult replay(std::string_view text);

  const Board* board = nullptr;
  MachineOptions options;
  Build built;
  uint64_t machines = 0;  // that were powered on
  uint64_t identity = 0;  // identity_of(built)
  Storage storage;        // put back at each power-on
  std::unique_ptr<Timeline> timeline;

  std::optional<Lesson> lesson;
  Sources sources, built_sources;
  std::optional<Builder> builder;  // of the open lesson
  Diagnostics diagnostics;

  std::optional<Task> task;
  std::optional<Search> search;
  bool waiting = false;
  std::string stopped_because, notice;
  uint64_t notices = 0;

  // A look ahead from one moment, kept for as long as that moment lasts.
  struct Ahead {
    uint64_t revision = 0;
    Tick from = 0;
    int hart = 0;
    std::unique_ptr<Replay> replay;
    std::vector<InterruptNews> news;
  };
  Ahead ahead;
  std::optional<Transparency> transparency;
  std::vector<Stopper> stoppers;
  int next_stopper = 1;
  uint64_t speed = 0;
  TimelineOptions timeline_options;

  std::unique_ptr<CheckRun> check_run;
  std::vector<std::vector<CheckResult>> checks;

  // All output of this branch with the tick of each byte, and the part of it up to now().
  std::string output, console;
  std::vector<Tick> output_ticks;
  uint64_t history_seen = 0;

  uint64_t revision = 1;
};

}  // namespace trapdoor
