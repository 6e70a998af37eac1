// Watch: memory whose accesses, and control words whose changes, are told as events whatever the detail, so that a run at
// full speed finds them.
// Laws: 1. What is told is what full detail would tell: the same events, at the same ticks.
//       2. A hart keeps no fast way to a page with a watch in it; nothing else costs anything.
//       3. Part of no state, and it changes none.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/machine/event.h"

namespace trapdoor {

struct Watch {
  bool words = false;          // low and high are word numbers; otherwise of memory:
  uint64_t low = 0, high = 0;  // addresses, inclusive
  bool physical = false;       // or as the program uses them; a device's are physical, whichever is asked for
  bool loads = false, stores = false;

  bool operator==(const Watch&) const = default;
};

class Watches {
 public:
  // Whoever sets them makes the harts forget.
  void set(std::vector<Watch> watches);
  const std::vector<Watch>& all() const { return all_; }
  // They are told only while armed.
  void arm(bool armed) { armed_ = armed; }
  bool armed() const { return armed_; }

  // Whether an access to the page of this address has to be looked at each time. Whoever may store also loads (AMOs).
  bool in_page(uint64_t address, uint64_t physical, bool store) const {
    return !all_.empty() && find_page(address, physical, store);
  }
  bool tells_word(uint16_t word) const { return armed_ && words_ && find_word(word); }
  // Whether this load, store or DMA is to be told.
  bool tells(EventKind kind, uint64_t address, uint64_t physical, uint64_t size) const {
    return armed_ && !all_.empty() && find(kind, address, physical, size);
  }

 private:
  bool find_page(uint64_t address, uint64_t physical, bool store) const;
  bool find_word(uint16_t word) const;
  bool find(EventKind kind, uint64_t address, uint64_t physical, uint64_t size) const;

  std::vector<Watch> all_;
  bool armed_ = false, words_ = false;  // some watch is of words
};

}  // namespace trapdoor
