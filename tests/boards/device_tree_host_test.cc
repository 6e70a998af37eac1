// The flattened device tree as the reference compiler of device trees reads it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/boards/boards.h"
#include "engine/boards/device_tree.h"

namespace trapdoor {
namespace {

// The tree as `dtc` reads it back; empty when it cannot. Warnings of dtc count as errors, but for style.
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

TEST(DeviceTreeOnHost, DtcReadsTheWholeTree) {
  Machine machine(*find_board("riscv-virt"), {.ram_size_bytes = 64 << 20, .harts = 2});
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

}  // namespace
}  // namespace trapdoor
