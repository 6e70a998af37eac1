// Every flaw: an attack that the hardware stops, and that succeeds when this protection is off.
#include "engine/machine/flaw.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/guest.h"

namespace trapdoor {
namespace {

constexpr uint64_t kHeld = 1, kBroken = 2;

// `finish` works in every mode: by the power switch's own address, or where the page table below puts it.
constexpr std::string_view kPrelude = R"(
.equ HELD, 1
.equ BROKEN, 2
.macro finish code, base=0x100000
  li t6, \base
  li t5, (\code << 16) | 0x3333
  sw t5, 0(t6)
9: j 9b
.endm
.macro open_memory entry=0     # lower modes may use all of memory
  li t0, -1
  csrw pmpaddr\entry, t0
  li t0, 0x1f << (8 * \entry)
  csrs pmpcfg0, t0
.endm
.macro close_memory first, bits  # region 0: 8 << bits bytes that no lower mode may touch
  li t0, (\first >> 2) | ((1 << \bits) - 1)
  csrw pmpaddr0, t0
  li t0, 0x18
  csrs pmpcfg0, t0
.endm
.macro enter_mode mpp, label
  la t0, \label
  csrw mepc, t0
  li t0, 0x1800
  csrc mstatus, t0
  li t0, \mpp << 11
  csrs mstatus, t0
  mret
.endm
.macro paging_on
  la t0, root
  srli t0, t0, 12
  li t1, 8 << 60
  or t0, t0, t1
  csrw satp, t0
.endm
.macro page_table             # 1 GiB pages: user's view of RAM, devices, the kernel's RAM, one more user view
  .balign 4096
root:
  .dword (0x80000000 >> 2) | 0xdf
  .dword 0xdf
  .dword (0x80000000 >> 2) | 0xcf
  .dword (0x80000000 >> 2) | 0xdf
  .space 4096 - 32
.endm
.macro stop_traps
  la t0, stopped
  csrw mtvec, t0
.endm
.balign 4
_start:
  j begin
.balign 4
stopped:
  finish HELD
)";

uint64_t outcome(std::string_view attack, Flaw flaw, bool on) {
  Guest guest(std::string(kPrelude) + std::string(attack));
  guest.machine->set_flaw(flaw, on);
  guest.run();
  return guest.exit_code();
}

void expect_only_with(Flaw flaw, std::string_view attack) {
  EXPECT_EQ(outcome(attack, flaw, false), kHeld);
  EXPECT_EQ(outcome(attack, flaw, true), kBroken);
}

TEST(FlawTest, UserPrivileged) {
  expect_only_with(Flaw::user_privileged, R"(
begin:
  stop_traps
  open_memory
  enter_mode 0, user
user:
  csrw mscratch, sp
  csrw mtvec, sp
  finish BROKEN
)");
}

TEST(FlawTest, UserPages) {
  expect_only_with(Flaw::user_pages, R"(
begin:
  stop_traps
  open_memory
  paging_on
  enter_mode 0, user - 0x80000000
user:
  li t0, 0x80000000
  ld t1, 0(t0)                # the kernel's first bytes
  finish BROKEN, 0x40100000
  page_table
)");
}

TEST(FlawTest, KernelTextWritable) {
  expect_only_with(Flaw::kernel_text_writable, R"(
begin:
  la t0, handler
  csrw mtvec, t0
  open_memory
  paging_on
  enter_mode 0, user - 0x80000000
.balign 4
handler:                      # a system call answers 0 in a0
  csrr t0, mcause
  li t1, 8
  bne t0, t1, stopped
answer:
  li a0, 0
  csrr t0, mepc
  addi t0, t0, 4
  csrw mepc, t0
  mret
user:
  la t0, answer               # in the user's view
  li t1, 0x80000000
  add t0, t0, t1              # in the kernel's
  li t1, 0x00100513           # li a0, 1
  sw t1, 0(t0)
  ecall
  beqz a0, 1f
  finish BROKEN, 0x40100000
1:finish HELD, 0x40100000
  page_table
)");
}

TEST(FlawTest, KernelRunsUserPages) {
  expect_only_with(Flaw::kernel_runs_user_pages, R"(
begin:
  stop_traps
  open_memory
  paging_on
  li t0, 1 << 18              # the kernel may read and write user pages: running them is another matter
  csrs mstatus, t0
  enter_mode 1, kernel
kernel:
  la t0, shellcode - 0x80000000
  jr t0
shellcode:
  finish BROKEN, 0x40100000
  page_table
)");
}

TEST(FlawTest, MemoryUnprotected) {
  expect_only_with(Flaw::memory_unprotected, R"(
begin:
  stop_traps
  close_memory 0x80002000, 9
  open_memory 1
  enter_mode 0, user
user:
  li t0, 0x80002000
  ld t1, 0(t0)
  finish BROKEN
)");
}

// The alarm is still ringing when its handler is entered. With interrupts on it enters again at once, and again: the
// handler never runs its first instruction, and every entry overwrites where the user program was.
TEST(FlawTest, EntryKeepsInterrupts) {
  constexpr std::string_view kAttack = R"(
begin:
  la t0, handler
  csrw mtvec, t0
  open_memory
  li t0, TIMER_COMPARE
  li t1, 300
  sd t1, 0(t0)
  li t0, 0x80
  csrs mie, t0
  csrs mstatus, t0            # mret turns interrupts on
  enter_mode 0, user
user:
  j user
.balign 4
handler:
  csrr t0, mepc
  la t1, user
  beq t0, t1, stopped
  finish BROKEN
)";
  EXPECT_EQ(outcome(kAttack, Flaw::entry_keeps_interrupts, false), kHeld);
  Guest guest(std::string(kPrelude) + std::string(kAttack));
  guest.machine->set_flaw(Flaw::entry_keeps_interrupts, true);
  EXPECT_EQ(guest.machine->run(1300), Stop::limit);
  EXPECT_EQ(guest.events(EventKind::trap).size(), 1000u);
  EXPECT_EQ(guest.word("mepc"), guest.symbol("handler"));
}

