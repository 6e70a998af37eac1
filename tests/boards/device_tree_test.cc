#include "engine/boards/device_tree.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/boards/boards.h"

namespace trapdoor {
namespace {

struct DeviceTreeTest : testing::Test {
  const Board& board = *find_board("riscv-virt");
};

TEST_F(DeviceTreeTest, HeaderIsWellFormed) {
  Machine machine(board);
  std::vector<std::byte> tree = device_tree(machine);
  auto word = [&](size_t i) {
    uint32_t value = 0;
    for (size_t b = 0; b < 4; b++) value = value << 8 | static_cast<uint32_t>(tree[4 * i + b]);
    return value;
  };
  ASSERT_GT(tree.size(), 40u);
  EXPECT_EQ(word(0), 0xd00dfeedu);
  EXPECT_EQ(word(1), tree.size());
  EXPECT_EQ(word(5), 17u);
  EXPECT_EQ(word(3) + word(8), tree.size()) << "strings come last";
  EXPECT_EQ(word(2) + word(9), word(3)) << "right after the structure";
}

TEST_F(DeviceTreeTest, SaysWhatTheHartCanDo) {
  Machine machine(board);
  std::vector<std::byte> tree = device_tree(machine);
  std::string text(reinterpret_cast<const char*>(tree.data()), tree.size());
  size_t at = text.find("rv64ima");
  ASSERT_NE(at, std::string::npos);
  std::string isa = text.c_str() + at;
  EXPECT_NE(isa.find("_zba_zbb_zbs_zicsr_zifencei_sstc"), std::string::npos) << isa;
  EXPECT_EQ(isa.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string::npos) << isa;
}

TEST_F(DeviceTreeTest, IsPlacedWhereTheKernelLooks) {
  Machine machine(board, {.ram_size_bytes = 1 << 20, .harts = 3});
  uint64_t address = place_device_tree(machine);
  ASSERT_NE(address, 0u);
  EXPECT_EQ(address % kPageSize, 0u);
  EXPECT_GE(machine.bus.ram_end() - address, device_tree(machine).size() + (16 << 10))
      << "OpenSBI's fixups grow it";
  std::vector<std::byte> tree = device_tree(machine), seen(tree.size());
  ASSERT_TRUE(machine.bus.peek(address, seen));
  EXPECT_EQ(seen, tree);
  uint16_t a1 = find_word(machine.isa(), "a1")->word;
  for (int hart = 0; hart < 3; hart++) EXPECT_EQ(machine.hart(hart).cpu[a1], address);
}

TEST_F(DeviceTreeTest, DoesNotFitIntoOnePage) {
  Machine machine(board, {.ram_size_bytes = 4096, .harts = 8});
  EXPECT_EQ(place_device_tree(machine), 0u);
}

}  // namespace
}  // namespace trapdoor
