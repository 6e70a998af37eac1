#include "engine/boards/device_tree.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/boards/boards.h"

namespace trapdoor {
namespace {

// The tree as `dtc` reads it back; empty when there is no dtc. Warnings of dtc count as errors, but for style.
std::string decompiled(const std::vector<std::byte>& tree, std::string& complaints) {
  auto folder = std::filesystem::temp_directory_path() / ("trapdoor-tree-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  std::string blob = folder / "blob.dtb", text = folder / "tree.dts", log = folder / "log";
  std::ofstream(blob, std::ios::binary)
      .write(reinterpret_cast<const char*>(tree.data()), static_cast<std::streamsize>(tree.size()));
  std::string command = "dtc -I dtb -O dts -o " + text + " " + blob + " 2> " + log;
  int result = std::system(command.c_str());
  auto slurp = [](const std::string& path) {
    std::stringstream all;
    all << std::ifstream(path).rdbuf();
    return all.str();
  };
  complaints = slurp(log);
  std::string dts = result == 0 ? slurp(text) : "";
  std::filesystem::remove_all(folder);
  return dts;
}

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

TEST_F(DeviceTreeTest, DtcReadsTheWholeTree) {
  if (std::system("command -v dtc > /dev/null") != 0)
    GTEST_SKIP() << "dtc (device-tree-compiler) is not installed";
  Machine machine(board, {.ram_size_bytes = 64 << 20, .harts = 2});
  std::string complaints;
  std::string dts = decompiled(
      device_tree(machine,
                  {.arguments = "console=ttyS0", .initrd_start = 0x8300'0000, .initrd_end = 0x8310'0000}),
      complaints);
  EXPECT_EQ(complaints, "");
  for (
      const char* line : {
          "compatible = \"riscv-virtio\";",
          "bootargs = \"console=ttyS0\";",
          "stdout-path = \"/soc/serial@10000000\";",
          "linux,initrd-start = <0x00 0x83000000>;",
          "linux,initrd-end = <0x00 0x83100000>;",
          "memory@80000000 {",
          "reg = <0x00 0x80000000 0x00 0x4000000>;",
          "timebase-frequency = <0x989680>;",
          "cpu@1 {",
          "mmu-type = \"riscv,sv48\";",
          "compatible = \"riscv,cpu-intc\";",
          "serial@10000000 {",
          "interrupts = <0x0a>;",
          "compatible = \"sifive,clint0\\0riscv,clint0\";",
          "interrupts-extended = <0x01 0x03 0x01 0x07 0x02 0x03 0x02 0x07>;",  // clint: per hart software, timer
          "interrupts-extended = <0x01 0x0b 0x01 0x09 0x02 0x0b 0x02 0x09>;",  // plic: per hart machine, supervisor
          "riscv,ndev = <0x1f>;",
          "compatible = \"syscon-poweroff\";",
          "value = <0x5555>;",
      }) {
    EXPECT_NE(dts.find(line), std::string::npos) << line << "\nis not in\n" << dts;
  }
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
