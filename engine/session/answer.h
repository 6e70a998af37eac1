// Answer: what a student hands in for a lesson, and what the lesson's checks say of it. For graders: the page's Check button
// tries the same checks on the same machine, so both say the same.
// Laws: 1. The verdict depends on the lesson and the files that a student may change, on nothing else that was handed in.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/session/build.h"
#include "engine/session/check.h"

namespace trapdoor {

struct Answer {
  Sources sources;                 // the lesson's start, with what was handed in over it
  std::vector<std::string> notes;  // what was left out and why, what was missing; a sentence each
};

// Files by the paths they were handed in with: `kernel.S` of the lesson is the one whose path ends so, in whatever folder it
// lies (hidden folders are not looked into). Nothing, with errors, when none belongs to the lesson or two could be the same.
std::optional<Answer> read_answer(const Lesson&, const Files& handed_in, Diagnostics&);

// A step is passed when all of its checks are: one alone says little, for what a program must not do, one that does nothing
// does not do either. Steps without checks are not counted.
struct Verdict {
  Diagnostics diagnostics;                        // of the build; with an error among them no check was tried
  std::vector<std::vector<CheckResult>> results;  // [step][check]; all open when it did not build
  int passed = 0, failed = 0;                     // steps

  bool passed_step(size_t step) const;
};

Verdict judge(const Lesson&, const Sources&);

// As JSON that autograders read: {"score", "max_score", "output", "tests": [{"name", "score", "max_score", "status", "output"}]},
// one point a step, as Gradescope's results.json has it; with the lesson's "id" and "title" in "extra_data".
std::string to_results_json(const Lesson&, const Answer&, const Verdict&);

}  // namespace trapdoor
