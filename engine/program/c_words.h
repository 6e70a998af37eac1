// CWords: what TinyCC says, in words that a student understands, with what to do about it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/diagnostic.h"
#include "engine/program/compiler.h"

namespace trapdoor {

// `line` is the text of the source line.
void explain_c(std::string_view line, Diagnostic&);

// A name that a header of /include/ declares is to be had by including it.
void explain_header(const CFiles& files, Diagnostic&);

// "foo" when the error is that `foo x' begins a declaration and foo is no type.
std::optional<std::string_view> unknown_type(std::string_view line, const Diagnostic&);
void explain_unknown_type(std::string_view type, std::string_view line, Diagnostic&);

}  // namespace trapdoor
