// Steps about control registers: writes that are undone, and reads of what may not be there.
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

}  // namespace

void csr(Case& c, Insn insn, int rd, uint64_t number, uint64_t source) {
  bool immediate = insn == Insn::csrrwi || insn == Insn::csrrsi || insn == Insn::csrrci;
  c.code.op(insn, {{"rd", u(rd)}, {"csr", number}, {immediate ? "uimm" : "rs1", source}});
}

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

}  // namespace trapdoor::lockstep
