// Rows: the targets, as targets.cc lists them; each file of targets defines some.
#pragma once
#include "tests/fuzz/targets.h"

namespace trapdoor::fuzz {

using Bytes = std::span<const uint8_t>;
using Seeds = std::vector<std::string>;

void assembler(Bytes), elf(Bytes), dwarf(Bytes), stabs(Bytes), objects(Bytes), lesson(Bytes), match(Bytes),
    commands(Bytes), debugger(Bytes), state(Bytes), devices(Bytes), guest(Bytes);
Seeds assembler_seeds(), elf_seeds(), dwarf_seeds(), stabs_seeds(), object_seeds(), lesson_seeds(),
    match_seeds(), command_seeds(), debugger_seeds(), state_seeds(), device_seeds(), guest_seeds();

inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes bytes_of_text(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
std::string file_text(const std::string& path_in_tree);  // empty when there is none
// The files of lessons/, by their path in the tree; sorted.
std::vector<std::string> lesson_files();

}  // namespace trapdoor::fuzz
