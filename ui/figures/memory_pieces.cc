#include "ui/figures/memory_pieces.h"

#include <fmt/format.h>

#include <algorithm>

#include "ui/figures/shapes.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

constexpr size_t kMostPieces = 6;
constexpr uint64_t kSmall = 64 << 10;  // a mapping up to this size is shown in one piece

std::string rights_of(const Mapping& m) {
  std::string text;
  auto add = [&](bool on, std::string_view word) {
    if (on) text += text.empty() ? std::string(word) : ", " + std::string(word);
  };
  add(m.read, "read"), add(m.write, "write"), add(m.execute, "execute");
  return text;
}

// Cuts a mapping at what is known to lie in it: sections of the program, the stack below `high`.
void cut(const View& view, const Mapping& m, const std::vector<uint64_t>& stack_pointers,
         std::vector<Piece>& out) {
  const std::string rights = rights_of(m);
  auto add = [&](std::string kind, uint64_t low, uint64_t high) {
    if (high > low)
      out.push_back({std::move(kind), low, m.physical + (low - m.address), high - low, rights, 0, m.stale,
                     std::nullopt});
  };
  const uint64_t end = m.address + m.size_bytes;
  const bool has_stack = std::any_of(stack_pointers.begin(), stack_pointers.end(),
                                     [&](uint64_t sp) { return sp > m.address && sp <= end && m.write; });
  if (m.size_bytes <= kSmall) {
    add(m.execute ? "code" : has_stack ? "stack" : m.write ? "data" : "read only", m.address, end);
    return;
  }
  uint64_t at = m.address;
  uint64_t stack = end;
  for (uint64_t sp : stack_pointers) {
    if (sp > m.address && sp <= end && m.write) stack = std::min(stack, sp & ~uint64_t{15});
  }
  std::vector<const Section*> sections;
  for (const Section& section : view.program().sections) {
    if (section.size > 0 && section.address >= m.address && section.address < end)
      sections.push_back(&section);
  }
  std::sort(sections.begin(), sections.end(),
            [](const Section* a, const Section* b) { return a->address < b->address; });
  const size_t begin = out.size();
  for (const Section* section : sections) {
    const uint64_t low = std::max(at, section->address),
                   high = std::min(end, section->address + section->size);
    if (low >= high) continue;
    add(section->executable ? "code" : "data", low, high);
    at = high;
  }
  if (has_stack) {
    if (stack > at) add("free", at, stack);
    add("stack", std::max(at, stack), end);
    if (stack == end) add("stack", end - 16, end);  // nothing on it yet
  } else if (out.size() == begin) {
    add(m.execute ? "code" : m.write ? "data" : "read only", m.address, end);
  } else if (end > at) {
    add("free", at, end);
  }
}

// One mapping of each address: an old translation that is still in use stands in for what the page table says there.
std::vector<Mapping> without_covered(const std::vector<Mapping>& all) {
  std::vector<Mapping> used;
  for (const Mapping& m : all) {
    if (m.stale) used.push_back(m);
  }
  std::sort(used.begin(), used.end(),
            [](const Mapping& a, const Mapping& b) { return a.address < b.address; });
  const std::vector<Mapping> old = used;
  for (const Mapping& m : all) {
    if (m.stale) continue;
    Mapping rest = m;
    auto keep = [&](uint64_t size) {
      if (size == 0) return;
      used.push_back(rest);
      used.back().size_bytes = size;
    };
    for (const Mapping& over : old) {
      if (over.address - rest.address >= rest.size_bytes) continue;
      const uint64_t before = over.address - rest.address, gone = before + over.size_bytes;
      keep(before);
      rest.address += gone, rest.physical += gone, rest.size_bytes -= std::min(gone, rest.size_bytes);
    }
    keep(rest.size_bytes);
  }
  std::sort(used.begin(), used.end(),
            [](const Mapping& a, const Mapping& b) { return a.address < b.address; });
  return used;
}

// Where the page table leads for this address.
std::optional<uint64_t> meant_by_table(const std::vector<Mapping>& all, uint64_t address) {
  for (const Mapping& m : all) {
    if (!m.stale && address - m.address < m.size_bytes) return m.physical + (address - m.address);
  }
  return std::nullopt;
}

}  // namespace

