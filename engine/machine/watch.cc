#include "engine/machine/watch.h"

#include <algorithm>
#include <utility>

#include "engine/base/pages.h"

namespace trapdoor {

void Watches::set(std::vector<Watch> watches) {
  all_ = std::move(watches);
  words_ = std::any_of(all_.begin(), all_.end(), [](const Watch& watch) { return watch.words; });
}

bool Watches::find_word(uint16_t word) const {
  return std::any_of(all_.begin(), all_.end(), [&](const Watch& watch) {
    return watch.words && watch.low <= word && word <= watch.high;
  });
}

bool Watches::find_page(uint64_t address, uint64_t physical, bool store) const {
  return std::any_of(all_.begin(), all_.end(), [&](const Watch& watch) {
    uint64_t page = (watch.physical ? physical : address) >> kPageShift;
    return !watch.words && (store || watch.loads) && watch.low >> kPageShift <= page &&
           page <= watch.high >> kPageShift;
  });
}

bool Watches::find(EventKind kind, uint64_t address, uint64_t physical, uint64_t size) const {
  bool dma = kind == EventKind::dma;
  if (!dma && kind != EventKind::load && kind != EventKind::store) return false;
  return std::any_of(all_.begin(), all_.end(), [&](const Watch& watch) {
    uint64_t low = watch.physical || dma ? physical : address;
    bool asked = !watch.words && (kind == EventKind::load ? watch.loads : watch.stores);
    return asked && low <= watch.high && low + (size - 1) >= watch.low;
  });
}

}  // namespace trapdoor
