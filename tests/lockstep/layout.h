// Layout: where a lockstep image keeps what; read by the generator (C++) and by the guest's runtime
// (assembly).
//
//   RUNTIME_BASE  runtime.S, its state block, number of cases
//   ARENA_BASE    one arena per case: header and results, trap log, data, page tables, code
#ifndef TRAPDOOR_TESTS_LOCKSTEP_LAYOUT_H
#define TRAPDOOR_TESTS_LOCKSTEP_LAYOUT_H

#define RAM_SIZE 0x4000000
#define RUNTIME_BASE 0x80000000
#define CASE_FIRST 0x80007ff0  // index of the first arena to run
#define CASE_COUNT 0x80007ff8  // index after the last
#define STATE_BASE 0x80008000
#define ARENA_BASE 0x80200000
#define ARENA_SIZE 0x40000

// Offsets in an arena.
#define ARENA_REPEATS 0x8      // how often the code runs, registers kept
#define ARENA_REGISTERS 0x100  // x0 to x31 before
#define ARENA_RESULT_X 0x200   // x0 to x31 after

#define ARENA_RESULT_F 0x300  // f0 to f31 after
#define ARENA_RESULT_CSR 0x400
#define ARENA_FLOATS 0x800  // f0 to f31 before
#define ARENA_LOG 0x1000
#define ARENA_LOG_END 0x7fd0
#define ARENA_DATA 0x8000
#define ARENA_TABLES 0x10000
#define ARENA_CODE 0x20000

// A trap's record in the log: eight doublewords.
#define RECORD_SIZE 0x40

// Offsets in the state block.
#define STATE_SAVE_M 0x0   // x5 to x8 while the machine handler runs
#define STATE_SAVE_S 0x20  // the same for the supervisor handler
#define STATE_LOG 0x40     // where the next record goes
#define STATE_LOG_END 0x48
#define STATE_REPEATS 0x50
#define STATE_CODE 0x58  // physical start of the case's code
#define STATE_ARENA 0x60
#define STATE_INDEX 0x68
#define STATE_DUMPING 0x70   // 1: results are being written; traps are skipped without a record
#define STATE_ESCAPING 0x78  // 1: the supervisor handler wants machine mode at STATE_ESCAPE_PC
#define STATE_ESCAPE_PC 0x80
#define STATE_SSCRATCH 0x88
// 1 in QEMU's image only: 7.2 reports a fault of an atomic as one of a load, the specification as one of a store.
#define STATE_MEND_ATOMICS 0x90
#define STATE_SAVE_MEND 0x98

// `ecall` with this in x17 goes on after the ecall in machine mode, whatever is delegated.
#define ESCAPE_MAGIC 0x5ca9e
// While paging, user code runs at this virtual address, which maps to the case's code.
#define USER_CODE 0x40000000

#endif
