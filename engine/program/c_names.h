// CNames: what to say of a name that C does not know: which header has it, what does its work here, what it may have been
// meant to be.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/program/compiler.h"

namespace trapdoor {

inline constexpr std::string_view kNotSpelt = "is it spelt right? Declare it above, or include its header";

// The header that has it, or what to use instead of a function that is not here; "" for other names.
std::string known_name_hint(std::string_view name);
// Of a word of newer or other C in that line, whose errors come out as something else; "" without one.
std::string_view newer_word_hint(std::string_view line);
bool is_word_of_c(std::string_view word);
// The name that ends before the column; "" when none does.
std::string_view word_before(std::string_view line, int column);

// What an unknown name may have been meant to be: one that a header of /include/ declares is to be had by including it, of
// others the nearest that the files in use, or C itself, have.
void explain_name(const CFiles& files, const std::vector<std::string>& used, Diagnostic&);

// "foo" when the error is that `foo x' begins a declaration and foo is no type.
std::optional<std::string_view> unknown_type(std::string_view line, const Diagnostic&);
void explain_unknown_type(std::string_view type, std::string_view line, Diagnostic&);

}  // namespace trapdoor
