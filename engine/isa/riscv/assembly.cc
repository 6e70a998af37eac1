#include "engine/isa/riscv/assembly.h"

#include <array>
#include <string>

#include "engine/isa/riscv/c_functions.h"
#include "engine/isa/riscv/compressed.h"
#include "engine/isa/riscv/instructions.h"
#include "engine/isa/riscv/relocations.h"
#include "engine/isa/riscv/words.h"

namespace trapdoor::riscv {
namespace {

constexpr int kLowBits = 12;

std::span<const NameRow> register_names() {
  static const std::vector<NameRow> names = [] {
    std::vector<NameRow> list;
    for (const WordRow& row : kIsa.words) {
      if (row.word < 32) list.push_back({row.alias, row.word});
    }
    for (const WordRow& row : kIsa.words) {
      if (row.word < 32) list.push_back({row.name, row.word});
    }
    list.push_back({"fp", 8});
    return list;
  }();
  return names;
}

constexpr bool is_middle(uint32_t number) { return number >= 8 && number < 16; }

// x8 to x15, by the three bits that short instructions have for them.
std::span<const NameRow> middle_register_names() {
  static const std::vector<NameRow> names = [] {
    std::vector<NameRow> list;
    for (const NameRow& row : register_names()) {
      if (is_middle(row.value)) list.push_back({row.name, row.value - 8});
    }
    return list;
  }();
  return names;
}

std::span<const NameRow> stack_pointer_names() {
  static constexpr NameRow kNames[] = {{"sp", kSp}, {"x2", kSp}};
  return kNames;
}

std::span<const NameRow> float_register_names() {
  static const std::vector<NameRow> names = [] {
    std::vector<NameRow> list;
    auto is_register = [](const WordRow& row) { return row.word >= kF0 && row.word < kF0 + 32; };
    for (const WordRow& row : kIsa.words) {
      if (is_register(row)) list.push_back({row.alias, row.word - uint32_t{kF0}});
    }
    for (const WordRow& row : kIsa.words) {
      if (is_register(row)) list.push_back({row.name, row.word - uint32_t{kF0}});
    }
    return list;
  }();
  return names;
}

std::span<const NameRow> middle_float_register_names() {
  static const std::vector<NameRow> names = [] {
    std::vector<NameRow> list;
    for (const NameRow& row : float_register_names()) {
      if (is_middle(row.value)) list.push_back({row.name, row.value - 8});
    }
    return list;
  }();
  return names;
}

constexpr int kDynamic = 7;
std::span<const NameRow> rounding_names() {
  static constexpr NameRow kNames[] = {{"rne", 0}, {"rtz", 1}, {"rdn", 2},
                                       {"rup", 3}, {"rmm", 4}, {"dyn", kDynamic}};
  return kNames;
}

std::span<const NameRow> csr_names() {
  static const std::vector<NameRow> names = [] {
    std::vector<NameRow> list;
    for (const CsrRow& row : csr_rows()) list.push_back({row.name, row.address});
    return list;
  }();
  return names;
}

constexpr std::string_view kRegister = "an integer register (a0, sp, t1, x5, ...)";
constexpr std::string_view kFloatRegister = "a floating-point register (fa0, ft1, fs2, f5, ...)";
constexpr std::string_view kMiddle = "a register that fits three bits (s0, s1, a0 to a5)";
constexpr std::string_view kMiddleFloat = "a register that fits three bits (fs0, fs1, fa0 to fa5)";
constexpr std::string_view kRounding = "a rounding mode (rne, rtz, rdn, rup, rmm, dyn)";
constexpr std::string_view kNumber = "a number";

constexpr OperandRow kOperands[] = {
    {.name = "rd", .kind = OperandKind::name, .field = "rd", .expected = kRegister, .names = register_names},
    {.name = "rs1",
     .kind = OperandKind::name,
     .field = "rs1",
     .expected = kRegister,
     .names = register_names},
    {.name = "rs2",
     .kind = OperandKind::name,
     .field = "rs2",
     .expected = kRegister,
     .names = register_names},
    {.name = "rt",
     .kind = OperandKind::name,
     .field = "",
     .expected = "a register to use on the way (t0, ...)",
     .names = register_names},
    {.name = "frd",
     .kind = OperandKind::name,
     .field = "frd",
     .expected = kFloatRegister,
     .names = float_register_names},
    {.name = "frs1",
     .kind = OperandKind::name,
     .field = "frs1",
     .expected = kFloatRegister,
     .names = float_register_names},
    {.name = "frs2",
     .kind = OperandKind::name,
     .field = "frs2",
     .expected = kFloatRegister,
     .names = float_register_names},
    {.name = "frs3",
     .kind = OperandKind::name,
     .field = "frs3",
     .expected = kFloatRegister,
     .names = float_register_names},
    {.name = "rm",
     .kind = OperandKind::name,
     .field = "rm",
     .expected = kRounding,
     .names = rounding_names,
     .when_absent = kDynamic},
    {.name = "rm_exact",  // of an instruction that never rounds
     .kind = OperandKind::name,
     .field = "rm",
     .expected = kRounding,
     .names = rounding_names,
     .when_absent = 0},
    {.name = "imm", .kind = OperandKind::number, .field = "imm", .expected = kNumber, .is_signed = true},
    {.name = "upper",
     .kind = OperandKind::number,
     .field = "imm",
     .expected = kNumber,
     .scale = kLowBits,
     .hexadecimal = true},
    {.name = "shamt",
     .kind = OperandKind::number,
     .field = "shamt",
     .expected = "a shift amount",
     .hexadecimal = true},
    {.name = "uimm", .kind = OperandKind::number, .field = "uimm", .expected = kNumber},
    {.name = "csr",
     .kind = OperandKind::name,
     .field = "csr",
     .expected = "a control register (mstatus, sepc, ...)",
     .names = csr_names,
     .number_too = true},
    {.name = "target", .kind = OperandKind::target, .field = "imm", .expected = "a label", .is_signed = true},
    {.name = "pred",
     .kind = OperandKind::letters,
     .field = "pred",
     .expected = "some of the letters iorw",
     .letters = "iorw"},
    {.name = "succ",
     .kind = OperandKind::letters,
     .field = "succ",
     .expected = "some of the letters iorw",
     .letters = "iorw"},
    // Of short instructions.
    {.name = "rd'",
     .kind = OperandKind::name,
     .field = "rd'",
     .expected = kMiddle,
     .names = middle_register_names},
    {.name = "rs1'",
     .kind = OperandKind::name,
     .field = "rs1'",
     .expected = kMiddle,
     .names = middle_register_names},
    {.name = "rs2'",
     .kind = OperandKind::name,
     .field = "rs2'",
     .expected = kMiddle,
     .names = middle_register_names},
    {.name = "frd'",
     .kind = OperandKind::name,
     .field = "frd'",
     .expected = kMiddleFloat,
     .names = middle_float_register_names},
    {.name = "frs2'",
     .kind = OperandKind::name,
     .field = "frs2'",
     .expected = kMiddleFloat,
     .names = middle_float_register_names},
    {.name = "sp", .kind = OperandKind::name, .field = "", .expected = "sp", .names = stack_pointer_names},
    {.name = "offset", .kind = OperandKind::number, .field = "imm", .expected = kNumber},
    {.name = "upper6",
     .kind = OperandKind::number,
     .field = "imm",
     .expected = kNumber,
     .is_signed = true,
     .scale = kLowBits,
     .wraps = 20},
    {.name = "symbol", .kind = OperandKind::symbol, .field = "", .expected = "a label"},
    {.name = "constant",
     .kind = OperandKind::constant,
     .field = "",
     .expected = "a number that is known here (la loads an address)"},
};

// Loads and stores of a symbol take two instructions; a store needs a register for the address.
#define LOAD_OF(name)                                                                   \
  {                                                                                     \
    name, "rd, symbol", "auipc rd, %pcrel_hi(symbol); " name " rd, %pcrel_lo(.-4)(rd)", \
        "Load from the place of a label."                                               \
  }
#define STORE_TO(name)                                                                        \
  {                                                                                           \
    name, "rs2, symbol, rt", "auipc rt, %pcrel_hi(symbol); " name " rs2, %pcrel_lo(.-4)(rt)", \
        "Store to the place of a label; rt is changed on the way."                            \
  }
// A floating-point register cannot hold the address, so a load needs an integer register too.
#define FLOAT_AT(name, register)                                                                             \
  {                                                                                                          \
    name, register ", symbol, rt", "auipc rt, %pcrel_hi(symbol); " name " " register ", %pcrel_lo(.-4)(rt)", \
        "Load from or store to the place of a label; rt is changed on the way."                              \
  }
#define FLOAT_PSEUDOS(f)                                                                           \
  {"fmv." f, "frd, frs1", "fsgnj." f " frd, frs1, frs1", "Copy a floating-point register.", true}, \
      {"fneg." f, "frd, frs1", "fsgnjn." f " frd, frs1, frs1", "Negate.", true},                   \
      {"fabs." f, "frd, frs1", "fsgnjx." f " frd, frs1, frs1", "Take the absolute value.", true},  \
      {"fgt." f, "rd, frs1, frs2", "flt." f " rd, frs2, frs1", "Set if frs1 is greater."}, {       \
    "fge." f, "rd, frs1, frs2", "fle." f " rd, frs2, frs1", "Set if frs1 is greater or equal."     \
  }

constexpr PseudoRow kPseudos[] = {
    {"nop", "", "addi x0, x0, 0", "Do nothing.", true},
    {"li", "rd, constant", "@number", "Load a constant of up to 64 bits."},
    {"la", "rd, constant", "@address", "Load an address that is a plain number."},
    {"la", "rd, symbol", "auipc rd, %pcrel_hi(symbol); addi rd, rd, %pcrel_lo(.-4)",
     "Load the address of a label."},
    {"lla", "rd, constant", "@address", "Load an address that is a plain number."},
    {"lla", "rd, symbol", "auipc rd, %pcrel_hi(symbol); addi rd, rd, %pcrel_lo(.-4)",
     "Load the address of a label."},
    {"mv", "rd, rs1", "addi rd, rs1, 0", "Copy a register.", true},
    {"move", "rd, rs1", "addi rd, rs1, 0", "Copy a register."},
    {"li", "rd, constant", "addi rd, x0, constant", "Load a small constant.", true},
    {"not", "rd, rs1", "xori rd, rs1, -1", "Turn every bit over.", true},
    {"neg", "rd, rs2", "sub rd, x0, rs2", "Negate.", true},
    {"negw", "rd, rs2", "subw rd, x0, rs2", "Negate in 32 bits.", true},
    {"sext.w", "rd, rs1", "addiw rd, rs1, 0", "Sign-extend the low 32 bits.", true},
    {"zext.b", "rd, rs1", "andi rd, rs1, 255", "Zero-extend the low byte.", true},
    {"zext.w", "rd, rs1", "add.uw rd, rs1, x0", "Zero-extend the low 32 bits.", true},
    {"seqz", "rd, rs1", "sltiu rd, rs1, 1", "Set to 1 if zero, else to 0.", true},
    {"snez", "rd, rs2", "sltu rd, x0, rs2", "Set to 1 if not zero, else to 0.", true},
    {"sltz", "rd, rs1", "slt rd, rs1, x0", "Set to 1 if less than zero, else to 0.", true},
    {"sgtz", "rd, rs2", "slt rd, x0, rs2", "Set to 1 if greater than zero, else to 0.", true},
    {"sgt", "rd, rs1, rs2", "slt rd, rs2, rs1", "Set if greater than, signed."},
    {"sgtu", "rd, rs1, rs2", "sltu rd, rs2, rs1", "Set if greater than, unsigned."},
    // The forms with a constant under the plain name.
    {"add", "rd, rs1, imm", "addi rd, rs1, imm", "Add a constant."},
    {"addw", "rd, rs1, imm", "addiw rd, rs1, imm", "Add a constant in 32 bits."},
    {"and", "rd, rs1, imm", "andi rd, rs1, imm", "And with a constant."},
    {"or", "rd, rs1, imm", "ori rd, rs1, imm", "Or with a constant."},
    {"xor", "rd, rs1, imm", "xori rd, rs1, imm", "Exclusive or with a constant."},
    {"slt", "rd, rs1, imm", "slti rd, rs1, imm", "Set if less than constant."},
    {"sltu", "rd, rs1, imm", "sltiu rd, rs1, imm", "Set if less than constant, unsigned."},
    {"sll", "rd, rs1, shamt", "slli rd, rs1, shamt", "Shift left by a constant."},
    {"srl", "rd, rs1, shamt", "srli rd, rs1, shamt", "Shift right by a constant."},
    {"sra", "rd, rs1, shamt", "srai rd, rs1, shamt", "Shift right by a constant, keeping the sign."},
    {"sllw", "rd, rs1, shamt", "slliw rd, rs1, shamt", "Shift left by a constant in 32 bits."},
    {"srlw", "rd, rs1, shamt", "srliw rd, rs1, shamt", "Shift right by a constant in 32 bits."},
    {"sraw", "rd, rs1, shamt", "sraiw rd, rs1, shamt",
     "Shift right by a constant in 32 bits, keeping the sign."},
    {"ror", "rd, rs1, shamt", "rori rd, rs1, shamt", "Rotate right by a constant."},
    {"rorw", "rd, rs1, shamt", "roriw rd, rs1, shamt", "Rotate right by a constant in 32 bits."},
    {"bclr", "rd, rs1, shamt", "bclri rd, rs1, shamt", "Clear the bit with this number."},
    {"bext", "rd, rs1, shamt", "bexti rd, rs1, shamt", "Extract the bit with this number."},
    {"binv", "rd, rs1, shamt", "binvi rd, rs1, shamt", "Turn over the bit with this number."},
    {"bset", "rd, rs1, shamt", "bseti rd, rs1, shamt", "Set the bit with this number."},
    // Branches.
    {"beqz", "rs1, target", "beq rs1, x0, target", "Branch if zero.", true},
    {"bnez", "rs1, target", "bne rs1, x0, target", "Branch if not zero.", true},
    {"blez", "rs2, target", "bge x0, rs2, target", "Branch if at most zero.", true},
    {"bgez", "rs1, target", "bge rs1, x0, target", "Branch if at least zero.", true},
    {"bltz", "rs1, target", "blt rs1, x0, target", "Branch if less than zero.", true},
    {"bgtz", "rs2, target", "blt x0, rs2, target", "Branch if greater than zero.", true},
    {"bgt", "rs1, rs2, target", "blt rs2, rs1, target", "Branch if rs1 is greater than rs2."},
    {"ble", "rs1, rs2, target", "bge rs2, rs1, target", "Branch if rs1 is at most rs2."},
    {"bgtu", "rs1, rs2, target", "bltu rs2, rs1, target", "Branch if rs1 is greater than rs2, unsigned."},
    {"bleu", "rs1, rs2, target", "bgeu rs2, rs1, target", "Branch if rs1 is at most rs2, unsigned."},
    // Jumps.
    {"j", "target", "jal x0, target", "Go to the target.", true},
    {"jal", "target", "jal ra, target", "Call the target: the return address is in ra.", true},
    {"ret", "", "jalr x0, 0(ra)", "Return to the caller.", true},
    {"jr", "rs1", "jalr x0, 0(rs1)", "Go to the address in a register.", true},
    {"jr", "imm(rs1)", "jalr x0, imm(rs1)", "Go to the address rs1 + imm.", true},
    {"jr", "(rs1)", "jalr x0, 0(rs1)", "Go to the address in a register."},
    {"jr", "rs1, imm", "jalr x0, imm(rs1)", "Go to the address rs1 + imm."},
    {"jalr", "rs1", "jalr ra, 0(rs1)", "Call the address in a register.", true},
    {"jalr", "imm(rs1)", "jalr ra, imm(rs1)", "Call the address rs1 + imm.", true},
    {"jalr", "(rs1)", "jalr ra, 0(rs1)", "Call the address in a register."},
    {"jalr", "rd, rs1", "jalr rd, 0(rs1)", "Call the address in a register; the return address goes to rd."},
    {"jalr", "rs1, imm", "jalr ra, imm(rs1)", "Call the address rs1 + imm."},
    {"jalr", "rd, rs1, imm", "jalr rd, imm(rs1)",
     "Call the address rs1 + imm; the return address goes to rd."},
    {"call", "symbol", "auipc ra, %pcrel_hi(symbol); jalr ra, %pcrel_lo(.-4)(ra)", "Call a label anywhere."},
    {"call", "rd, symbol", "auipc t1, %pcrel_hi(symbol); jalr rd, %pcrel_lo(.-4)(t1)",
     "Call a label anywhere; the return address goes to rd, and t1 changes."},
    {"tail", "symbol", "auipc t1, %pcrel_hi(symbol); jalr x0, %pcrel_lo(.-4)(t1)",
     "Go to a label anywhere; t1 changes."},
    {"jump", "symbol, rt", "auipc rt, %pcrel_hi(symbol); jalr x0, %pcrel_lo(.-4)(rt)",
     "Go to a label anywhere; rt changes."},
    // Memory.
    LOAD_OF("lb"),
    LOAD_OF("lh"),
    LOAD_OF("lw"),
    LOAD_OF("ld"),
    LOAD_OF("lbu"),
    LOAD_OF("lhu"),
    LOAD_OF("lwu"),
    STORE_TO("sb"),
    STORE_TO("sh"),
    STORE_TO("sw"),
    STORE_TO("sd"),
    {"fence", "", "fence iorw, iorw", "Order all memory and device accesses.", true},
    {"fence.tso", "", "fence.tso rw, rw",
     "Order memory accesses, but let a later load pass an earlier store.", true},
    {"pause", "", "fence w, 0", "Do nothing, in a loop that waits for another hart.", true},
    // Floating point.
    FLOAT_AT("flw", "frd"),
    FLOAT_AT("fld", "frd"),
    FLOAT_AT("fsw", "frs2"),
    FLOAT_AT("fsd", "frs2"),
    FLOAT_PSEUDOS("s"),
    FLOAT_PSEUDOS("d"),
    {"fmv.x.s", "rd, frs1", "fmv.x.w rd, frs1", "The old name of fmv.x.w."},
    {"fmv.s.x", "frd, rs1", "fmv.w.x frd, rs1", "The old name of fmv.w.x."},
    {"frcsr", "rd", "csrrs rd, fcsr, x0", "Read the rounding mode and flags.", true},
    {"fscsr", "rs1", "csrrw x0, fcsr, rs1", "Write the rounding mode and flags.", true},
    {"fscsr", "rd, rs1", "csrrw rd, fcsr, rs1", "Swap the rounding mode and flags.", true},
    {"frsr", "rd", "csrrs rd, fcsr, x0", "The old name of frcsr."},
    {"fssr", "rs1", "csrrw x0, fcsr, rs1", "The old name of fscsr."},
    {"fssr", "rd, rs1", "csrrw rd, fcsr, rs1", "The old name of fscsr."},
    {"frrm", "rd", "csrrs rd, frm, x0", "Read the rounding mode.", true},
    {"fsrm", "rs1", "csrrw x0, frm, rs1", "Write the rounding mode.", true},
    {"fsrm", "rd, rs1", "csrrw rd, frm, rs1", "Swap the rounding mode.", true},
    {"fsrmi", "uimm", "csrrwi x0, frm, uimm", "Set the rounding mode.", true},
    {"fsrmi", "rd, uimm", "csrrwi rd, frm, uimm", "Set the rounding mode; rd gets the old one.", true},
    {"frflags", "rd", "csrrs rd, fflags, x0", "Read the flags.", true},
    {"fsflags", "rs1", "csrrw x0, fflags, rs1", "Write the flags.", true},
    {"fsflags", "rd, rs1", "csrrw rd, fflags, rs1", "Swap the flags.", true},
    {"fsflagsi", "uimm", "csrrwi x0, fflags, uimm", "Set the flags.", true},
    {"fsflagsi", "rd, uimm", "csrrwi rd, fflags, uimm", "Set the flags; rd gets the old ones.", true},
    // Control registers.
    {"csrr", "rd, csr", "csrrs rd, csr, x0", "Read a control register.", true},
    {"csrw", "csr, rs1", "csrrw x0, csr, rs1", "Write a control register.", true},
    {"csrs", "csr, rs1", "csrrs x0, csr, rs1", "Set bits of a control register.", true},
    {"csrc", "csr, rs1", "csrrc x0, csr, rs1", "Clear bits of a control register.", true},
    {"csrwi", "csr, uimm", "csrrwi x0, csr, uimm", "Write a 5-bit constant to a control register.", true},
    {"csrsi", "csr, uimm", "csrrsi x0, csr, uimm", "Set low bits of a control register.", true},
    {"csrci", "csr, uimm", "csrrci x0, csr, uimm", "Clear low bits of a control register.", true},
    {"csrw", "csr, uimm", "csrrwi x0, csr, uimm", "Write a 5-bit constant to a control register."},
    {"csrs", "csr, uimm", "csrrsi x0, csr, uimm", "Set low bits of a control register."},
    {"csrc", "csr, uimm", "csrrci x0, csr, uimm", "Clear low bits of a control register."},
    {"csrrw", "rd, csr, uimm", "csrrwi rd, csr, uimm", "Swap with a 5-bit constant."},
    {"csrrs", "rd, csr, uimm", "csrrsi rd, csr, uimm", "Read and set low bits."},
    {"csrrc", "rd, csr, uimm", "csrrci rd, csr, uimm", "Read and clear low bits."},
    {"rdcycle", "rd", "csrrs rd, cycle, x0", "Read the cycle counter.", true},
    {"rdtime", "rd", "csrrs rd, time, x0", "Read the clock.", true},
    {"rdinstret", "rd", "csrrs rd, instret, x0", "Read the count of completed instructions.", true},
    // Short instructions.
    {"c.nop", "", "c.addi x0, 0", "Do nothing, in two bytes."},
    {"c.nop", "imm", "c.addi x0, imm", "Do nothing, with a number that some processors read."},
    {"c.slli64", "rd", "c.slli rd, 0", "Shift by 64 where registers are wider; here, do nothing."},
    {"c.srli64", "rd'", "c.srli rd', 0", "Shift by 64 where registers are wider; here, do nothing."},
    {"c.srai64", "rd'", "c.srai rd', 0", "Shift by 64 where registers are wider; here, do nothing."},
    // System.
    {"sfence.vma", "", "sfence.vma x0, x0", "Forget all cached translations.", true},
    {"sfence.vma", "rs1", "sfence.vma rs1, x0", "Forget the cached translations of one address.", true},
    {"scall", "", "ecall", "The old name of ecall."},
    {"sbreak", "", "ebreak", "The old name of ebreak."},
    {"unimp", "", "csrrw x0, cycle, x0", "An illegal instruction: the cycle counter cannot be written."},
};
#undef LOAD_OF
#undef STORE_TO
#undef FLOAT_AT
#undef FLOAT_PSEUDOS

constexpr AlternateRow kAlternates[] = {
    {"rd, imm(rs1)", "rd, (rs1)", "rd, 0(rs1)"},
    {"rs2, imm(rs1)", "rs2, (rs1)", "rs2, 0(rs1)"},
    {"rd, (rs1)", "rd, 0(rs1)", "rd, (rs1)"},
    {"frd, imm(rs1)", "frd, (rs1)", "frd, 0(rs1)"},
    {"frs2, imm(rs1)", "frs2, (rs1)", "frs2, 0(rs1)"},
    {"frd, frs1, frs2, frs3, rm", "frd, frs1, frs2, frs3", "frd, frs1, frs2, frs3, dyn"},
    {"frd, frs1, frs2, rm", "frd, frs1, frs2", "frd, frs1, frs2, dyn"},
    {"frd, frs1, rm", "frd, frs1", "frd, frs1, dyn"},
    {"rd, frs1, rm", "rd, frs1", "rd, frs1, dyn"},
    {"frd, rs1, rm", "frd, rs1", "frd, rs1, dyn"},
    {"frd, frs1, rm_exact", "frd, frs1", "frd, frs1, rne"},
    {"frd, rs1, rm_exact", "frd, rs1", "frd, rs1, rne"},
    {"rd, rs2, (rs1)", "rd, rs2, 0(rs1)", "rd, rs2, (rs1)"},
    {"rd', offset(rs1')", "rd', (rs1')", "rd', 0(rs1')"},
    {"rs2', offset(rs1')", "rs2', (rs1')", "rs2', 0(rs1')"},
    {"frd', offset(rs1')", "frd', (rs1')", "frd', 0(rs1')"},
    {"frs2', offset(rs1')", "frs2', (rs1')", "frs2', 0(rs1')"},
    {"rd, offset(sp)", "rd, (sp)", "rd, 0(sp)"},
    {"rs2, offset(sp)", "rs2, (sp)", "rs2, 0(sp)"},
    {"frd, offset(sp)", "frd, (sp)", "frd, 0(sp)"},
    {"frs2, offset(sp)", "frs2, (sp)", "frs2, 0(sp)"},
};

constexpr SuffixRow kSuffixes[] = {
    {".aq", {"aq", ""}},
    {".rl", {"rl", ""}},
    {".aqrl", {"aq", "rl"}},
    {".tso", {"tso", ""}},
};

constexpr ModifierRow kModifiers[] = {
    {"hi", "upper", true, false, ""},
    {"lo", "imm", false, false, ""},
    {"pcrel_hi", "upper", true, true, ""},
    {"pcrel_lo", "imm", false, true, "pcrel_hi"},
};

constexpr FarRow kFar[] = {
    {"beq", "bne rs1, rs2, .+8; jal x0, target"},   {"bne", "beq rs1, rs2, .+8; jal x0, target"},
    {"blt", "bge rs1, rs2, .+8; jal x0, target"},   {"bge", "blt rs1, rs2, .+8; jal x0, target"},
    {"bltu", "bgeu rs1, rs2, .+8; jal x0, target"}, {"bgeu", "bltu rs1, rs2, .+8; jal x0, target"},
};

const fixed32::Pattern& pattern(size_t row) {
  return row < kInstructionCount ? kInstructions[row].pattern
                                 : compressed_rows()[row - kInstructionCount].pattern;
}

int size(size_t row) { return pattern(row).width / 8; }
uint32_t fixed_bits(size_t row) { return pattern(row).match; }
FieldBits field(size_t row, std::string_view name) {
  int high = pattern(row).high_bit(name);
  return high < 0 ? FieldBits{} : FieldBits{high, pattern(row).low_bit(name)};
}
uint32_t put(size_t row, std::string_view name, uint32_t word, uint32_t value) {
  return pattern(row).put(name, word, value);
}
uint32_t get(size_t row, std::string_view name, uint32_t word) { return pattern(row).get(name, word); }

bool fits(size_t row, uint32_t word) {
  return row < kInstructionCount || find_compressed(word) == &compressed_rows()[row - kInstructionCount];
}

static_assert(kF0 % 32 == 0);
uint32_t widen(uint32_t bits) {
  const CompressedRow* row = find_compressed(bits);
  if (!row) return 0;
  Expansion full = expand(*row, bits);
  const fixed32::Pattern& drawing = entry_of(full.insn).pattern;
  uint32_t word = drawing.match;
  word = drawing.put("rd", word, full.rd);
  word = drawing.put("rs1", word, full.rs1);
  word = drawing.put("rs2", word, full.rs2);
  word = drawing.put("frd", word, full.rd);  // words from kF0 on: their low five bits are the register
  word = drawing.put("frs2", word, full.rs2);
  word = drawing.put("imm", word, static_cast<uint32_t>(full.imm));
  return drawing.put("shamt", word, static_cast<uint32_t>(full.imm));
}

int64_t low_part(int64_t value) { return static_cast<int64_t>(static_cast<uint64_t>(value) << 52) >> 52; }

// A value that lui and addiw can make: 32 bits, sign-extended.
void load_word(int64_t value, std::vector<std::string>& code) {
  int64_t low = low_part(value);
  uint64_t upper = (static_cast<uint64_t>(value) - static_cast<uint64_t>(low)) >> kLowBits & 0xfffff;
  if (upper != 0) code.push_back("lui rd, " + std::to_string(upper));
  if (upper == 0) code.push_back("addiw rd, x0, " + std::to_string(low));
  if (upper != 0 && low != 0) code.push_back("addiw rd, rd, " + std::to_string(low));
}

// From the top down: each step shifts what is there to the left, as far as zeros allow, and adds 12 bits.
void load_part(int64_t value, std::vector<std::string>& code) {
  if (value == static_cast<int32_t>(value)) return load_word(value, code);
  int64_t low = low_part(value);
  int64_t upper = static_cast<int64_t>(static_cast<uint64_t>(value) - static_cast<uint64_t>(low));
  int shift = kLowBits;
  while ((upper >> shift & 1) == 0) shift++;
  load_part(upper >> shift, code);
  code.push_back("slli rd, rd, " + std::to_string(shift));
  if (low != 0) code.push_back("addi rd, rd, " + std::to_string(low));
}

// Of a small number, GNU as loads what li names by addi and what la names by addiw.
std::vector<std::string> load_constant(std::string_view meaning, int64_t value) {
  std::vector<std::string> code;
  if (meaning == "@number" && value == low_part(value)) {
    code.push_back("addi rd, x0, " + std::to_string(value));
  } else {
    load_part(value, code);
  }
  return code;
}

// What GNU as puts there: a zero byte for an odd gap, one compressed nop for an odd halfword, then nops.
void pad(std::span<uint8_t> gap) {
  size_t at = 0;
  if (gap.size() % 2 != 0) gap[at++] = 0;
  if ((gap.size() - at) % 4 != 0) {
    gap[at++] = 0x01;
    gap[at++] = 0x00;
  }
  for (; at < gap.size(); at += 4) {
    gap[at] = 0x13;
    gap[at + 1] = gap[at + 2] = gap[at + 3] = 0;
  }
}

// x0 to x31, f0 to f31 (RISC-V DWARF specification 1.0). The frame pointer is s0; what it points behind is fixed by the
// calling convention.
constexpr std::array<uint16_t, 64> kDebugWords = [] {
  std::array<uint16_t, 64> words{};
  for (uint16_t i = 0; i < 32; i++) {
    words[i] = static_cast<uint16_t>(kX0 + i);
    words[i + 32u] = static_cast<uint16_t>(kF0 + i);
  }
  return words;
}();

}  // namespace

constexpr uint16_t kElfMachineRiscv = 243;
constexpr uint32_t kDoubleFloatAbi = 4;  // EF_RISCV_FLOAT_ABI_DOUBLE: lp64d, as the C compiler has it

const Assembly kAssembly = {
    .operands = kOperands,
    .pseudos = kPseudos,
    .alternates = kAlternates,
    .suffixes = kSuffixes,
    .modifiers = kModifiers,
    .far = kFar,
    .low_bits = kLowBits,
    .code_alignment = 4,
    .word_bytes = 4,
    .align_is_power = true,
    .elf_machine = kElfMachineRiscv,
    .elf_flags = kDoubleFloatAbi,
    .relocations = kRelocations,
    .c_functions = c_functions,
    .short_rows = short_instruction_rows,
    .size = size,
    .fixed_bits = fixed_bits,
    .field = field,
    .put = put,
    .get = get,
    .fits = fits,
    .widen = widen,
    .load_constant = load_constant,
    .pad = pad,
    .debug = {.words = kDebugWords,
              .return_address = 1,
              .stack = 2,
              .frame = 8,
              .return_from_frame = -8,
              .outer_from_frame = -16},
};

}  // namespace trapdoor::riscv
