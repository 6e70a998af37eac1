// Work: the guest programs that speed is measured with, and one run of one of them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/machine/tick.h"
#include "engine/machine/trace.h"

namespace trapdoor::bench {

struct Work {
  const char* name;  // of its binary, too
  const char* unit;  // what there are `count` of; nullptr: only instructions count
  uint64_t count;
  const char* answer;  // what it must print
};
const std::vector<Work>& works();

struct Run {
  bool ok = false;  // it came to its end and printed its answer
  double seconds = 0;
  Tick ticks = 0;
};
// `folder` holds the binaries.
Run run(const Work&, const std::string& folder, Detail detail = Detail::cheap);

}  // namespace trapdoor::bench