TEST(FlawTest, EntryKeepsMode) {
  expect_only_with(Flaw::entry_keeps_mode, R"(
begin:
  la t0, handler
  csrw mtvec, t0
  open_memory
  enter_mode 1, kernel
kernel:
  ecall                       # the kernel asks the firmware; it must come back as the kernel
  csrr t0, sstatus
  finish HELD
.balign 4
handler:
  csrr t0, mcause
  li t1, 9
  bne t0, t1, demoted
  csrr t0, mepc
  addi t0, t0, 4
  csrw mepc, t0
  mret
demoted:
  finish BROKEN
)");
}

TEST(FlawTest, EntryLosesPc) {
  expect_only_with(Flaw::entry_loses_pc, R"(
begin:
  la t0, handler
  csrw mtvec, t0
  open_memory
  enter_mode 0, user
user:
  nop
call:
  ecall
.balign 4
handler:
  csrr t0, mepc
  la t1, call
  beq t0, t1, stopped
  finish BROKEN
)");
}

// The window is one tick wide, so the attack tries every tick of a stretch.
TEST(FlawTest, EntryTorn) {
  auto broken_at_some_tick = [](bool on) {
    for (int tick = 40; tick < 90; tick++) {
      if (outcome(".equ WHEN, " + std::to_string(tick) + R"(
begin:
  la t0, handler
  csrw mtvec, t0
  open_memory
  li s1, 0
  li t0, TIMER_COMPARE
  li t1, WHEN
  sd t1, 0(t0)
  li t0, 0x80
  csrs mie, t0
  csrs mstatus, t0            # mret turns interrupts on
  enter_mode 0, user
user:
  .rept 20
  nop
  .endr
call:
  ecall
.balign 4
handler:
  csrr t2, mcause
  bltz t2, timer
  csrr t0, mepc
  la t1, call
  beq t0, t1, stopped
  finish BROKEN
timer:
  li t0, TIMER_COMPARE
  li t1, -1
  sd t1, 0(t0)
  addi s1, s1, 1
  li t1, 1
  bgt s1, t1, 1f
  mret
1:finish BROKEN               # one alarm was set, two came: the system call's cause was overwritten
)",
                  Flaw::entry_torn, on) == kBroken) {
        return true;
      }
    }
    return false;
  };
  EXPECT_FALSE(broken_at_some_tick(false));
  EXPECT_TRUE(broken_at_some_tick(true));
}

TEST(FlawTest, UserTimer) {
  expect_only_with(Flaw::user_timer, R"(
begin:
  stop_traps
  close_memory 0x2000000, 13
  open_memory 1
  enter_mode 0, user
user:
  li t0, TIMER_COMPARE
  li t1, -1
  sd t1, 0(t0)
  finish BROKEN
)");
}

TEST(FlawTest, UserVector) {
  expect_only_with(Flaw::user_vector, R"(
begin:
  stop_traps
  open_memory
  enter_mode 0, user
user:
  la t0, mine
  csrw mtvec, t0
  ecall
.balign 4
mine:
  csrr t0, mhartid            # only machine mode can
  finish BROKEN
)");
}

// A user reads a page, calls the kernel, which takes the page away and goes back, and reads it again; then `then`.
std::string stale_page(std::string_view then) {
  return R"(
begin:
  la t0, taken_away
  csrw mtvec, t0
  open_memory
  paging_on
  enter_mode 0, user - 0x80000000
user:
  li s0, 0xc0000000
  ld t1, 0(s0)                # still ours
  ecall
again:
  ld t1, 0(s0)
  )" + std::string(then) +
         R"(
