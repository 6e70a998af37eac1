// Tlb: where virtual pages lie in the host's memory. Only for speed: it never holds what the page tables do
// not say. Laws: 1. A hit goes straight to a RAM page: no device, no mark, permission already checked.
//       2. An empty entry matches no address, aligned or not: what lies behind it is the host's.
//       3. A flush costs what was used, so that kernels may flush on every trap.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/base/pages.h"

namespace trapdoor::riscv {

class Tlb {
 public:
  static constexpr uint64_t kEntries = 4096;
  struct Entry {
    uint64_t tag = kNoTag;  // the virtual page's address
    uintptr_t addend = 0;   // host address = addend + virtual address
  };
  // Matches no access whatever: a bit that tag_of never leaves, above the alignment and below the page.
  static constexpr uint64_t kNoTag = kPageSize / 2;

  // The tag that an access must find: alignment is part of the comparison, so a misaligned access misses.
  static constexpr uint64_t tag_of(uint64_t address, uint64_t size) {
    return address & (~(kPageSize - 1) | (size - 1));
  }
  static_assert((kNoTag & (~(kPageSize - 1) | 7)) == 0, "an access of 8 bytes could find an empty entry");
  static constexpr uint64_t slot_of(uint64_t address) { return (address >> kPageShift) & (kEntries - 1); }

  Tlb() : entries_(kEntries), listed_(kEntries) {}
  const Entry& entry(uint64_t address) const { return entries_[slot_of(address)]; }
  const Entry* entries() const { return entries_.data(); }

  void fill(uint64_t address, const uint8_t* page) {
    Entry& entry = entries_[slot_of(address)];
    if (!listed_[slot_of(address)]) {
      listed_[slot_of(address)] = 1;
      used_.push_back(static_cast<uint16_t>(slot_of(address)));
    }
    uint64_t base = address & ~(kPageSize - 1);
    entry = {base, reinterpret_cast<uintptr_t>(page) - static_cast<uintptr_t>(base)};
  }
  // Requires a page's address.
  void drop(uint64_t address) {
    Entry& entry = entries_[slot_of(address)];
    if (entry.tag == address) entry.tag = kNoTag;
  }
  void drop_page(const uint8_t* page) {
    for (uint16_t slot : used_) {
      Entry& entry = entries_[slot];
      if (entry.addend + static_cast<uintptr_t>(entry.tag) == reinterpret_cast<uintptr_t>(page))
        entry.tag = kNoTag;
    }
  }
  // The page that this address may lead to has other storage now.
  void move(uint64_t address, const uint8_t* from, const uint8_t* to) {
    Entry& entry = entries_[slot_of(address)];
    auto addend = [&](const uint8_t* page) {
      return reinterpret_cast<uintptr_t>(page) - static_cast<uintptr_t>(address);
    };
    if (entry.tag == address && entry.addend == addend(from)) entry.addend = addend(to);
  }
  void flush() {
    for (uint16_t slot : used_) {
      entries_[slot].tag = kNoTag;
      listed_[slot] = 0;
    }
    used_.clear();
  }

 private:
  std::vector<Entry> entries_;
  std::vector<uint16_t> used_;   // slots filled since the last flush
  std::vector<uint8_t> listed_;  // 1: the slot is in used_
};

}  // namespace trapdoor::riscv
