// Steps about control registers, traps and interrupts.
#include "engine/base/bits.h"
#include "engine/isa/riscv/words.h"
#include "tests/lockstep/cases.h"

namespace trapdoor::lockstep {
namespace {

uint64_t u(int value) { return static_cast<uint64_t>(value); }

constexpr uint64_t kMstatusKept =
    uint64_t{3} << 9 | riscv::kMstatusUxl | riscv::kMstatusSxl | uint64_t{3} << 38;

// What a random write may change. The bits outside are where QEMU 7.2 keeps values that the specification
// lets a machine refuse (mode 2 in MPP, the low bits of an address, RV32 for users), or where a change would
// not be undone.
struct CsrChoice {
  uint16_t number;
  uint64_t try_bits;
  uint64_t fixed_bits;
  bool only_quiet;  // a trap while it is changed would be lost
};

constexpr uint64_t kAllBits = ~uint64_t{0};
constexpr CsrChoice kChoices[] = {
    {0x300, kAllBits & ~kMstatusKept, uint64_t{0xa} << 32, false},  // mstatus
    {0x301, 0, uint64_t{2} << 62, false},                           // misa
    {0x302, 0xf3ff, 0, false},                                      // medeleg
    {0x303, riscv::kAllInterrupts, 0, false},                       // mideleg
    {0x304, riscv::kAllInterrupts, 0, true},                        // mie
    {0x305, kAllBits & ~uint64_t{2}, 0, true},                      // mtvec
    {0x306, 7, 0, false},                                           // mcounteren
    {0x30a, uint64_t{1} << 63 | 1, 0, false},                       // menvcfg
    {0x320, 5, 0, false},                                           // mcountinhibit
    {0x340, kAllBits, 0, true},                                     // mscratch
    {0x341, kAllBits & ~uint64_t{3}, 0, false},                     // mepc
    {0x342, kAllBits, 0, false},                                    // mcause
    {0x343, kAllBits, 0, false},                                    // mtval
    {0x344, riscv::kAllInterrupts, 0, false},                       // mip
    {0x3b1, mask(53, 0), 0, false},                                 // pmpaddr1
    {0x3b7, mask(53, 0), 0, false},                                 // pmpaddr7
    {0x3bf, mask(53, 0), 0, false},                                 // pmpaddr15
    {0x100, kAllBits & ~kMstatusKept, uint64_t{2} << 32, false},    // sstatus
    {0x104, riscv::kAllInterrupts, 0, true},                        // sie
    {0x105, kAllBits & ~uint64_t{2}, 0, true},                      // stvec
    {0x106, 7, 0, false},                                           // scounteren
    {0x10a, 1, 0, false},                                           // senvcfg
    {0x140, kAllBits, 0, true},                                     // sscratch
    {0x141, kAllBits & ~uint64_t{3}, 0, false},                     // sepc
    {0x142, kAllBits, 0, false},                                    // scause
    {0x143, kAllBits, 0, false},                                    // stval
    {0x144, riscv::kAllInterrupts, 0, false},                       // sip
    {0x180, mask(62, 60) | mask(59, 0), 0, true},                   // satp
};

uint64_t random_value(Case& c, const CsrChoice& choice) {
  uint64_t value = c.random.chance(40) ? c.random.next() : c.random.chance(30) ? kAllBits : c.random.edge();
  value = (value & choice.try_bits) | choice.fixed_bits;
  if (choice.number == 0x300 && bits(value, 12, 11) == 2) value |= riscv::kMstatusMpp;
  if (choice.number == 0x180) {
    if (c.random.chance(50)) value |= uint64_t{8} << 60;  // Sv39
    uint64_t scheme = value >> 60;
    if (scheme == 0) value = 0;
    if (scheme == 9 || scheme == 10)
      value ^= uint64_t{3} << 60 ^ uint64_t { 8 } << 60;  // Sv48, Sv57: reserved ones instead
  }
  return value;
}

const CsrChoice& choose(Case& c) {
  for (;;) {
    const CsrChoice& choice = c.random.of<CsrChoice>(kChoices);
    if (choice.only_quiet && !(c.quiet && c.mode == 3)) continue;
    if (riscv::find_csr(choice.number)) return choice;
  }
}

void csr(Case& c, Insn insn, int rd, uint64_t number, uint64_t source) {
  bool immediate = insn == Insn::csrrwi || insn == Insn::csrrsi || insn == Insn::csrrci;
  c.code.op(insn, {{"rd", u(rd)}, {"csr", number}, {immediate ? "uimm" : "rs1", source}});
}

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

void csr_swap(Case& c) {
  const CsrChoice& choice = choose(c);
  int value = c.reg(), old = c.reg_but({value}), now = c.reg_but({value, old});
  c.code.li(value, random_value(c, choice));
  if (c.random.chance(60)) {
    csr(c, Insn::csrrw, old, choice.number, u(value));
    csr(c, Insn::csrrs, now, choice.number, 0);
  } else {
    // Set or clear bits of what is there. Only bits that may be tried are named, and no mode 2 arises in MPP
    // or satp.
    csr(c, Insn::csrrs, old, choice.number, 0);
    uint64_t some = random_value(c, choice) & choice.try_bits & ~uint64_t{0x1800};
    if (choice.number == 0x180) some &= mask(59, 0);
    c.code.li(value, some);
    csr(c, c.random.chance(50) ? Insn::csrrs : Insn::csrrc, c.random.chance(30) ? 0 : now, choice.number,
        u(value));
    csr(c, Insn::csrrs, now, choice.number, 0);
  }
  csr(c, Insn::csrrw, c.random.chance(50) ? 0 : value, choice.number, u(old));
  if (c.mode > 0) c.keep(now);
}

void csr_probe(Case& c) {
  int rd = 0;
  uint64_t number = 0;
  if (c.random.chance(50)) {
    number = c.random.of<CsrChoice>(kChoices).number;
    rd = c.reg();
  } else if (c.random.chance(40)) {
    number = 0xc00 + c.random.below(3);  // cycle, time, instret: only whether they may be read
  } else if (c.random.chance(50)) {
    const uint64_t fixed[] = {0xf11, 0xf14, 0xf15, 0x14d, 0x5c0, 0x7c0, 0x9c0,
                              0xdc0, 0xfc0, 0x200, 0x600, 0x041, 0xb01, 0xc80};
    number = c.random.of<uint64_t>(fixed);
    rd = c.reg();
  } else {
    number = c.random.of<CsrChoice>(kChoices).number;
    if (c.mode >= static_cast<int>(number >> 8 & 3)) return;
    const Insn writes[] = {Insn::csrrw, Insn::csrrs, Insn::csrrc, Insn::csrrwi, Insn::csrrsi, Insn::csrrci};
    csr(c, c.random.of<Insn>(writes), c.random.in(0, 31), number, c.random.below(32));
    return;
  }
  csr(c, c.random.chance(50) ? Insn::csrrs : Insn::csrrci, rd, number, 0);
}

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

void step_csr(Case& c) {
  switch (c.random.below(8)) {
    case 0:
      computation(c);
      break;
    case 1:
      csr_probe(c);
      break;
    default:
      csr_swap(c);
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
