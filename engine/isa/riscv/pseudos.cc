// Pseudo-instructions: RISC-V Assembly Programmer's Manual, and the further ones that GNU as takes.
#include "engine/isa/riscv/assembly.h"

namespace trapdoor::riscv {
namespace {

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

}  // namespace

std::span<const PseudoRow> pseudo_rows() { return kPseudos; }

}  // namespace trapdoor::riscv
