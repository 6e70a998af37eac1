// Words: which word of the Cpu means what on RISC-V, and the rows that say so to everybody else.
//
// Models: Privileged Architecture 1.12 chapters 2 (CSRs), 3 (machine), 4 (supervisor); Sstc 0.5.4 (stimecmp).
// Leaves out: the hypervisor extension, debug triggers (tselect and tdata read 0: there is none), N user traps,
//   Smepmp, big-endian data (MBE, SBE, UBE read 0), HPM events (counters 3..31 and their events exist by name and read 0,
//   as 3.1.10 allows; QEMU 7.2 can count in some of them), UXL and SXL other than 64 bits, vector state (VS and XS of
//   mstatus read 0), cache block and page type controls (CBIE, CBCFE, CBZE, PBMTE of menvcfg and senvcfg read 0).
// Without fields: words that are one number or one address (mscratch, mepc, mtval, mcycle, minstret, pmpaddr0.., mhartid,
//   mbase, mbound, stimecmp and the supervisor's of these). fflags and frm are parts of fcsr, which has their fields.
// Adds, where the board has it (kBaseAndBound): the Mbb mode of Privileged Architecture 1.9.1, 3.6.1: mstatus.VM,
//   mbase, mbound. Here mbase is a whole number of pages, and VM = 0 leaves translation to satp.
// Laws: 1. sstatus, sie, sip are views of mstatus, mie, mip. 2. mip's wire bits live in kInputs, not in kMip.
#pragma once
#include <cstdint>
#include <span>

#include "engine/machine/isa.h"

namespace trapdoor::riscv {

enum Word : uint16_t {
  kX0 = 0,
  kRa = 1,
  kSp = 2,
  kPc = 32,
  kMode = 33,
  kReservation = 34,    // address of the reservation, or kNoReservation
  kReservedValue = 35,  // what lr read there: sc succeeds only if memory still holds it
  kWaiting = 36,        // 1 in wfi
  kInputs = 37,         // levels of the interrupt wires, at their mip bits
  kSink = 63,           // where writes to x0 go while running; zero between runs
  kF0 = 64,
  kMstatus = 96,
  kMedeleg,
  kMideleg,
  kMie,
  kMip,  // the bits that software set
  kMtvec,
  kMcounteren,
  kMscratch,
  kMepc,
  kMcause,
  kMtval,
  kMenvcfg,
  kMcountinhibit,
  kStvec,
  kScounteren,
  kSscratch,
  kSepc,
  kScause,
  kStval,
  kSenvcfg,
  kSatp,
  kStimecmp,
  kFcsr,
  kMcycle,    // mcycle = now + this while it counts; its value while inhibited
  kMinstret,  // instructions retired
  kPmpcfg0,
  kPmpcfg2,
  kPmpaddr0 = 128,  // to kPmpaddr0 + 15
  kMhartid = 144,
  kMisa,
  kMbase,  // privileged specification 1.9.1: base and bound, where the board has it
  kMbound,
  kTorn,  // Flaw::entry_torn: enable bits of mstatus that the last trap entry has still to clear
  kStale =
      192,  // Flaw::stale_translations: kStaleEntries translations of kStaleWords each, then the next to replace
  kStaleNext = 240,
  kOptions = 150,  // what this hart can do that software cannot see: Option bits
};

// Board::isa_options
inline constexpr uint64_t kHardwareAccessedDirty =
    1;  // the walk sets A and D itself (Svadu); otherwise it faults (Svade)
inline constexpr uint64_t kBaseAndBound = 2;  // goes with kIsaBounded

inline constexpr int kStaleEntries = 16, kStaleWords = 3;  // virtual page | 1, physical page, leaf entry

inline constexpr uint64_t kNoReservation = ~uint64_t{0};

enum Mode : uint8_t { kUser = 0, kSupervisor = 1, kMachine = 3 };

// mstatus (3.1.6)
inline constexpr uint64_t kMstatusSie = 1u << 1, kMstatusMie = 1u << 3, kMstatusSpie = 1u << 5,
                          kMstatusMpie = 1u << 7, kMstatusSpp = 1u << 8, kMstatusMpp = 3u << 11,
                          kMstatusFs = 3u << 13, kMstatusXs = 3u << 15, kMstatusMprv = 1u << 17,
                          kMstatusSum = 1u << 18, kMstatusMxr = 1u << 19, kMstatusTvm = 1u << 20,
                          kMstatusTw = 1u << 21, kMstatusTsr = 1u << 22, kMstatusVm = 1u << 24,
                          kMstatusUxl = uint64_t{3} << 32, kMstatusSxl = uint64_t{3} << 34,
                          kMstatusSd = uint64_t{1} << 63;
inline constexpr uint64_t kSstatusMask = kMstatusSie | kMstatusSpie | kMstatusSpp | kMstatusFs | kMstatusXs |
                                         kMstatusSum | kMstatusMxr | kMstatusUxl | kMstatusSd;

// Interrupt bits of mip, mie, mideleg (3.1.9)
inline constexpr uint64_t kSsip = 1u << 1, kMsip = 1u << 3, kStip = 1u << 5, kMtip = 1u << 7, kSeip = 1u << 9,
                          kMeip = 1u << 11;
inline constexpr uint64_t kSupervisorInterrupts = kSsip | kStip | kSeip;
inline constexpr uint64_t kAllInterrupts = kSupervisorInterrupts | kMsip | kMtip | kMeip;

enum Cause : uint16_t {
  kFetchMisaligned = 0,
  kFetchAccessFault = 1,
  kIllegalInstruction = 2,
  kBreakpoint = 3,
  kLoadMisaligned = 4,
  kLoadAccessFault = 5,
  kStoreMisaligned = 6,
  kStoreAccessFault = 7,
  kEcallFromU = 8,
  kEcallFromS = 9,
  kEcallFromM = 11,
  kFetchPageFault = 12,
  kLoadPageFault = 13,
  kStorePageFault = 15,
};

// A control register's number in the instruction (2.1: bits 11:10 say read-only, 9:8 the least mode).
struct CsrRow {
  uint16_t address;
  std::string_view name;
  uint16_t word;        // the word that shows it, for panels; kX0 when it is not kept: always 0, or the time
  uint64_t write_mask;  // bits software can change; the rest keep their value (WARL)
  uint64_t option = 0;  // the bit of Board::isa_options that brings it; 0: every hart has it
};

std::span<const CsrRow> csr_rows();        // ordered by address
const CsrRow* find_csr(uint16_t address);  // null: does not exist here
const CsrRow* find_csr(std::string_view name);

extern const Isa kIsa;
extern const Isa kIsaBounded;  // the same with the rows of base and bound

}  // namespace trapdoor::riscv
