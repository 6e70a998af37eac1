// CWords: what TinyCC says, in words that a student understands, with what to do about it.
#pragma once
#include <string_view>

#include "engine/base/diagnostic.h"

namespace trapdoor {

// `line` is the text of the source line.
void explain_c(std::string_view line, Diagnostic&);

// Whether it says that a number or pointer becomes something else.
bool is_about_conversion(const Diagnostic&);

}  // namespace trapdoor
