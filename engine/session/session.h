// Session: Timeline + Lesson + apply(Command). The only door for ui/, web/, the command line and tests.
// Laws: 1. Whoever looks gets const references; whoever acts sends a Command's text.
//       2. `advance` is the only thing that makes guest time pass, and never for more ticks than it was
//       given.
//       3. Commands that reach into the guest (keys, pokes, flaws) are stamped with now() and part of the
//       timeline.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/machine/machine.h"
#include "engine/program/program.h"
#include "engine/session/lesson.h"
#include "engine/session/match.h"

namespace trapdoor {

class Timeline;

struct CommandResult {
  bool ok = true;
  std::string message;  // an answer, or what was wrong
};

enum class CheckState : uint8_t { open, passed, failed };

struct CheckResult {
  CheckState state = CheckState::open;
  Tick tick = 0;  // where it passed or failed
  std::string message;
};

// A breakpoint or watchpoint.
struct Stopper {
  int id;
  Match match;
  bool enabled;
};

class Session {
 public:
  Session();
  ~Session();

  // One row per command: name, what follows, one sentence. `help` and completion read these.
  struct CommandRow {
    std::string_view name, arguments, help;
  };
  static std::vector<CommandRow> commands();

  // step [n] | run | pause | run-until MATCH | next-trap | back [n] | previous-trap | seek TICK | reset |
  // speed TICKS_PER_SECOND break MATCH | unbreak ID | key TEXT (C escapes) | poke ADDRESS BYTES | flaw NAME
  // on|off | build | check | solution | restart
  CommandResult apply(std::string_view command);

  // A lesson's folder, or a program on a board. Sources may then be replaced one by one.
  bool open_lesson(const Files&, Diagnostics&);
  bool open_program(Program, std::string_view board, MachineOptions, Diagnostics&);
  // Replaces the text of one editable file; `build` makes it run.
  CommandResult set_source(std::string_view file, std::string text);
  // Replaces the contents of a device's storage before tick 0.
  CommandResult set_storage(std::string_view device, std::string_view bytes);

  // Runs while running, at most `ticks`; stops at breakpoints, the goal of run-until, power off.
  void advance(Tick ticks);

  // The anatomy of one tick: all its events, in the order the hardware did them, by replaying it with full detail on a
  // copy. Empty for a tick that has not run yet. Cost: a seek; whoever draws it every frame keeps the answer.
  std::vector<Event> events_of(Tick tick) const;

  bool has_machine() const;
  const Machine& machine() const;
  const Program& program() const;
  const Lesson* lesson() const;
  const std::map<std::string, std::string>& sources() const;  // file -> text as edited
  const Diagnostics& diagnostics() const;                     // of the last build
  const std::string& console() const;                         // all output so far of the console device
  const std::vector<Stopper>& stoppers() const;
  const std::vector<std::vector<CheckResult>>& checks() const;  // [step][check] of the last `check`
  bool running() const;
  uint64_t speed() const;  // ticks per second; 0: as fast as it goes
  const std::string& stopped_because()
      const;  // "breakpoint 1", "power off, exit code 0", "waits for ever"; empty while running
  uint64_t revision() const;  // grows whenever anything visible changed

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trapdoor
