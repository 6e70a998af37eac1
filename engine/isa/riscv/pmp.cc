// Physical memory protection: Privileged Architecture 3.7. 16 entries, granularity 4 bytes.
#include <bit>

#include "engine/base/bits.h"
#include "engine/isa/riscv/hart.h"

namespace trapdoor::riscv {
namespace {
enum Config : uint8_t { kRead = 1, kWrite = 2, kExecute = 4, kLocked = 128 };
enum Matching : uint8_t { kOff = 0, kTor = 1, kNa4 = 2, kNapot = 3 };

constexpr uint64_t kWholeSpace = mask(53, 0);  // as a NAPOT address: what small kernels put into entry 0

uint8_t needed(AccessKind kind) {
  return kind == AccessKind::fetch ? kExecute : kind == AccessKind::load ? kRead : kWrite;
}
}  // namespace

bool RiscvHart::pmp_allows(uint64_t physical, uint64_t size, AccessKind kind, Mode mode,
                           bool& uniform) const {
  uniform = true;
  if (machine_.flawed(Flaw::memory_unprotected)) return true;
  if (!(cpu[kPmpcfg0] | cpu[kPmpcfg2])) return mode == kMachine;
  auto config_0 = static_cast<uint8_t>(cpu[kPmpcfg0]);
  if (cpu[kPmpaddr0] == kWholeSpace && (config_0 >> 3 & 3) == kNapot) {
    return (mode == kMachine && !(config_0 & kLocked)) || (config_0 & needed(kind));
  }
  uint64_t page = physical & ~(kPageSize - 1);
  bool opens_a_part = false;  // an entry that cannot refuse machine mode's fetches, whatever part it covers
  for (int i = 0; i < 16; i++) {
    auto config = static_cast<uint8_t>(cpu[i < 8 ? kPmpcfg0 : kPmpcfg2] >> (8 * (i % 8)));
    uint64_t address = cpu[kPmpaddr0 + i];
    uint64_t first, last;  // bytes, inclusive
    switch (config >> 3 & 3) {
      case kTor: {
        uint64_t start = i == 0 ? 0 : cpu[kPmpaddr0 + i - 1];
        if (start >= address) continue;
        first = start << 2;
        last = (address << 2) - 1;
        break;
      }
      case kNa4:
        first = address << 2;
        last = first + 3;
        break;
      case kNapot: {
        int ones = std::countr_one(address);
        uint64_t low = ones >= 61 ? ~uint64_t{0} : (uint64_t{8} << ones) - 1;
        first = (address << 2) & ~low;
        last = first | low;
        break;
      }
      default:
        continue;
    }
    if (last < page || first > page + kPageSize - 1) continue;
    bool open = mode == kMachine && !(config & kLocked);
    if (first > page || last < page + kPageSize - 1) {
      if (open && kind == AccessKind::fetch) {
        opens_a_part = true;
      } else {
        uniform = false;
      }
    }
    if (last < physical || first > physical + size - 1) continue;
    if (first > physical || last < physical + size - 1) return false;  // an access must lie in one region
    if (open) return true;
    if (opens_a_part) uniform = false;
    return config & needed(kind);
  }
  return mode == kMachine;
}

}  // namespace trapdoor::riscv
