// Check: a lesson's checks, tried on a machine of their own, in pieces if need be.
// Laws: 1. The outcome depends on the lesson and its sources only, not on how the run is cut into pieces.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/machine/machine.h"
#include "engine/session/aim.h"
#include "engine/session/build.h"
#include "engine/session/lesson.h"
#include "engine/session/match.h"
#include "engine/time/input_log.h"

namespace trapdoor {

enum class CheckState : uint8_t { open, passed, failed };

struct CheckResult {
  CheckState state = CheckState::open;
  Tick tick = 0;        // where it passed or failed
  std::string message;  // why it failed: the lesson's own words
  std::string
      details;  // what the machine can add, in sentences of its own: how the run ended, where it happened,
                // which gate kept an interrupt away
};

// "passes at tick 1,234", "fails at tick 5,000: ... ", "was not tried".
std::string to_text(const CheckResult&);

class CheckRun {
 public:
  // Requires that the lesson outlives it, and that the build fits the board.
  CheckRun(const Lesson&, const Build&);
  // Runs for at most so many ticks. False when all is decided.
  bool advance(Tick ticks);
  bool finished() const { return finished_; }
  const std::vector<std::vector<CheckResult>>& results() const { return results_; }  // [step][check]
  const Machine& machine() const { return *machine_; }
  Snapshot save() { return machine_->save(); }
  const std::string& console() const { return console_; }
  const InputLog& typed() const { return typed_; }
  bool all_passed() const;

 private:
  // Where one sequence of matches stands.
  struct Progress {
    std::vector<Match> matches;
    std::optional<Match> without;  // begins it anew
    size_t next = 0;
    uint64_t hits = 0;
    // True when this event completes the sequence.
    bool take(const Event& event, std::string_view console);
    void add_to(std::vector<const Match*>& all) const;
  };
  struct Expectation {
    const Check* check;
    CheckResult* result;
    Progress progress;
  };
  struct Type {
    const Typing* typing;
    Progress progress;
  };

  bool prepare(const MatchSequence&, Progress&, std::string& error);
  std::optional<Match> match(const MatchText&, std::string& error) const;
  Aim aim() const;  // at what is still open
  void look(const Event&);
  bool type_next_key();
  void expire(Tick tick);
  void finish(const std::string& ending);
  std::string happened(const Match&, const Event&) const;
  std::string gates_of(const Progress&) const;

  const Lesson& lesson_;
  const Program program_;
  std::unique_ptr<Machine> machine_;
  std::vector<std::vector<CheckResult>> results_;
  std::vector<Expectation> expectations_;
  std::vector<Type> types_;
  std::string keys_;  // to be typed, one per stretch
  InputLog typed_;
  std::string console_;
  uint64_t seen_ = 0;  // trace sequence number
  bool finished_ = false;
};

// What `trapdoor check` says about one lesson: that its start fails, its solution passes, and that every name
// that needs the built sources exists.
struct LessonReport {
  struct Line {
    bool passed;
    std::string text;
  };
  std::vector<Line> lines;
  Diagnostics diagnostics;  // anything here means: refused, nothing was tried
};
LessonReport check_lesson(const Lesson&);

}  // namespace trapdoor
