// Layout: gives every section its address, settles the stretches, and turns the Object into a Program.
// The rule is in engine/program/assembler.h.
#pragma once
#include "engine/program/file_assembler.h"

namespace trapdoor::assembler {

// Requires that every source was read. Errors go to the job.
Program lay_out(Job& job);

}  // namespace trapdoor::assembler
