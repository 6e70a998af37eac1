// Bounds: base and bound, a window on memory for each program, on machines that have them.
// Models: the words and fields of the instruction set's rows; what they held at a moment of the past is in its Cpu.
#pragma once
#include <cstdint>
#include <vector>

#include "ui/view.h"

namespace trapdoor {

// Which words hold base and bound, if they count for that mode. A machine has them when it has all of their rows; firmware
// is beyond them.
struct Bounds {
  const WordRow* base = nullptr;
  const WordRow* bound = nullptr;
  explicit operator bool() const { return base != nullptr; }
};
Bounds bounds_of(const Isa&, const Cpu&, const ModeRow& mode);

// What a program had of memory when it was last seen in user mode, or has now.
struct BoundWindow {
  uint64_t base = 0, bound = 0;
  uint64_t pc = 0;       // as the program counts
  bool current = false;  // it is in the processor
};
// The windows of the last programs that ran, the newest first, without those whose memory another has by now; the one in the processor if none has. Moments that are
// missing are wished for; the list then has what is known already.
std::vector<BoundWindow> bound_windows(const View&, Wishes&);

}  // namespace trapdoor
