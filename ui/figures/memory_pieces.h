// Memory pieces: what the address spaces of processes hold, and where it lies in physical memory, in pieces that have names.
// Models: nothing of any kernel: mappings of the page table, cut at the program's sections and at stack pointers; or one
//         window, of base and bound.
// Leaves out: pieces in the middle of a space that has more than a figure can show (`left_out`).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ui/figures/bounds.h"
#include "ui/view.h"

namespace trapdoor {

// A stretch of an address space, and where it lies in physical memory.
struct Piece {
  std::string kind;  // "code", "data", "stack"
  uint64_t address = 0, physical = 0, size = 0;
  std::string rights;
  size_t block = 0;  // index of the block of physical memory it lies in
  bool stale =
      false;  // the processor uses an old translation, and leads to `physical`; the page table by now ...
  std::optional<uint64_t> meant = std::nullopt;  // ... to here; nothing: nowhere
};

struct Space {
  uint64_t root = 0;
  std::string title;
  bool current = false;
  std::vector<Piece> pieces;  // by address
  size_t left_out = 0;
  // What a program may not touch, in three texts: a name, where or how much, and an explanation; empty: all of it it may.
  std::string refused, refused_where, refused_help;
};

struct Block {
  uint64_t low = 0, size = 0;
  std::string name;
  int space = -1;  // whose it is; -1: nobody's or several'
  bool shared = false;
};

Space space_of(const View&, uint64_t root, const std::vector<uint64_t>& stack_pointers);
Space space_of(const View&, const BoundWindow&);
// In order of addresses: the pieces of all spaces, which then know their blocks, and what the kernel has for itself.
std::vector<Block> blocks_of(const View&, std::vector<Space>&);

}  // namespace trapdoor
