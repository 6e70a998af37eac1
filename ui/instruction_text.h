// Instruction text: the instruction in memory at an address, as an assembler would read it, with its row's help.
#pragma once
#include <optional>
#include <string>

#include "ui/view.h"

namespace trapdoor {

struct InstructionText {
  bool there = false;  // memory answers at this address
  int size = 4;        // bytes
  uint32_t bits = 0;
  std::string text;    // "addi sp, sp, -16"; ".word 0x..." when it is no instruction
  std::string target;  // symbol of where it goes; may be empty
  std::string_view help;
};

// The address is virtual, as the pc is; it is translated as a fetch in that mode, or the present one.
InstructionText instruction_at(const View&, uint64_t address, std::optional<uint8_t> mode = {});
InstructionText instruction_of(const View&, uint64_t address, uint32_t bits);

}  // namespace trapdoor
