// Assembly of RISC-V: operand names, pseudo-instructions and constants, as rows.
//
// Models: RISC-V Assembly Programmer's Manual (pseudo-instructions, %modifiers); GNU as 2.40 where the manual
//   leaves a choice (how li splits a constant, what fills a gap before aligned code).
//   Every mnemonic and form that GNU as takes for RV64IMAFD_Zicsr_Zifencei_Zihintpause_Zba_Zbb_Zbs is taken, but for
//   what is left out; tests/program/gnu_mnemonics_test.cc asks GNU as itself.
// Leaves out: the 16-bit instructions by their own names (c.addi ...) and by compression: what is assembled here is as
//   wide as what the lecture shows, and objects that other tools compressed link and run all the same; linker relaxation
//   (every address takes its two instructions); position-independent code (.option pic); thread-local storage
//   (la.tls.gd, la.tls.ie, its modifiers); instructions of extensions that no hart here has (dret, uret, hret,
//   sfence.vm); a register's name where a label must stand, which GNU as takes for a label of that name.
#pragma once
#include "engine/machine/assembly.h"

namespace trapdoor::riscv {

extern const Assembly kAssembly;

}  // namespace trapdoor::riscv
