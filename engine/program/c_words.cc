#include "engine/program/c_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <optional>
#include <utility>

#include "engine/program/c_names.h"
#include "engine/program/nearest.h"

namespace trapdoor {
namespace {

// A message of the compiler, in which each * stands for some text; our words, in which $1 and $2 are these texts.
struct Row {
  std::string_view pattern, message, hint;
};

constexpr Row kRows[] = {
    {"'*' undeclared", "`$1' is not declared", kNotSpelt},
    {"'*' expected (got \"*\")", "`$1' is missing here; `$2' stands instead", ""},
    {"implicit declaration of function '*'", "`$1' is called, and nothing above says that it is a function",
     "include its header, or write its first line with a ; above"},
    {"'*' is not built into this compiler", "`$1' is not built into this compiler",
     "write it as a function of a few lines of C"},
    {"attribute '*' is not implemented", "this compiler writes no functions with the attribute `$1'",
     "write the entry in a .S file: it saves the registers, calls this function, restores them and ends in "
     "mret "
     "or sret"},
    {"variable in register '*' is not implemented", "this compiler keeps no variable in the register `$1'",
     "read or write $1 in a function of a .S file; <csr.h> has functions for control registers"},
    {"RISCV64 asm not implemented.", "this compiler has no inline assembly",
     "write the function in a .S file and declare it here; <csr.h> has functions for control registers"},
    {"include file 'std*o*.h' not found", "there is no C library here, so no <std$1o$2.h>",
     "write to a device of <devices.h> with a function of your own; <string.h> has memcpy, memset, strlen"},
    {"include file 'stdlib.h' not found", "there is no C library here, so no <stdlib.h>",
     "no malloc, no exit: take memory from an array of your own"},
    {"include file '*' not found", "there is no file `$1' to include",
     "files of the lesson in \"\"; in <>: stdint.h stddef.h stdbool.h stdarg.h stdalign.h stdnoreturn.h "
     "limits.h string.h csr.h atomic.h devices.h"},
    {"field not found: *", "this structure has no field `$1'",
     "look at its declaration: is the name spelt right?"},
    {"field expected", "this structure has no field of that name",
     "look at its declaration: is the name spelt right?"},
    {"struct or union expected", "what stands before . or -> is not a structure",
     "-> follows a pointer to a structure, . a structure"},
    {"pointer expected", "this is not a pointer",
     "* [ ] and -> take a pointer; the field of a structure is structure.field"},
    {"lvalue expected", "this has no place in memory: nothing can be stored there, and it has no address",
     "a variable stands left of =, an element, or *pointer; an array is copied element by element"},
    {"identifier expected", "a name is missing here", "is the type before it known? Include its header"},
    {"declaration expected", "a declaration is missing here", "does the function above end one } too early?"},
    {"expression expected before '*'", "an expression is missing before `$1'",
     "a number, a variable, a call, or something in ( ) stands there"},
    {"too few arguments to function (* of *)",
     "too few arguments: the function takes $2, and here it gets $1",
     "compare the call with the line that declares the function"},
    {"too many arguments to function (*)", "too many arguments: the function takes $1",
     "compare the call with the line that declares the function"},
    {"unknown type size", "the size of this type is not known here", "is the structure declared above?"},
    {"dereferencing incomplete type '*'", "what `$1' consists of is not known here",
     "is the structure declared above?"},
    {"assignment makes pointer from integer without a cast", "a number becomes a pointer here",
     "if that is meant, say so: (type *)number"},
    {"assignment makes integer from pointer without a cast", "a pointer becomes a number here",
     "if that is meant, say so: (uintptr_t)pointer"},
    {"assignment from incompatible pointer type", "a pointer to one type becomes a pointer to another here",
     "if that is meant, say so with a cast"},
    {"assignment discards qualifiers from pointer target type", "const or volatile is lost here", ""},
    {"function might return no value: '*'", "`$1' may end without returning a value",
     "write return and the value before this }, or make the function void"},
    {"redefinition of '*'", "`$1' is defined twice", "take one of them out, or give it another name"},
    {"incompatible types for redefinition of '*'", "`$1' was declared above with another type",
     "both lines name the same type and the same parameters"},
    {"missing #endif", "an #if has no #endif", "write #endif behind the lines that it is about"},
    {"#endif expected", "an #if has no #endif", "write #endif behind the lines that it is about"},
    {"unknown preprocessing directive #*", "`#$1' is nothing that a line can begin with", ""},
    {"assignment used as truth value", "= stores here, and what was stored is the condition",
     "== compares; if storing is meant, put another pair of ( ) around it"},
    {"the variables of this function are too big", "the variables of this function need more than 1 GiB",
     "a big array stands outside of the function, or is static"},
    {"this array is too big", "this array needs more than 1 GiB", "the machine has less memory"},
    {"#include recursion too deep", "files include each other without end",
     "begin each header with #pragma once"},
    {"unrecognized character \\x*", "a character that C does not know (code $1)", ""},
    {"unexpected end of file in comment", "this comment does not end", "close it with */"},
    {"unexpected end of file", "the file ends in the middle of something", "is a } or a ) missing?"},
    {"memory full (vstack)", "this is nested too deeply", ""},
    {"memory full (ifdef)", "#if is nested too deeply", ""},
    {"duplicate case value", "this case stands here twice", "take one of them out"},
    {"cannot break", "break stands in no loop and no switch", "return leaves the function"},
    {"cannot continue", "continue stands in no loop", ""},
    {"label '*' used but not defined", "there is no label `$1:' in this function",
     "a label is a name and a colon before a statement"},
    {"assignment of read-only location", "this is const: it cannot be changed",
     "if it is to change, take const out of its declaration"},
    {"there is no long double", "this compiler has no long double", "double has 64 bits"},
    {"cast between pointer and integer of different size", "a pointer has 64 bits; this number has not",
     "use uintptr_t or uint64_t for addresses"},
    {"missing terminating * character", "this text does not end", "close it with $1"},
    {"cannot * '*' to '*'", "`$2' cannot become `$3'",
     "a structure goes field by field; a function of type void gives no value"},
    {"cannot use local functions", "a function begins here inside another one", "is a } missing above?"},
    {"too many basic types", "two types stand side by side here", "is a ; or a name missing between them?"},
    {"index too large", "this is outside of the array", "its numbers go from 0 to its length - 1"},
    {"invalid index", "this is outside of the array", "its numbers go from 0 to its length - 1"},
    {"too many field init", "these are more values than the structure has fields", ""},
    {"invalid array size", "this array would have less than no elements, or too many", ""},
    {"initializer element is not constant", "what is known before the program runs must stand here",
     "numbers, texts and addresses; anything else is assigned in a function"},
    {"initializer element is not computable at load time",
     "what is known before the program runs must stand here",
     "numbers, texts and addresses; anything else is assigned in a function"},
    {"constant expression expected", "a number that the compiler knows must stand here", ""},
    {"expected constant", "a number that the compiler knows must stand here", ""},
    {"redeclaration of '*'", "`$1' is declared twice in the same block", "give one of them another name"},
    {"redefinition of enumerator '*'", "`$1' is a name of an enum above already",
     "give one of them another name"},
    {"redefinition of parameter '*'", "two parameters are called `$1'", ""},
    {"incompatible redefinition of '*'", "`$1' is another type above already", ""},
    {"struct/union/enum already defined", "this structure is defined twice",
     "begin its header with #pragma once, or take one of them out"},
    {"invalid type for '*'", "`$1' cannot be of this type", "a field is no function and not void"},
    {"invalid type", "there is no such type", ""},
    {"declaration of void object", "void is no type for a variable", "void * is a pointer to anything"},
    {"parameter declared as void", "void is no type for a parameter", "void * is a pointer to anything"},
    {"field '*' has incomplete type", "what the field `$1' consists of is not known here",
     "is its structure declared above?"},
    {"sizeof applied to an incomplete type", "the size of this type is not known here", ""},
    {"invalid digit", "this digit does not belong in this number",
     "0x begins a number to base 16, 0b to base 2, and 0 alone to base 8, with digits up to 7"},
    {"invalid number", "this is not a number", ""},
    {"bad macro parameter list", "between the ( ) of this macro stand names with commas between them", ""},
    {"macro '*' used with too many args", "the macro `$1' takes fewer arguments", ""},
    {"macro '*' used with too few args", "the macro `$1' takes more arguments", ""},
    {"invalid macro name '*'", "`$1' cannot be the name of a macro", ""},
    {"invalid operands for binary operation", "these two cannot be combined like this",
     "% & | ^ << >> take whole numbers"},
    {"invalid operand types for binary operation", "these two cannot be combined like this",
     "a structure goes field by field; void is no value"},
    {"cannot use pointers here", "this cannot be done with a pointer", "* before it takes what it points to"},
    {"constant exceeds 32 bit", "this number needs more than 32 bits", ""},
    {"integer constant overflow", "this number needs more than 64 bits", ""},
    {"function definition expected", "a function begins here without its parameters",
     "write ( ) behind its name; a variable's value stands behind a ="},
    {"function pointer expected", "what is called here is not a function",
     "is a variable called like the function, or an operator missing before the ( ?"},
    {"switch expected", "case and default stand only in a switch",
     "does a } above end the switch too early?"},
    {"void function returns a value", "this function is void: it returns nothing",
     "write return; alone, or another type before its name"},
    {"'return' with no value", "this return lacks its value",
     "write it before the ; or make the function void"},
    {"_Static_assert fail: *", "this is not so: $1", ""},
    {"_Static_assert fail", "this is not so", ""},
    {"#else without matching #if", "this #else has no #if", ""},
    {"#endif without matching #if", "this #endif has no #if", ""},
    {"division by zero in constant", "this divides by 0", ""},
    {"duplicate label '*'", "the label `$1:' stands twice in this function", ""},
    {"duplicate field '*'", "two fields are called `$1'", ""},
    {"duplicate member '*'", "two fields are called `$1'", ""},
    {"multi-character character constant", "'' holds one character", "text stands in \"\""},
    {"empty character constant", "'' holds no character", "text stands in \"\"; the character 0 is '\\0'"},
};

std::optional<std::array<std::string_view, 3>> match(std::string_view pattern, std::string_view text) {
  std::array<std::string_view, 3> found;
  size_t count = 0;
  while (!pattern.empty()) {
    size_t star = pattern.find('*');
    std::string_view plain = pattern.substr(0, star);
    if (text.substr(0, plain.size()) != plain) return std::nullopt;
    text.remove_prefix(plain.size());
    if (star == std::string_view::npos) return text.empty() ? std::optional(found) : std::nullopt;
    pattern.remove_prefix(star + 1);
    std::string_view next = pattern.substr(0, pattern.find('*'));
    size_t end = next.empty() ? text.size() : text.find(next);
    if (end == std::string_view::npos || count == found.size()) return std::nullopt;
    found[count++] = text.substr(0, end);
    text.remove_prefix(end);
  }
  return text.empty() ? std::optional(found) : std::nullopt;
}

std::string filled(std::string_view form, const std::array<std::string_view, 3>& parts) {
  std::string out;
  for (size_t i = 0; i < form.size(); i++) {
    bool part = form[i] == '$' && i + 1 < form.size() && form[i + 1] >= '1' && form[i + 1] <= '3';
    if (!part) {
      out += form[i];
    } else {
      out += parts[static_cast<size_t>(form[++i] - '1')];
    }
  }
  return out;
}

constexpr std::string_view kDirectives[] = {"include", "define", "undef", "if",    "ifdef", "ifndef",
                                            "else",    "elif",   "endif", "error", "line",  "pragma"};

// What the words around it say of a message that says little.
void look_at_line(std::string_view line, Diagnostic& diagnostic) {
  auto holds = [&](std::string_view text) { return line.find(text) != std::string_view::npos; };
  std::string& message = diagnostic.message;
  if (message == "a name is missing here") {
    const std::string word(word_before(line, diagnostic.column));
    if (is_word_of_c(word)) diagnostic.hint = "`" + word + "' is a word of C and cannot be a name";
  } else if (message == "an expression is missing before `else'") {
    message = "this else has no if";
    diagnostic.hint = "are { } missing around the lines above, or is there a ; behind the ) of the if?";
  } else if (message == "the size of this type is not known here" && holds("[]")) {
    diagnostic.hint = "write between [ ] how many elements there are";
  } else if (message == "a pointer becomes a number here" && holds("\"")) {
    diagnostic.hint = "\"\" is a text, which is a pointer; one character stands in ''";
  } else if (message.starts_with('`') && message.ends_with("' is not declared") &&
             static_cast<unsigned char>(message[1]) >= 0x80) {
    message = "C does not know this character: " + message.substr(0, message.find('\'') + 1);
    diagnostic.hint = "were the quotation marks pasted from a text? \" and ' are straight in C";
  } else if (message.starts_with("`#")) {
    Nearest nearest(std::string_view(message).substr(2, message.find('\'') - 2));
    for (std::string_view word : kDirectives) nearest.offer(word);
    diagnostic.hint = nearest.hint();
    if (diagnostic.hint.empty()) diagnostic.hint = "#include, #define and #if are known, for instance";
  }
}

}  // namespace

bool is_about_conversion(const Diagnostic& diagnostic) {
  for (std::string_view end :
       {" becomes a pointer here", " becomes a number here", "; this number has not"}) {
    if (diagnostic.message.ends_with(end)) return true;
  }
  return false;
}

void explain_c(std::string_view line, Diagnostic& diagnostic) {
  while (!diagnostic.message.empty() && diagnostic.message.back() == '\n') diagnostic.message.pop_back();
  for (const Row& row : kRows) {
    auto parts = match(row.pattern, diagnostic.message);
    if (!parts) continue;
    const std::string known = known_name_hint((*parts)[0]);
    diagnostic.hint = known.empty() ? filled(row.hint, *parts) : known;
    diagnostic.message = filled(row.message, *parts);
    break;
  }
  look_at_line(line, diagnostic);
  if (std::string_view newer = newer_word_hint(line); !newer.empty()) diagnostic.hint = newer;
}

}  // namespace trapdoor
