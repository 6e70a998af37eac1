#include "engine/machine/trace.h"

#include <algorithm>
#include <bit>

namespace trapdoor {

Trace::Trace(uint64_t capacity) : ring_(std::bit_ceil(capacity)), mask_(ring_.size() - 1) {}

uint64_t Trace::at(Tick tick) const {
  uint64_t low = first(), high = next();
  while (low < high) {
    uint64_t middle = low + (high - low) / 2;
    if ((*this)[middle].tick < tick) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void Trace::rewind(Tick tick) { cut(at(tick)); }

void Trace::cut(uint64_t sequence) {
  if (sequence >= next_) return;
  uint64_t keep = first();
  next_ = sequence;
  dropped_ = keep < next_ ? keep : next_;
}

}  // namespace trapdoor
