// A whole address space: every leaf of a page table (4.3.2), neighbours joined.
#include <algorithm>
#include <cstring>

#include "engine/base/bits.h"
#include "engine/isa/riscv/hart.h"
#include "engine/isa/riscv/isa.h"

namespace trapdoor::riscv {
namespace {

constexpr int kEntries = 512;
constexpr int kMostTables = 4096;  // a guest's table may point to itself

struct Walker {
  const Bus& bus;
  size_t most;
  std::vector<Mapping> found = {};
  int tables = 0;

  void leaf(uint64_t entry, uint64_t address, int level) {
    Mapping piece{address,
                  bits(entry, 53, 10) << kPageShift,
                  kPageSize << (9 * level),
                  bool(bit(entry, 1)),
                  bool(bit(entry, 2)),
                  bool(bit(entry, 3)),
                  bool(bit(entry, 4))};
    if (!found.empty()) {
      Mapping& last = found.back();
      const bool same = last.read == piece.read && last.write == piece.write &&
                        last.execute == piece.execute && last.user == piece.user;
      if (same && last.address + last.size_bytes == piece.address &&
          last.physical + last.size_bytes == piece.physical) {
        last.size_bytes += piece.size_bytes;
        return;
      }
    }
    found.push_back(piece);
  }

  void table(uint64_t physical, uint64_t address, int level, int address_bits) {
    if (level < 0 || ++tables > kMostTables || !bus.in_ram(physical, kPageSize)) return;
    const uint8_t* entries = bus.ram_page((physical - bus.ram_base()) >> kPageShift);
    for (uint64_t i = 0; i < kEntries && found.size() < most; i++) {
      uint64_t entry;
      std::memcpy(&entry, entries + 8 * i, sizeof entry);
      if (!bit(entry, 0)) continue;
      const uint64_t at =
          static_cast<uint64_t>(sign_extend(address + (i << (kPageShift + 9 * level)), address_bits));
      if (bits(entry, 3, 1) != 0) {
        leaf(entry, at, level);
      } else {
        table(bits(entry, 53, 10) << kPageShift, at, level - 1, address_bits);
      }
    }
  }
};

// What Flaw::stale_translations lets the hart go on using.
void add_stale(const Machine& machine, int hart, std::vector<Mapping>& found) {
  const Cpu& cpu = machine.hart(hart).cpu;
  const size_t known = found.size();
  for (int i = 0; i < kStaleEntries; i++) {
    const int word = kStale + i * kStaleWords;
    if (!bit(cpu[word], 0)) continue;
    const uint64_t address = cpu[word] & ~uint64_t{1}, physical = cpu[word + 1], leaf = cpu[word + 2];
    const bool same =
        std::any_of(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(known), [&](const Mapping& m) {
          return address - m.address < m.size_bytes && address - m.address == physical - m.physical;
        });
    if (same) continue;
    found.push_back({address, physical, kPageSize, bool(bit(leaf, 1)), bool(bit(leaf, 2)), bool(bit(leaf, 3)),
                     bool(bit(leaf, 4)), true});
  }
}

}  // namespace

std::vector<Mapping> mappings(const Machine& machine, int hart, uint64_t space, size_t most) {
  const uint64_t scheme = bits(space, 63, 60);
  if (scheme != 8 && scheme != 9) return {};
  const int levels = scheme == 8 ? 3 : 4;
  Walker walker{machine.bus, most};
  walker.table(bits(space, 43, 0) << kPageShift, 0, levels - 1, 12 + 9 * levels);
  if (machine.flawed(Flaw::stale_translations)) add_stale(machine, hart, walker.found);
  return std::move(walker.found);
}

}  // namespace trapdoor::riscv
