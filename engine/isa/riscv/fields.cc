// The fields of the control words: Privileged Architecture chapters 3.1 and 4.1, and F's fcsr. tests/isa/riscv/fields_test.cc
// holds them against what the registers do.
#include "engine/isa/riscv/isa.h"

namespace trapdoor::riscv {
namespace {

constexpr FieldRow kFields[] = {
    {"mstatus", "SIE", 1, 1, "Interrupts may be taken while in supervisor mode.", ""},
    {"mstatus", "MIE", 3, 3, "Interrupts may be taken while in machine mode.", ""},
    {"mstatus", "SPIE", 5, 5, "What SIE was before the last trap into supervisor mode; sret puts it back.",
     ""},
    {"mstatus", "MPIE", 7, 7, "What MIE was before the last trap into machine mode; mret puts it back.", ""},
    {"mstatus", "SPP", 8, 8, "The mode before the last trap into supervisor mode; sret goes back to it.",
     "0=user 1=supervisor"},
    {"mstatus", "MPP", 12, 11, "The mode before the last trap into machine mode; mret goes back to it.",
     "0=user 1=supervisor 3=machine"},
    {"mstatus", "FS", 14, 13,
     "State of the floating-point registers. Off makes their use an illegal instruction.",
     "0=off 1=initial 2=clean 3=dirty"},
    {"mstatus", "MPRV", 17, 17, "Loads and stores are checked as if in mode MPP.", ""},
    {"mstatus", "SUM", 18, 18, "Supervisor mode may touch pages that belong to user mode.", ""},
    {"mstatus", "MXR", 19, 19, "Loads may read pages that are only executable.", ""},
    {"mstatus", "TVM", 20, 20, "satp and sfence.vma trap in supervisor mode (for virtual machines).", ""},
    {"mstatus", "TW", 21, 21, "wfi traps below machine mode.", ""},
    {"mstatus", "TSR", 22, 22, "sret traps in supervisor mode.", ""},
    {"mstatus", "UXL", 33, 32, "Width of a register in user mode.", "2=64 bits"},
    {"mstatus", "SXL", 35, 34, "Width of a register in supervisor mode.", "2=64 bits"},
    {"mstatus", "SD", 63, 63, "Some state (FS) is dirty.", ""},
    {"sstatus", "SIE", 1, 1, "Interrupts may be taken while in supervisor mode.", ""},
    {"sstatus", "SPIE", 5, 5, "What SIE was before the last trap; sret puts it back.", ""},
    {"sstatus", "SPP", 8, 8, "The mode before the last trap; sret goes back to it.", "0=user 1=supervisor"},
    {"sstatus", "FS", 14, 13, "State of the floating-point registers.", "0=off 1=initial 2=clean 3=dirty"},
    {"sstatus", "SUM", 18, 18, "Supervisor mode may touch pages that belong to user mode.", ""},
    {"sstatus", "MXR", 19, 19, "Loads may read pages that are only executable.", ""},
    {"sstatus", "UXL", 33, 32, "Width of a register in user mode.", "2=64 bits"},
    {"sstatus", "SD", 63, 63, "Some state (FS) is dirty.", ""},
    {"mtvec", "BASE", 63, 2, "Address of the handler (or of the table), divided by 4.", ""},
    {"mtvec", "MODE", 1, 0, "Direct: every trap goes to BASE. Vectored: interrupts go to BASE + 4 x cause.",
     "0=direct 1=vectored"},
    {"stvec", "BASE", 63, 2, "Address of the handler (or of the table), divided by 4.", ""},
    {"stvec", "MODE", 1, 0, "Direct: every trap goes to BASE. Vectored: interrupts go to BASE + 4 x cause.",
     "0=direct 1=vectored"},
    {"mcause", "Interrupt", 63, 63, "1 if the trap was an interrupt, 0 if an exception or a system call.",
     ""},
    {"mcause", "Code", 62, 0, "Which interrupt or exception.", ""},
    {"scause", "Interrupt", 63, 63, "1 if the trap was an interrupt, 0 if an exception or a system call.",
     ""},
    {"scause", "Code", 62, 0, "Which interrupt or exception.", ""},
#define INTERRUPT_FIELDS(word, tail)                                                                         \
  {word, "SS" tail, 1, 1, "Supervisor software interrupt (from another hart, or from machine mode).", ""},   \
      {word, "ST" tail, 5, 5, "Supervisor timer interrupt.", ""}, {                                          \
    word, "SE" tail, 9, 9, "Supervisor external interrupt (a device, through the interrupt controller).", "" \
  }
#define MACHINE_FIELDS(word, tail)                                                                          \
  {word, "MS" tail, 3, 3, "Machine software interrupt (from another hart).", ""},                           \
      {word, "MT" tail, 7, 7, "Machine timer interrupt.", ""}, {                                            \
    word, "ME" tail, 11, 11, "Machine external interrupt (a device, through the interrupt controller).", "" \
  }
    INTERRUPT_FIELDS("mie", "IE"),
    MACHINE_FIELDS("mie", "IE"),
    INTERRUPT_FIELDS("mip", "IP"),
    MACHINE_FIELDS("mip", "IP"),
    INTERRUPT_FIELDS("sie", "IE"),
    INTERRUPT_FIELDS("sip", "IP"),
    INTERRUPT_FIELDS("mideleg", ""),
#undef INTERRUPT_FIELDS
#undef MACHINE_FIELDS
    {"satp", "MODE", 63, 60, "How virtual addresses are translated.", "0=bare 8=Sv39 9=Sv48"},
    {"satp", "ASID", 59, 44, "Address space number (tags cached translations).", ""},
    {"satp", "PPN", 43, 0, "Physical page number of the root page table.", ""},
    {"medeleg", "FetchMisaligned", 0, 0, "Instruction address misaligned.", ""},
    {"medeleg", "FetchFault", 1, 1, "Instruction access fault.", ""},
    {"medeleg", "Illegal", 2, 2, "Illegal instruction.", ""},
    {"medeleg", "Breakpoint", 3, 3, "Breakpoint (ebreak).", ""},
    {"medeleg", "LoadMisaligned", 4, 4, "Load address misaligned.", ""},
    {"medeleg", "LoadFault", 5, 5, "Load access fault.", ""},
    {"medeleg", "StoreMisaligned", 6, 6, "Store address misaligned.", ""},
    {"medeleg", "StoreFault", 7, 7, "Store access fault.", ""},
    {"medeleg", "EcallU", 8, 8, "System call from user mode.", ""},
    {"medeleg", "EcallS", 9, 9, "System call from supervisor mode.", ""},
    {"medeleg", "FetchPage", 12, 12, "Instruction page fault.", ""},
    {"medeleg", "LoadPage", 13, 13, "Load page fault.", ""},
    {"medeleg", "StorePage", 15, 15, "Store page fault.", ""},
    {"mcounteren", "CY", 0, 0, "cycle may be read.", ""},
    {"mcounteren", "TM", 1, 1, "time (and stimecmp) may be used.", ""},
    {"mcounteren", "IR", 2, 2, "instret may be read.", ""},
    {"mcounteren", "HPM", 31, 3, "hpmcounter3 to hpmcounter31 may be read, a bit each.", ""},
    {"scounteren", "CY", 0, 0, "cycle may be read.", ""},
    {"scounteren", "TM", 1, 1, "time may be read.", ""},
    {"scounteren", "IR", 2, 2, "instret may be read.", ""},
    {"scounteren", "HPM", 31, 3, "hpmcounter3 to hpmcounter31 may be read, a bit each.", ""},
    {"mcountinhibit", "CY", 0, 0, "mcycle stands still.", ""},
    {"mcountinhibit", "IR", 2, 2, "minstret stands still.", ""},
    {"menvcfg", "STCE", 63, 63, "stimecmp works.", ""},
    {"menvcfg", "FIOM", 0, 0, "fence of device accesses also orders memory.", ""},
    {"senvcfg", "FIOM", 0, 0, "fence of device accesses also orders memory.", ""},
    {"fcsr", "NX", 0, 0, "Inexact: a result was rounded.", ""},
    {"fcsr", "UF", 1, 1, "Underflow.", ""},
    {"fcsr", "OF", 2, 2, "Overflow.", ""},
    {"fcsr", "DZ", 3, 3, "Division by zero.", ""},
    {"fcsr", "NV", 4, 4, "Invalid operation.", ""},
    {"fcsr", "frm", 7, 5, "Rounding mode.",
     "0=to nearest even 1=to zero 2=down 3=up 4=to nearest, ties away"},
#define REGION_FIELDS(word, region, low)                                                  \
  {word, "R" #region, low, low, "Region " #region " may be read.", ""},                   \
      {word, "W" #region, low + 1, low + 1, "Region " #region " may be written.", ""},    \
      {word, "X" #region, low + 2, low + 2, "Region " #region " may be executed.", ""},   \
      {word,                                                                              \
       "A" #region,                                                                       \
       low + 4,                                                                           \
       low + 3,                                                                           \
       "Where region " #region " is: TOR, from the register before up to pmpaddr" #region \
       "; NA4, 4 bytes there; NAPOT, a power of two, whose size the low bits say.",       \
       "0=off 1=TOR 2=NA4 3=NAPOT"},                                                      \
  {                                                                                       \
    word, "L" #region, low + 7, low + 7,                                                  \
        "Locked until reset; then region " #region " binds machine mode, too.", ""        \
  }
    REGION_FIELDS("pmpcfg0", 0, 0),
    REGION_FIELDS("pmpcfg0", 1, 8),
    REGION_FIELDS("pmpcfg0", 2, 16),
    REGION_FIELDS("pmpcfg0", 3, 24),
    REGION_FIELDS("pmpcfg0", 4, 32),
    REGION_FIELDS("pmpcfg0", 5, 40),
    REGION_FIELDS("pmpcfg0", 6, 48),
    REGION_FIELDS("pmpcfg0", 7, 56),
    REGION_FIELDS("pmpcfg2", 8, 0),
    REGION_FIELDS("pmpcfg2", 9, 8),
    REGION_FIELDS("pmpcfg2", 10, 16),
    REGION_FIELDS("pmpcfg2", 11, 24),
    REGION_FIELDS("pmpcfg2", 12, 32),
    REGION_FIELDS("pmpcfg2", 13, 40),
    REGION_FIELDS("pmpcfg2", 14, 48),
    REGION_FIELDS("pmpcfg2", 15, 56),
#undef REGION_FIELDS
    {"misa", "A", 0, 0, "Atomic instructions.", ""},
    {"misa", "C", 2, 2, "Compressed instructions, of 16 bits.", ""},
    {"misa", "D", 3, 3, "Floating point in double precision.", ""},
    {"misa", "F", 5, 5, "Floating point in single precision.", ""},
    {"misa", "I", 8, 8, "The base: integer instructions on 32 registers.", ""},
    {"misa", "M", 12, 12, "Multiplication and division.", ""},
    {"misa", "S", 18, 18, "Supervisor mode.", ""},
    {"misa", "U", 20, 20, "User mode.", ""},
    {"misa", "MXL", 63, 62, "Width of a register.", "2=64 bits"},
    // A page table entry (4.3.1, 4.4.1) is no word of the hart, but is drawn like one.
    {"entry", "V", 0, 0, "Valid: without it, the page (or everything below it) is not there.", ""},
    {"entry", "R", 1, 1, "The page may be read. With R, W and X all 0, the entry points to the next table.",
     ""},
    {"entry", "W", 2, 2, "The page may be written.", ""},
    {"entry", "X", 3, 3, "The page may be executed.", ""},
    {"entry", "U", 4, 4,
     "User code may use the page. The kernel may not, unless SUM is set, and never executes it.", ""},
    {"entry", "G", 5, 5, "Global: the page is the same in every address space.", ""},
    {"entry", "A", 6, 6, "Accessed: the page was used.", ""},
    {"entry", "D", 7, 7, "Dirty: the page was written.", ""},
    {"entry", "RSW", 9, 8, "Free for the kernel's own notes.", ""},
    {"entry", "PPN", 53, 10, "Physical page number: of the page, or of the next table.", ""},
    // Only where the board has base and bound.
    {"mstatus", "VM", 28, 24, "What translates and bounds the addresses of the lower modes.",
     "0=satp 1=mbase and mbound"},
};
constexpr size_t kBoundFields = 1;

}  // namespace

std::span<const FieldRow> field_rows(bool base_and_bound) {
  return std::span(kFields).first(std::size(kFields) - (base_and_bound ? 0 : kBoundFields));
}

}  // namespace trapdoor::riscv
