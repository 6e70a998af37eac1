// Assembly of RISC-V: operand names, pseudo-instructions and constants, as rows.
//
// Models: RISC-V Assembly Programmer's Manual (pseudo-instructions, %modifiers); GNU as 2.40 where the manual
//   leaves a choice (how li splits a constant, what fills a gap before aligned code).
//   Every mnemonic and form that GNU as takes for RV64IMAFDC_Zicsr_Zifencei_Zihintpause_Zba_Zbb_Zbs is taken, but for
//   what is left out; tests/program/gnu_mnemonics_test.cc asks GNU as itself.
// Leaves out: choosing 16-bit instructions by itself, as GNU as does where C is on: an instruction is as wide as it is
//   named (c.addi is short, addi is not), and a short branch that does not reach is an error; c.unimp, which is no
//   instruction; linker relaxation (every address takes its two instructions); position-independent code (.option pic); thread-local storage
//   (la.tls.gd, la.tls.ie, its modifiers); instructions of extensions that no hart here has (dret, uret, hret,
//   sfence.vm); a register's name where a label must stand, which GNU as takes for a label of that name.
#pragma once
#include "engine/machine/assembly.h"

namespace trapdoor::riscv {

inline constexpr int kLowBits = 12;  // of an address, in the second of its two instructions

std::span<const OperandRow> operand_rows();
std::span<const PseudoRow> pseudo_rows();

extern const Assembly kAssembly;

}  // namespace trapdoor::riscv