Space space_of(const View& view, uint64_t root, const std::vector<uint64_t>& stack_pointers) {
  Space space;
  space.root = root;
  uint64_t kernel_bytes = 0;
  const std::vector<Mapping> all =
      view.isa().mappings(view.machine(), view.machine().running_hart(), root, 2000);
  for (const Mapping& m : without_covered(all)) {
    if (!m.user) {
      kernel_bytes += m.size_bytes;
      continue;
    }
    cut(view, m, stack_pointers, space.pieces);
  }
  for (Piece& piece : space.pieces) {
    if (piece.stale) piece.meant = meant_by_table(all, piece.address);
  }
  if (kernel_bytes > 0) {
    space.refused = "kernel: not for users";
    space.refused_where = size_text(kernel_bytes);
    space.refused_help =
        "The kernel is mapped here too, so that a trap finds its handler; user code may not touch it.";
  }
  // By convention what a program can write lies in this order: data, heap, stack.
  Piece *data = nullptr, *heap = nullptr;
  for (Piece& piece : space.pieces) {
    if (piece.kind == "data") (data == nullptr ? data : heap) = &piece;
  }
  if (heap != nullptr && heap->address > data->address) heap->kind = "heap";
  if (space.pieces.size() > kMostPieces) {
    space.left_out = space.pieces.size() - kMostPieces;
    space.pieces.erase(space.pieces.begin() + kMostPieces / 2,
                       space.pieces.end() - static_cast<std::ptrdiff_t>(kMostPieces - kMostPieces / 2));
  }
  return space;
}

Space space_of(const View& view, const BoundWindow& window) {
  Space space;
  space.root = window.base;
  space.current = window.current;
  if (window.bound > 0)
    space.pieces.push_back({"window", 0, window.base, window.bound, "read, write and execute it"});
  const bool checked = !view.machine().flawed(Flaw::memory_unprotected);
  space.refused = checked ? "refused" : "not checked";
  space.refused_where = fmt::format("from {} on", hex(window.bound));
  space.refused_help = checked
                           ? "An address at or above the bound is refused by the hardware."
                           : "The hardware is broken: it adds the base, but nobody compares with the bound.";
  return space;
}

std::vector<Block> blocks_of(const View& view, std::vector<Space>& spaces) {
  std::vector<Block> blocks;
  for (size_t i = 0; i < spaces.size(); ++i) {
    for (const Piece& piece : spaces[i].pieces) {
      auto same =
          std::find_if(blocks.begin(), blocks.end(), [&](const Block& b) { return b.low == piece.physical; });
      if (same == blocks.end())
        blocks.push_back({piece.physical, piece.size, piece.kind, static_cast<int>(i), false});
      else
        same->shared = true;
    }
  }
  // What a page table means to give to a program that does not get it is there all the same.
  for (size_t i = 0; i < spaces.size(); ++i) {
    for (const Piece& piece : spaces[i].pieces) {
      const bool known = !piece.meant || std::any_of(blocks.begin(), blocks.end(),
                                                     [&](const Block& b) { return b.low == *piece.meant; });
      if (!known) blocks.push_back({*piece.meant, piece.size, piece.kind, static_cast<int>(i), false});
    }
  }
  auto covered = [&](uint64_t address) {
    return std::any_of(blocks.begin(), blocks.end(),
                       [&](const Block& b) { return address - b.low < b.size && b.space >= 0; });
  };
  for (const Section& section : view.program().sections) {
    if (section.size == 0 || !view.machine().bus.in_ram(section.address, 1) || covered(section.address))
      continue;
    if (!blocks.empty() && blocks.back().space < 0 &&
        section.address - (blocks.back().low + blocks.back().size) < 0x1000) {
      blocks.back().size = section.address + section.size - blocks.back().low;
      continue;
    }
    const std::string name(symbol_of(view.program().name_of(section.address)));
    blocks.push_back(
        {section.address, section.size, section.executable || name.empty() ? "kernel" : name, -1, false});
  }
  std::sort(blocks.begin(), blocks.end(), [](const Block& a, const Block& b) { return a.low < b.low; });
  for (Space& space : spaces) {
    for (Piece& piece : space.pieces) {
      for (size_t i = 0; i < blocks.size(); ++i) {
        if (blocks[i].low == piece.physical) piece.block = i;
      }
    }
  }
  return blocks;
}

}  // namespace trapdoor
