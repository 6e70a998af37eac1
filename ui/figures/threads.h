// Threads: the flows of control that ran in user mode, and the upcalls into them, found from the crossings between modes.
// Models: nothing of any kernel: a thread is an address space and a user stack; it is known by how it last crossed. Between a
//         return to user mode and the next trap of that hart it is one thread, wherever its stack pointer goes.
// Leaves out: threads whose last crossing lies further back than kCrossings. A thread that has ended is not told from one that
//             is not resumed; one that goes on elsewhere, on the same stack, not from another.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ui/view.h"

namespace trapdoor {

// The stretch of memory that an address of a stack lies in: a symbol's room, or a piece of the address space.
struct StackRoom {
  uint64_t low = 0, high = 0;
  std::string name;   // of the symbol; may be empty
  bool there = true;  // false: no memory
};
StackRoom stack_room(const View&, uint64_t space, uint64_t stack_pointer);

enum class ThreadState { running, in_kernel, ready, waiting, stopped };

struct UserThread {
  uint64_t space = 0;
  StackRoom stack;              // that its stack pointer was in last
  std::vector<uint64_t> rooms;  // the low ends of all that it was in
  ThreadState state = ThreadState::running;
  const Crossing* trap = nullptr;  // the last one out of user mode; null: none yet
  const Crossing* back = nullptr;  // the last return into it
  Tick seen = 0;                   // of the last crossing
  uint64_t pc = 0, sp = 0;         // as it last was in user mode
  const Moment* moment = nullptr;  // its registers and stack then
};

inline constexpr size_t kCrossings = 24;

// The newest first. Moments that are missing are wished for; the list then has what is known without them.
std::vector<UserThread> threads_of(const View&, const Moment& now, Wishes&);

// The words of the thread's saved registers, and which word holds which register (its index in the Cpu; -1: unknown).
struct SavedFrame {
  uint64_t address = 0;
  std::vector<uint64_t> words;
  std::vector<int> registers;
  int pc_at = -1, sp_at = -1;  // indices
};

// A return to user mode that led elsewhere than the trap came from, with what was interrupted saved on the new stack.
struct Upcall {
  const Crossing* trap = nullptr;    // out of the interrupted code
  const Crossing* entry = nullptr;   // the return, into the signal handler
  const Crossing* leave = nullptr;   // the last trap out of the handler; null: it is still at it
  const Crossing* resume = nullptr;  // the return to the interrupted place; null: not yet
  const Moment* before = nullptr;
  const Moment* during = nullptr;
  SavedFrame frame;
  uint64_t masked = 0;  // interrupts that came during the handler and did not start it again
};

// Which register (its index in the Cpu; -1: unknown) each word was, by its value before.
std::vector<int> name_words(const Isa&, const Moment& before, const std::vector<uint64_t>& words);

// The newest upcall before now.
bool find_upcall(const View&, Upcall&, Wishes&);

}  // namespace trapdoor
