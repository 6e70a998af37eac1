// Settle: the sizes of a section's stretches, for which its addresses need not be known; and then its bytes.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/program/file_assembler.h"

namespace trapdoor::assembler {

// Sizes of all stretches of a section: branches only ever grow, so this ends. Errors go to the job.
void settle(Job& job, int32_t section);
// Adds fixed bytes and stretches, in order. Requires that the section is settled.
void append_bytes(const Assembly& assembly, const InputSection& section, std::vector<uint8_t>& out);

}  // namespace trapdoor::assembler