.balign 4
taken_away:
  la t0, root
  sd zero, 24(t0)
  sfence.vma
  la t0, again - 0x80000000
  csrw mepc, t0
  stop_traps
  mret
  page_table
)";
}

TEST(FlawTest, StaleTranslations) {
  expect_only_with(Flaw::stale_translations, stale_page("finish BROKEN, 0x40100000"));
}

// What figures and debuggers are told is what an access would meet.
TEST(FlawTest, LookingFindsTheStaleTranslation) {
  Guest guest(std::string(kPrelude) + stale_page("1: j 1b"));
  Machine& m = *guest.machine;
  m.set_flaw(Flaw::stale_translations, true);
  m.run(400);
  ASSERT_EQ(guest.word("mode"), 0u);
  auto at = [&](uint64_t address, AccessKind kind, uint8_t mode) {
    return m.isa().translate(m, 0, address, kind, mode);
  };
  Translation found = at(0xc0000abc, AccessKind::load, 0);
  EXPECT_TRUE(found.ok);
  EXPECT_EQ(found.physical, 0x80000abcu);
  EXPECT_EQ(found.walk.size(), 1u);                      // the tables say that there is nothing
  EXPECT_FALSE(at(0xc0001000, AccessKind::load, 0).ok);  // never used, so nothing stale is there
  EXPECT_FALSE(at(0xc0000000, AccessKind::load, 1).ok);  // SUM is 0: the stale entry says whose it is
  auto stale = [&] {
    std::vector<Mapping> all = m.isa().mappings(m, 0, guest.word("satp"), 100);
    std::erase_if(all, [](const Mapping& one) { return !one.stale; });
    return all;
  };
  ASSERT_EQ(stale().size(), 1u);  // and not what the tables still say
  EXPECT_EQ(stale()[0].address, 0xc0000000u);
  EXPECT_EQ(stale()[0].physical, 0x80000000u);
  EXPECT_TRUE(stale()[0].user && stale()[0].read);
  m.set_flaw(Flaw::stale_translations, false);
  EXPECT_TRUE(stale().empty());
  EXPECT_FALSE(at(0xc0000abc, AccessKind::load, 0).ok);
}

TEST(FlawTest, LookingFindsTheOpenTimer) {
  Guest guest(std::string(kPrelude) + R"(
begin:
  stop_traps
  open_memory
  paging_on
  enter_mode 0, user - 0x80000000
user:
  j user
  page_table
)");
  Machine& m = *guest.machine;
  m.run(100);
  ASSERT_EQ(guest.word("mode"), 0u);
  auto at = [&](uint8_t mode) { return m.isa().translate(m, 0, 0x0200'4000, AccessKind::store, mode); };
  EXPECT_EQ(at(0).physical, 0x8200'4000u);
  m.set_flaw(Flaw::user_timer, true);
  EXPECT_TRUE(at(0).ok);
  EXPECT_EQ(at(0).physical, 0x0200'4000u);
  EXPECT_NE(at(1).physical, 0x0200'4000u);
}

TEST(FlawTest, DmaUnbounded) {
  expect_only_with(Flaw::dma_unbounded, R"(
begin:                          # the kernel serves a request: a sector into the user's buffer, wherever that is
  li s0, DISK_SECTOR
  la t0, users
  sd t0, DISK_LOW - DISK_SECTOR(s0)
  la t0, users_end
  sd t0, DISK_HIGH - DISK_SECTOR(s0)
  la t0, secret               # the user says: over there
  sd t0, DISK_ADDRESS - DISK_SECTOR(s0)
  li t0, 1
  sw t0, DISK_COUNT - DISK_SECTOR(s0)
  li t0, 3
  sw t0, DISK_COMMAND - DISK_SECTOR(s0)
1:lw t0, DISK_STATUS - DISK_SECTOR(s0)
  andi t0, t0, 1
  bnez t0, 1b
  ld t0, secret
  beqz t0, 2f                 # the empty disk's zeros arrived
  finish HELD
2:finish BROKEN
.data
secret: .dword 42
  .space 504
users: .space 512
users_end:
)");
}

TEST(FlawTest, RowsCoverEveryFlawOnce) {
  uint64_t seen = 0;
  for (const FlawRow& row : flaw_rows()) {
    EXPECT_EQ(seen & flaw_bit(row.flaw), 0u) << row.name;
    seen |= flaw_bit(row.flaw);
    EXPECT_EQ(find_flaw(row.name), row.flaw);
    EXPECT_FALSE(row.help.empty()) << row.name;
  }
  EXPECT_EQ(seen, kEveryFlaw);
}

}  // namespace
}  // namespace trapdoor
