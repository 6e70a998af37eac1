// Steps of floating point: every F and D row on operands where something happens, rounding modes, flags, FS.
// Each step stores the register it wrote, and often the flags it raised, where the comparison finds them.
#include "tests/lockstep/cases.h"

namespace trapdoor::lockstep {
namespace {

constexpr int kPointer = 31;  // to the page where results are kept
constexpr uint64_t kFsField = riscv::kMstatusFs;

uint64_t u(int value) { return static_cast<uint64_t>(value); }

const std::vector<Insn>& calculations() {
  static const std::vector<Insn> rows = rows_with_opcode({0x43, 0x47, 0x4b, 0x4f, 0x53});
  return rows;
}
const std::vector<Insn>& accesses() {
  static const std::vector<Insn> rows = rows_with_opcode({0x07, 0x27});
  return rows;
}
Insn pick(Random& random, const std::vector<Insn>& rows) { return rows[random.below(rows.size())]; }

// The encoding of a number with so many fraction bits: ends of the ranges, near 1, few bits, any.
uint64_t number(Random& random, int exponent_bits, int fraction_bits) {
  uint64_t sign = random.below(2) << (exponent_bits + fraction_bits);
  uint64_t greatest = (1ull << exponent_bits) - 1, bias = greatest / 2;
  uint64_t fraction = random.next() & ((1ull << fraction_bits) - 1);
  switch (random.below(5)) {
    case 0:
      fraction = 0;
      break;
    case 1:
      fraction &= ~0ull << random.below(u(fraction_bits));
      break;
    case 2:
      fraction = ((1ull << fraction_bits) - random.below(2) * (1ull << random.below(u(fraction_bits)))) &
                 ((1ull << fraction_bits) - 1);
      break;
    default:
      break;
  }
  uint64_t exponent = bias;
  switch (random.below(8)) {
    case 0:
      exponent = random.below(3);
      break;
    case 1:
      exponent = greatest - random.below(3);
      break;
    case 2:
      exponent = random.below(greatest + 1);
      break;
    case 3:  // products and quotients of two of these are at the ends
      exponent = random.chance(50) ? bias / 2 + random.below(4) : bias + bias / 2 - random.below(4);
      break;
    case 4:  // integers
      exponent = bias + random.below(66);
      break;
    default:
      exponent = bias - 2 + random.below(5);
      break;
  }
  return sign | exponent << fraction_bits | fraction;
}

// In a register: a double, a single in its box, a single without one, an integer.
uint64_t contents(Random& random) {
  uint64_t kind = random.below(16);
  if (kind < 7) return number(random, 11, 52);
  if (kind < 14) return ~0ull << 32 | number(random, 8, 23);
  return kind == 14 ? number(random, 8, 23) : random.edge();
}

void load_register(Case& c, int scratch) {
  c.code.li(scratch, contents(c.random));
  c.code.op(Insn::fmv_d_x, {{"frd", c.random.below(32)}, {"rs1", u(scratch)}});
}

void keep_float(Case& c, uint64_t reg) {
  c.code.op(Insn::fsd, {{"rs1", u(kPointer)}, {"frs2", reg}, {"imm", c.next_slot}});
  c.next_slot = (c.next_slot + 8) % 2048;
}
void keep_integer(Case& c, uint64_t reg) {
  c.code.op(Insn::sd, {{"rs1", u(kPointer)}, {"rs2", reg}, {"imm", c.next_slot}});
  c.next_slot = (c.next_slot + 8) % 2048;
}

void calculation(Case& c, int scratch) {
  Insn insn = pick(c.random, calculations());
  const auto& pattern = riscv::entry_of(insn).pattern;
  uint64_t rm = c.random.chance(60) ? 7 : c.random.below(5);
  if (c.random.chance(2)) rm = 5;  // 6 is round-to-odd inside QEMU 7.2, which forgets to refuse it
  uint32_t bits = Code::encode_random(c.random, insn, {{"rm", rm}}, 1u << kPointer);
  c.code.word(bits);
  if (pattern.has("frd")) {
    keep_float(c, pattern.get("frd", bits));
  } else {
    keep_integer(c, pattern.get("rd", bits));
  }
  if (c.random.chance(60)) {  // this one's flags, alone
    c.code.op(Insn::csrrw, {{"rd", u(scratch)}, {"rs1", 0}, {"csr", 1}});
    keep_integer(c, u(scratch));
  }
}

void access(Case& c, int scratch) {
  Insn insn = pick(c.random, accesses());
  uint64_t offset = c.random.below(4096) - 2048;
  c.code.li(scratch, c.data_address(16) - offset);
  uint32_t bits = Code::encode_random(c.random, insn, {{"rs1", u(scratch)}, {"imm", offset}});
  c.code.word(bits);
  if (riscv::entry_of(insn).pattern.has("frd")) keep_float(c, bits >> 7 & 31);
}

void control(Case& c, int scratch) {
  uint64_t csr = c.random.in(1, 3);
  uint64_t wish = c.random.next();
  // Mostly modes that exist, so that what follows calculates.
  if (c.random.chance(90)) wish = csr == 2 ? c.random.below(5) : c.random.below(5) << 5 | c.random.below(32);
  c.code.li(scratch, wish);
  c.code.op(Insn::csrrw, {{"rd", u(scratch)}, {"rs1", u(scratch)}, {"csr", csr}});
  keep_integer(c, u(scratch));
}

// FS takes another value, one instruction meets it, FS as it then is is kept, FS is dirty again.
// What only raises flags is not among them: QEMU 7.2 leaves FS clean then, which 3.1.6.6 forbids.
void other_state(Case& c, int scratch) {
  auto mstatus = [&](Insn insn, uint64_t bits) {
    c.code.li(scratch, bits);
    c.code.op(insn, {{"rd", 0}, {"rs1", u(scratch)}, {"csr", 0x300}});
  };
  mstatus(Insn::csrrc, kFsField);
  uint64_t state = c.random.below(4) << 13;
  if (state) mstatus(Insn::csrrs, state);
  const Insn harmless[] = {Insn::fsgnj_d, Insn::fsgnjx_s, Insn::fmv_x_d, Insn::fmv_d_x, Insn::fclass_s,
                           Insn::fadd_d,  Insn::fmul_s,   Insn::fmin_d,  Insn::fcvt_d_w};
  Insn insn = c.random.of<Insn>(harmless);
  c.code.word(Code::encode_random(c.random, insn, {{"rm", c.random.below(5)}}, 1u << kPointer));
  if (c.random.chance(30)) {
    c.code.op(Insn::csrrs, {{"rd", u(scratch)}, {"rs1", 0}, {"csr", u(c.random.in(1, 3))}});
  }
  c.code.op(Insn::csrrs, {{"rd", u(scratch)}, {"rs1", 0}, {"csr", 0x300}});
  keep_integer(c, u(scratch));
  c.code.op(Insn::csrrs, {{"rd", u(scratch)}, {"rs1", 0}, {"csr", 0x100}});
  keep_integer(c, u(scratch));
  mstatus(Insn::csrrs, kFsField);
}

void short_access(Case& c) {
  static const auto rows = [] {
    std::vector<const riscv::CompressedRow*> found;
    for (const auto& row : riscv::compressed_rows()) {
      if (row.base == Insn::fld || row.base == Insn::fsd) found.push_back(&row);
    }
    return found;
  }();
  const auto& row = *rows[c.random.below(rows.size())];
  uint32_t bits = encode_random(c.random, row);
  riscv::Expansion expansion = riscv::expand(row, bits);
  c.code.li(expansion.rs1, c.data_address(16) - static_cast<uint64_t>(expansion.imm));
  c.code.half(bits);
  if (row.base == Insn::fld) keep_float(c, expansion.rd - uint64_t{riscv::kF0});
}

}  // namespace

void setup_float(Case& c) {
  c.atomics_fault = true;
  for (uint64_t reg = 0; reg < 32; reg++) {
    c.code.li(1, contents(c.random));
    c.code.op(Insn::fmv_d_x, {{"frd", reg}, {"rs1", 1}});
  }
}

void step_float(Case& c) {
  if (c.steps.size() % 40 == 0) {
    c.code.li(kPointer, c.base + ARENA_DATA + c.steps.size() / 40 % 10 * 2048);
    c.next_slot = 0;
  }
  int scratch = c.reg_but({kPointer});
  switch (c.random.below(20)) {
    case 0:
    case 1:
      access(c, scratch);
      break;
    case 2:
      control(c, scratch);
      break;
    case 3:
      other_state(c, scratch);
      break;
    case 4:
      short_access(c);
      break;
    default:
      if (c.random.chance(50)) load_register(c, scratch);
      calculation(c, scratch);
      break;
  }
}

}  // namespace trapdoor::lockstep
