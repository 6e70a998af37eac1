// Control and status registers: Privileged Architecture chapters 2, 3.1, 3.2, 4.1; Sstc. What a write may
// change is in the rows; what a row cannot say is below.
#include <algorithm>
#include <array>

#include "engine/base/bits.h"
#include "engine/isa/riscv/hart.h"

namespace trapdoor::riscv {
namespace {

constexpr uint64_t kAll = ~uint64_t{0};
// 3.1.8: M-mode's own ecall cannot be delegated; 10 and 14 do not exist.
constexpr uint64_t kDelegableExceptions = 0xb3ff;
constexpr uint64_t kMstatusWritable = kMstatusSie | kMstatusMie | kMstatusSpie | kMstatusMpie | kMstatusSpp |
                                      kMstatusMpp | kMstatusFs | kMstatusMprv | kMstatusSum | kMstatusMxr |
                                      kMstatusTvm | kMstatusTw | kMstatusTsr;
constexpr uint64_t kPmpAddressBits = mask(53, 0);

// Event counters and their events. None counts an event: they read 0 and ignore writes (3.1.10).
#define EVENT_COUNTERS(ROW)                                                                              \
  ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8), ROW(9), ROW(10), ROW(11), ROW(12), ROW(13), ROW(14),   \
      ROW(15), ROW(16), ROW(17), ROW(18), ROW(19), ROW(20), ROW(21), ROW(22), ROW(23), ROW(24), ROW(25), \
      ROW(26), ROW(27), ROW(28), ROW(29), ROW(30), ROW(31)
#define MACHINE_COUNTER(n) \
  { 0xb00 + n, "mhpmcounter" #n, kX0, 0 }
#define COUNTER(n) \
  { 0xc00 + n, "hpmcounter" #n, kX0, 0 }
#define EVENT(n) \
  { 0x320 + n, "mhpmevent" #n, kX0, 0 }

constexpr CsrRow kRows[] = {
    {0x001, "fflags", kFcsr, 0x1f},
    {0x002, "frm", kFcsr, 0xe0},
    {0x003, "fcsr", kFcsr, 0xff},
    {0x100, "sstatus", kMstatus, kSstatusMask& kMstatusWritable},
    {0x104, "sie", kMie, kSupervisorInterrupts},
    {0x105, "stvec", kStvec, kAll},
    {0x106, "scounteren", kScounteren, 0xffffffff},
    {0x10a, "senvcfg", kSenvcfg, 1},
    {0x140, "sscratch", kSscratch, kAll},
    {0x141, "sepc", kSepc, ~uint64_t{1}},
    {0x142, "scause", kScause, kAll},
    {0x143, "stval", kStval, kAll},
    {0x144, "sip", kMip, kSsip},
    {0x14d, "stimecmp", kStimecmp, kAll},
    {0x180, "satp", kSatp, kAll},
    {0x300, "mstatus", kMstatus, kMstatusWritable},
    {0x301, "misa", kMisa, 0},
    {0x302, "medeleg", kMedeleg, kDelegableExceptions},
    {0x303, "mideleg", kMideleg, kSupervisorInterrupts},
    {0x304, "mie", kMie, kAllInterrupts},
    {0x305, "mtvec", kMtvec, kAll},
    {0x306, "mcounteren", kMcounteren, 0xffffffff},
    {0x30a, "menvcfg", kMenvcfg, uint64_t{1} << 63 | 1},
    {0x320, "mcountinhibit", kMcountinhibit, 5},
    EVENT_COUNTERS(EVENT),
    {0x340, "mscratch", kMscratch, kAll},
    {0x341, "mepc", kMepc, ~uint64_t{1}},
    {0x342, "mcause", kMcause, kAll},
    {0x343, "mtval", kMtval, kAll},
    {0x344, "mip", kMip, kSupervisorInterrupts},
    {0x380, "mbase", kMbase, mask(55, 12), kBaseAndBound},
    {0x381, "mbound", kMbound, kAll, kBaseAndBound},
    {0x3a0, "pmpcfg0", kPmpcfg0, kAll},
    {0x3a2, "pmpcfg2", kPmpcfg2, kAll},
    {0x3b0, "pmpaddr0", kPmpaddr0 + 0, kPmpAddressBits},
    {0x3b1, "pmpaddr1", kPmpaddr0 + 1, kPmpAddressBits},
    {0x3b2, "pmpaddr2", kPmpaddr0 + 2, kPmpAddressBits},
    {0x3b3, "pmpaddr3", kPmpaddr0 + 3, kPmpAddressBits},
    {0x3b4, "pmpaddr4", kPmpaddr0 + 4, kPmpAddressBits},
    {0x3b5, "pmpaddr5", kPmpaddr0 + 5, kPmpAddressBits},
    {0x3b6, "pmpaddr6", kPmpaddr0 + 6, kPmpAddressBits},
    {0x3b7, "pmpaddr7", kPmpaddr0 + 7, kPmpAddressBits},
    {0x3b8, "pmpaddr8", kPmpaddr0 + 8, kPmpAddressBits},
    {0x3b9, "pmpaddr9", kPmpaddr0 + 9, kPmpAddressBits},
    {0x3ba, "pmpaddr10", kPmpaddr0 + 10, kPmpAddressBits},
    {0x3bb, "pmpaddr11", kPmpaddr0 + 11, kPmpAddressBits},
    {0x3bc, "pmpaddr12", kPmpaddr0 + 12, kPmpAddressBits},
    {0x3bd, "pmpaddr13", kPmpaddr0 + 13, kPmpAddressBits},
    {0x3be, "pmpaddr14", kPmpaddr0 + 14, kPmpAddressBits},
    {0x3bf, "pmpaddr15", kPmpaddr0 + 15, kPmpAddressBits},
    {0x7a0, "tselect", kX0, 0},  // no trigger: whoever looks for one finds type 0
    {0x7a1, "tdata1", kX0, 0},
    {0x7a2, "tdata2", kX0, 0},
    {0x7a3, "tdata3", kX0, 0},
    {0xb00, "mcycle", kMcycle, kAll},
    {0xb02, "minstret", kMinstret, kAll},
    EVENT_COUNTERS(MACHINE_COUNTER),
    {0xc00, "cycle", kMcycle, 0},
    {0xc01, "time", kX0, 0},
    {0xc02, "instret", kMinstret, 0},
    EVENT_COUNTERS(COUNTER),
    {0xf11, "mvendorid", kX0, 0},
    {0xf12, "marchid", kX0, 0},
    {0xf13, "mimpid", kX0, 0},
    {0xf14, "mhartid", kMhartid, 0},
    {0xf15, "mconfigptr", kX0, 0},
};
static_assert(std::is_sorted(std::begin(kRows), std::end(kRows),
                             [](const CsrRow& a, const CsrRow& b) { return a.address < b.address; }));
static_assert(std::size(kRows) < 256, "kPlain has a byte for a row");

// Locked entries ignore writes (3.7.1); W without R is reserved, so such a byte stays as it was.
uint64_t legal_pmpcfg(uint64_t old, uint64_t value) {
  uint64_t result = 0;
  for (int i = 0; i < 64; i += 8) {
    uint64_t was = old >> i & 0xff, wish = value >> i & 0x9f;
    result |= ((was & 0x80) || (wish & 3) == 2 ? was : wish) << i;
  }
  return result;
}

// Registers that are just a word: nothing else gates them, computes them or follows from them. Row number +
// 1, by number.
constexpr auto kPlain = [] {
  std::array<uint8_t, 4096> plain{};
  for (size_t address : {0x140, 0x141, 0x142, 0x143, 0x340, 0x341, 0x342, 0x343}) {
    for (size_t i = 0; i < std::size(kRows); i++) {
      if (kRows[i].address == address) plain[address] = static_cast<uint8_t>(i + 1);
    }
  }
  return plain;
}();

}  // namespace

std::span<const CsrRow> csr_rows() { return kRows; }

const CsrRow* find_csr(uint16_t address) {
  const auto* row = std::lower_bound(std::begin(kRows), std::end(kRows), address,
                                     [](const CsrRow& r, uint16_t wanted) { return r.address < wanted; });
  return row != std::end(kRows) && row->address == address ? row : nullptr;
}

const CsrRow* find_csr(std::string_view name) {
  for (const CsrRow& row : kRows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

bool RiscvHart::csr_allowed(uint16_t address, Mode mode) const {
  const CsrRow* row = find_csr(address);
  if (!row || (row->option & ~cpu[kOptions]) != 0) return false;
  if (mode < (address >> 8 & 3)) return false;
  if (address <= 0x003) return cpu[kMstatus] & kMstatusFs;
  if (address >= 0xc00 && address <= 0xc1f) {
    int counter = address & 31;
    if (mode < kMachine && !bit(cpu[kMcounteren], counter)) return false;
    if (mode < kSupervisor && !bit(cpu[kScounteren], counter)) return false;
  }
  if (address == 0x14d && mode < kMachine) return bit(cpu[kMenvcfg], 63) && bit(cpu[kMcounteren], 1);
  if (address == 0x180 && mode == kSupervisor) return !(cpu[kMstatus] & kMstatusTvm);
  return true;
}

uint64_t RiscvHart::read_csr(uint16_t address) const {
  switch (address) {
    case 0x001:
      return bits(cpu[kFcsr], 4, 0);
    case 0x002:
      return bits(cpu[kFcsr], 7, 5);
    case 0x100:
      return cpu[kMstatus] & kSstatusMask;
    case 0x104:
      return cpu[kMie] & cpu[kMideleg];
    case 0x144:
      return pending() & cpu[kMideleg];
    case 0x344:
      return pending();
    case 0xb00:
    case 0xc00:
      return cycle_now();
    case 0xb02:
    case 0xc02:
      return retired_now();
    case 0xc01:
      return machine_.time();
    default:
      return cpu[find_csr(address)->word];
  }
}

void RiscvHart::write_mstatus(uint64_t value, uint64_t mask) {
  uint64_t status = (cpu[kMstatus] & ~mask) | (value & mask);
  if (bits(status, 12, 11) == 2)
    status = with_bits(status, 12, 11, bits(cpu[kMstatus], 12, 11));  // no such mode
  status = (status & kMstatusFs) == kMstatusFs ? status | kMstatusSd : status & ~kMstatusSd;
  // 1.9.1, table 3.3: of the values of VM there are 0 and 1 (Mbb); another changes nothing. Only mstatus has it.
  if (cpu[kOptions] & kBaseAndBound && mask & kMstatusMpp && bits(value, 28, 25) == 0)
    status = (status & ~kMstatusVm) | (value & kMstatusVm);
  if ((status ^ cpu[kMstatus]) & (kMstatusMxr | kMstatusVm)) flush_translations();
  set(kMstatus, status, Who::instruction);
}

bool RiscvHart::write_csr(uint16_t address, uint64_t value) {
  const CsrRow* row = find_csr(address);
  if (row->word == kX0) return false;  // hardwired: event counters, triggers
  uint64_t legal = (cpu[row->word] & ~row->write_mask) | (value & row->write_mask);
  switch (address) {
    case 0x001:
    case 0x003:
      set(kFcsr, legal, Who::instruction);
      dirty_float();
      return false;
    case 0x002:
      set(kFcsr, with_bits(cpu[kFcsr], 7, 5, value), Who::instruction);
      dirty_float();
      return false;
    case 0x100:
    case 0x300:
      write_mstatus(value, row->write_mask);
      return true;
    case 0x104:
      set(kMie, (cpu[kMie] & ~cpu[kMideleg]) | (value & cpu[kMideleg]), Who::instruction);
      return true;
    case 0x144:
      legal = (cpu[kMip] & ~(kSsip & cpu[kMideleg])) | (value & kSsip & cpu[kMideleg]);
      break;
    case 0x344:
      if (cpu[kMenvcfg] >> 63) legal = (legal & ~kStip) | (cpu[kMip] & kStip);  // stimecmp owns STIP
      break;
    case 0x105:
    case 0x305:
      if (bits(value, 1, 0) > 1) return false;  // reserved modes are ignored
      break;
    case 0x180: {
      uint64_t mode = value >> 60;
      if (mode != 0 && mode != 8 && mode != 9) return false;  // 4.1.11: an unsupported mode changes nothing
      if (value == cpu[kSatp]) return false;
      flush_translations();
      break;
    }
    case 0x320:  // keep what mcycle reads the same across the switch
      if ((value ^ cpu[kMcountinhibit]) & 1) {
        cpu[kMcycle] = value & 1 ? cycle_now() : cpu[kMcycle] - machine_.now();
      }
      if ((value ^ cpu[kMcountinhibit]) & 4) {
        cpu[kMinstret] += value & 4 ? done_ - not_retired_ + 1 : not_retired_ - done_ - 1;
      }
      break;
    case 0xb00:
      legal = value - (cpu[kMcountinhibit] & 1 ? 0 : machine_.now() + 1);
      break;
    case 0xb02:  // the written value is what the next instruction reads (3.1.10)
      legal = value - (cpu[kMcountinhibit] & 4 ? 0 : done_ - not_retired_ + 1);
      break;
    case 0x380:
    case 0x381:
      flush_translations();
      break;
    case 0x3a0:
    case 0x3a2:
      legal = legal_pmpcfg(cpu[row->word], value);
      flush_translations();
      break;
    default:
      break;
  }
  if (address >= 0x3b0 && address <= 0x3bf) {
    int i = address - 0x3b0;
    auto config = [&](int n) { return cpu[n < 8 ? kPmpcfg0 : kPmpcfg2] >> (8 * (n % 8)) & 0xff; };
    if (config(i) & 0x80) return false;
    if (i < 15 && (config(i + 1) & 0x98) == 0x88) return false;  // the start of a locked TOR region
    flush_translations();
  }
  set(row->word, legal, Who::instruction);
  if (address == 0x14d || address == 0x30a) machine_.call_attention();  // the hart's deadline moved
  return !kPlain[address];
}

After RiscvHart::csr_access(const Op& op, uint64_t operand, int how, bool writes) {
  auto address = static_cast<uint16_t>(op.imm);
  if (uint8_t plain = kPlain[address]; plain && privilege() >= (address >> 8 & 3) && !full_) [[likely]] {
    const CsrRow& row = kRows[plain - 1];
    uint64_t was = cpu[row.word];
    if (writes) {
      uint64_t value = how == 0 ? operand : how == 1 ? was | operand : was & ~operand;
      set(row.word, (was & ~row.write_mask) | (value & row.write_mask), Who::instruction);
    }
    cpu[op.rd] = was;
    return After::next;
  }
  bool read_only = (address >> 10 & 3) == 3;
  bool vector = address == 0x105 || address == 0x305;
  Mode rights = vector && machine_.flawed(Flaw::user_vector) ? kMachine : privilege();
  if (!csr_allowed(address, rights) || (writes && read_only)) return illegal(bits_at(cpu[kPc]));
  uint64_t old = read_csr(address);
  if (reads_ && (op.rd != kSink || how != 0)) tell_read(find_csr(address)->word, Who::instruction);
  bool again = false;
  if (writes) {
    // Read-modify-write of mip must not turn a wire's level into software's bit (3.1.9).
    uint64_t base = address == 0x344 || address == 0x144 ? cpu[kMip] : old;
    uint64_t value = how == 0 ? operand : how == 1 ? base | operand : base & ~operand;
    again = write_csr(address, value);
  }
  if (full_ && op.rd != kSink) tell_word(op.rd, cpu[op.rd], old, Who::instruction);
  cpu[op.rd] = old;
  return again ? After::leave : After::next;
}

}  // namespace trapdoor::riscv
