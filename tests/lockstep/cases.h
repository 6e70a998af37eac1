// Cases: one generated program each. A family says how its programs begin and what one step of them is; a
// program is setup, steps, escape to machine mode, end. Cutting off steps at the end leaves the steps before
// unchanged, so a failure is found by halving.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/isa/riscv/words.h"
#include "tests/lockstep/code.h"
#include "tests/lockstep/layout.h"
#include "tests/lockstep/random.h"

namespace trapdoor::lockstep {

struct Step {
  size_t begin, end;  // offsets in the code
};

// One place in a case's page tables that leads somewhere.
struct Mapping {
  uint64_t address;  // virtual
  uint64_t entry;    // physical address of its leaf entry
  uint64_t leaf;     // what stands there
  int level;         // of the leaf
  bool code;         // leads to the page of return instructions: do not store there
};

struct Case {
  Case(uint64_t seed_, uint64_t index_);

  Random random;
  uint64_t seed;
  uint64_t index;  // which arena
  uint64_t base;   // its physical address
  Code code;
  std::vector<uint8_t> arena;  // all but the code
  std::vector<Step> steps;
  size_t setup_end = 0;
  uint64_t repeats = 1;

  // What is known while generating.
  int mode = 3;
  bool paging = false;
  bool sv48 = false;
  bool quiet = true;                // no interrupt can come
  bool guarded = false;             // the data area may refuse, too
  bool locking = false;             // some of what guards it is locked
  bool atomics_fault = true;        // else only loads and stores go where they may fail
  uint64_t enabled = riscv::kSsip;  // the one interrupt that may be enabled
  bool tw = false, tvm = false;
  uint64_t medeleg = 0;
  uint64_t next_slot = 0;  // in the data area, for results worth keeping
  std::vector<Mapping> mappings;

  int reg() { return random.in(1, 31); }
  // A register other than those given.
  int reg_but(std::initializer_list<int> others);
  uint64_t data_address(uint64_t size_bytes);
  void put64(uint64_t offset, uint64_t value);
  void fill(uint64_t offset, uint64_t size_bytes);
  // Stores a register where the comparison finds it, by way of a scratch register. Machine or supervisor mode
  // only.
  void keep(int value);
};

struct Family {
  std::string_view name;
  void (*setup)(Case&);
  void (*step)(Case&);
  int steps;
  uint64_t repeats;
  bool alone = false;  // leaves behind what only a reset undoes: one program per start of the machine
};
std::span<const Family> families();

inline constexpr size_t kAllSteps = ~size_t{0};
// The program of a seed; its family follows from the seed unless one is given.
Case generate(uint64_t seed, uint64_t index, const Family* family, size_t step_limit = kAllSteps);

// Pieces that families share. Each leaves by its end, whatever trap it took.
void computation(Case&, uint32_t avoid = 0);
void memory_access(Case&, uint64_t address, uint32_t avoid = 0);
void jump_to_bad_place(Case&, uint64_t target);
void go_to_mode(Case&, int mode);
void escape(Case&);
uint64_t unmapped_address(Random&);
void csr(Case&, Insn, int rd, uint64_t number, uint64_t source);  // source: a register, or the immediate
void csr_swap(Case&);
void csr_probe(Case&);
void illegal_word(Case&);
// An address that must be jumped over: x1 = the place after; returns what finish_recovery wants.
size_t begin_recovery(Case&);
void finish_recovery(Case&, size_t begun);

void setup_plain(Case&);
void setup_float(Case&);
void setup_traps(Case&);
void setup_paging(Case&);
void step_arithmetic(Case&);
void step_memory(Case&);
void step_control(Case&);
void step_float(Case&);
void step_csr(Case&);
void step_traps(Case&);
void step_interrupts(Case&);
void step_paging(Case&);
void setup_floating(Case&);
void step_floating(Case&);
void setup_protection(Case&);
void step_protection(Case&);
void setup_locked(Case&);
void setup_timer(Case&);
void step_timer(Case&);
// One access by machine mode with the rights of a lower mode (MPRV).
void with_mprv(Case&, void (*access)(Case&, const Mapping&), const Mapping&);

}  // namespace trapdoor::lockstep
