#include "tests/lockstep/cases.h"

#include <cstring>

namespace trapdoor::lockstep {

Case::Case(uint64_t seed_, uint64_t index_)
    : random(seed_), seed(seed_), index(index_), base(ARENA_BASE + index_ * ARENA_SIZE), arena(ARENA_CODE) {}

int Case::reg_but(std::initializer_list<int> others) {
  for (;;) {
    int candidate = reg();
    bool taken = false;
    for (int other : others) taken |= other == candidate;
    if (!taken) return candidate;
  }
}

uint64_t Case::data_address(uint64_t size_bytes) {
  return base + ARENA_DATA + random.below(ARENA_TABLES - ARENA_DATA - size_bytes + 1);
}

void Case::put64(uint64_t offset, uint64_t value) { std::memcpy(&arena[offset], &value, sizeof value); }

void Case::fill(uint64_t offset, uint64_t size_bytes) {
  for (uint64_t i = 0; i < size_bytes; i += 8) put64(offset + i, random.edge());
}

void Case::keep(int value) {
  int pointer = reg_but({value});
  code.li(pointer, base + ARENA_DATA + next_slot);
  code.op(Insn::sd, {{"rs1", static_cast<uint64_t>(pointer)}, {"rs2", static_cast<uint64_t>(value)}});
  next_slot = (next_slot + 8) % (ARENA_TABLES - ARENA_DATA - 0x1000);  // the last page may hold code
}

std::span<const Family> families() {
  static constexpr Family kFamilies[] = {
      {"arithmetic", setup_plain, step_arithmetic, 500, 4},
      {"memory", setup_plain, step_memory, 250, 4},
      {"control", setup_plain, step_control, 200, 3},
      {"float", setup_float, step_float, 400, 3},
      {"csr", setup_plain, step_csr, 150, 1},
      {"traps", setup_traps, step_traps, 120, 1},
      {"interrupts", setup_traps, step_interrupts, 80, 1},
      {"paging", setup_paging, step_paging, 150, 1},
      {"protection", setup_protection, step_protection, 150, 1},
      {"floating", setup_floating, step_floating, 500, 1},
      {"timer", setup_timer, step_timer, 120, 1},
      {"locked", setup_locked, step_protection, 150, 1, true},
  };
  return kFamilies;
}

Case generate(uint64_t seed, uint64_t index, const Family* family, size_t step_limit) {
  Case c(seed, index);
  size_t kinds = families().size() - 1;  // the last stays alone
  const Family& chosen = family ? *family : families()[c.random.below(kinds)];
  for (uint64_t i = 1; i < 32; i++) c.put64(ARENA_REGISTERS + 8 * i, c.random.edge());
  c.fill(ARENA_DATA, ARENA_TABLES - ARENA_DATA);
  for (uint64_t i = 0; i < 32; i++) c.put64(ARENA_FLOATS + 8 * i, c.random.floating());
  c.atomics_fault = c.random.chance(60);
  chosen.setup(c);
  c.setup_end = c.code.here();
  while (c.steps.size() < static_cast<size_t>(chosen.steps) && c.steps.size() < step_limit &&
         c.code.here() < ARENA_SIZE - ARENA_CODE - 0x1000) {
    size_t begin = c.code.here();
    chosen.step(c);
    c.steps.push_back({begin, c.code.here()});
  }
  if (c.mode != 3) escape(c);
  c.code.li(1, RUNTIME_BASE + 0x1000);  // case_end
  c.code.op(Insn::jalr, {{"rs1", 1}});
  c.put64(ARENA_REPEATS, chosen.repeats);
  return c;
}

void setup_plain(Case& c) { c.atomics_fault = true; }

}  // namespace trapdoor::lockstep
