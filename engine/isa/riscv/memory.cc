// Accesses that miss the TLB: the first touch of a page, devices, misaligned addresses, faults, and all
// accesses while full events are told.
#include <cstring>

#include "engine/isa/riscv/hart.h"

namespace trapdoor::riscv {
namespace {
bool crosses_page(uint64_t address, int size) {
  return (address & (kPageSize - 1)) + static_cast<uint64_t>(size) > kPageSize;
}
}  // namespace

void RiscvHart::tell_access(EventKind kind, uint64_t address, uint64_t physical, uint64_t value, int size) {
  if (!full_ && !machine_.watches().tells(kind, address, physical, static_cast<uint64_t>(size))) return;
  Event e = machine_.event(kind);
  e.address = address;
  e.old = physical;
  e.value = value;
  e.size = static_cast<uint8_t>(size);
  machine_.trace.emit(e);
}

bool RiscvHart::load_part(uint64_t address, int size, uint64_t& value) {
  Mapping mapping;
  auto bytes = static_cast<uint64_t>(size);
  if (!translate_access(address, bytes, AccessKind::load, data_mode(), mapping)) return false;
  Bus& bus = machine_.bus;
  if (bus.in_ram(mapping.physical, bytes)) {
    if (mapping.cacheable && !machine_.watches().in_page(address, mapping.physical, false)) {
      uint64_t page = (mapping.physical - bus.ram_base()) >> kPageShift;
      met_at(page, address);
      load_tlb_->fill(address, bus.ram_page(page));
    }
  } else if (address & (bytes - 1)) {
    fault(AccessKind::load, address, false);
    return false;
  }
  if (!bus.read(mapping.physical, size, value)) {
    fault(AccessKind::load, address, false);
    return false;
  }
  tell_access(EventKind::load, address, mapping.physical, value, size);
  return true;
}

bool RiscvHart::load_slow(uint64_t address, int size, uint64_t& value) {
  if (!crosses_page(address, size)) return load_part(address, size, value);
  value = 0;
  for (int i = 0; i < size; i++) {
    uint64_t byte;
    if (!load_part(address + static_cast<uint64_t>(i), 1, byte)) return false;
    value |= byte << (8 * i);
  }
  return true;
}

bool RiscvHart::store_slow(uint64_t address, int size, uint64_t value) {
  Mapping mapping;
  if (crosses_page(address, size)) {
    // Both pages must take it before either changes.
    uint64_t last = address + static_cast<uint64_t>(size) - 1;
    uint64_t in_second = last % kPageSize + 1, in_first = static_cast<uint64_t>(size) - in_second;
    Mode mode = data_mode();
    if (!translate_access(address, in_first, AccessKind::store, mode, mapping)) return false;
    if (!translate_access(address + in_first, in_second, AccessKind::store, mode, mapping)) return false;
    for (int i = 0; i < size; i++) {
      if (!store_slow(address + static_cast<uint64_t>(i), 1, value >> (8 * i) & 0xff)) return false;
    }
    return true;
  }
  auto bytes = static_cast<uint64_t>(size);
  if (!translate_access(address, bytes, AccessKind::store, data_mode(), mapping)) return false;
  Bus& bus = machine_.bus;
  bool ram = bus.in_ram(mapping.physical, bytes);
  uint64_t page = ram ? (mapping.physical - bus.ram_base()) >> kPageShift : 0;
  if (!ram && (address & (bytes - 1))) {
    fault(AccessKind::store, address, false);
    return false;
  }
  // A marked page may hold the very entry that maps this address: never cache across such a write.
  bool cache = ram && mapping.cacheable && bus.marks(page) == 0 &&
               !machine_.watches().in_page(address, mapping.physical, true);
  if (!bus.write(mapping.physical, size, value)) {
    fault(AccessKind::store, address, false);
    return false;
  }
  if (cache) {
    met_at(page, address);
    store_tlb_->fill(address, bus.own_page(page));
  }
  tell_access(EventKind::store, address, mapping.physical, value, size);
  return true;
}

const uint8_t* RiscvHart::atomic_place(uint64_t address, int size, AccessKind kind, uint64_t& physical) {
  auto bytes = static_cast<uint64_t>(size);
  if (address & (bytes - 1)) {
    trap_ = {TrapKind::exception, kind == AccessKind::load ? kLoadMisaligned : kStoreMisaligned, address};
    return nullptr;
  }
  Mapping mapping;
  if (!translate_access(address, bytes, kind, data_mode(), mapping)) return nullptr;
  Bus& bus = machine_.bus;
  if (!bus.in_ram(mapping.physical, bytes)) {
    fault(kind, address, false);
    return nullptr;
  }
  physical = mapping.physical;
  return bus.ram_page((physical - bus.ram_base()) >> kPageShift) + physical % kPageSize;
}

}  // namespace trapdoor::riscv
