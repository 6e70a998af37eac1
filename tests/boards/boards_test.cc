#include "engine/boards/boards.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engine/machine/machine.h"

namespace trapdoor {
namespace {

class EveryBoard : public testing::TestWithParam<const Board*> {};

TEST_P(EveryBoard, CanBeFoundByName) {
  EXPECT_EQ(find_board(GetParam()->name), GetParam());
  EXPECT_FALSE(GetParam()->title.empty());
  EXPECT_TRUE(GetParam()->help.ends_with('.'));
}

TEST_P(EveryBoard, WindowsDoNotOverlap) {
  const Board& board = *GetParam();
  std::map<uint64_t, uint64_t> windows = {{board.ram_base, board.ram_base + board.ram_size_bytes}};
  std::set<std::string_view> names;
  for (const DeviceRow& row : board.devices) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(windows.emplace(row.base, row.base + row.size).second) << row.name;
  }
  uint64_t end = 0;
  for (auto [from, to] : windows) {
    EXPECT_GE(from, end) << std::hex << from;
    end = to;
  }
}

TEST_P(EveryBoard, RegistersLieInTheirWindows) {
  for (const DeviceRow& row : GetParam()->devices) {
    for (const RegisterRow& reg : row.make()->info().registers) {
      EXPECT_LE(reg.offset + reg.size, row.size) << row.name << "." << reg.name;
    }
  }
}

TEST_P(EveryBoard, AnyNumberOfHarts) {
  for (int harts = 1; harts <= kMaxHarts; harts++) {
    Machine machine(*GetParam(), {.ram_size_bytes = 1 << 20, .harts = harts});
    EXPECT_EQ(machine.hart_count(), harts);
    EXPECT_LE(machine.wire_infos().size(), size_t{kMaxWires});
    std::set<std::string> drivers;
    for (const auto& wire : machine.wire_infos()) EXPECT_TRUE(drivers.insert(wire.from).second) << wire.from;
  }
}

TEST_P(EveryBoard, EveryInterruptLineGoesSomewhere) {
  Machine machine(*GetParam());
  std::set<std::string> drivers;
  for (const auto& wire : machine.wire_infos()) drivers.insert(wire.from);
  for (const DeviceRow& row : GetParam()->devices) {
    for (std::string_view port : row.make()->info().outputs) {
      if (port != "irq") continue;
      EXPECT_TRUE(drivers.contains(std::string(row.name) + ".irq")) << row.name;
    }
  }
}

TEST_P(EveryBoard, SymbolsAreDistinctAndAbsolute) {
  std::set<std::string> names;
  for (const Symbol& symbol : device_symbols(*GetParam())) {
    EXPECT_TRUE(names.insert(symbol.name).second) << symbol.name;
    EXPECT_TRUE(symbol.absolute && symbol.global) << symbol.name;
    EXPECT_EQ(symbol.name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"), std::string::npos)
        << symbol.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Boards, EveryBoard, testing::ValuesIn(boards()), [](const auto& board) {
  std::string name(board.param->name);
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
});

TEST(Boards, UnknownNamesHaveNoBoard) { EXPECT_EQ(find_board("pdp-11"), nullptr); }

TEST(RiscvVirt, SitsWhereQemuPutsIt) {
  std::map<std::string, Symbol> symbols;
  for (const Symbol& symbol : device_symbols(*find_board("riscv-virt"))) symbols[symbol.name] = symbol;
  const std::pair<const char*, uint64_t> kRows[] = {
      {"RAM_BASE", 0x8000'0000},
      {"POWER", 0x10'0000},
      {"CLOCK_LOW", 0x10'1000},
      {"SOFT_INTERRUPT", 0x200'0000},
      {"TIMER_COMPARE", 0x200'4000},
      {"TIMER_COMPARE_1", 0x200'4008},
      {"TIMER_NOW", 0x200'bff8},
      {"PLIC_PRIORITY_10", 0xc00'0028},
      {"PLIC_PENDING", 0xc00'1000},
      {"PLIC_ENABLE_M0", 0xc00'2000},
      {"PLIC_ENABLE", 0xc00'2080},
      {"PLIC_THRESHOLD", 0xc20'1000},
      {"PLIC_CLAIM", 0xc20'1004},
      {"PLIC_CLAIM_S1", 0xc20'3004},
      {"UART_DATA", 0x1000'0000},
      {"UART_LINE_STATUS", 0x1000'0005},
      {"VIRTIO_DISK_BASE", 0x1000'1000},
      {"VIRTIO_DISK_IRQ", 1},
      {"UART0_IRQ", 10},
      {"RTC_IRQ", 11},
      {"DISK_SECTOR", 0x1001'0000},
  };
  for (auto [name, value] : kRows) {
    ASSERT_TRUE(symbols.contains(name)) << name;
    EXPECT_EQ(symbols[name].address, value) << name;
  }
  EXPECT_EQ(symbols["TIMER_COMPARE"].size, 8u);
  EXPECT_EQ(symbols["UART_DATA"].size, 1u);
}

}  // namespace
}  // namespace trapdoor
