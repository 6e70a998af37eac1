// Base and bound (Privileged Architecture 1.9.1, 3.6.1), and other borders of what may be touched inside one page.
#include <gtest/gtest.h>

#include <string>

#include "engine/boards/boards.h"
#include "tests/support/guest.h"

namespace trapdoor {
namespace {

const GuestOptions kBoard{.board = find_board("riscv-bound")};

struct Parts {
  std::string bound = "0x1000";
  std::string user;
  std::string handler = "j off";  // of the first trap
  std::string after = "";         // behind the segment, on the next page but one
};

// The user's addresses begin at 0, which is `user`.
std::string program(const Parts& parts) {
  return R"(
.equ VM, 1 << 24
_start:
  la t0, handler
  csrw mtvec, t0
  li t0, -1
  csrw pmpaddr0, t0
  li t0, 0x1f
  csrw pmpcfg0, t0
  la t0, user
  csrw mbase, t0
  li t0, )" +
         parts.bound + R"(
  csrw mbound, t0
  li t0, VM
  csrs mstatus, t0
  mret
  .balign 4
off:
  li t6, POWER_BASE
  li t5, 0x5555
  sw t5, 0(t6)
1: j 1b
  .balign 4
handler:
)" + parts.handler +
         R"(
  .balign 4096
user:
)" + parts.user +
         R"(
  .org user + 0x800
data: .dword 41, 0
  .org user + 0xff8
last: .dword 7
next: .dword 8
  .org user + 0x2000
)" + parts.after;
}

TEST(BaseAndBound, AddressesAreRelocated) {
  Guest guest(program({.user = R"(
  li a0, 0x800
  ld a1, 0(a0)
  addi a1, a1, 1
  sd a1, 8(a0)
  ld a2, 0x7f8(a0)    # the last doubleword
  auipc a3, 0
  ecall)"}),
              kBoard);
  guest.run();
  EXPECT_EQ(guest.word("mcause"), 8u);
  EXPECT_EQ(guest.word("a1"), 42u);
  EXPECT_EQ(guest.memory("data", 1), 42u);
  EXPECT_EQ(guest.word("a2"), 7u);
  EXPECT_EQ(guest.word("a3"), 24u) << "the user's pc begins at 0";
}

TEST(BaseAndBound, WhatLiesBeyondIsAnAccessFault) {
  struct {
    const char *bound, *code;
    uint64_t cause, value;
  } const kRows[] = {
      {"0x1000", "li a0, 0x1000; lb a1, 0(a0)", 5, 0x1000},
      {"0x1000", "li a0, -1; lb a1, 0(a0)", 5, ~uint64_t{0}},
      {"0x1000", "li a0, 0x1000; sb a1, 0(a0)", 7, 0x1000},
      {"0x1000", "li a0, 0xffc; sd a1, 0(a0)", 7, 0x1000},
      {"0x1000", "li a0, 0x80000000; ld a1, 0(a0)", 5, 0x80000000},
      {"0x1000", "li a0, 0x1000; amoadd.w a1, a1, (a0)", 7, 0x1000},
      {"0x1000", "li a0, 0x1000; jr a0", 1, 0x1000},
      {"0x804", "li a0, 0x800; lw a1, 0(a0); sw a1, 0(a0); ld a1, 0(a0)", 5, 0x800},
      {"0x804", "li a0, 0x800; lbu a1, 3(a0); lbu a1, 4(a0)", 5, 0x804},
      {"16", "nop; nop; nop; nop; nop; nop", 1, 16},
      {"16", "j 1f; nop; nop; nop; 1: nop", 1, 16},
      {"0", "nop", 1, 0},
  };
  for (const auto& row : kRows) {
    Guest guest(program({.bound = row.bound, .user = row.code}), kBoard);
    guest.run();
    EXPECT_EQ(guest.word("mcause"), row.cause) << row.bound << ": " << row.code;
    EXPECT_EQ(guest.word("mtval"), row.value) << row.bound << ": " << row.code;
    EXPECT_EQ(guest.memory("last"), 7u) << "half of a store was done: " << row.code;
    EXPECT_EQ(guest.memory("next"), 8u) << row.code;
    if (row.cause == 1) {
      EXPECT_EQ(guest.word("mepc"), row.value) << row.code;
    }
  }
}

TEST(BaseAndBound, AnotherBaseIsOtherMemory) {
  constexpr std::string_view kUser = R"(
  li a0, 0x800
  ld a1, 0(a0)
  ecall
  ld a2, 0(a0)
  ecall
)";
  Guest guest(program({.user = std::string(kUser),
                       .handler = R"(
  csrr t0, mepc
  addi t0, t0, 4
  csrw mepc, t0
  la t0, other
  csrw mbase, t0
  la t0, off
  csrw mtvec, t0
  mret)",
                       .after = "other:" + std::string(kUser) + ".org other + 0x800\n.dword 99\n"}),
              kBoard);
  guest.run();
  EXPECT_EQ(guest.word("a1"), 41u);
  EXPECT_EQ(guest.word("a2"), 99u);
}

