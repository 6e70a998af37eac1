// CWords: what TinyCC says, in words that a student understands, with what to do about it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/program/compiler.h"

namespace trapdoor {

// `line` is the text of the source line.
void explain_c(std::string_view line, Diagnostic&);

// What an unknown name may have been meant to be: one that a header of /include/ declares is to be had by including it, of
// others the nearest that the files in use, or C itself, have.
void explain_name(const CFiles& files, const std::vector<std::string>& used, Diagnostic&);

// Whether it says that a number or pointer becomes something else.
bool is_about_conversion(const Diagnostic&);

// "foo" when the error is that `foo x' begins a declaration and foo is no type.
std::optional<std::string_view> unknown_type(std::string_view line, const Diagnostic&);
void explain_unknown_type(std::string_view type, std::string_view line, Diagnostic&);

}  // namespace trapdoor
