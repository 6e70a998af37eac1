// Session: Timeline + Lesson + apply(Command). The only door for ui/, web/, the command line and tests.
// Laws: 1. Whoever looks gets const references; whoever acts sends a Command's text.
//       2. `advance` is the only thing that makes guest time pass forwards, and never for more ticks than it
//          was given; going back replays, and costs at most the distance between two key frames.
//       3. Commands that reach into the guest (keys, pokes, flaws) are stamped with now() and part of the
//       timeline.
//       4. `machine()` and `program()` stay the same objects until `revision()` grows through build, restart
//       or open.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/machine/machine.h"
#include "engine/program/program.h"
#include "engine/session/check.h"
#include "engine/session/command.h"
#include "engine/session/given_files.h"
#include "engine/session/lesson.h"
#include "engine/session/match.h"

namespace trapdoor {

// A breakpoint or watchpoint.
struct Stopper {
  int id;
  Match match;
  bool enabled;
};

// An old future, left behind when the past was edited.
struct BranchInfo {
  std::string name;  // "branch 1": what `branch` takes
  Tick from = 0;     // where it leaves the present history
  Tick end = 0;      // how far it had been run
  std::string why;   // "key at tick 1,234"
};

// Why one source of interrupts is taken or not, and when it was and will be.
struct InterruptNews {
  Explanation why;  // of this moment
  std::optional<Tick>
      last;  // when it was last taken on that hart; behind a controller: when the device's was claimed
  std::optional<Tick> next;  // when it will be taken next, if the run goes on as it is
  Tick searched_to = 0;      // if next is empty: not before this tick
  bool settled = false;  // next is found, or the search has ended; otherwise asking again goes on searching
};

// One thing that a tick changed.
struct Change {
  Event event;       // that changed it
  std::string what;  // "mstatus", "0x8000_1000 <counter>", "disk0.STATUS"
  std::string who;   // "trap entry", "instruction", "dma of disk0", "device", "outside"
  uint64_t old = 0, value = 0;
  uint8_t size = 8;  // bytes of them that count
};

class Session {
 public:
  Session();
  ~Session();

  // Does what the text says; command.h has the rows. Commands that need guest time to pass (step, run,
  // run-until, ...) only start something: `advance` does it.
  CommandResult apply(std::string_view command);
  // What could stand at the cursor of a command line.
  Completion complete(std::string_view text, size_t cursor) const;

  // A lesson's folder, or a program on a board. Sources may then be replaced one by one.
  bool open_lesson(const Files&, Diagnostics&);
  bool open_program(Program, std::string_view board, MachineOptions, Diagnostics&);
  bool open(Opening, Diagnostics&);
  // Files as a person hands them over (given_files.h). What was open stays open when they cannot be started. The answer's
  // message says what each was taken for. A saved state alone is loaded into what is open.
  CommandResult open_files(std::span<const GivenFile>, const GivenMachine&, Diagnostics&);
  // Replaces the text of one editable file; `build` makes it run.
  CommandResult set_source(std::string_view file, std::string text);
  // Replaces the contents of a device's storage and starts over.
  CommandResult set_storage(std::string_view device, std::span<const std::byte> bytes);

  // Makes at most `ticks` of guest time pass, for what was started last: a check, a run, steps. Stops at
  // breakpoints, the goal of run-until, power off. Does nothing when nothing is under way.
  void advance(Tick ticks);
  bool running() const;  // something is under way for the guest
  bool waiting()
      const;  // running, but every hart waits and only something from the outside (a key) can wake one
  bool checking() const;  // a check is under way

  // The anatomy of one tick, or of several: all their events, in the order the hardware did them, by replaying them
  // on a copy. Ticks that have not run yet have none. Cost: a seek; whoever draws it every frame keeps the answer.
  std::vector<Event> events_of(Tick tick, Tick ticks = 1, Detail detail = Detail::full) const;

  // What that tick changed, in order: registers, control fields, memory, device registers; memory in pieces of at most
  // eight bytes. Cost: a seek.
  std::vector<Change> changes_of(Tick tick) const;

  // Why is each interrupt (not) taken? Looks ahead at most `work` ticks on a copy, and a few million in all for one
  // moment: who draws it each frame asks with little work and gets more the next time.
  std::vector<InterruptNews> explain(int hart, Tick work = kExplainWork) const;
  static constexpr Tick kExplainWork = 250'000;

  // The watch for contexts that come back wrong (transparency.h); `transparency on` starts it.
  bool watches_transparency() const;
  // Shows the machine as it was at each of these ticks to `look`, on a copy that runs from one to the next. The ticks go
  // up; those beyond end() are left out. Cost: a seek to the first, and the way to the last.
  void visit(std::span<const Tick> ticks, const std::function<void(const Machine&)>& look) const;

  bool has_machine() const;
  const Machine& machine() const;
  const Program& program() const;
  // The cheap events of the whole run, as far as it was ever run (so also after now(), when we went back).
  // The newest 256 Ki are kept. For lanes, traps lists and the like; machine().trace is only the working
  // store of the run.
  const Trace& history() const;
  Tick end() const;  // how far the run has got; >= machine().now()
  std::vector<BranchInfo> branches() const;

  const Lesson* lesson() const;
  const std::map<std::string, std::string>& sources() const;  // file -> text as edited
  bool edited() const;                                        // sources differ from what runs
  const Diagnostics& diagnostics() const;                     // of the last build
  const std::string& console() const;                         // output of the console device up to now()
  const std::vector<Stopper>& stoppers() const;
  const std::vector<std::vector<CheckResult>>& checks() const;  // [step][check] of the last `check`
  uint64_t speed() const;  // ticks per second; 0: as fast as it goes, as `build replay` does
  // "breakpoint 1: exec pc=main", "power off, exit code 0", "waits for ever: ..."; empty while running.
  const std::string& stopped_because() const;
  // What a person should hear and may not see: why a run stopped where nobody asked it to, or went through without what was
  // waited for; the answer to who-wrote and who-reads; an old future that had to go. Empty again with the next command.
  const std::string& notice() const;
  uint64_t notices() const;   // how many there have been
  uint64_t revision() const;  // grows whenever anything visible changed

  // Grows when another machine takes the place of this one, with a past of its own.
  uint64_t machines() const;
  // Of what is loaded: equal where every byte of it is, on every host. State files carry it.
  uint64_t identity() const;
  // A file that brings this very moment back; empty without a machine.
  std::vector<std::byte> save_state() const;
  CommandResult load_state(std::span<const std::byte> bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trapdoor
