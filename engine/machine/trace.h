// Trace: the stream of Events, the newest `capacity` of them kept.
// Laws: 1. Sequence numbers only grow; `first() <= n < next()` can be read.
//       2. The trace is derived from the run: it is never part of a snapshot.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/machine/event.h"

namespace trapdoor {

enum class Detail : uint8_t { none, cheap, full, reads };

class Trace {
 public:
  explicit Trace(uint64_t capacity = 1 << 16);  // rounded up to a power of two

  Detail detail = Detail::cheap;

  void emit(const Event& event) {
    ring_[next_ & mask_] = event;
    next_++;
  }
  uint64_t first() const { return next_ > dropped_ + mask_ + 1 ? next_ - mask_ - 1 : dropped_; }
  uint64_t next() const { return next_; }
  const Event& operator[](uint64_t sequence) const { return ring_[sequence & mask_]; }
  // The first sequence number whose tick is >= tick (next() if none). Cost: O(log n).
  uint64_t at(Tick tick) const;
  // Forget events at or after tick (going back in time).
  void rewind(Tick tick);
  // Forget events from this sequence number on.
  void cut(uint64_t sequence);
  void clear() { dropped_ = next_; }

 private:
  std::vector<Event> ring_;
  uint64_t mask_;
  uint64_t next_ = 0;
  uint64_t dropped_ = 0;
};

}  // namespace trapdoor
