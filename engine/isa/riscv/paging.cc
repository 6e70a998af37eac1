// Paging: Privileged Architecture 4.3.2 (translation process), 4.4 (Sv39), 4.5 (Sv48). Where the board has it, base and
// bound instead: 1.9.1, 3.6.1.
#include <cstring>

#include "engine/base/bits.h"
#include "engine/isa/riscv/hart.h"

namespace trapdoor::riscv {
namespace {

enum Entry : uint64_t { kV = 1, kR = 2, kW = 4, kX = 8, kU = 16, kG = 32, kA = 64, kD = 128 };
constexpr uint64_t kReserved = mask(63, 54);  // Svnapot and Svpbmt are left out

constexpr uint16_t access_fault_of(AccessKind kind) {
  return kind == AccessKind::fetch  ? kFetchAccessFault
         : kind == AccessKind::load ? kLoadAccessFault
                                    : kStoreAccessFault;
}
constexpr uint16_t page_fault_of(AccessKind kind) {
  return kind == AccessKind::fetch  ? kFetchPageFault
         : kind == AccessKind::load ? kLoadPageFault
                                    : kStorePageFault;
}

}  // namespace

void RiscvHart::fault(AccessKind kind, uint64_t address, bool page) {
  trap_ = {TrapKind::exception, page ? page_fault_of(kind) : access_fault_of(kind), address};
}

// Steps 5 and 6: what the leaf's bits allow.
bool RiscvHart::permits(uint64_t leaf, AccessKind kind, Mode mode) const {
  uint64_t status = cpu[kMstatus];
  bool user_page = leaf & kU;
  if (mode == kUser && !user_page) {
    if (kind == AccessKind::store && (leaf & kX) && machine_.flawed(Flaw::kernel_text_writable)) return true;
    if (!machine_.flawed(Flaw::user_pages)) return false;
  }
  if (mode == kSupervisor && user_page) {
    bool open = kind == AccessKind::fetch ? machine_.flawed(Flaw::kernel_runs_user_pages)
                                          : bool(status & kMstatusSum);
    if (!open) return false;
  }
  if (kind == AccessKind::fetch) return leaf & kX;
  if (kind == AccessKind::load) return (leaf & kR) || ((status & kMstatusMxr) && (leaf & kX));
  return leaf & kW;
}

RiscvHart::Walk RiscvHart::walk(uint64_t address, AccessKind kind, Mode mode) const {
  Walk result;
  int levels = bits(cpu[kSatp], 63, 60) == 8 ? 3 : 4;
  int address_bits = 12 + 9 * levels;
  if (static_cast<uint64_t>(sign_extend(address, address_bits)) != address) return result;
  uint64_t table = bits(cpu[kSatp], 43, 0) << kPageShift;
  int level = levels - 1;
  uint64_t entry, entry_address;
  for (;; level--) {
    if (level < 0) return result;
    entry_address = table + 8 * bits(address, 20 + 9 * level, 12 + 9 * level);
    bool uniform;
    if (!machine_.bus.in_ram(entry_address, 8) ||
        !pmp_allows(entry_address, 8, AccessKind::load, kSupervisor, uniform)) {
      result.page_fault = false;
      return result;
    }
    uint64_t at = entry_address - machine_.bus.ram_base();
    std::memcpy(&entry, machine_.bus.ram_page(at >> kPageShift) + at % kPageSize, 8);
    result.step[static_cast<size_t>(result.steps++)] = {entry_address, entry, level};
    if (!(entry & kV) || (entry & (kR | kW)) == kW || (entry & kReserved)) return result;
    if (entry & (kR | kX)) break;
    if (entry & (kA | kD | kU)) return result;  // reserved in a pointer to the next table
    table = bits(entry, 53, 10) << kPageShift;
  }
  if (!permits(entry, kind, mode)) return result;
  uint64_t page = bits(entry, 53, 10);
  uint64_t low_pages = (uint64_t{1} << (9 * level)) - 1;
  if (page & low_pages) return result;  // a misaligned superpage
  uint64_t wanted = kind == AccessKind::store ? kA | kD : kA;
  if ((entry & wanted) != wanted) {
    if (!(cpu[kOptions] & kHardwareAccessedDirty)) return result;
    result.update = true;
  }
  page |= (address >> kPageShift) & low_pages;
  result.ok = true;
  result.physical = page << kPageShift | (address & (kPageSize - 1));
  result.leaf_address = entry_address;
  result.leaf = entry;
  return result;
}

void RiscvHart::update_leaf(const Walk& walk, AccessKind kind) {
  Bus& bus = machine_.bus;
  uint64_t value = walk.leaf | kA | (kind == AccessKind::store ? uint64_t{kD} : 0);
  uint64_t at = walk.leaf_address - bus.ram_base();
  if (bus.marks(at >> kPageShift) & 0xff) {
    bus.write(walk.leaf_address, 8, value);  // somebody decoded code there
  } else {
    // Setting A or D takes no permission away, so nothing cached becomes wrong and nobody needs to be told.
    std::memcpy(bus.own_page(at >> kPageShift) + at % kPageSize, &value, 8);
  }
  tell_access(EventKind::store, walk.leaf_address, walk.leaf_address, value, 8);
}

// 1.9.1, 3.6.1: the lower modes have addresses 0 to mbound - 1.
bool RiscvHart::within_bound(uint64_t address, uint64_t size) const {
  if (machine_.flawed(Flaw::memory_unprotected)) return true;
  return address < cpu[kMbound] && cpu[kMbound] - address >= size;
}

// What broken hardware lets pass before it asks anybody.
bool RiscvHart::passes_by_flaw(uint64_t address, AccessKind kind, Mode mode, uint64_t& physical) const {
  physical = address;
  if (mode == kUser && machine_.flawed(Flaw::user_timer) && machine_.timer_at(address)) return true;
  if (!machine_.flawed(Flaw::stale_translations) || !paged(mode)) return false;
  int entry = stale_entry(address);
  if (entry < 0 || !permits(cpu[entry + 2], kind, mode)) return false;
  physical = cpu[entry + 1] | (address & (kPageSize - 1));
  return true;
}

bool RiscvHart::translate_access(uint64_t address, uint64_t size, AccessKind kind, Mode mode,
                                 Mapping& mapping) {
  Bus& bus = machine_.bus;
  mapping.cacheable = false;
  if (passes_by_flaw(address, kind, mode, mapping.physical)) return true;
  bool stale = machine_.flawed(Flaw::stale_translations);
  if (bounded(mode)) {
    if (!within_bound(address, size)) {
      fault(kind, address, false);
      return false;
    }
    mapping.physical = cpu[kMbase] + address;
  } else if (paged(mode)) {
    Walk found = walk(address, kind, mode);
    for (int i = 0; i < found.steps; i++) {
      const WalkStep& step = found.step[static_cast<size_t>(i)];
      if (full_) {
        Event e = machine_.event(EventKind::walk);
        e.address = step.entry_address;
        e.value = step.entry;
        e.what = static_cast<uint16_t>(step.level);
        e.size = 8;
        machine_.trace.emit(e);
      }
      if (found.ok) use_table((step.entry_address - bus.ram_base()) >> kPageShift, step.level, address);
    }
    if (!found.ok) {
      fault(kind, address, found.page_fault);
      return false;
    }
    if (found.update) update_leaf(found, kind);
    mapping.physical = found.physical;
    if (stale) remember_stale(address, found);
  }
  if (!pmp_allows(mapping.physical, size, kind, mode, mapping.cacheable)) {
    fault(kind, address, false);
    return false;
  }
  if (bounded(mode) && !within_bound(address & ~(kPageSize - 1), kPageSize)) mapping.cacheable = false;
  if (stale && paged(mode)) mapping.cacheable = false;  // every access must find what was remembered
  return true;
}

int RiscvHart::stale_entry(uint64_t address) const {
  for (int i = 0; i < kStaleEntries; i++) {
    int word = kStale + i * kStaleWords;
    if (cpu[word] == ((address & ~(kPageSize - 1)) | 1)) return word;
  }
  return -1;
}

void RiscvHart::remember_stale(uint64_t address, const Walk& walk) {
  int word = stale_entry(address);
  if (word < 0) word = kStale + static_cast<int>(cpu[kStaleNext]++ % kStaleEntries) * kStaleWords;
  cpu[word] = (address & ~(kPageSize - 1)) | 1;
  cpu[word + 1] = walk.physical & ~(kPageSize - 1);
  cpu[word + 2] = walk.leaf;
}

Translation RiscvHart::look(uint64_t address, AccessKind kind, Mode mode) const {
  Translation result;
  result.ok = true;
  const bool passes = passes_by_flaw(address, kind, mode, result.physical);
  if (passes && !paged(mode)) return result;
  if (bounded(mode)) {
    result.physical = cpu[kMbase] + address;
    if (!within_bound(address, 1)) {
      result.ok = false;
      result.trap = {TrapKind::exception, access_fault_of(kind), address};
      return result;
    }
  } else if (paged(mode)) {
    Walk found = walk(address, kind, mode);
    result.walk.assign(found.step.begin(), found.step.begin() + found.steps);
    if (passes) return result;  // the walk is what the tables say now, which nobody asks
    result.ok = found.ok;
    result.physical = found.physical;
    if (!found.ok) {
      result.trap = {TrapKind::exception, found.page_fault ? page_fault_of(kind) : access_fault_of(kind),
                     address};
      return result;
    }
  }
  bool uniform;
  if (!pmp_allows(result.physical, 1, kind, mode, uniform)) {
    result.ok = false;
    result.trap = {TrapKind::exception, access_fault_of(kind), address};
  }
  return result;
}

}  // namespace trapdoor::riscv
