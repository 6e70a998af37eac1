// RiscvHart: one RISC-V hart: its words, and the machinery that runs them.
//
// Models: RV64IMAFDC, Zicsr, Zifencei, Zba, Zbb, Zbs, modes M, S, U, Sv39 and Sv48, PMP, Sstc, base and bound
//   (see words.h for what it leaves out).
//   Misaligned loads and stores work; misaligned atomics trap. ebreak reports no value.
// Laws: 1. Two speeds, one meaning: `loop<false>` charges time once per straight run and tells cheap events;
//          `loop<true>` charges every tick and tells full events when asked. Both run the same rows.
//       2. Cached translations and decoded code never differ from memory: pages they came from are marked,
//          and writes to marked pages come through the bus, which tells every hart first.
//       3. An interrupt is taken at a tick boundary and takes a tick of its own.
// Files: hart.cc (run, caches), interpreter.cc (the loop), fused.inc (its pairs), verbs.h (what the rows mean),
//   memory.cc (slow accesses), paging.cc (walks), pmp.cc, csrs.cc, floating.cc, traps.cc, explain.cc.
#pragma once
#include <array>
#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/base/soft_float.h"
#include "engine/isa/riscv/code.h"
#include "engine/isa/riscv/tlb.h"
#include "engine/isa/riscv/words.h"
#include "engine/machine/hart.h"
#include "engine/machine/isa.h"
#include "engine/machine/machine.h"

namespace trapdoor::riscv {

// What the interpreter does after an instruction.
enum class After : uint8_t {
  next,      // go on behind it
  jump,      // the verb moved on already
  enter,     // go on at kPc, through the fetch
  leave,     // completed; interrupts, contexts or the outside may have changed: look again
  returned,  // the same, and kPc is where to go on
  trap,      // not completed: trap_ says why
};

// Whose rights an access has: the ways translations differ without a flush.
enum Context : uint8_t {
  kContextUser,
  kContextSupervisor,
  kContextSupervisorSum,
  kContextMachine,
  kContextCount
};

class RiscvHart final : public Hart {
 public:
  RiscvHart(Machine& machine, int index);

  void reset(uint64_t pc) override;
  Tick run(Tick budget) override;
  bool waiting() const override { return cpu[kWaiting] && !(pending() & cpu[kMie]); }
  Tick deadline() const override;
  void forget() override;
  void pages_shared() override;
  void page_changing(uint64_t page, uint64_t offset, uint64_t size) override;
  void page_marked(const uint8_t* bytes) override;
  void page_moved(uint64_t page, const uint8_t* bytes) override;

  // Interrupts pending, whoever asked: wires, software, stimecmp (3.1.9).
  uint64_t pending() const;
  // The pending interrupts that would be taken now (3.1.6.1).
  uint64_t takeable() const;
  // The mode whose privileges instructions have: the current one, unless the hardware is broken.
  Mode privilege() const { return machine_.flawed(Flaw::user_privileged) ? kMachine : mode(); }
  Mode mode() const { return static_cast<Mode>(cpu[kMode]); }
  // The mode whose rights loads and stores have (MPRV).
  Mode data_mode() const;

  // csrs.cc. Whether the register exists and this mode may use it (read_csr requires that it exists).
  bool csr_allowed(uint16_t address, Mode mode) const;
  uint64_t read_csr(uint16_t address) const;

  // paging.cc: translation without effects, for figures and debuggers.
  Translation look(uint64_t address, AccessKind, Mode) const;
  // pmp.cc: whether physical memory protection lets this access pass; `uniform`: the answer holds for its
  // whole page.
  bool pmp_allows(uint64_t physical, uint64_t size, AccessKind, Mode, bool& uniform) const;

 private:
  template <bool Careful>
  friend struct Verbs;

  // interpreter.cc
  template <bool Careful>
  void loop();

  // hart.cc
  // Null: trap_ says why. Sets code_page_ and code_base_. left: ticks of the budget.
  Op* fetch(uint64_t pc, int64_t left);
  CodePage* code_page(uint64_t page);
  Op* resolve(Op* op, uint32_t offset);  // remembers the distance in op
  // A jump whose target op is not known from its op: another page, a computed address, or the first time. Null:
  // kPc says where to go on.
  Op* far_jump(Op* op, uint64_t target);
  Op* far_branch(Op* op);
  bool stop_here(uint64_t pc, Tick done);
  Op* straddle(uint64_t pc);
  Op* lone(uint64_t pc);  // where the next instruction may be forbidden: one at a time
  Op* single(uint32_t bits, uint32_t offset);
  bool fetch_parcel(uint64_t pc, uint64_t& page_out, uint16_t& parcel);
  void flush_translations();
  void met_at(uint64_t page, uint64_t address);                // a TLB is about to map that page there
  void use_table(uint64_t page, int level, uint64_t address);  // a translation of address was read from it
  void drop_translation(uint64_t table, uint64_t offset);      // a valid entry of a table in use changes
  Context context_of(Mode mode) const;
  void sync_contexts();
  bool must_look() const;  // after a trap or a return: whether `run` has something to do before the next tick
  uint64_t retired_now() const;
  uint64_t cycle_now() const;
  void tell_instruction(const Op& op);
  void tell_word(uint16_t word, uint64_t old, uint64_t value, Who who);
  void tell_reads(const Op& op);
  void tell_read(uint16_t word, Who who);
  void set(uint16_t word, uint64_t value, Who who) {
    if (full_ || machine_.watches().tells_word(word)) [[unlikely]]
      tell_word(word, cpu[word], value, who);
    cpu[word] = value;
  }

