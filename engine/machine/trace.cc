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

void Trace::append(const Trace& other, uint64_t first) {
  for (uint64_t from = std::max(first, other.first()); from < other.next_;) {
    // As much as lies in one piece in both rings.
    uint64_t here = next_ & mask_, there = from & other.mask_;
    uint64_t count = std::min({other.next_ - from, ring_.size() - here, other.ring_.size() - there});
    std::copy_n(other.ring_.begin() + static_cast<std::ptrdiff_t>(there), count,
                ring_.begin() + static_cast<std::ptrdiff_t>(here));
    next_ += count;
    from += count;
  }
}

void Trace::rewind(Tick tick) { cut(at(tick)); }

void Trace::cut(uint64_t sequence) {
  if (sequence >= next_) return;
  uint64_t keep = first();
  next_ = sequence;
  dropped_ = keep < next_ ? keep : next_;
}

}  // namespace trapdoor
