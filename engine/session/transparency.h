// Transparency: whether an interrupted program comes back as it was. An interrupt must be invisible to it; a system
// call may show in the registers that carry results, and in nothing else.
// Models: a set of contexts that were left and not yet resumed. A return to user mode resumes the one that it fits;
//   it is wrong when it fits none and is nearly one: the same place with other registers, or, for an interrupted one,
//   the same stack pointer and nearly all registers at another place. When no other waits, more may differ.
// Leaves out: what a kernel does on purpose: a new program, a signal handler, an emulated instruction, an interrupt handed to
//   a guest's kernel, where its system calls and exceptions went before. So a wrong place
//   together with a wrong stack pointer is not seen, nor a system call that goes on elsewhere. Memory.
// Laws: 1. Watching changes nothing in the run.
//       2. What is no crossing of user mode is not looked at, so it costs nothing.
#pragma once
#include <deque>
#include <optional>
#include <vector>

#include "engine/machine/machine.h"

namespace trapdoor {

// A context that came back wrong.
struct BrokenContext {
  Tick left = 0, resumed = 0;  // the ticks of the trap and of the return
  uint8_t hart = 0;
  TrapKind kind = TrapKind::none;
  uint64_t pc = 0;    // where it was left
  uint16_t word = 0;  // the first word that is wrong; pc_word: it came back to another place
  uint64_t was = 0, is = 0;
  int words = 0;  // how many words are wrong
};

class Transparency {
 public:
  explicit Transparency(const Isa& isa);

  // For Machine::on_crossing.
  void crossing(const Machine&, const Event&, const Cpu&);
  // Time goes on from that tick: what lies behind it has not happened yet; what was skipped is not known.
  void go_on_at(Tick tick);
  void has_run_to(Tick tick) { now_ = tick; }
  // The first that came back wrong since go_on_at, or ever, and then not again.
  std::optional<BrokenContext> take();

 private:
  struct Context {
    Tick left = 0, resumed = kNever;
    TrapKind kind = TrapKind::none;
    uint64_t pc = 0, page = 0, space = 0;  // page: the physical one, or kNoPage
    uint64_t next = 0;                     // where its hart went on in user mode, whoever that is,
    Tick went = kNever;                    // and when
    uint8_t hart = 0;
    std::vector<uint64_t> words;
  };
  void leave(const Machine&, const Event&, const Cpu&);
  void resume(const Machine&, const Event&, const Cpu&);
  Context context_of(const Machine&, uint64_t pc, uint8_t mode, int hart, const Cpu&) const;
  std::vector<size_t> differences(const Context& left, const Context& back) const;
  bool fits(const Context& left, const Context& back) const;
  bool suspect(const Context& left, const Context& back, size_t wrong, bool alone) const;
  bool is_alone(const Context&) const;
  bool is_handed_on(const Context& back) const;

  const Isa& isa_;
  std::vector<uint16_t> words_;  // that a program can see, without pc
  size_t stack_ = 0;             // where the stack pointer is among them
  std::deque<Context> contexts_;
  std::vector<BrokenContext> broken_;
  Tick now_ = 0;
};

}  // namespace trapdoor
