// Steps with floating-point numbers: every row, every rounding mode, numbers at the edges, flags after each.
#include "engine/isa/riscv/words.h"
#include "tests/lockstep/cases.h"

namespace trapdoor::lockstep {
namespace {

uint64_t u(int value) { return static_cast<uint64_t>(value); }

constexpr int kPointer = 31;              // into the data area
constexpr size_t kStepsPerPointer = 120;  // 16 bytes each
constexpr uint32_t kAvoid = 1u << kPointer;

bool writes_integer(uint32_t bits) {
  const auto& row = riscv::entry_of(riscv::decode_instruction(bits));
  return row.pattern.has("rd");
}

// An f register gets a number from the data area's first page.
void load_number(Case& c, uint64_t f) {
  uint64_t offset = c.random.below(256) * 8;
  c.code.op(Insn::fld, {{"frd", f}, {"rs1", kPointer - 1}, {"imm", offset}});
}

void set_rounding(Case& c) {
  int source = c.random.in(1, 29);
  c.code.li(source, c.random.chance(90) ? c.random.below(5) : c.random.below(8));
  c.code.op(Insn::csrrw, {{"rd", c.random.below(30)}, {"csr", 2}, {"rs1", u(source)}});
}

void switch_off_and_on(Case& c) {
  int mask = c.random.in(1, 29);
  c.code.li(mask, riscv::kMstatusFs);
  c.code.op(Insn::csrrc, {{"csr", 0x300}, {"rs1", u(mask)}});
  static const std::vector<Insn> rows = rows_with_opcode({0x53, 0x43, 0x47, 0x4b, 0x4f});
  c.code.word(Code::encode_random(c.random, rows[c.random.below(rows.size())], {}, kAvoid | 1u << mask));
  c.code.op(Insn::csrrs, {{"rd", u(c.random.in(0, 29))}, {"csr", 1 + c.random.below(3)}});
  c.code.li(mask, riscv::kMstatusFs);
  c.code.op(Insn::csrrs, {{"csr", 0x300}, {"rs1", u(mask)}});
}

}  // namespace

void setup_floating(Case& c) {
  c.atomics_fault = true;
  for (uint64_t i = 0; i < 256; i++) c.put64(ARENA_DATA + i * 8, c.random.floating());
  c.code.li(kPointer - 1, c.base + ARENA_DATA);
}

void step_floating(Case& c) {
  static const std::vector<Insn> rows = rows_with_opcode({0x53, 0x43, 0x47, 0x4b, 0x4f});
  if (rows.empty()) return computation(c);
  size_t number = c.steps.size() % kStepsPerPointer;
  if (number == 0) c.code.li(kPointer, c.base + ARENA_DATA + 0x1000 + 16 * c.steps.size());
  switch (c.random.below(24)) {
    case 0:
      return set_rounding(c);
    case 1:
      return c.random.chance(20) ? switch_off_and_on(c) : computation(c, kAvoid | kAvoid >> 1);
    default:
      break;
  }
  uint32_t bits = Code::encode_random(c.random, rows[c.random.below(rows.size())], {}, kAvoid | kAvoid >> 1);
  const auto& pattern = riscv::entry_of(riscv::decode_instruction(bits)).pattern;
  for (std::string_view operand : {"frs1", "frs2", "frs3"}) {
    if (pattern.has(operand) && c.random.chance(60)) load_number(c, pattern.get(operand, bits));
  }
  if (pattern.has("rs1") && c.random.chance(60)) {
    int source = c.random.in(1, 29);
    c.code.li(source, c.random.edge());
    bits = (bits & ~(uint32_t{31} << 15)) | static_cast<uint32_t>(source) << 15;
  }
  c.code.word(bits);
  uint64_t rd = bits >> 7 & 31;
  if (writes_integer(bits)) {
    c.code.op(Insn::sd, {{"rs1", kPointer}, {"rs2", rd}, {"imm", 16 * number}});
  } else {
    c.code.op(Insn::fsd, {{"rs1", kPointer}, {"frs2", rd}, {"imm", 16 * number}});
  }
  int flags = c.random.in(1, 29);
  // Mostly cleared, so that each operation shows its own.
  c.code.op(c.random.chance(80) ? Insn::csrrci : Insn::csrrs, {{"rd", u(flags)}, {"csr", 1}, {"uimm", 31}});
  c.code.op(Insn::sd, {{"rs1", kPointer}, {"rs2", u(flags)}, {"imm", 16 * number + 8}});
}

}  // namespace trapdoor::lockstep
