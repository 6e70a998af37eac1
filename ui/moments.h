// Moments: what the processor held, and what lay on its stack, at ticks of the past that a figure asks for.
// Laws: 1. A moment is a pure function of the run; it is kept until the run's history is cut.
//       2. `resolve` takes at most kSeconds of the host's time: what is missing comes with the next frames.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "engine/session/session.h"

namespace trapdoor {

struct Moment {
  Cpu cpu;
  std::vector<uint64_t> stack;  // words from the stack pointer upwards, as far as they are there
  std::vector<uint64_t> words;  // of memory: those that Moments::keep was told
};

class Moments {
 public:
  static constexpr double kSeconds = 0.006;
  static constexpr size_t kStackWords = 96;

  // The state before this tick ran; null when it has not been asked for yet.
  const Moment* at(Tick tick) const;
  void clear() { known_.clear(); }
  // From now on moments hold the words at these physical addresses, too: `words`, in this order.
  void keep(const std::vector<uint64_t>& addresses);
  // Looks at those that are not known yet, in the order they are given. True when none is missing.
  bool resolve(const Session&, const std::vector<Tick>&, double (*clock)());

 private:
  std::map<Tick, Moment> known_;
  std::vector<uint64_t> addresses_;
};

// Of the hart that runs now.
Moment moment_of(const Machine&, const std::vector<uint64_t>& addresses = {});

}  // namespace trapdoor
