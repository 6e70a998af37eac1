// Disassembler: instruction bytes to text that the assembler takes back.
// Models: the look of GNU objdump; see the comparison in tests/program/disassembler_test.cc. A short (compressed) instruction is
//   shown as the full one it stands for, in `size` bytes.
// Laws: 1. assemble(disassemble(x)) == x for every full-size instruction whose ignored bits are zero.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/machine/isa.h"
#include "engine/program/program.h"

namespace trapdoor {

struct DisassembledLine {
  uint64_t address = 0;
  int size = 0;  // bytes taken, at least 1 unless there are none
  uint32_t bits = 0;
  std::string text;                     // "addi sp, sp, -16"; ".word 0x0" when it is no instruction
  std::string symbol;                   // of the target, "loop+0x8"; may be empty
  std::optional<uint64_t> target;       // where a branch or jump goes
  const InstructionRow* row = nullptr;  // null: no instruction
};

class Disassembler {
 public:
  // Requires isa.assembly.
  explicit Disassembler(const Isa& isa);
  ~Disassembler();
  Disassembler(Disassembler&&) noexcept;

  bool pseudo = true;  // write `ret' for `jalr zero, 0(ra)'

  // The instruction at the start of bytes. Symbols come from the program, if one is given.
  DisassembledLine at(std::span<const uint8_t> bytes, uint64_t address,
                      const Program* symbols = nullptr) const;

 private:
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

// All instructions of a section, with the symbol of a line's own place before it: what `trapdoor dis` prints.
std::string disassemble(const Isa&, const Program&, bool pseudo);

}  // namespace trapdoor
