#include "engine/isa/riscv/words.h"

#include "engine/isa/riscv/assembly.h"
#include "engine/isa/riscv/isa.h"

namespace trapdoor::riscv {
namespace {

constexpr ModeRow kModes[] = {
    {kUser, "U", "user", Role::user},
    {kSupervisor, "S", "supervisor", Role::kernel},
    {kMachine, "M", "machine", Role::firmware},
};

constexpr auto kGeneral = WordGroup::general;
constexpr auto kControl = WordGroup::control;
constexpr auto kHidden = WordGroup::hidden;
constexpr auto kFloating = WordGroup::floating;

constexpr size_t kBoundWords = 2;
constexpr WordRow kWords[] = {
    // Only where the board has base and bound.
    {kMbase, "mbase", "", kControl, Role::firmware,
     "Base: where address 0 of the lower modes lies in memory. Added to each of their addresses."},
    {kMbound, "mbound", "", kControl, Role::firmware,
     "Bound: how many bytes the lower modes have. An address at or above it is an access fault."},
    // Everywhere.
    {0, "x0", "zero", kGeneral, Role::user, "Always zero."},
    {1, "x1", "ra", kGeneral, Role::user, "Return address: where a called function goes back to."},
    {2, "x2", "sp", kGeneral, Role::user, "Stack pointer: the lowest used address of the stack."},
    {3, "x3", "gp", kGeneral, Role::user, "Global pointer: the middle of the small global data."},
    {4, "x4", "tp", kGeneral, Role::user,
     "Thread pointer: data of this thread, or of this hart in a kernel."},
    {5, "x5", "t0", kGeneral, Role::user, "Temporary; a called function may change it."},
    {6, "x6", "t1", kGeneral, Role::user, "Temporary; a called function may change it."},
    {7, "x7", "t2", kGeneral, Role::user, "Temporary; a called function may change it."},
    {8, "x8", "s0", kGeneral, Role::user,
     "Saved register (also fp, the frame pointer): a called function must give it back."},
    {9, "x9", "s1", kGeneral, Role::user, "Saved register: a called function must give it back."},
    {10, "x10", "a0", kGeneral, Role::user, "First argument, and the result."},
    {11, "x11", "a1", kGeneral, Role::user, "Second argument, and the second half of a result."},
    {12, "x12", "a2", kGeneral, Role::user, "Third argument."},
    {13, "x13", "a3", kGeneral, Role::user, "Fourth argument."},
    {14, "x14", "a4", kGeneral, Role::user, "Fifth argument."},
    {15, "x15", "a5", kGeneral, Role::user, "Sixth argument."},
    {16, "x16", "a6", kGeneral, Role::user, "Seventh argument."},
    {17, "x17", "a7", kGeneral, Role::user, "Eighth argument; by custom the number of a system call."},
    {18, "x18", "s2", kGeneral, Role::user, "Saved register: a called function must give it back."},
    {19, "x19", "s3", kGeneral, Role::user, "Saved register: a called function must give it back."},
    {20, "x20", "s4", kGeneral, Role::user, "Saved register: a called function must give it back."},
    {21, "x21", "s5", kGeneral, Role::user, "Saved register: a called function must give it back."},
    {22, "x22", "s6", kGeneral, Role::user, "Saved register: a called function must give it back."},
    {23, "x23", "s7", kGeneral, Role::user, "Saved register: a called function must give it back."},
    {24, "x24", "s8", kGeneral, Role::user, "Saved register: a called function must give it back."},
    {25, "x25", "s9", kGeneral, Role::user, "Saved register: a called function must give it back."},
    {26, "x26", "s10", kGeneral, Role::user, "Saved register: a called function must give it back."},
    {27, "x27", "s11", kGeneral, Role::user, "Saved register: a called function must give it back."},
    {28, "x28", "t3", kGeneral, Role::user, "Temporary; a called function may change it."},
    {29, "x29", "t4", kGeneral, Role::user, "Temporary; a called function may change it."},
    {30, "x30", "t5", kGeneral, Role::user, "Temporary; a called function may change it."},
    {31, "x31", "t6", kGeneral, Role::user, "Temporary; a called function may change it."},
    {kPc, "pc", "", kGeneral, Role::user, "Program counter: address of the next instruction."},
    {kMode, "mode", "", kHidden, Role::firmware,
     "Privilege mode: 0 user, 1 supervisor, 3 machine. No instruction can read it; only traps and returns "
     "change it."},
    {kReservation, "reservation", "", kHidden, Role::firmware,
     "Address that lr reserved; all ones when there is none."},
    {kReservedValue, "reserved_value", "", kHidden, Role::firmware,
     "What lr read; sc stores only if it is still there."},
    {kWaiting, "waiting", "", kHidden, Role::firmware, "1 while the hart waits in wfi."},
    {kInputs, "inputs", "", kHidden, Role::firmware, "Levels of the interrupt wires, at their bits in mip."},

    {kMstatus, "mstatus", "", kControl, Role::firmware,
     "Machine status: interrupt enables, and what they and the mode were before the last trap."},
    {kMtvec, "mtvec", "", kControl, Role::firmware,
     "Machine trap vector: where a trap into machine mode goes."},
    {kMepc, "mepc", "", kControl, Role::firmware, "Machine exception pc: where mret will resume."},
    {kMcause, "mcause", "", kControl, Role::firmware,
     "Machine cause: why the last trap into machine mode happened."},
    {kMtval, "mtval", "", kControl, Role::firmware,
     "Machine trap value: the faulting address or instruction, if the trap has one."},
    {kMscratch, "mscratch", "", kControl, Role::firmware,
     "Machine scratch: one word for the handler, often the address of its stack or save area."},
    {kMie, "mie", "", kControl, Role::firmware, "Machine interrupt enable: which interrupts may be taken."},
    {kMip, "mip", "", kControl, Role::firmware,
     "Machine interrupt pending: which interrupts wait to be taken."},
    {kMideleg, "mideleg", "", kControl, Role::firmware,
     "Interrupts that go to supervisor mode instead of machine mode."},
    {kMedeleg, "medeleg", "", kControl, Role::firmware,
     "Exceptions that go to supervisor mode instead of machine mode."},
    {kStvec, "stvec", "", kControl, Role::kernel,
     "Supervisor trap vector: where a trap into the kernel goes."},
    {kSepc, "sepc", "", kControl, Role::kernel, "Supervisor exception pc: where sret will resume."},
    {kScause, "scause", "", kControl, Role::kernel,
     "Supervisor cause: why the last trap into the kernel happened."},
    {kStval, "stval", "", kControl, Role::kernel,
     "Supervisor trap value: the faulting address or instruction, if the trap has one."},
    {kSscratch, "sscratch", "", kControl, Role::kernel,
     "Supervisor scratch: one word for the handler, often the address of its stack or save area."},
    {kSatp, "satp", "", kControl, Role::kernel,
     "Address translation: whether paging is on, and where the root page table is."},
    {kStimecmp, "stimecmp", "", kControl, Role::kernel,
     "Supervisor timer compare: with menvcfg.STCE, a timer interrupt is pending while time >= stimecmp."},
    {kMcounteren, "mcounteren", "", kControl, Role::firmware, "Counters that supervisor mode may read."},
    {kScounteren, "scounteren", "", kControl, Role::kernel, "Counters that user mode may read."},
    {kMenvcfg, "menvcfg", "", kControl, Role::firmware, "Machine environment configuration for lower modes."},
    {kSenvcfg, "senvcfg", "", kControl, Role::kernel, "Supervisor environment configuration for user mode."},
    {kMcountinhibit, "mcountinhibit", "", kControl, Role::firmware, "Counters that stand still."},
    {kMcycle, "mcycle", "", kControl, Role::firmware, "Ticks since reset."},
    {kMinstret, "minstret", "", kControl, Role::firmware, "Instructions this hart has completed."},
    {kF0 + 0, "f0", "ft0", kFloating, Role::user, "Temporary; a called function may change it."},
    {kF0 + 1, "f1", "ft1", kFloating, Role::user, "Temporary; a called function may change it."},
    {kF0 + 2, "f2", "ft2", kFloating, Role::user, "Temporary; a called function may change it."},
    {kF0 + 3, "f3", "ft3", kFloating, Role::user, "Temporary; a called function may change it."},
    {kF0 + 4, "f4", "ft4", kFloating, Role::user, "Temporary; a called function may change it."},
    {kF0 + 5, "f5", "ft5", kFloating, Role::user, "Temporary; a called function may change it."},
    {kF0 + 6, "f6", "ft6", kFloating, Role::user, "Temporary; a called function may change it."},
    {kF0 + 7, "f7", "ft7", kFloating, Role::user, "Temporary; a called function may change it."},
    {kF0 + 8, "f8", "fs0", kFloating, Role::user, "Saved register: a called function must give it back."},
    {kF0 + 9, "f9", "fs1", kFloating, Role::user, "Saved register: a called function must give it back."},
    {kF0 + 10, "f10", "fa0", kFloating, Role::user, "First floating-point argument, and the result."},
    {kF0 + 11, "f11", "fa1", kFloating, Role::user,
     "Second floating-point argument, and the second half of a result."},
    {kF0 + 12, "f12", "fa2", kFloating, Role::user, "Third floating-point argument."},
    {kF0 + 13, "f13", "fa3", kFloating, Role::user, "Fourth floating-point argument."},
    {kF0 + 14, "f14", "fa4", kFloating, Role::user, "Fifth floating-point argument."},
    {kF0 + 15, "f15", "fa5", kFloating, Role::user, "Sixth floating-point argument."},
    {kF0 + 16, "f16", "fa6", kFloating, Role::user, "Seventh floating-point argument."},
    {kF0 + 17, "f17", "fa7", kFloating, Role::user, "Eighth floating-point argument."},
    {kF0 + 18, "f18", "fs2", kFloating, Role::user, "Saved register: a called function must give it back."},
    {kF0 + 19, "f19", "fs3", kFloating, Role::user, "Saved register: a called function must give it back."},
    {kF0 + 20, "f20", "fs4", kFloating, Role::user, "Saved register: a called function must give it back."},
    {kF0 + 21, "f21", "fs5", kFloating, Role::user, "Saved register: a called function must give it back."},
    {kF0 + 22, "f22", "fs6", kFloating, Role::user, "Saved register: a called function must give it back."},
    {kF0 + 23, "f23", "fs7", kFloating, Role::user, "Saved register: a called function must give it back."},
    {kF0 + 24, "f24", "fs8", kFloating, Role::user, "Saved register: a called function must give it back."},
    {kF0 + 25, "f25", "fs9", kFloating, Role::user, "Saved register: a called function must give it back."},
    {kF0 + 26, "f26", "fs10", kFloating, Role::user, "Saved register: a called function must give it back."},
    {kF0 + 27, "f27", "fs11", kFloating, Role::user, "Saved register: a called function must give it back."},
    {kF0 + 28, "f28", "ft8", kFloating, Role::user, "Temporary; a called function may change it."},
    {kF0 + 29, "f29", "ft9", kFloating, Role::user, "Temporary; a called function may change it."},
    {kF0 + 30, "f30", "ft10", kFloating, Role::user, "Temporary; a called function may change it."},
    {kF0 + 31, "f31", "ft11", kFloating, Role::user, "Temporary; a called function may change it."},
    {kFcsr, "fcsr", "", kFloating, Role::user, "Floating-point rounding mode and accrued exception flags."},
    {kPmpcfg0, "pmpcfg0", "", kControl, Role::firmware,
     "Physical memory protection: settings of regions 0 to 7, a byte each."},
    {kPmpcfg2, "pmpcfg2", "", kControl, Role::firmware,
     "Physical memory protection: settings of regions 8 to 15, a byte each."},
#define PMPADDR(i)                                                          \
  {                                                                         \
    kPmpaddr0 + i, "pmpaddr" #i, "", kControl, Role::firmware,              \
        "Physical memory protection: address of this region, divided by 4." \
  }
    PMPADDR(0),
    PMPADDR(1),
    PMPADDR(2),
    PMPADDR(3),
    PMPADDR(4),
    PMPADDR(5),
    PMPADDR(6),
    PMPADDR(7),
    PMPADDR(8),
    PMPADDR(9),
    PMPADDR(10),
    PMPADDR(11),
    PMPADDR(12),
    PMPADDR(13),
    PMPADDR(14),
    PMPADDR(15),
#undef PMPADDR
    {kMhartid, "mhartid", "", kControl, Role::firmware, "Number of this hart."},
    {kMisa, "misa", "", kControl, Role::firmware, "Which extensions this hart has, a bit per letter."},
};

constexpr ViewRow kViews[] = {
    {"sstatus", kMstatus, kSstatusMask, "Supervisor status: the part of mstatus that the kernel may see."},
    {"sie", kMie, kSupervisorInterrupts, "Supervisor interrupt enable: the delegated part of mie."},
    {"sip", kMip, kSupervisorInterrupts, "Supervisor interrupt pending: the delegated part of mip."},
};

constexpr auto kException = TrapKind::exception;
constexpr auto kInterrupt = TrapKind::interrupt;
constexpr auto kSyscall = TrapKind::syscall;

constexpr CauseRow kCauses[] = {
    {kInterrupt, 1, "software", "Supervisor software interrupt",
     "Another hart, or machine mode, asked for attention."},
    {kInterrupt, 3, "machine-software", "Machine software interrupt", "Another hart asked for attention."},
    {kInterrupt, 5, "timer", "Supervisor timer interrupt", "The time the kernel asked for has come."},
    {kInterrupt, 7, "machine-timer", "Machine timer interrupt", "The timer's mtime has reached mtimecmp."},
    {kInterrupt, 9, "external", "Supervisor external interrupt",
     "A device wants attention; ask the interrupt controller which."},
    {kInterrupt, 11, "machine-external", "Machine external interrupt",
     "A device wants attention; ask the interrupt controller which."},
    {kException, kFetchMisaligned, "fetch-misaligned", "Instruction address misaligned",
     "A jump to an address where no instruction can start."},
    {kException, kFetchAccessFault, "fetch-fault", "Instruction access fault",
     "Nothing can be executed at that address."},
    {kException, kIllegalInstruction, "illegal", "Illegal instruction",
     "Not an instruction, or not allowed in this mode."},
    {kException, kBreakpoint, "breakpoint", "Breakpoint", "The program executed ebreak."},
    {kException, kLoadMisaligned, "load-misaligned", "Load address misaligned",
     "The address is not a multiple of the size, where it must be."},
    {kException, kLoadAccessFault, "load-fault", "Load access fault", "Nothing can be read at that address."},
    {kException, kStoreMisaligned, "store-misaligned", "Store/AMO address misaligned",
     "The address is not a multiple of the size, where it must be."},
    {kException, kStoreAccessFault, "store-fault", "Store/AMO access fault",
     "Nothing can be written at that address."},
    {kSyscall, kEcallFromU, "ecall-u", "Environment call from U-mode", "A user program called the kernel."},
    {kSyscall, kEcallFromS, "ecall-s", "Environment call from S-mode", "The kernel called the firmware."},
    {kSyscall, kEcallFromM, "ecall-m", "Environment call from M-mode", "Machine mode called itself."},
    {kException, kFetchPageFault, "fetch-page-fault", "Instruction page fault",
     "The page table does not let this mode execute there."},
    {kException, kLoadPageFault, "load-page-fault", "Load page fault",
     "The page table does not let this mode read there."},
    {kException, kStorePageFault, "store-page-fault", "Store/AMO page fault",
     "The page table does not let this mode write there."},
};

constexpr TrapRow kTraps[] = {
    {kSupervisor, "stvec", "sepc", "scause", "stval", "sstatus", "SIE", "SPIE", "SPP"},
    {kMachine, "mtvec", "mepc", "mcause", "mtval", "mstatus", "MIE", "MPIE", "MPP"},
};

constexpr InputRow kInputRows[] = {{"SSI", 1}, {"MSI", 3}, {"STI", 5}, {"MTI", 7}, {"SEI", 9}, {"MEI", 11}};

// "RISC-V Calling Conventions" 2: a0 and a1 carry results.
constexpr uint16_t kResultWords[] = {10, 11};

}  // namespace

extern const Isa kIsa{
    .name = "riscv",
    .title = "RISC-V RV64",
    .xlen = 64,
    .modes = kModes,
    .words = std::span(kWords).subspan(kBoundWords),
    .views = kViews,
    .fields = field_rows(false),
    .causes = kCauses,
    .inputs = kInputRows,
    .traps = kTraps,
    .instructions = instruction_rows(),
    .assembly = &kAssembly,
    .pc_word = kPc,
    .mode_word = kMode,
    .input_word = kInputs,
    .stack_word = kSp,
    .pending_word = kMip,
    .result_words = kResultWords,
    .space_word = kSatp,
    .make_hart = make_hart,
    .decode = decode,
    .read_word = read_word,
    .writers = writers,
    .translate = translate,
    .explain = explain,
    .vector = vector,
    .mappings = mappings,
};

extern const Isa kIsaBounded = [] {
  Isa isa = kIsa;
  isa.title = "RISC-V RV64 with base and bound";
  isa.words = kWords;
  isa.fields = field_rows(true);
  return isa;
}();

}  // namespace trapdoor::riscv
