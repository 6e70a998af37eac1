// OutputRules: which section of the program a section of a source or object goes to.
#pragma once
#include <cstdint>
#include <string_view>

namespace trapdoor {

struct OutputRule {
  std::string_view prefix, output;
  int order;  // among those that go to the same output
};

inline constexpr uint64_t kOutputAlign = 16;  // of a section of the program, at least

// Null: the section keeps its own name.
const OutputRule* output_rule(std::string_view section);

}  // namespace trapdoor
