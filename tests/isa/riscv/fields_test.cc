// Every control register against its rows: what a program can change or see in it has a field, or the register is one
// number and stands below with the reason.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "engine/base/bits.h"
#include "engine/boards/boards.h"
#include "engine/isa/riscv/words.h"
#include "engine/machine/machine.h"
#include "tests/support/guest.h"

namespace trapdoor::riscv {
namespace {

struct Whole {
  std::string_view name, why;
};
constexpr Whole kWhole[] = {
    {"fflags", "the flags of fcsr, whose fields they are"},
    {"frm", "the rounding mode of fcsr, whose field it is"},
    {"sscratch", "the kernel's own word"},
    {"sepc", "an address"},
    {"stval", "an address or an instruction"},
    {"stimecmp", "a time"},
    {"mscratch", "the firmware's own word"},
    {"mepc", "an address"},
    {"mtval", "an address or an instruction"},
    {"mbase", "an address"},
    {"mbound", "a number of bytes"},
    {"mcycle", "a count"},
    {"minstret", "a count"},
    {"cycle", "a count"},
    {"time", "a count"},
    {"instret", "a count"},
    {"mhartid", "a number"},
};

// The board's name for the register's rows: pmpaddr0 to pmpaddr15 are addresses, one like the other.
std::string_view why_whole(std::string_view name) {
  for (const Whole& row : kWhole) {
    if (row.name == name) return row.why;
  }
  return name.starts_with("pmpaddr") ? "an address" : "";
}

// One register of a machine of its own, written and read back by instructions in machine mode.
struct Trial {
  explicit Trial(const CsrRow& row, const Board& board)
      : csr(row), machine(board, {.ram_size_bytes = 1 << 16}) {
    constexpr uint32_t kWrite = 0x00029073, kRead = 0x00002373;  // csrw csr, t0; csrr t1, csr
    const uint32_t number = uint32_t{row.address} << 20;
    const uint32_t code[] = {kRead | number, kWrite | number, kRead | number};
    EXPECT_TRUE(machine.poke(kRam, std::as_bytes(std::span(code))));
    machine.hart(0).cpu[kMstatus] |= kMstatusFs;  // fcsr exists
    machine.hart(0).cpu[kMhartid] = 1;
    begin = machine.save();
  }
  uint64_t read() { return run(kRam, 1); }
  uint64_t write_and_read(uint64_t value) {
    machine.load(begin);
    machine.hart(0).cpu[5] = value;
    return run(kRam + 4, 2);
  }
  uint64_t run(uint64_t pc, Tick ticks) {
    Cpu& cpu = machine.hart(0).cpu;
    cpu[kPc] = pc;
    machine.run(machine.now() + ticks);
    EXPECT_EQ(cpu[kPc], pc + 4 * ticks) << csr.name << " trapped";
    return cpu[6];
  }

  const CsrRow& csr;
  Machine machine;
  Snapshot begin;
};

// Bits that ever read as 1, whatever is written: all, none, each alone, and each digit (some fields take few values).
uint64_t ever_seen(Trial& trial) {
  uint64_t seen = trial.read() | trial.write_and_read(0) | trial.write_and_read(~uint64_t{0});
  for (int i = 0; i < 64; i++) seen |= trial.write_and_read(uint64_t{1} << i);
  for (int digit = 0; digit < 64; digit += 4) {
    for (uint64_t value = 1; value < 16; value++) seen |= trial.write_and_read(value << digit);
  }
  return seen;
}

bool read_only(const CsrRow& row) { return row.address >> 10 == 3; }

uint64_t fields_of(const Isa& isa, std::string_view word) {
  uint64_t covered = 0;
  for (const FieldRow& field : isa.fields) {
    if (field.word == word) covered |= mask(field.high, field.low);
  }
  return covered;
}

void expect_complete(const Board& board) {
  uint64_t options = board.isa_options;
  int tried = 0;
  for (const CsrRow& row : csr_rows()) {
    if (row.option & ~options) continue;
    SCOPED_TRACE(row.name);
    Trial trial(row, board);
    const uint64_t seen = read_only(row) ? trial.read() : ever_seen(trial);
    const uint64_t covered = fields_of(*board.isa, row.name);
    tried++;
    if (std::string_view why = why_whole(row.name); !why.empty()) {
      EXPECT_EQ(covered, 0u) << "has fields, and is said to be " << why;
    } else {
      EXPECT_EQ(seen & ~covered, 0u) << std::hex << "seen " << seen << ", fields " << covered;
    }
  }
  EXPECT_GT(tried, 140);
}

TEST(RiscvFields, CoverEveryBitThatAProgramCanSee) { expect_complete(*find_board("riscv-virt")); }
TEST(RiscvFields, CoverEveryBitWithBaseAndBoundToo) { expect_complete(*find_board("riscv-bound")); }

TEST(RiscvFields, BelongToAWordOnceAndSayWhatTheyAre) {
  const Isa& isa = *find_board("riscv-bound")->isa;
  std::map<std::string_view, uint64_t> taken;
  for (const FieldRow& field : isa.fields) {
    SCOPED_TRACE(std::string(field.word) + "." + std::string(field.name));
    const bool known = field.word == "entry" || find_csr(field.word) != nullptr;
    EXPECT_TRUE(known);
    EXPECT_GE(field.high, field.low);
    EXPECT_LT(field.high, 64);
    const uint64_t bits = mask(field.high, field.low);
    EXPECT_EQ(taken[field.word] & bits, 0u) << "overlaps another field";
    taken[field.word] |= bits;
    EXPECT_FALSE(field.name.empty());
    EXPECT_GT(field.help.size(), 5u);
    EXPECT_TRUE(field.help.ends_with(".")) << field.help;
  }
  for (const Whole& row : kWhole) EXPECT_NE(find_csr(row.name), nullptr) << row.name;
}

// A view's fields lie in what the view shows.
TEST(RiscvFields, OfAViewLieInItsPart) {
  for (const ViewRow& view : kIsa.views) {
    EXPECT_EQ(fields_of(kIsa, view.name) & ~view.mask, 0u) << view.name;
  }
}

// A write mask says what can be written: of every register whose value is just kept, exactly that comes back.
TEST(RiscvFields, AreWrittenWhereTheRowSaysSo) {
  const Board& board = *find_board("riscv-virt");
  for (std::string_view name :
       {"medeleg", "mideleg", "mcounteren", "scounteren", "senvcfg", "menvcfg", "mie"}) {
    const CsrRow& row = *find_csr(name);
    Trial trial(row, board);
    EXPECT_EQ(trial.write_and_read(~uint64_t{0}), row.write_mask) << name;
    EXPECT_EQ(trial.write_and_read(0), 0u) << name;
  }
}

// Whoever looks at every read sees those of a counter that counts nothing, too.
TEST(RiscvFields, EventCountersReadZeroAtEveryDetail) {
  for (std::string_view name :
       {"mhpmcounter3", "mhpmcounter31", "mhpmevent3", "mhpmevent31", "hpmcounter3", "hpmcounter31"}) {
    const CsrRow* row = find_csr(name);
    ASSERT_NE(row, nullptr) << name;
    for (Detail detail : {Detail::cheap, Detail::full, Detail::reads}) {
      Trial trial(*row, *find_board("riscv-virt"));
      trial.machine.trace.detail = detail;
      trial.machine.hart(0).cpu[6] = 1;
      EXPECT_EQ(trial.read(), 0u) << name;
      if (read_only(*row)) continue;
      EXPECT_EQ(trial.write_and_read(~uint64_t{0}), 0u) << name;
    }
  }
}

}  // namespace
}  // namespace trapdoor::riscv
