// Variables: the values of C variables at this moment of a machine, as text for people.
// Models: DebugInfo's types and locations; numbers, characters, pointers (with the label they point at), arrays, structures,
//   unions, bit fields, enumerations; floating point of 4 and 8 bytes.
// Leaves out: long double; changing a value.
// Laws: 1. Looking has no effects. 2. A text has at most kLongestValue characters; what is deeper or longer is "...".
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/session/call_stack.h"

namespace trapdoor {

inline constexpr size_t kLongestValue = 200;

struct VariableValue {
  std::string name, type;  // "next", "struct task *"
  std::string value;  // "5", "0x8000_1000 <tasks>", "{id = 1, next = 0x0}"; "optimised away", "not readable"
  std::string where;  // "0x8000_0ff0", "a0", "constant"; empty when it has no place
  bool parameter = false;
  bool known = false;               // value is one
  int depth = 0;                    // 0: of the innermost block; grows outwards
  std::optional<uint64_t> address;  // when it lies in memory
  uint64_t size = 0;
};

// What the function of a frame can name: innermost block first, then the blocks around it, then the parameters.
std::vector<VariableValue> variables_of(const Machine&, const Program&, int hart, const DebugFrame&);
// Variables outside functions, in the order of the compiler.
std::vector<VariableValue> global_variables(const Machine&, const Program&, int hart);

// "int sum = 3", one line each.
std::string to_text(const std::vector<VariableValue>&);

}  // namespace trapdoor
