// Who sets a page's A and D bits is the board's choice: the hardware (Svadu), or the kernel, after a fault (Svade).
#include <gtest/gtest.h>

#include "engine/boards/boards.h"
#include "engine/isa/riscv/words.h"
#include "tests/support/guest.h"

namespace trapdoor {
namespace {

constexpr uint64_t kAccessed = 0x40, kDirty = 0x80;

// One gigabyte page over RAM. Machine mode loads, then stores, with the kernel's rights; faults are counted and skipped.
constexpr std::string_view kProgram = R"(
  la t0, handler
  csrw mtvec, t0
  li t0, -1
  csrw pmpaddr0, t0
  li t0, 0x1f
  csrw pmpcfg0, t0
  la t0, root
  srli t0, t0, 12
  li t1, 8 << 60
  or t0, t0, t1
  csrw satp, t0
  li t0, 1 << 17 | 1 << 11      # MPRV, MPP = supervisor
  la a0, data
  li a3, 0
  csrs mstatus, t0
  ld a1, 0(a0)
  csrw mscratch, a3             # faults of the load
  csrs mstatus, t0
  sd a1, 8(a0)
  csrc mstatus, t0
  la t1, root
  ld a4, 16(t1)
  li t6, POWER_BASE
  li t5, 0x5555
  sw t5, 0(t6)
1: j 1b
  .balign 4
handler:                        # leaves MPRV off and MPP clear, and goes on without mret
  csrr t1, mepc
  addi t1, t1, 4
  li t2, 1 << 17 | 3 << 11
  csrc mstatus, t2
  csrr a5, mcause
  add a3, a3, a5
  jr t1
  .balign 4096
root: .dword 0, 0, (0x80000000 >> 2) | 0xf
  .balign 4096
data: .dword 5, 0
)";

TEST(AccessedAndDirty, TheHardwareSetsThem) {
  Guest guest(kProgram);
  guest.run();
  EXPECT_EQ(guest.word("a3"), 0u);
  EXPECT_EQ(guest.memory("data", 1), 5u);
  EXPECT_EQ(guest.word("a4") & (kAccessed | kDirty), kAccessed | kDirty);
}

TEST(AccessedAndDirty, OrTheKernelMust) {
  Board board = *find_board("riscv-virt");
  board.isa_options &= ~riscv::kHardwareAccessedDirty;
  Guest guest(kProgram, {.board = &board});
  guest.run();
  EXPECT_EQ(guest.word("mscratch"), 13u) << "a page fault of the load";
  EXPECT_EQ(guest.word("a3"), 13u + 15u) << "and one of the store";
  EXPECT_EQ(guest.memory("data", 1), 0u);
  EXPECT_EQ(guest.word("a4") & (kAccessed | kDirty), 0u);
}

TEST(AccessedAndDirty, ThePageThatWasOnlyReadIsNotDirty) {
  Board board = *find_board("riscv-virt");
  board.isa_options &= ~riscv::kHardwareAccessedDirty;
  std::string program(kProgram);
  program.replace(program.find("| 0xf"), 5, "| 0x4f");
  Guest guest(program, {.board = &board});
  guest.run();
  EXPECT_EQ(guest.word("mscratch"), 0u);
  EXPECT_EQ(guest.word("a1"), 5u);
  EXPECT_EQ(guest.word("a3"), 15u) << "storing needs D as well";
}

}  // namespace
}  // namespace trapdoor
