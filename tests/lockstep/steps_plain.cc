// Steps that need no trap: arithmetic, memory, jumps.
#include <algorithm>

#include "engine/base/bits.h"
#include "tests/lockstep/cases.h"

namespace trapdoor::lockstep {
namespace {

constexpr uint32_t kKeepX31 = 1u << 31;

Insn pick(Random& random, const std::vector<Insn>& rows) { return rows[random.below(rows.size())]; }

const std::vector<Insn>& computations() {
  static const std::vector<Insn> rows = [] {
    std::vector<Insn> all = rows_with_opcode({0x13, 0x1b, 0x33, 0x3b, 0x37, 0x17});
    all.erase(std::find(all.begin(), all.end(), Insn::ctzw));
    return all;
  }();
  return rows;
}
const std::vector<Insn>& accesses() {
  static const std::vector<Insn> rows = rows_with_opcode({0x03, 0x23, 0x07, 0x27});
  return rows;
}
const std::vector<Insn>& atomics() {
  static const std::vector<Insn> rows = rows_with_opcode({0x2f});
  return rows;
}

std::vector<const riscv::CompressedRow*> compressed_with_opcode(std::initializer_list<uint32_t> opcodes) {
  std::vector<const riscv::CompressedRow*> found;
  for (const auto& row : riscv::compressed_rows()) {
    for (uint32_t opcode : opcodes) {
      if ((riscv::entry_of(row.base).pattern.match & 0x7f) == opcode) found.push_back(&row);
    }
  }
  return found;
}

void short_computation(Case& c, uint32_t avoid) {
  static const auto rows = compressed_with_opcode({0x13, 0x1b, 0x33, 0x3b, 0x37});
  for (;;) {
    const auto& row = *rows[c.random.below(rows.size())];
    uint32_t bits = encode_random(c.random, row);
    if (avoid >> riscv::expand(row, bits).rd & 1) continue;
    c.code.half(bits);
    return;
  }
}

uint64_t u(int value) { return static_cast<uint64_t>(value); }

// QEMU counts on into the high word when the low one is zero; the specification stops at 32.
void count_in_word(Case& c, uint32_t avoid) {
  int rd = c.reg();
  while (avoid >> rd & 1) rd = c.reg();
  c.code.op(Insn::bseti, {{"rd", u(rd)}, {"rs1", u(c.reg())}, {"shamt", c.random.below(32)}});
  c.code.op(Insn::ctzw, {{"rd", u(rd)}, {"rs1", u(rd)}});
}

// An address near `address`, mostly aligned.
uint64_t aligned_or_not(Random& random, uint64_t address) {
  return random.chance(75) ? address & ~uint64_t{7} : address;
}

void reserved_pair(Case& c) {
  bool wide = c.random.chance(50);
  uint64_t address = c.data_address(16) & ~uint64_t{7};
  if (!wide && c.random.chance(50)) address += 4;
  int pointer = c.reg();
  c.code.li(pointer, address);
  c.code.op(wide ? Insn::lr_d : Insn::lr_w, {{"rd", u(c.reg_but({pointer}))}, {"rs1", u(pointer)}});
  uint32_t avoid = 1u << pointer;
  switch (c.random.below(4)) {
    case 0:
      computation(c, avoid);
      break;
    case 1:  // a store to the same place
      c.code.op(Insn::sb, {{"rs1", u(pointer)}, {"rs2", u(c.reg())}, {"imm", c.random.below(8)}});
      break;
    case 2:  // the condition fails: another address
      c.code.op(Insn::addi, {{"rd", u(pointer)}, {"rs1", u(pointer)}, {"imm", 8}});
      break;
    default:
      break;
  }
  for (int i = c.random.in(1, 2); i > 0; i--) {
    c.code.op(wide ? Insn::sc_d : Insn::sc_w,
              {{"rd", u(c.reg_but({pointer}))}, {"rs1", u(pointer)}, {"rs2", u(c.reg())}});
  }
}

void loop(Case& c) {
  int counter = c.reg();
  c.code.li(counter, c.random.below(12) + 1);
  size_t top = c.code.here();
  for (int i = c.random.in(1, 6); i > 0; i--) computation(c, 1u << counter);
  c.code.op(Insn::addi, {{"rd", u(counter)}, {"rs1", u(counter)}, {"imm", ~0ull}});
  c.code.op(c.random.chance(50) ? Insn::bne : Insn::blt,
            {{"rs1", 0}, {"rs2", u(counter)}, {"imm", top - c.code.here()}});
}

void forward_branch(Case& c) {
  static const std::vector<Insn> branches = rows_with_opcode({0x63});
  size_t at = c.code.here();
  int first = c.random.in(0, 31), second = c.random.chance(20) ? first : c.random.in(0, 31);
  c.code.op(pick(c.random, branches), {{"rs1", u(first)}, {"rs2", u(second)}});
  for (int i = c.random.in(1, 5); i > 0; i--) computation(c);
  c.code.patch_target(at);
}

void call(Case& c) {
  int link = c.random.chance(70) ? 1 : c.reg();
  size_t at = c.code.here();
  c.code.op(Insn::jal, {{"rd", u(link)}});
  size_t over = c.code.here();  // the callee returns here
  c.code.op(Insn::jal, {{"rd", 0}});
  c.code.patch_target(at);
  for (int i = c.random.in(1, 3); i > 0; i--) computation(c, 1u << link);
  c.code.op(Insn::jalr, {{"rd", c.random.chance(50) ? 0 : u(link)}, {"rs1", u(link)}});
  c.code.patch_target(over);
}

void computed_jump(Case& c) {
  int pointer = c.reg();
  size_t from = c.code.here();
  c.code.op(Insn::auipc, {{"rd", u(pointer)}});
  size_t add = c.code.here();
  c.code.op(Insn::addi, {{"rd", u(pointer)}, {"rs1", u(pointer)}});
  uint64_t odd = c.random.below(2);
  static const auto short_jumps = compressed_with_opcode({0x67});
  if (!short_jumps.empty() && c.random.chance(30)) {
    const auto& row = *short_jumps[c.random.below(short_jumps.size())];
    c.code.half(row.pattern.put("rs1", row.pattern.match, static_cast<uint32_t>(pointer)));
  } else {
    c.code.op(Insn::jalr,
              {{"rd", c.random.below(32)}, {"rs1", u(pointer)}, {"imm", odd}});  // bit 0 is dropped
  }
  for (int i = c.random.in(0, 3); i > 0; i--) computation(c);
  c.code.patch_distance(add, from);
}

// A branch or jump of 16 bits over a few instructions.
void short_branch(Case& c) {
  static const auto rows = compressed_with_opcode({0x63, 0x6f});
  size_t at = c.code.here();
  const auto& row = *rows[c.random.below(rows.size())];
  uint32_t bits = encode_random(c.random, row);
  c.code.half(bits & ~row.pattern.put("imm", 0, ~uint32_t{0}));
  for (int i = c.random.in(1, 3); i > 0; i--) computation(c);
  c.code.patch_target(at);
}

// A load or store of 16 bits in the data area.
void short_access(Case& c) {
  static const auto rows = compressed_with_opcode({0x03, 0x23, 0x07, 0x27});
  const auto& row = *rows[c.random.below(rows.size())];
  uint32_t bits = encode_random(c.random, row);
  riscv::Expansion expansion = riscv::expand(row, bits);
  c.code.li(expansion.rs1, aligned_or_not(c.random, c.data_address(16)) - u(expansion.imm));
  c.code.half(bits);
}

void misaligned_jump(Case& c) {
  if (!riscv::compressed_rows().empty()) return short_branch(c);  // then no jump is misaligned
  static const std::vector<Insn> branches = rows_with_opcode({0x63});
  size_t begun = begin_recovery(c);
  switch (c.random.below(3)) {
    case 0:
      c.code.op(Insn::jal, {{"rd", u(c.reg_but({1}))}, {"imm", 10 + 4 * c.random.below(8)}});
      break;
    case 1:
      c.code.op(pick(c.random, branches),
                {{"rs1", c.random.below(32)}, {"rs2", c.random.below(32)}, {"imm", 10}});
      break;
    default:
      c.code.op(Insn::jalr, {{"rd", u(c.reg_but({1}))}, {"rs1", 1}, {"imm", 2 + c.random.below(2)}});
      break;
  }
  finish_recovery(c, begun);
}

}  // namespace

void computation(Case& c, uint32_t avoid) {
  if (c.random.chance(20)) {
    int rd = c.reg();
    while (avoid >> rd & 1) rd = c.reg();
    c.code.li(rd, c.random.edge());
    return;
  }
  if (!riscv::compressed_rows().empty() && c.random.chance(25)) return short_computation(c, avoid);
  if (c.random.chance(1)) return count_in_word(c, avoid);
  c.code.word(Code::encode_random(c.random, pick(c.random, computations()), {}, avoid));
}

void memory_access(Case& c, uint64_t address, uint32_t avoid) {
  uint64_t place = address - (c.base + ARENA_DATA);
  bool risky = c.guarded || place >= ARENA_TABLES - ARENA_DATA || address % 8;
  int pointer = c.reg();
  while (avoid >> pointer & 1) pointer = c.reg();
  if (c.random.chance(70) || (risky && !c.atomics_fault)) {
    uint64_t offset = c.random.below(4096) - 2048;
    c.code.li(pointer, address - offset);
    c.code.word(Code::encode_random(c.random, pick(c.random, accesses()),
                                    {{"rs1", u(pointer)}, {"imm", offset}}, avoid));
  } else {
    // Where it may fail, no sc: one without a reservation need not look at the address.
    Insn insn = pick(c.random, atomics());
    while (risky && (insn == Insn::sc_w || insn == Insn::sc_d)) insn = pick(c.random, atomics());
    c.code.li(pointer, address);
    c.code.word(Code::encode_random(c.random, insn, {{"rs1", u(pointer)}}, avoid));
  }
}

// x1 = the place that finish_recovery marks; a failed fetch or misaligned jump goes on there.
size_t begin_recovery(Case& c) {
  size_t begun = c.code.here();
  c.code.op(Insn::auipc, {{"rd", 1}});
  c.code.op(Insn::addi, {{"rd", 1}, {"rs1", 1}});
  return begun;
}
void finish_recovery(Case& c, size_t begun) { c.code.patch_distance(begun + 4, begun); }

void jump_to_bad_place(Case& c, uint64_t target) {
  int pointer = c.reg_but({1});
  c.code.li(pointer, target);
  size_t begun = begin_recovery(c);
  c.code.op(Insn::jalr, {{"rd", c.random.chance(50) ? 0 : u(c.reg_but({1}))}, {"rs1", u(pointer)}});
  finish_recovery(c, begun);
}

// Addresses where neither machine has anything.
uint64_t unmapped_address(Random& random) {
  const uint64_t holes[] = {0,           0x800,      0x10200000, 0x10201ff8, RUNTIME_BASE + RAM_SIZE,
                            0x200000000, 0x3ffffe000};
  return random.of<uint64_t>(holes) + 8 * random.below(64);
}

void step_arithmetic(Case& c) {
  if (c.steps.size() % 250 == 0) c.code.li(31, c.base + ARENA_DATA + 8 * c.steps.size());
  uint32_t bits = Code::encode_random(c.random, pick(c.random, computations()), {}, kKeepX31);
  if (c.random.chance(35)) {
    int source = c.random.in(1, 30);
    c.code.li(source, c.random.edge());
  }
  c.code.word(bits);
  uint64_t rd = bits >> 7 & 31;
  c.code.op(Insn::sd, {{"rs1", 31}, {"rs2", rd}, {"imm", 8 * (c.steps.size() % 250)}});
}

void step_memory(Case& c) {
  switch (c.random.below(8)) {
    case 0:
    case 1:
      reserved_pair(c);
      break;
    case 2:
      riscv::compressed_rows().empty() ? computation(c) : short_access(c);
      break;
    case 3:
      if (c.random.chance(30)) {
        memory_access(c, unmapped_address(c.random));
        break;
      }
      [[fallthrough]];
    default:
      memory_access(c, aligned_or_not(c.random, c.data_address(16)));
  }
}

void step_control(Case& c) {
  switch (c.random.below(9)) {
    case 0:
    case 1:
    case 2:
      forward_branch(c);
      break;
    case 3:
      loop(c);
      break;
    case 4:
      call(c);
      break;
    case 5:
      computed_jump(c);
      break;
    case 6:
      misaligned_jump(c);
      break;
    case 7:
      c.random.chance(40) ? jump_to_bad_place(c, unmapped_address(c.random)) : computation(c);
      break;
    default:
      computation(c);
      break;
  }
}

}  // namespace trapdoor::lockstep
