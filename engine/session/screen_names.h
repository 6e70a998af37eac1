// Screen names: what a lesson's links can point at. The page's panels and figures carry these names; a test
// of ui/ compares.
#pragma once
#include <array>
#include <string_view>

namespace trapdoor {

inline constexpr std::array<std::string_view, 20> kPanelNames = {
    "source",      "disassembly", "registers", "control", "console", "timeline", "traps",
    "memory",      "page-table",  "wires",     "devices", "why",     "lesson",   "editor",
    "breakpoints", "watch",       "stack",     "flaws",   "changes", "command"};

inline constexpr std::array<std::string_view, 13> kFigureNames = {
    "datapath", "protection",  "address-spaces",   "trap-anatomy", "vector",          "stacks", "gates",
    "boot",     "device-path", "system-call-path", "upcall",       "virtual-machine", "cost"};

// Other spellings that a link may use.
struct OtherName {
  std::string_view other, name;
};
inline constexpr std::array<OtherName, 1> kOtherFigureNames = {{{"anatomy", "trap-anatomy"}}};

// The name of the figure that a link calls so; any other text comes back as it is.
constexpr std::string_view figure_name(std::string_view text) {
  for (const OtherName& row : kOtherFigureNames) {
    if (row.other == text) return row.name;
  }
  return text;
}

}  // namespace trapdoor
