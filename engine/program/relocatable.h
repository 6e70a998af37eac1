// Relocatable: what the assembler read, as an object file: what can be computed is, the rest becomes relocations.
#pragma once
#include "engine/program/file_assembler.h"
#include "engine/program/object_file.h"

namespace trapdoor::assembler {

// Requires that one source was read. Errors go to the job.
ObjectFile to_object(Job& job, const std::string& name);

}  // namespace trapdoor::assembler
