// Steps about traps and interrupts.
#include "engine/isa/riscv/words.h"
#include "tests/lockstep/cases.h"

namespace trapdoor::lockstep {
namespace {

uint64_t u(int value) { return static_cast<uint64_t>(value); }

// Sets or clears bits that an earlier step may have left either way.
void change_bits(Case& c, uint64_t number, uint64_t value, bool set) {
  int source = c.reg();
  c.code.li(source, value);
  csr(c, set ? Insn::csrrs : Insn::csrrc, 0, number, u(source));
}

void mstatus_toggle(Case& c) {
  uint64_t choices = riscv::kMstatusSum | riscv::kMstatusMxr | riscv::kMstatusTw | riscv::kMstatusTvm;
  if (!(c.medeleg >> riscv::kIllegalInstruction & 1)) choices |= riscv::kMstatusTsr;
  uint64_t value = choices & c.random.next();
  bool set = c.random.chance(60);
  if (value & riscv::kMstatusTw) c.tw = set;
  if (value & riscv::kMstatusTvm) c.tvm = set;
  change_bits(c, 0x300, value, set);
}

void delegate(Case& c) {
  c.medeleg = c.random.next() & 0xb3ff;
  if (c.atomics_fault) {  // QEMU delegates an atomic's fault by the bit of a load's: let them be equal
    c.medeleg &= ~uint64_t{0x80c0};
    c.medeleg |= (c.medeleg & 0x30) << 2 | (c.medeleg >> 13 & 1) << 15;
  }
  const int ways_out[] = {2, 3, 9};
  c.medeleg &= ~(uint64_t{1} << c.random.of<int>(ways_out));  // one stays
  c.medeleg &= ~uint64_t{1 << 10};
  int source = c.reg();
  c.code.li(source, c.medeleg);
  csr(c, Insn::csrrw, 0, 0x302, u(source));
  if (c.medeleg >> riscv::kIllegalInstruction & 1) change_bits(c, 0x300, riscv::kMstatusTsr, false);
}

void wait(Case& c) {
  if (c.mode == 3) {
    csr(c, Insn::csrrci, 0, 0x300, 8);  // MIE
    csr(c, Insn::csrrwi, 0, 0x304, 2);  // SSIE
    c.enabled = riscv::kSsip;
    csr(c, Insn::csrrsi, 0, 0x344, 2);  // SSIP
    c.code.op(Insn::wfi, {});
  } else if (c.mode == 0 || c.tw) {
    c.code.op(Insn::wfi, {});  // illegal
  }
}

// One at a time: of several, QEMU 7.2 takes the one with the lowest number, the specification has an order of its own.
void enable_one(Case& c, uint64_t number) {
  const uint64_t interrupts[] = {riscv::kSsip, riscv::kStip, riscv::kSeip};
  if (c.mode == 3) c.enabled = c.random.of<uint64_t>(interrupts);
  int source = c.reg();
  c.code.li(source, c.enabled);
  csr(c, Insn::csrrw, 0, number, u(source));
}

void interrupt_bits(Case& c) {
  uint64_t value = c.random.next() & riscv::kAllInterrupts;
  if (c.mode == 3) {
    const uint64_t numbers[] = {0x344, 0x344, 0x144, 0x303};
    if (c.random.chance(40)) return enable_one(c, 0x304);
    change_bits(c, c.random.of<uint64_t>(numbers), value, c.random.chance(70));
  } else {
    if (c.random.chance(40)) return enable_one(c, 0x104);
    change_bits(c, 0x144, value, c.random.chance(80));
  }
}

void interrupt_enable(Case& c) {
  const uint64_t enables[] = {riscv::kMstatusMie, riscv::kMstatusSie, riscv::kMstatusSie | riscv::kMstatusMie,
                              riscv::kMstatusSpie | riscv::kMstatusMpie};
  change_bits(c, c.mode == 3 ? 0x300 : 0x100, c.random.of<uint64_t>(enables), c.random.chance(75));
}

void any_mode(Case& c) {
  const int modes[] = {0, 0, 1, 1, 3};
  go_to_mode(c, c.random.of<int>(modes));
}

void environment_call(Case& c) {
  c.code.li(17, c.random.below(ESCAPE_MAGIC));
  c.code.op(Insn::ecall, {});
}

// Writes stimecmp so that the timer is due at once, or never.
void compare(Case& c) {
  const uint64_t values[] = {0, 1, 2, ~uint64_t{0}, uint64_t{1} << 63, uint64_t{1} << 62, uint64_t{1} << 48};
  int value = c.reg(), pending = c.reg();
  c.code.li(value, c.random.of<uint64_t>(values));
  csr(c, Insn::csrrw, c.random.chance(50) ? 0 : pending, 0x14d, u(value));
  if (c.mode == 0) return;
  csr(c, Insn::csrrs, pending, c.mode == 3 ? 0x344 : 0x144, 0);
  c.keep(pending);
}

// Sleeps until a time that lies a little ahead. What the clock says is overwritten: it is not the same on two machines.
void sleep(Case& c) {
  int time = c.reg(), pending = c.reg_but({time});
  csr(c, Insn::csrrci, 0, 0x300, 8);  // MIE
  c.enabled = riscv::kStip;
  c.code.li(pending, c.enabled);
  csr(c, Insn::csrrw, 0, 0x304, u(pending));
  csr(c, Insn::csrrs, time, 0xc01, 0);
  c.code.op(Insn::addi, {{"rd", u(time)}, {"rs1", u(time)}, {"imm", c.random.below(500)}});
  csr(c, Insn::csrrw, 0, 0x14d, u(time));
  c.code.li(time, 0);
  c.code.op(Insn::wfi, {});
  csr(c, Insn::csrrs, pending, 0x344, 0);
  c.keep(pending);
  c.code.li(time, ~uint64_t{0});
  csr(c, Insn::csrrw, 0, 0x14d, u(time));
}

void wrong_return(Case& c) {
  if (c.mode < 3) c.code.op(c.mode == 1 || c.random.chance(50) ? Insn::mret : Insn::sret, {});
}

}  // namespace

void illegal_word(Case& c) {
  for (;;) {
    auto word = static_cast<uint32_t>(c.random.next());
    if (c.random.chance(60)) {
      word = Code::encode_random(c.random, static_cast<Insn>(c.random.below(riscv::kInstructionCount)), {});
      for (int i = c.random.in(1, 3); i > 0; i--) word ^= uint32_t{1} << c.random.below(32);
    }
    if (c.random.chance(3)) word = c.random.chance(50) ? 0 : 0xffffffff;
    if (length_of(word) == 2) {
      if (riscv::find_compressed(word & 0xffff)) continue;
      c.code.half(word);
      return;
    }
    if (riscv::decode_instruction(word) != Insn::kIllegal) continue;
    if ((word & 0x707f) == 0x200f) continue;  // cbo: not here, but some QEMU versions have it
    c.code.word(word);
    return;
  }
}

void go_to_mode(Case& c, int target) {
  if (c.mode < target || target == 3) escape(c);
  if (target == 3) return;
  bool with_sret = c.mode == 1 || c.random.chance(25);
  int place = c.reg(), other = c.reg_but({place});
  size_t from = c.code.here();
  c.code.op(Insn::auipc, {{"rd", u(place)}});
  size_t add = c.code.here();
  c.code.op(Insn::addi, {{"rd", u(place)}, {"rs1", u(place)}});
  bool to_alias = c.paging && target == 0;
  if (to_alias) {
    c.code.li(other, USER_CODE - (c.base + ARENA_CODE));
    c.code.op(Insn::add, {{"rd", u(place)}, {"rs1", u(place)}, {"rs2", u(other)}});
  }
  csr(c, Insn::csrrw, 0, with_sret ? 0x141 : 0x341, u(place));
  uint64_t field = with_sret ? riscv::kMstatusSpp : riscv::kMstatusMpp;
  uint64_t status = c.mode == 3 ? 0x300 : 0x100;
  c.code.li(other, field);
  csr(c, Insn::csrrc, 0, status, u(other));
  c.code.li(other, with_sret ? u(target) << 8 : u(target) << 11);
  csr(c, Insn::csrrs, 0, status, u(other));
  c.code.op(with_sret ? Insn::sret : Insn::mret, {});
  c.code.patch_distance(add, from);
  c.mode = target;
}

void escape(Case& c) {
  if (c.mode == 3) return;
  c.code.li(17, ESCAPE_MAGIC);
  c.code.op(Insn::ecall, {});
  c.code.li(17, 0);
  c.mode = 3;
}

void setup_traps(Case& c) {
  c.quiet = false;
  delegate(c);
  change_bits(c, 0x303, c.random.next() & riscv::kAllInterrupts, true);
  if (c.random.chance(50)) change_bits(c, 0x305, 1, true);  // vectored
  if (c.random.chance(50)) change_bits(c, 0x105, 1, true);
  change_bits(c, 0x306, c.random.below(8), true);
  change_bits(c, 0x106, c.random.below(8), true);
  mstatus_toggle(c);
}

void setup_timer(Case& c) {
  setup_traps(c);
  change_bits(c, 0x30a, uint64_t{1} << 63, true);  // STCE
  if (c.random.chance(70)) change_bits(c, 0x306, 2, true);
}

void step_timer(Case& c) {
  switch (c.random.below(8)) {
    case 0:
      return any_mode(c);
    case 1:
    case 2:
      return compare(c);
    case 3:
      return c.mode == 3 ? sleep(c) : compare(c);
    case 4:
      return c.mode > 0 ? interrupt_bits(c) : environment_call(c);
    case 5:
      return c.mode > 0 ? interrupt_enable(c) : environment_call(c);
    default:
      return computation(c);
  }
}

void step_traps(Case& c) {
  const bool c_ebreak = riscv::find_compressed(0x9002);
  switch (c.random.below(15)) {
    case 0:
    case 1:
      any_mode(c);
      break;
    case 2:
      environment_call(c);
      break;
    case 3:
      !c_ebreak || c.random.chance(50) ? c.code.op(Insn::ebreak, {}) : c.code.half(0x9002);
      break;
    case 4:
    case 5:
      illegal_word(c);
      break;
    case 6:
      memory_access(c, unmapped_address(c.random));
      break;
    case 7:
      memory_access(c, c.data_address(16));
      break;
    case 8:
      jump_to_bad_place(c, unmapped_address(c.random));
      break;
    case 9:
      csr_probe(c);
      break;
    case 10:
      csr_swap(c);
      break;
    case 11:
      wrong_return(c);
      break;
    case 12:
      wait(c);
      break;
    case 13:
      if (c.mode == 3) {
        c.random.chance(50) ? mstatus_toggle(c) : delegate(c);
      } else {
        c.code.word(Code::encode_random(c.random, Insn::sfence_vma, {}));
      }
      break;
    default:
      computation(c);
      break;
  }
}

void step_interrupts(Case& c) {
  switch (c.random.below(8)) {
    case 0:
      any_mode(c);
      break;
    case 1:
    case 2:
      if (c.mode > 0) interrupt_bits(c);
      break;
    case 3:
      if (c.mode > 0) interrupt_enable(c);
      break;
    case 4:
      wait(c);
      break;
    case 5:
      c.random.chance(50) ? illegal_word(c) : environment_call(c);
      break;
    case 6:
      csr_swap(c);
      break;
    default:
      computation(c);
      break;
  }
}

}  // namespace trapdoor::lockstep