  // memory.cc: accesses that miss the TLB. False: trap_ says why.
  bool load_slow(uint64_t address, int size, uint64_t& value);
  bool store_slow(uint64_t address, int size, uint64_t value);
  bool load_part(uint64_t address, int size, uint64_t& value);
  // A host pointer for an aligned atomic and its physical address, or null: trap_ says why. Atomics only work in RAM.
  const uint8_t* atomic_place(uint64_t address, int size, AccessKind kind, uint64_t& physical);
  void tell_access(EventKind kind, uint64_t address, uint64_t physical, uint64_t value, int size);

  // paging.cc
  struct Walk {  // what the page tables say about an address
    bool ok = false;
    bool page_fault = true;  // !ok: a page fault; otherwise an access fault
    uint64_t physical = 0;
    uint64_t leaf_address = 0, leaf = 0;
    bool update = false;  // the leaf's A (and D) bits must be set first
    int steps = 0;
    std::array<WalkStep, 4> step{};
  };
  struct Mapping {
    uint64_t physical = 0;
    bool cacheable = false;  // permission holds for the whole page, which is RAM
  };
  bool bounded(Mode mode) const { return mode != kMachine && cpu[kMstatus] & kMstatusVm; }
  bool paged(Mode mode) const { return mode != kMachine && cpu[kSatp] >> 60 && !bounded(mode); }
  Walk walk(uint64_t address, AccessKind, Mode) const;
  bool within_bound(uint64_t address, uint64_t size) const;
  // False: trap_ says why. Marks the tables it used, sets A and D, tells the walk.
  bool translate_access(uint64_t address, uint64_t size, AccessKind, Mode, Mapping&);
  void update_leaf(const Walk&, AccessKind);
  bool permits(uint64_t leaf, AccessKind, Mode) const;
  bool passes_by_flaw(uint64_t address, AccessKind, Mode, uint64_t& physical) const;
  int stale_entry(uint64_t address) const;  // word number, or -1
  void remember_stale(uint64_t address, const Walk&);
  void fault(AccessKind, uint64_t address, bool page);

  // csrs.cc
  After csr_access(const Op& op, uint64_t operand, int how, bool writes);
  bool write_csr(uint16_t address, uint64_t value);  // true: look again at interrupts and contexts
  void write_mstatus(uint64_t value, uint64_t mask);

  // floating.cc
  bool use_rounding(int rm);              // false: no such mode
  bool refuse(Tick before, uint64_t pc);  // illegal after all: false, and trap_ says so
  void raise_flags();
  void dirty_float();

  // traps.cc
  void take_interrupt(uint64_t ready);
  void enter(const Trap& trap);
  Event own_event(EventKind kind) const;
  void tell_return(Mode to, uint64_t pc);
  After environment_call();
  After leave_machine();
  After leave_supervisor();
  After wait_for_interrupt();
  After fence_vma();
  After illegal(uint32_t bits);
  uint32_t bits_at(uint64_t pc) const;  // the instruction there, which was just fetched
  After illegal_op(const Op& op);

  Machine& machine_;
  Trap trap_;
  bool full_ = false;          // telling full events
  bool reads_ = false;         // and which words were read
  soft_float::Context float_;  // of the instruction that runs; its flags are clear between instructions
  bool careful_ = false;       // the rest of the budget is shorter than the next straight run
  uint64_t masked_ = 0;        // interrupts pending and enabled one by one, but not takeable
  Tick budget_ = 0;            // of the current run
  Tick done_ = 0;              // ticks of it that are over
  uint64_t not_retired_ = 0;   // of those, ticks that completed no instruction

  Tlb loads_[kContextCount], stores_[kContextCount];
  Tlb* load_tlb_ = nullptr;
  Tlb* store_tlb_ = nullptr;
  // Pages marked as page tables, and the address that the first entry of one translates: known when it is a last-level
  // table that was met in one place only.
  std::unordered_map<uint64_t, uint64_t> tables_;
  static constexpr uint64_t kManyPlaces = 1;  // no such address
  // For each RAM page the address at which TLBs have it, or kManyPlaces; beside it, in bits 1 to 11, since which flush.
  std::vector<uint64_t> places_;
  static constexpr uint64_t kFlush = 2, kFlushes = kPageSize - kFlush;
  uint64_t flush_ = kFlush;

  struct CodeEntry {
    uint64_t tag = Tlb::kNoTag;
    uint64_t generation = 0;
    CodePage* page = nullptr;
    const uint8_t* bytes = nullptr;
  };
  static constexpr uint64_t kCodeEntries = 256;
  std::array<std::array<CodeEntry, kCodeEntries>, 4> code_tlb_{};  // by Mode
  uint64_t code_generation_ = 1;
  std::vector<std::unique_ptr<CodePage>> code_;       // by RAM page
  std::vector<std::unique_ptr<CodePage>> discarded_;  // dropped while it may be running
  uint64_t code_count_ = 0;
  CodePage* code_page_ = nullptr;  // being executed
  const uint8_t* code_bytes_ = nullptr;
  uint64_t code_base_ = 0;       // its virtual address
  bool code_dropped_ = false;    // it was dropped meanwhile
  std::array<Op, 2> scratch_{};  // an instruction that lies in two pages
};

}  // namespace trapdoor::riscv
