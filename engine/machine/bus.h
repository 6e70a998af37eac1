// Bus: the only way to memory. Physical addresses; RAM in one piece, device windows from the Board.
// Laws: 1. `read` and `write` have effects; `peek` and `poke` have none on devices (poke only reaches RAM).
//       2. A RAM page that harts hold derived knowledge of (decoded code, page table entries) is marked; every write
//          to a marked page goes through `write`, which tells the harts first.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/pages.h"

namespace trapdoor {

class Machine;

// Derived knowledge about a RAM page; never part of a snapshot.
enum RamMark : uint8_t { kMarkNone = 0, kMarkCode = 1, kMarkTable = 2 };

class Bus {
 public:
  Bus(Machine& machine, uint64_t ram_base, uint64_t ram_size_bytes);

  uint64_t ram_base() const { return ram_base_; }
  uint64_t ram_end() const { return ram_base_ + ram.size_bytes(); }
  bool in_ram(uint64_t address, uint64_t size) const {
    return address - ram_base_ < ram.size_bytes() && size <= ram.size_bytes() - (address - ram_base_);
  }

  // One access of 1, 2, 4 or 8 bytes, naturally aligned. False when nothing answers at that address.
  bool read(uint64_t address, int size, uint64_t& value);
  bool write(uint64_t address, int size, uint64_t value);
  // A debugger's look. False when nothing answers at some byte; a device shows its registers without effects.
  bool peek(uint64_t address, std::span<std::byte> out) const;
  // Writes RAM from the outside (loader, debugger). False, and nothing done, unless all of it is RAM.
  bool poke(uint64_t address, std::span<const std::byte> in);

  // Tells the harts that bytes of a RAM page change, when the page is marked.
  void about_to_write(uint64_t address, uint64_t size) {
    if (marks[(address - ram_base_) >> kPageShift]) announce(address, size);
  }

  Pages ram;
  std::vector<uint8_t> marks;  // RamMark bits per RAM page

 private:
  void announce(uint64_t address, uint64_t size);
  Machine& machine_;
  uint64_t ram_base_;
};

}  // namespace trapdoor
