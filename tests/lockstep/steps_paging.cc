// Steps under Sv39: random page tables with every combination of permissions, walked from every mode.
#include "engine/base/bits.h"
#include "engine/isa/riscv/words.h"
#include "tests/lockstep/cases.h"

namespace trapdoor::lockstep {
namespace {

uint64_t u(int value) { return static_cast<uint64_t>(value); }

enum : uint64_t { kV = 1, kR = 2, kW = 4, kX = 8, kU = 16, kG = 32, kA = 64, kD = 128 };
constexpr uint64_t kPageBytes = 0x1000;
constexpr uint64_t kCodeData = 7;  // the data page of return instructions

constexpr uint64_t kSv48Root = 15;

uint64_t table(const Case& c, uint64_t number) { return c.base + ARENA_TABLES + number * kPageBytes; }
void set_entry(Case& c, uint64_t number, uint64_t index, uint64_t entry) {
  c.put64(ARENA_TABLES + number * kPageBytes + 8 * index, entry);
}
uint64_t entry_to(uint64_t physical, uint64_t flags) { return physical >> 12 << 10 | flags; }

// Before it finds that an atomic may not write, QEMU 7.2 has read: A is set, an access fault of the read goes first. So
// where atomics fault, A stands from the start and all leads to RAM.
uint64_t random_flags(const Case& c, Random& random) {
  uint64_t flags = random.next() & (kR | kW | kX | kU | kA | kD);
  if (random.chance(94)) flags |= kV;
  if (random.chance(50)) flags |= kR;
  if (c.atomics_fault || random.chance(60)) flags |= kA;
  if (random.chance(15)) flags |= kG;
  if (random.chance(20)) flags |= random.below(4) << 8;                   // for software
  if (random.chance(3)) flags |= uint64_t{1} << (54 + random.below(10));  // reserved
  if (!(flags & (kR | kX | kW))) flags |= kR;                             // a leaf
  return flags;
}

// A leaf of that level at table[index], for virtual address `address`. Superpages lead to the arena, too.
void add_leaf(Case& c, uint64_t number, uint64_t index, uint64_t address, int level) {
  uint64_t flags = random_flags(c, c.random);
  uint64_t page = c.random.below(8);
  uint64_t span_bytes = kPageBytes << (9 * level);
  uint64_t target = c.base + ARENA_DATA + page * kPageBytes;
  uint64_t physical = target & ~(span_bytes - 1);
  if (!c.atomics_fault && c.random.chance(6)) physical = 0x10200000 & ~(span_bytes - 1);
  if (level > 0 && c.random.chance(10)) physical += kPageBytes;  // misaligned
  if (level == 2) physical |= RUNTIME_BASE;
  uint64_t entry = entry_to(physical, flags);
  set_entry(c, number, index, entry);
  uint64_t place = table(c, number) + 8 * index;
  auto inside = [&](uint64_t data_page) {
    return address + ((c.base + ARENA_DATA + data_page * kPageBytes) & (span_bytes - 1));
  };
  if (level == 0) {
    c.mappings.push_back({address, place, entry, level, page == kCodeData});
  } else {
    c.mappings.push_back({inside(c.random.below(kCodeData)), place, entry, level, false});
    c.mappings.push_back({inside(kCodeData), place, entry, level, true});
  }
}

uint64_t pointer_flags(Random& random) {
  if (random.chance(92)) return kV;
  return kV | (random.next() & (kU | kG | kA | kD));
}

void build_tables(Case& c) {
  for (uint64_t i = 0; i < kPageBytes; i += 4) {
    uint32_t go_back = Code::encode(Insn::jalr, {{"rs1", 1}});
    for (uint64_t j = 0; j < 4; j++) {
      c.arena[ARENA_DATA + kCodeData * kPageBytes + i + j] = static_cast<uint8_t>(go_back >> (8 * j));
    }
  }
  // The runtime and every arena for the kernel; the case's code for the user.
  set_entry(c, 0, 2, entry_to(RUNTIME_BASE, kV | kR | kW | kX | kG | kA | kD));
  set_entry(c, 0, 1, entry_to(table(c, 1), kV));
  set_entry(c, 1, 0, entry_to(table(c, 2), kV));
  for (uint64_t i = 0; i < (ARENA_SIZE - ARENA_CODE) / kPageBytes; i++) {
    set_entry(c, 2, i, entry_to(c.base + ARENA_CODE + i * kPageBytes, kV | kR | kX | kU | kA | kD));
  }
  for (int i = 0; i < 8; i++) {
    uint64_t index = 40 + c.random.below(470);
    add_leaf(c, 2, index, USER_CODE + index * kPageBytes, 0);
  }
  uint64_t next_table = 3;
  const uint64_t roots[] = {0, 3, 255, 256, 511};
  for (uint64_t root : roots) {
    uint64_t address = static_cast<uint64_t>(sign_extend(root << 30, 39));
    if (c.random.chance(25)) {
      add_leaf(c, 0, root, address, 2);
      continue;
    }
    uint64_t middle = next_table++;
    set_entry(c, 0, root, entry_to(table(c, middle), pointer_flags(c.random)));
    for (uint64_t i = 0; i < 4; i++) {
      uint64_t index = 2 * i + c.random.below(2);
      add_leaf(c, middle, index, address + (index << 21), 1);
    }
    uint64_t last = next_table++;
    uint64_t index = 16 + c.random.below(496);
    set_entry(c, middle, index, entry_to(table(c, last), pointer_flags(c.random)));
    for (uint64_t i = 0; i < 16; i++) {
      uint64_t page = 32 * i + c.random.below(3);
      add_leaf(c, last, page, address + (index << 21) + (page << 12), 0);
    }
  }
}

// One level more: the same tables in both halves, and a page of 512 GiB that leads to every address of 39 bits.
void build_sv48_root(Case& c) {
  set_entry(c, kSv48Root, 0, entry_to(table(c, 0), kV));
  set_entry(c, kSv48Root, 511, entry_to(table(c, 0), kV));
  uint64_t leaf = random_flags(c, c.random), address = uint64_t{5} << 39;
  set_entry(c, kSv48Root, 5, leaf);
  uint64_t page = c.random.below(kCodeData);
  c.mappings.push_back(
      {address + c.base + ARENA_DATA + page * kPageBytes, table(c, kSv48Root) + 40, leaf, 3, false});
  c.mappings.push_back(
      {address + c.base + ARENA_DATA + kCodeData * kPageBytes, table(c, kSv48Root) + 40, leaf, 3, true});
}

void access_mapping(Case& c, const Mapping& mapping) {
  uint64_t offset = c.random.below(kPageBytes - 8);
  // Where nothing answers, QEMU tells of a misaligned access the aligned address.
  bool hole = mapping.level < 3 && (mapping.leaf & mask(53, 10)) << 2 < RUNTIME_BASE;
  if (hole || c.random.chance(75)) offset &= ~uint64_t{7};
  if (!mapping.code) return memory_access(c, mapping.address + offset);
  static const std::vector<Insn> loads = rows_with_opcode({0x03});
  if (c.atomics_fault && c.random.chance(15))
    offset = kPageBytes - c.random.below(8);  // may cross into the next page
  int pointer = c.reg();
  c.code.li(pointer, mapping.address + offset);
  c.code.word(
      Code::encode_random(c.random, loads[c.random.below(loads.size())], {{"rs1", u(pointer)}, {"imm", 0}}));
}

// Addresses that no table maps.
uint64_t wild_address(const Case& c, Random& random) {
  switch (c.sv48 ? 3 * random.below(2) : random.below(4)) {
    case 0:
      return random.next() & ~uint64_t{7};  // mostly not canonical
    case 1:
      return (uint64_t{1} << 38) + (random.below(1 << 20) << 3);  // just outside
    case 2:
      return ~((uint64_t{1} << 38) + (random.below(1 << 20) << 3)) & ~uint64_t{7};
    default:
      return (4 + random.below(250)) << 30 | (random.next() & 0x3ffffff8);  // the lower half
  }
}

void change_permissions(Case& c, Mapping& mapping) {
  int pointer = c.reg(), value = c.reg_but({pointer});
  uint64_t leaf = (mapping.leaf & mask(53, 10)) | random_flags(c, c.random);
  for (Mapping& other : c.mappings) {
    if (other.entry == mapping.entry) other.leaf = leaf;
  }
  c.code.li(pointer, mapping.entry);
  c.code.li(value, mapping.leaf);
  c.code.op(Insn::sd, {{"rs1", u(pointer)}, {"rs2", u(value)}});
  bool one = c.random.chance(50) && mapping.level == 0;
  if (one) c.code.li(pointer, mapping.address);
  c.code.op(Insn::sfence_vma, {{"rs1", one ? u(pointer) : 0}});
}

void change_asid(Case& c) {
  int value = c.reg();
  c.code.li(value, uint64_t{c.sv48 ? 9u : 8u} << 60 | c.random.below(4) << 44 |
                       table(c, c.sv48 ? kSv48Root : 0) >> 12);
  c.code.op(Insn::csrrw, {{"csr", 0x180}, {"rs1", u(value)}});
}

}  // namespace

void with_mprv(Case& c, void (*access)(Case&, const Mapping&), const Mapping& mapping) {
  int source = c.reg();
  c.code.li(source, riscv::kMstatusMpp);
  c.code.op(Insn::csrrc, {{"csr", 0x300}, {"rs1", u(source)}});
  c.code.li(source, riscv::kMstatusMprv | c.random.below(2) << 11);
  c.code.op(Insn::csrrs, {{"csr", 0x300}, {"rs1", u(source)}});
  access(c, mapping);
  c.code.li(source, riscv::kMstatusMprv);
  c.code.op(Insn::csrrc, {{"csr", 0x300}, {"rs1", u(source)}});
}

void setup_paging(Case& c) {
  build_tables(c);
  c.sv48 = c.random.chance(35);
  if (c.sv48) build_sv48_root(c);
  setup_traps(c);
  change_asid(c);
  c.code.op(Insn::sfence_vma, {});
  c.paging = true;
}

void step_paging(Case& c) {
  Mapping& mapping = c.mappings[c.random.below(c.mappings.size())];
  switch (c.random.below(16)) {
    case 0:
    case 1:
      go_to_mode(c, c.random.in(0, 1));
      break;
    case 2:
      c.random.chance(70) ? go_to_mode(c, 3) : computation(c);
      break;
    case 3:
      memory_access(c, c.mode == 3 ? unmapped_address(c.random) : wild_address(c, c.random));
      break;
    case 4:
      jump_to_bad_place(c,
                        c.mode == 3 ? unmapped_address(c.random) : wild_address(c, c.random) & ~uint64_t{3});
      break;
    case 5:
    case 6:
      // A load under SUM leaves the page executable for the supervisor in QEMU 7.2: no such fetch.
      if (mapping.code && (c.mode == 0 || (c.mode == 1 && !(mapping.leaf & kU))))
        jump_to_bad_place(c, mapping.address + 4 * c.random.below(1000));
      break;
    case 7:
      if (c.mode == 3 || (c.mode == 1 && !c.tvm)) change_permissions(c, mapping);
      break;
    case 8:
      if (c.mode > 0) {
        int source = c.reg();
        c.code.li(source, c.random.next() & (riscv::kMstatusSum | riscv::kMstatusMxr));
        c.code.op(c.random.chance(60) ? Insn::csrrs : Insn::csrrc, {{"csr", 0x100}, {"rs1", u(source)}});
      }
      break;
    case 9:
      c.random.chance(30) ? change_asid(c) : csr_probe(c);
      break;
    default:
      if (c.mode < 3) {
        access_mapping(c, mapping);
      } else if (c.random.chance(50)) {
        with_mprv(c, access_mapping, mapping);
      } else {
        go_to_mode(c, c.random.in(0, 1));
      }
  }
}

}  // namespace trapdoor::lockstep