TEST(BaseAndBound, MachineModeIsNotBoundUnlessItAsksFor) {
  Guest guest(program({.user = "ecall", .handler = R"(
  la a0, data
  ld a1, 0(a0)
  li t0, 1 << 17      # MPRV: with the rights of MPP, the user
  csrs mstatus, t0
  li a0, 0x800
  ld a2, 0(a0)
  csrc mstatus, t0
  j off)"}),
              kBoard);
  guest.run();
  EXPECT_EQ(guest.word("a1"), 41u);
  EXPECT_EQ(guest.word("a2"), 41u);
}

TEST(BaseAndBound, TheFlawOpensAllMemory) {
  for (bool flawed : {false, true}) {
    Guest guest(program({.user = "li a0, 0x1000; ld a1, 0(a0); ecall"}), kBoard);
    guest.machine->set_flaw(Flaw::memory_unprotected, flawed);
    guest.run();
    EXPECT_EQ(guest.word("mcause"), flawed ? 8u : 5u);
    EXPECT_EQ(guest.word("a1"), flawed ? 8u : 0u);
  }
}

TEST(BaseAndBound, IsTheSameAtFullDetailAndForOnlookers) {
  Parts parts{.bound = "0x808", .user = "li a0, 0x800; ld a1, 0(a0); ld a2, 8(a0)"};
  Guest cheap(program(parts), kBoard);
  GuestOptions options = kBoard;
  options.detail = Detail::full;
  Guest full(program(parts), options);
  cheap.run();
  full.run();
  EXPECT_TRUE(cheap.machine->save() == full.machine->save());
  auto look = [&](uint64_t address) {
    return cheap.machine->isa().translate(*cheap.machine, 0, address, AccessKind::load, 0);
  };
  EXPECT_EQ(look(0x800).physical, cheap.symbol("data"));
  EXPECT_TRUE(look(0x807).ok);
  EXPECT_FALSE(look(0x808).ok);
  EXPECT_EQ(look(0x808).trap.cause, 5u);
}

TEST(BaseAndBound, OnlyZeroAndOneCanBeWrittenToVm) {
  Guest guest(R"(
  li t0, 0x1f << 24
  csrs mstatus, t0
  csrr a0, mstatus
  li t0, 1 << 24
  csrs mstatus, t0
  csrr a1, mstatus
  li t0, -1
  csrw mbase, t0
  csrr a2, mbase
  li t6, POWER_BASE
  li t5, 0x5555
  sw t5, 0(t6)
1: j 1b)",
              kBoard);
  guest.run();
  EXPECT_EQ(guest.word("a0") >> 24 & 31, 0u);
  EXPECT_EQ(guest.word("a1") >> 24 & 31, 1u);
  EXPECT_EQ(guest.word("a2"), 0x00ff'ffff'ffff'f000u);
}

TEST(BaseAndBound, OtherBoardsDoNotHaveIt) {
  Guest guest(R"(
  la t0, handler
  csrw mtvec, t0
  li t0, 1 << 24
  csrs mstatus, t0
  csrr a0, mstatus
  li a1, 0
  csrw mbase, x0
  csrr a2, mbound
  li t6, POWER_BASE
  li t5, 0x5555
  sw t5, 0(t6)
1: j 1b
  .balign 4
handler:
  addi a1, a1, 1
  csrr t0, mepc
  addi t0, t0, 4
  csrw mepc, t0
  mret)");
  guest.run();
  EXPECT_EQ(guest.word("a0") >> 24 & 31, 0u);
  EXPECT_EQ(guest.word("a1"), 2u) << "two illegal instructions";
  EXPECT_EQ(guest.word("mcause"), 2u);
  EXPECT_EQ(find_word(guest.machine->isa(), "mbase"), nullptr);
}

// The same border, drawn by physical memory protection: it may lie inside a page of code.
TEST(ProtectionInsideAPage, StopsCodeThatRunsOrJumpsAcross) {
  for (const char* code : {"nop; nop; nop; nop; nop", "j 1f; nop; nop; nop; 1: nop",
                           "li a0, 0x40; auipc a1, 0; jr 12(a1); nop; nop"}) {
    Guest guest(std::string(R"(
  la t0, off
  csrw mtvec, t0
  la t0, user
  srli t0, t0, 2
  ori t0, t0, 1       # 16 bytes
  csrw pmpaddr0, t0
  li t0, 0x1f
  csrw pmpcfg0, t0
  la t0, user
  csrw mepc, t0
  mret
off:
  li t6, POWER_BASE
  li t5, 0x5555
  sw t5, 0(t6)
1: j 1b
  .balign 16
user: )") + code);
    guest.run();
    EXPECT_EQ(guest.word("mcause"), 1u) << code;
    EXPECT_EQ(guest.word("mtval"), guest.symbol("user") + 16) << code;
    EXPECT_EQ(guest.word("mepc"), guest.symbol("user") + 16) << code;
  }
}

}  // namespace
}  // namespace trapdoor
