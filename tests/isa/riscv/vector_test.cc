// What figures ask the instruction set: where traps go, and what an address space holds.
#include <gtest/gtest.h>

#include "engine/machine/machine.h"
#include "tests/support/guest.h"

namespace trapdoor {
namespace {

constexpr const char* kVectorTables = R"(
_start: la t0, handlers
        ori t0, t0, 1
        csrw stvec, t0
        la t0, handlers + 2
        csrw mtvec, t0
        la t0, root
        la t1, middle
        srli t2, t1, 2
        ori t2, t2, 1
        sd t2, 8(t0)                  # gigabyte 1: through middle
        li t2, (0x80000000 >> 2) + 0xcf
        sd t2, 16(t0)                 # gigabyte 2: the kernel's
        li t2, (0x80200000 >> 2) + 0xdb
        sd t2, 0(t1)
        li t2, (0x80400000 >> 2) + 0xdb
        sd t2, 8(t1)                  # goes on in one piece
        li t2, (0x80000000 >> 2) + 0xd7
        sd t2, 24(t1)                 # does not
        srli t0, t0, 12
        li t1, 8 << 60
        or a0, t0, t1
        li t0, POWER_BASE
        li t1, 0x5555
        sw t1, 0(t0)
1:      j 1b
        .align 6
handlers:
        .space 64
        .align 12
root:   .space 4096
middle: .space 4096
)";

struct FigureRows : testing::Test {
  FigureRows() { guest.run(); }
  const Isa& isa() { return guest.machine->isa(); }
  uint8_t mode(std::string_view letter) { return *find_mode(isa(), letter); }
  Guest guest{kVectorTables};
};

TEST_F(FigureRows, EveryTrapRowNamesWordsThatExist) {
  ASSERT_FALSE(isa().traps.empty());
  for (const TrapRow& row : isa().traps) {
    for (std::string_view name : {row.vector, row.saved_pc, row.cause, row.value, row.status}) {
      bool view = false;
      for (const ViewRow& v : isa().views) view = view || v.name == name;
      EXPECT_TRUE(view || find_word(isa(), name) != nullptr) << name;
    }
  }
  EXPECT_EQ(find_trap_row(isa(), mode("U")), nullptr) << "no trap enters user mode";
}

TEST_F(FigureRows, ATableHasAnEntryForEachInterrupt) {
  const Vector vector = isa().vector(*guest.machine, 0, mode("S"));
  const uint64_t base = guest.symbol("handlers");
  EXPECT_EQ(vector.base, base);
  ASSERT_TRUE(vector.is_table);
  ASSERT_EQ(vector.entries.size(), 4u);
  EXPECT_EQ(vector.entries[0].address, base);
  EXPECT_EQ(vector.entries[2].name, "timer");
  EXPECT_EQ(vector.entries[2].address, base + 20);
  EXPECT_TRUE(vector.warnings.empty());
}

TEST_F(FigureRows, AHandlerThatIsNotAlignedIsAWarning) {
  // mtvec keeps only modes that exist (WARL), so the word is set from the outside.
  guest.machine->hart(0).cpu[find_word(isa(), "mtvec")->word] = guest.symbol("handlers") + 2;
  const Vector vector = isa().vector(*guest.machine, 0, mode("M"));
  EXPECT_FALSE(vector.is_table);
  ASSERT_EQ(vector.warnings.size(), 1u);
  EXPECT_NE(vector.warnings[0].find("mtvec"), std::string::npos);
}

TEST_F(FigureRows, MappingsAreJoinedWhereTheyGoOn) {
  const std::vector<Mapping> all = isa().mappings(*guest.machine, 0, guest.word("a0"), 100);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].address, 0x4000'0000u);
  EXPECT_EQ(all[0].physical, 0x8020'0000u);
  EXPECT_EQ(all[0].size_bytes, 4u << 20);
  EXPECT_TRUE(all[0].execute && all[0].user && !all[0].write);
  EXPECT_EQ(all[1].address, 0x4060'0000u);
  EXPECT_TRUE(all[1].write && !all[1].execute);
  EXPECT_FALSE(all[2].user);
  EXPECT_EQ(isa().mappings(*guest.machine, 0, guest.word("a0"), 1).size(), 1u);
  EXPECT_TRUE(isa().mappings(*guest.machine, 0, 0, 100).empty()) << "no translation, no mappings";
}

TEST_F(FigureRows, ATableThatPointsToItselfEnds) {
  const uint64_t root = guest.symbol("root");
  const uint64_t loop = root >> 2 | 1;
  for (int i = 0; i < 512; i++) guest.machine->poke(root + 8 * static_cast<uint64_t>(i), bytes_of(loop));
  EXPECT_TRUE(isa().mappings(*guest.machine, 0, guest.word("a0"), 100).empty());
}

}  // namespace
}  // namespace trapdoor
