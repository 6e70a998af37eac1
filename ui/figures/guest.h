// Guest: a virtual machine: a kernel and its processes that all run in user mode, under another kernel, the host.
// Models: the host's variables, known by their names: `guest_stvec` holds what the guest takes for its stvec, and so for every
//         word of the processor; `guest_mode` is 0 while a process of the guest runs, and anything else for its kernel.
// Leaves out: more than one guest; one with page tables of its own.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ui/view.h"

namespace trapdoor {

struct GuestWord {
  std::string name;              // "stvec"; "mode"
  uint64_t physical = 0;         // where the host keeps it
  uint64_t value = 0;            // now
  uint64_t before = 0;           // when the last trap came; value where that is not known yet
  std::optional<uint64_t> real;  // what the processor has under that name now
};

// What the host did for its guest at a trap.
enum class GuestEnd {
  open,     // it is still at it
  done,     // what the instruction asks for: the guest goes on behind it
  led,      // the same, and the guest goes on elsewhere: an emulated jump or return
  handed,   // the trap went to the guest's own vector
  resumed,  // nothing that the guest could see: it goes on where it was
};

struct Guest {
  const TrapRow* host = nullptr;   // the words of a trap into the host
  std::vector<GuestWord> words;    // those that a trap changes first; empty: no guest here
  uint64_t vector = 0;             // of the guest: where it wants its traps
  bool in_kernel = false;          // now, as the guest sees it
  const Crossing* trap = nullptr;  // the last one out of the guest; null: none yet
  const Crossing* back = nullptr;  // the host's return from it; null: not yet
  bool from_kernel = false;        // of trap, as the guest saw it then; known if before_known
  bool before_known = false;
  GuestEnd end = GuestEnd::open;

  const GuestWord* find(std::string_view name) const;
};

// Moments that are missing are wished for.
Guest find_guest(const View&, Wishes&);

}  // namespace trapdoor
