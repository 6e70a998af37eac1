// Hart: one processor: its Cpu words and the machinery that runs them. Each instruction set has one.
// Laws: 1. What a Hart keeps besides `cpu` (TLB, decoded blocks) is derived and can be forgotten at any tick
//          boundary without changing the run.
#pragma once
#include <cstdint>

#include "engine/machine/cpu.h"
#include "engine/machine/tick.h"

namespace trapdoor {

class Hart {
 public:
  explicit Hart(int index) : index_(index) {}
  virtual ~Hart() = default;
  Hart(const Hart&) = delete;
  Hart& operator=(const Hart&) = delete;

  Cpu cpu;

  int index() const { return index_; }
  virtual void reset(uint64_t pc) = 0;
  // Runs at most `budget` ticks (>= 1), taking interrupts where they fall; returns the ticks used. Comes back
  // early when the outside must look: a device was touched, the hart waits, the machine stopped.
  virtual Tick run(Tick budget) = 0;
  virtual bool waiting() const = 0;  // in wfi or hlt, and nothing enabled is pending
  // The first tick at which the hart itself wants attention (a timer inside the CPU); kNever if none.
  virtual Tick deadline() const { return kNever; }
  // Drops everything derived: after a state was loaded.
  virtual void forget() = 0;
  // Drops every fast way of writing RAM: pages became shared with a snapshot.
  virtual void pages_shared() = 0;
  // Bytes of a marked RAM page (Bus::mark) are about to change: drop what depends on them.
  virtual void page_changing(uint64_t page, uint64_t offset, uint64_t size) = 0;
  // Drops fast ways of writing a RAM page, whose storage is at `bytes`: it was marked.
  virtual void page_marked(const uint8_t* bytes) = 0;
  // The storage of a RAM page moved away from `bytes`; what it holds is the same.
  virtual void page_moved(uint64_t page, const uint8_t* bytes) = 0;

 private:
  int index_;
};

}  // namespace trapdoor
