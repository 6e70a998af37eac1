// Call stack: who called whom, read off a stack without the compiler's help: a word that points right behind a call
// instruction is taken for a return address.
// Leaves out: callers that were optimised away; a return address left over from an earlier call looks like one that counts.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ui/view.h"

namespace trapdoor {

struct StackFrame {
  uint64_t address = 0;  // where this function goes on
  uint64_t at = 0;       // where on the stack that stands; 0: in a register
  std::string name;      // "main+0x10"
};

// Innermost first: the pc, then callers. Looks at no more than `words` words from the stack pointer up.
std::vector<StackFrame> call_stack(const View&, int words);
// Whether the instruction before this address is a call.
bool follows_call(const View&, uint64_t address);

}  // namespace trapdoor
