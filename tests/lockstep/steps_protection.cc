// Steps under physical memory protection: random regions over the data area, touched from every mode.
#include "engine/isa/riscv/words.h"
#include "tests/lockstep/cases.h"

namespace trapdoor::lockstep {
namespace {

uint64_t u(int value) { return static_cast<uint64_t>(value); }

constexpr uint64_t kPageBytes = 0x1000;
constexpr uint64_t kCodePage = 7;  // of the data area: instructions that return
enum : uint64_t { kTor = 1, kNa4 = 2, kNapot = 3 };

uint64_t random_rights(Random& random) {
  uint64_t rights = random.below(8);
  return (rights & 3) == 2 ? rights | 1 : rights;  // W without R is reserved
}

// Entries 0 to 5 lie over data, 6 is the page of code, 7 allows the rest. Locked ones outlive the case.
void configure(Case& c) {
  uint64_t data = c.base + ARENA_DATA, config = 0;
  int value = c.reg();
  auto write = [&](uint64_t csr, uint64_t what) {
    c.code.li(value, what);
    c.code.op(Insn::csrrw, {{"csr", csr}, {"rs1", u(value)}});
  };
  for (uint64_t i = 0; i < 6; i++) {
    uint64_t matching = c.random.below(i == 0 ? 3 : 4);
    if (i == 0 && matching == kTor) matching = kNapot;  // would begin at address 0
    uint64_t address = data + c.random.below(kCodePage * kPageBytes / 8) * 8;
    if (matching == kTor && c.random.chance(50)) address &= ~(kPageBytes - 1);
    if (matching == kNa4) address += 4 * c.random.below(2);
    uint64_t encoded = address >> 2;
    if (matching == kNapot) {
      uint64_t size_bytes = uint64_t{8} << c.random.below(10);
      encoded = (address & ~(size_bytes - 1)) >> 2 | (size_bytes / 8 - 1);
    }
    write(0x3b0 + i, encoded);
    uint64_t locked = c.locking && c.random.chance(30) ? 0x80 : 0;
    config |= (locked | matching << 3 | random_rights(c.random)) << (8 * i);
  }
  write(0x3b6, (data + kCodePage * kPageBytes) >> 2 | (kPageBytes / 8 - 1));
  config |= (kNapot << 3 | random_rights(c.random)) << 48;
  write(0x3b7, ~uint64_t{0} >> 10);
  config |= (kNapot << 3 | uint64_t{7}) << 56;
  write(0x3a0, config);
  c.code.op(Insn::sfence_vma, {});
}

void access(Case& c, const Mapping&) {
  uint64_t place = c.base + ARENA_DATA + c.random.below(kCodePage * kPageBytes / 8) * 8;
  memory_access(c, place);
}

}  // namespace

void setup_protection(Case& c) {
  for (uint64_t i = 0; i < kPageBytes; i += 8) {
    uint64_t go_back = Code::encode(Insn::jalr, {{"rs1", 1}});
    c.put64(ARENA_DATA + kCodePage * kPageBytes + i, go_back << 32 | go_back);
  }
  setup_traps(c);
  configure(c);
  c.guarded = true;
}

void setup_locked(Case& c) {
  c.locking = true;
  setup_protection(c);
}

void step_protection(Case& c) {
  switch (c.random.below(12)) {
    case 0:
      return go_to_mode(c, c.random.in(0, 1));
    case 1:
      return c.random.chance(60) ? go_to_mode(c, 3) : computation(c);
    case 2:
      return c.mode == 3 ? configure(c) : computation(c);
    case 3:
      return jump_to_bad_place(c, c.base + ARENA_DATA + kCodePage * kPageBytes + 4 * c.random.below(1000));
    default:
      break;
  }
  if (c.mode < 3 || c.random.chance(30)) return access(c, {});
  if (c.random.chance(60)) return with_mprv(c, access, {});
  go_to_mode(c, c.random.in(0, 1));
}

}  // namespace trapdoor::lockstep
