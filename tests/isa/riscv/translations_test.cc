// Cached translations follow the page table at once, in one place or in several, for data and for code.
#include <gtest/gtest.h>

#include <string>

#include "tests/support/guest.h"

namespace trapdoor {
namespace {

// RAM at its own address and devices at theirs, in 1 GiB pages; one last-level table that is met at 3 GiB and at 4 GiB,
// and whose first two entries are the pages `first` and `second`. Starts at `begin` in supervisor mode with s0 and s1
// at 3 and 4 GiB, s2 at the table, s3 and s4 the entries that lead to the pages.
constexpr std::string_view kTables = R"(
_start:
  li t0, -1
  csrw pmpaddr0, t0
  li t0, 0x1f
  csrw pmpcfg0, t0
  la t0, failed
  csrw mtvec, t0
  la t0, root
  la t1, middle
  srli t2, t1, 2
  ori t2, t2, 1
  sd t2, 24(t0)
  sd t2, 32(t0)
  la s2, last
  srli t2, s2, 2
  ori t2, t2, 1
  sd t2, 0(t1)
  la t2, first
  srli t2, t2, 2
  ori s3, t2, 0xcf
  sd s3, 0(s2)
  la t2, second
  srli t2, t2, 2
  ori s4, t2, 0xcf
  sd s4, 8(s2)
  srli t0, t0, 12
  li t1, 8 << 60
  or t0, t0, t1
  csrw satp, t0
  li s0, 0xc0000000
  li s1, 0x100000000
  la t0, begin
  csrw mepc, t0
  li t0, 0x1800
  csrc mstatus, t0
  li t0, 0x800
  csrs mstatus, t0
  mret
.macro expect at, value
  ld t0, \at
  li t1, \value
  bne t0, t1, wrong
.endm
wrong:
  li a0, 2
finish:
  slli a0, a0, 16
  li t5, 0x3333
  or t5, t5, a0
  li t6, 0x100000
  sw t5, 0(t6)
9: j 9b
.balign 4
failed:
  li a0, 3
  j finish
.balign 4096
root:
  .dword 0xcf
  .dword 0
  .dword (0x80000000 >> 2) | 0xcf
  .space 4096 - 24
middle:
  .space 4096
last:
  .space 4096
first:
  .dword 111
  .space 4088
second:
  .dword 222
  .space 4088
.balign 4096
begin:
)";
constexpr std::string_view kDone = R"(
  li a0, 1
  j finish
)";

uint64_t outcome(std::string_view kernel) {
  Guest guest(std::string(kTables) + std::string(kernel) + std::string(kDone));
  guest.run();
  return guest.exit_code();
}

TEST(RiscvTranslations, AnEntryThatChangesChangesWhatItsPageReads) {
  EXPECT_EQ(outcome(R"(
  li t2, 4096
  add s5, s0, t2
  expect 0(s0), 111
  expect 0(s5), 222
  sd s4, 0(s2)
  expect 0(s0), 222
  expect 0(s5), 222
  sd s3, 8(s2)
  expect 0(s5), 111
)"),
            1u);
}

TEST(RiscvTranslations, AnEntryThatChangesChangesWhereItsPageIsWritten) {
  EXPECT_EQ(outcome(R"(
  li t2, 333
  sd t2, 0(s0)
  sd t2, 0(s0)
  sd s4, 0(s2)
  li t2, 444
  sd t2, 0(s0)
  la t3, first
  expect 0(t3), 333
  la t3, second
  expect 0(t3), 444
)"),
            1u);
}

TEST(RiscvTranslations, ATableMetInTwoPlacesChangesBoth) {
  EXPECT_EQ(outcome(R"(
  expect 0(s0), 111
  expect 0(s1), 111
  expect 0(s0), 111
  sd s4, 0(s2)
  expect 0(s1), 222
  expect 0(s0), 222
)"),
            1u);
}

TEST(RiscvTranslations, AnEntryOfAMiddleTableChangesAllBelow) {
  EXPECT_EQ(outcome(R"(
  la t2, middle
  la t3, other
  sd s4, 0(t3)
  srli t3, t3, 2
  ori t3, t3, 1
  expect 0(s0), 111
  sd t3, 0(t2)
  expect 0(s0), 222
  j 1f
.balign 4096
other:
  .space 4096
1:
)"),
            1u);
}

TEST(RiscvTranslations, CodeThatMovesItsOwnPageGoesOnInTheNewOne) {
  EXPECT_EQ(outcome(R"(
  la t3, old_code
  srli t3, t3, 2
  ori t3, t3, 0xcf
  sd t3, 0(s2)
  la t3, new_code
  srli t3, t3, 2
  ori t3, t3, 0xcf
  la t4, wrong
  la t5, landed
  jr s0
.balign 4096
old_code:
  sd t3, 0(s2)
  jr t4
.balign 4096
new_code:
  sd t3, 0(s2)
  jr t5
landed:
)"),
            1u);
}

// Page 0, where no memory is, at every address that is not a multiple of the size: an access must not be taken for
// one that some forgotten translation allows, neither on a fresh hart nor where RAM's translation was dropped before.
TEST(RiscvTranslations, NothingIsFoundAtMisalignedAddressesOfPageZero) {
  for (bool used : {false, true}) {
    std::string text = "_start: la t0, handler\n csrw mtvec, t0\n li s0, 0\n";
    // RAM's first page shares its place in the TLB with page 0; code that is written to is looked at anew.
    if (used)
      text += " la t1, patched\n lw t2, 0(t1)\n sw t2, 0(t1)\n fence.i\n call patched\n sw t2, 0(t1)\n";
    int accesses = 0;
    for (const char* each : {"lh", "lhu", "sh", "lw", "lwu", "sw", "ld", "sd", "flw", "fsw", "fld", "fsd"}) {
      const int size = each[1] == 'h' || each[2] == 'h'                   ? 2
                       : std::string(each).find('w') != std::string::npos ? 4
                                                                          : 8;
      const std::string data = each[0] == 'f' ? "f0" : "t3";
      for (int offset = 1; offset < size; offset++, accesses++)
        text += std::string(" ") + each + " " + data + ", " + std::to_string(offset) + "(zero)\n";
    }
    for (const char* each : {"lr.w", "lr.d"}) {
      for (int offset = 1; offset < (each[3] == 'w' ? 4 : 8); offset++, accesses++)
        text += " li t4, " + std::to_string(offset) + "\n " + each + " t3, (t4)\n";
    }
    for (const char* each : {"amoadd.w", "amoswap.d", "sc.w", "sc.d"}) {
      const int size = std::string(each).ends_with("w") ? 4 : 8;
      for (int offset = 1; offset < size; offset++, accesses++)
        text += " li t4, " + std::to_string(offset) + "\n " + each + " t3, zero, (t4)\n";
    }
    text +=
        " li t0, POWER\n li t1, 0x5555\n sw t1, 0(t0)\n"
        "patched: ret\n .align 2\n"
        "handler: addi s0, s0, 1\n csrr t0, mepc\n addi t0, t0, 4\n csrw mepc, t0\n mret\n";
    Guest guest("_on: li t0, 0x6000\n csrs mstatus, t0\n j _start\n" + text);
    guest.run();
    EXPECT_EQ(guest.word("s0"), static_cast<uint64_t>(accesses))
        << (used ? "after translations were dropped" : "");
  }
}

}  // namespace
}  // namespace trapdoor
