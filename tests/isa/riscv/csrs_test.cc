// Control registers, where the comparison with QEMU does not reach.
#include <gtest/gtest.h>

#include <initializer_list>
#include <span>

#include "engine/boards/boards.h"
#include "engine/isa/riscv/words.h"
#include "engine/machine/machine.h"
#include "tests/support/guest.h"

namespace trapdoor::riscv {
namespace {

struct Bench {
  Machine machine{*find_board("riscv-virt"), {.ram_size_bytes = 1 << 20}};
  Cpu& cpu = machine.hart(0).cpu;

  void run(std::initializer_list<uint32_t> code) {
    uint64_t at = kRam;
    for (uint32_t word : code) {
      ASSERT_TRUE(machine.poke(at, std::as_bytes(std::span(&word, 1))));
      at += 4;
    }
    machine.run(code.size());
  }
};

// A debugger's or test's probe finds that there is no trigger, and goes on.
TEST(RiscvCsrs, TriggersExistAndAreNone) {
  Bench bench;
  bench.cpu[11] = 7;
  bench.run({
      0x7a055073,  // csrrwi zero, tselect, 10
      0x7a1fd073,  // csrrwi zero, tdata1, 31
      0x7a0025f3,  // csrr a1, tselect
      0x7a102673,  // csrr a2, tdata1
  });
  EXPECT_EQ(bench.cpu[kPc], kRam + 16);
  EXPECT_EQ(bench.cpu[11], 0u);
  EXPECT_EQ(bench.cpu[12], 0u);
}

// Privileged Architecture 3.1.9: of interrupts to the same mode, external before software before timer.
TEST(RiscvCsrs, OfSeveralInterruptsTheExternalOneComesFirst) {
  for (uint64_t pending : {kSsip | kStip | kSeip, kSsip | kStip, kStip | 0}) {
    Bench bench;
    bench.cpu[kMideleg] = 0;
    bench.cpu[kMtvec] = kRam + 0x100;
    bench.cpu[kMie] = kAllInterrupts;
    bench.cpu[kMip] = pending;
    bench.cpu[kMstatus] |= kMstatusMie;
    bench.run({0x00000013});  // nop
    EXPECT_EQ(bench.cpu[kMcause], (uint64_t{1} << 63) | (pending & kSeip ? 9u : pending & kSsip ? 1u : 5u));
  }
}

TEST(RiscvCsrs, WhoMayWriteIsInTheNumber) {
  Bench bench;
  auto mode = [&](std::string_view name) { return bench.machine.isa().writers(bench.machine, name).mode; };
  auto bits_of = [&](std::string_view name) { return bench.machine.isa().writers(bench.machine, name).mask; };
  EXPECT_EQ(mode("mepc"), kMachine);
  EXPECT_EQ(mode("sstatus"), kSupervisor);
  EXPECT_EQ(mode("a0"), kUser);
  EXPECT_EQ(bits_of("mhartid"), 0u);
  EXPECT_EQ(bits_of("misa"), 0u);
  EXPECT_EQ(bits_of("zero"), 0u);
  EXPECT_EQ(bits_of("mode"), 0u) << "no instruction names it";
  EXPECT_EQ(bits_of("sip"), kSsip);
  // What is told is what the hart does: each word, written with all ones, changes in no other bit.
  for (const char* name : {"mscratch", "mie", "medeleg", "mcounteren", "scause"}) {
    Bench other;
    const CsrRow* row = find_csr(name);
    other.cpu[5] = ~uint64_t{0};
    const uint64_t old = other.cpu[row->word];
    other.run({0x00029073u | uint32_t{row->address} << 20});  // csrw name, t0
    EXPECT_EQ(other.cpu[row->word] ^ old, bits_of(name) & ~old) << name;
  }
  bench.machine.set_flaw(Flaw::user_vector, true);
  EXPECT_EQ(mode("stvec"), kUser);
  EXPECT_EQ(mode("sepc"), kSupervisor);
  bench.machine.set_flaw(Flaw::user_privileged, true);
  EXPECT_EQ(mode("sepc"), kUser);
}

}  // namespace
}  // namespace trapdoor::riscv
