// Screen names: what a lesson's links can point at. The page's panels and figures carry these names; a test
// of ui/ compares.
#pragma once
#include <array>
#include <string_view>

namespace trapdoor {

inline constexpr std::array<std::string_view, 18> kPanelNames = {
    "source", "disassembly", "registers",   "control", "console", "timeline",
    "traps",  "memory",      "page-table",  "wires",   "devices", "why",
    "lesson", "editor",      "breakpoints", "watch",   "stack",   "flaws"};

inline constexpr std::array<std::string_view, 13> kFigureNames = {
    "datapath", "protection",  "address-spaces",   "trap-anatomy", "vector",          "stacks", "gates",
    "boot",     "device-path", "system-call-path", "upcall",       "virtual-machine", "cost"};

}  // namespace trapdoor
