#include "engine/boards/boot.h"

#include <gtest/gtest.h>

#include "engine/boards/boards.h"
#include "engine/boards/device_tree.h"

namespace trapdoor {
namespace {

std::vector<std::byte> bytes(size_t size, std::string_view head = "") {
  std::vector<std::byte> all(size, std::byte{0x5a});
  std::copy_n(std::as_bytes(std::span(head.data(), head.size())).begin(), head.size(), all.begin());
  return all;
}

struct BootTest : testing::Test {
  Machine machine{*find_board("riscv-virt"), {.ram_size_bytes = 16 << 20, .harts = 2}};
  uint64_t start = machine.bus.ram_base();

  uint64_t at(uint64_t address, size_t size = 8) {
    uint64_t value = 0;
    EXPECT_TRUE(machine.bus.peek(address, bytes_of(value).first(size)));
    return value;
  }
  uint64_t word(int hart, std::string_view name) {
    return machine.hart(hart).cpu[find_word(machine.isa(), name)->word];
  }
};

TEST_F(BootTest, EverythingIsWhereItIsLookedFor) {
  auto firmware = bytes(1000, "firmware"), kernel = bytes(3 << 20, "kernel.."),
       initrd = bytes(5001, "initrd..");
  ASSERT_EQ(place_boot_files(machine, {firmware, kernel, initrd, "quiet"}), "");
  EXPECT_EQ(at(start), 0x6572'6177'6d72'6966u);
  EXPECT_EQ(at(start + (2 << 20)), 0x2e2e'6c65'6e72'656bu);
  for (int hart : {0, 1}) {
    EXPECT_EQ(at(word(hart, "a1"), 4), 0xedfe0dd0u) << "the device tree";
    EXPECT_EQ(at(word(hart, "a2")), 0x4942534fu) << "the word to the firmware";
    EXPECT_EQ(at(word(hart, "a2") + 16), start + (2 << 20));
  }
  uint64_t initrd_at = (word(0, "a2") - initrd.size()) & ~(kPageSize - 1);
  EXPECT_EQ(at(initrd_at), 0x2e2e'6472'7469'6e69u);
  auto tree = device_tree(machine, {"quiet", initrd_at, initrd_at + initrd.size()}), seen = tree;
  machine.bus.peek(word(0, "a1"), seen);
  EXPECT_EQ(seen, tree) << "the tree tells where the initial file system is";
}

TEST_F(BootTest, FirmwareAloneIsEnough) {
  auto firmware = bytes(1000);
  EXPECT_EQ(place_boot_files(machine, {firmware, {}, {}, ""}), "");
}

TEST_F(BootTest, WhatCannotBootIsRefusedWithASentence) {
  auto small = bytes(100), large = bytes(15 << 20),
       elf = bytes(100,
                   "\x7f"
                   "ELF"),
       packed = bytes(100, "\x1f\x8b");
  struct {
    BootFiles files;
    const char* sentence;
  } rows[] = {
      {{{}, small, {}, ""}, "no firmware"},
      {{elf, small, {}, ""}, "the firmware is an ELF file"},
      {{small, elf, {}, ""}, "the kernel is an ELF file"},
      {{small, packed, {}, ""}, "the kernel is compressed"},
      {{large, small, {}, ""}, "larger than 2 MiB"},
      {{small, large, {}, ""}, "MiB of RAM; there are 16"},
      {{small, small, large, ""}, "MiB of RAM; there are 16"},
  };
  for (auto& row : rows) {
    EXPECT_NE(place_boot_files(machine, row.files).find(row.sentence), std::string::npos) << row.sentence;
  }
}

}  // namespace
}  // namespace trapdoor
