// Directives: the table of all of them.
#pragma once
#include <string_view>

#include "engine/program/file_assembler.h"

namespace trapdoor::assembler {

// Null if there is none. Cost: one look-up.
const FileAssembler::DirectiveRow* find_directive(std::string_view name);
// .if and its kin, which count even where the code around them does not.
bool is_conditional(const FileAssembler::DirectiveRow&);

}  // namespace trapdoor::assembler
