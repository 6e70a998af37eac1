// Bus: the only way to memory. Physical addresses; RAM in one piece, device windows from the Board.
// Laws: 1. `read` and `write` have effects; `peek` and `poke` have none on devices (poke only reaches RAM).
//       2. A RAM page that harts hold derived knowledge of (decoded code, page table entries) is marked;
//          every write to a marked page goes through `write`, which tells the harts first.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/pages.h"

namespace trapdoor {

class Machine;

// Derived knowledge that a hart holds about a RAM page; never part of a snapshot.
constexpr uint16_t code_mark(int hart) { return static_cast<uint16_t>(1 << hart); }
constexpr uint16_t table_mark(int hart) { return static_cast<uint16_t>(0x100 << hart); }

class Bus {
 public:
  Bus(Machine& machine, uint64_t ram_base, uint64_t ram_size_bytes);

  uint64_t ram_base() const { return ram_base_; }
  uint64_t ram_end() const { return ram_base_ + ram_.size_bytes(); }
  bool in_ram(uint64_t address, uint64_t size) const {
    return address - ram_base_ < ram_.size_bytes() && size <= ram_.size_bytes() - (address - ram_base_);
  }

  // One access of 1, 2, 4 or 8 bytes, naturally aligned. False when nothing answers at that address.
  bool read(uint64_t address, int size, uint64_t& value);
  bool write(uint64_t address, int size, uint64_t value);
  // A debugger's look. False when nothing answers at some byte; a device shows its registers without effects.
  bool peek(uint64_t address, std::span<std::byte> out) const;
  // Writes RAM from the outside (loader, debugger). False, and nothing done, unless all of it is RAM.
  bool poke(uint64_t address, std::span<const std::byte> in);

  // For harts, which keep pointers into RAM. A page number counts from ram_base.
  const uint8_t* ram_page(uint64_t page) const { return ram_.page(page); }
  // The page for writing. Tells every hart when that moved the page (it was shared or untouched).
  uint8_t* own_page(uint64_t page);
  // How many shared pages were ever copied so: what sharing all of them costs in the end.
  uint64_t copies() const { return copies_; }
  uint16_t marks(uint64_t page) const { return marks_[page]; }
  void mark(uint64_t page, uint16_t mark);  // tells every hart to drop its fast way of writing the page
  void unmark(uint64_t page, uint16_t mark) { marks_[page] = static_cast<uint16_t>(marks_[page] & ~mark); }

  const Pages& ram() const { return ram_; }
  // Replaces all of RAM. The caller makes the harts forget.
  void replace_ram(Pages ram);

 private:
  // Writes inside one RAM page, after telling the harts if it is marked.
  void write_page(uint64_t page, uint64_t offset, const void* bytes, uint64_t size);
  Machine& machine_;
  uint64_t ram_base_;
  Pages ram_;
  std::vector<uint16_t> marks_;
  uint64_t copies_ = 0;
};

}  // namespace trapdoor
