// CallStack: which function called which, and where each one's variables are, at this moment of a machine.
// Models: DWARF call frame information where the compiler wrote it (program/call_frames.h); else the frame pointer's chain, as
//   compilers without optimisation keep it; else, for the innermost function alone, the return address register; else, in
//   assembly, the nearest word of the stack that leads right behind a call. What an earlier call left there looks the same.
// Leaves out: what was interrupted by a trap: the stack ends in its handler. Addresses are those that the hart would use now.
// Laws: 1. Looking has no effects. 2. The stack has at most kMostFrames frames, and ends where a return address leads to no code.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/machine/machine.h"
#include "engine/program/program.h"

namespace trapdoor {

inline constexpr size_t kMostFrames = 64;

// How the frame was found from the one before it.
enum class FrameFrom : uint8_t { registers, call_frames, frame_pointer, return_register, stack_word };

struct DebugFrame {
  FrameFrom from = FrameFrom::registers;
  uint64_t pc = 0;                    // of the callers: where the call returns to
  std::string name;                   // "square" (inlined functions first), "trap_entry+0x8", or ""
  std::optional<Place> place;         // of the call, in callers
  std::optional<uint64_t> return_at;  // in callers: where on the stack `pc` was found; none: in a register
  std::optional<uint64_t> frame_address;   // the CFA: the stack pointer before the call
  std::map<uint64_t, uint64_t> registers;  // by DWARF's numbers, as far as they are known

  // An address inside the call, for tables that speak of ranges.
  uint64_t inside() const { return from == FrameFrom::registers ? pc : pc - 1; }
};

std::vector<DebugFrame> call_stack(const Machine&, const Program&, int hart);

// Memory as the hart would see it. False when some byte is not there.
bool read_virtual(const Machine&, int hart, uint64_t address, std::span<std::byte> out);

// "#0 leaf (main.c:24)", one line each.
std::string to_text(const std::vector<DebugFrame>&);

}  // namespace trapdoor
