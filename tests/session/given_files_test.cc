// What a person may drop onto the page, and what they are told when it cannot run.

#include "engine/session/given_files.h"

#include <gtest/gtest.h>

#include "engine/session/session.h"
#include "tests/session/given.h"

namespace trapdoor {
namespace {

constexpr std::string_view kLoop = ".globl _start\n_start:\n  li a0, 7\nforever:\n  j forever\n";

// A kernel as its header tells it; it says nothing and does nothing.
std::string image() {
  std::string bytes(4096, '\0');
  bytes.replace(56, 4, "RSC\x05");
  return bytes;
}

std::string why_not(const std::vector<GivenFile>& files, const GivenMachine& machine = {}) {
  Session session;
  Diagnostics diagnostics;
  const CommandResult result = session.open_files(files, machine, diagnostics);
  EXPECT_FALSE(result.ok);
  EXPECT_FALSE(session.has_machine()) << "nothing was opened";
  EXPECT_FALSE(diagnostics.empty());
  return result.message;
}

TEST(GivenFiles, RolesAreGuessedFromBytesAndNames) {
  auto role = [](std::string_view name, std::string_view text) {
    return guess_role(name, bytes_of_text(text));
  };
  EXPECT_EQ(role("anything",
                 "\x7f"
                 "ELF\x02"),
            FileRole::program);
  EXPECT_EQ(role("vmlinux", image()), FileRole::kernel);
  EXPECT_EQ(role("root.cpio", "070701000000"), FileRole::initrd);
  EXPECT_EQ(role("root.cpio.gz", "\x1f\x8b\x08"), FileRole::initrd);
  EXPECT_EQ(role("Image.gz", "\x1f\x8b\x08"), FileRole::kernel);
  EXPECT_EQ(role("fw_jump.bin", std::string_view("\x01\0\x02", 3)), FileRole::firmware);
  EXPECT_EQ(role("boot.bin", std::string("\0OpenSBI v1.6", 13)), FileRole::firmware);
  EXPECT_EQ(role("fs.img", std::string(1024, '\0')), FileRole::disk);
  EXPECT_EQ(role("x/y.S", kLoop), FileRole::source);
  EXPECT_EQ(role("main.c", "int main(void) { return 0; }\n"), FileRole::text);
  EXPECT_EQ(role("photo", std::string("\x89PNG\0\0\0", 7)), FileRole::unknown);
  EXPECT_EQ(role("empty", ""), FileRole::unknown);
}

TEST(GivenFiles, AssemblyRunsAndShowsItsText) {
  Session session;
  Diagnostics diagnostics;
  const CommandResult result = session.open_files(std::vector{given("loop.S", kLoop)}, {}, diagnostics);
  ASSERT_TRUE(result.ok) << result.message;
  EXPECT_EQ(result.message, "loop.S (source)");
  EXPECT_EQ(session.sources().at("loop.S"), kLoop);
  EXPECT_FALSE(session.edited());
  EXPECT_NE(session.program().find_symbol("forever"), nullptr);
  session.apply("step 5");
  session.advance(100);
  EXPECT_EQ(session.machine().now(), 5u);
}

TEST(GivenFiles, ADiskThatIsLargerThanTheBoardsIsTakenWhole) {
  Session session;
  Diagnostics diagnostics;
  std::string disk(64 << 20, '\0');
  disk.back() = 'x';
  const std::vector files{given("loop.S", kLoop), given("big.img", disk)};
  ASSERT_TRUE(session.open_files(files, {"riscv-virt", "16M", 2, ""}, diagnostics).ok);
  const Machine& machine = session.machine();
  EXPECT_EQ(machine.options().ram_size_bytes, 16u << 20);
  EXPECT_EQ(machine.hart_count(), 2);
  const int device = machine.find_device("virtio_disk");
  ASSERT_GE(device, 0);
  // Its capacity in sectors stands in the device's configuration.
  const uint64_t base = machine.board().devices[static_cast<size_t>(device)].base;
  uint32_t sectors = 0;
  ASSERT_TRUE(machine.bus.peek(base + 0x100, std::as_writable_bytes(std::span(&sectors, 1))));
  EXPECT_EQ(sectors, disk.size() / 512);
}

TEST(GivenFiles, FirmwareStartsAndFindsItsKernelAndTree) {
  Session session;
  Diagnostics diagnostics;
  const std::vector files{given("fw_jump.bin", "\x6f\0\0"), given("Image", image())};
  ASSERT_TRUE(session.open_files(files, {}, diagnostics).ok);
  const Machine& machine = session.machine();
  EXPECT_EQ(machine.options().ram_size_bytes, 256u << 20);
  const Cpu& cpu = machine.hart(0).cpu;
  EXPECT_EQ(cpu[machine.isa().pc_word], machine.board().reset_pc);
  uint32_t magic = 0;
  const WordRow* tree = find_word(machine.isa(), "a1");
  const uint64_t place = cpu[tree->word];
  ASSERT_TRUE(machine.bus.peek(place, std::as_writable_bytes(std::span(&magic, 1))));
  EXPECT_EQ(magic, 0xedfe0dd0u) << "a flattened device tree";
  char kernel[4];
  ASSERT_TRUE(machine.bus.peek(0x80200000 + 56, std::as_writable_bytes(std::span(kernel))));
  EXPECT_EQ(std::string_view(kernel, 3), "RSC");
  session.apply("reset");
  EXPECT_EQ(session.machine().hart(0).cpu[tree->word], place) << "a reset boots again";
}

TEST(GivenFiles, ASavedStateGoesWithItsProgramOrToWhatIsOpen) {
  Session session;
  Diagnostics diagnostics;
  const GivenFile program = given("loop.S", kLoop), other = given("other.S", "_start: nop\n j _start\n");
  ASSERT_TRUE(session.open_files(std::vector{program}, {}, diagnostics).ok);
  session.apply("step 5");
  session.advance(100);
  const GivenFile state{"five", session.save_state(), ""};
  EXPECT_EQ(guess_role("five", state.bytes), FileRole::state);
  session.apply("step 5");
  session.advance(100);
  EXPECT_EQ(session.open_files(std::vector{state}, {}, diagnostics).message, "five: back at tick 5");
  EXPECT_EQ(session.machine().now(), 5u);

  Session second;
  EXPECT_FALSE(second.open_files(std::vector{state}, {}, diagnostics).ok) << "no program is open";
  ASSERT_TRUE(second.open_files(std::vector{state, program}, {}, diagnostics).ok);
  EXPECT_EQ(second.machine().now(), 5u);
  ASSERT_TRUE(second.open_files(std::vector{other}, {}, diagnostics).ok);
  for (const std::vector<GivenFile>& files : {std::vector{state}, std::vector{program, state}}) {
    const bool alone = files.size() == 1;
    const GivenMachine wish{"riscv-virt", alone ? "" : "16M", 0, ""};
    const CommandResult refused = second.open_files(files, wish, diagnostics);
    EXPECT_FALSE(refused.ok);
    EXPECT_NE(refused.message.find(alone ? "another program" : "bytes of RAM"), std::string::npos)
        << refused.message;
    EXPECT_TRUE(second.sources().count("other.S")) << "what was open stays open";
  }
}

TEST(GivenFiles, WhatCannotRunIsRefusedWithWhatToGiveInstead) {
  EXPECT_NE(why_not({}).find("nothing here can be started"), std::string::npos);
  EXPECT_NE(why_not({given("fs.img", std::string(512, '\0'))}).find("goes with a program"),
            std::string::npos);
  EXPECT_NE(why_not({given("Image", image())}).find("fw_jump.bin"), std::string::npos);
  EXPECT_NE(why_not({given("photo.png", std::string("\x89PNG\0", 5))}).find("is no program"),
            std::string::npos);
  EXPECT_NE(why_not({given("a.elf",
                           "\x7f"
                           "ELF")})
                .find("cut off"),
            std::string::npos);
  EXPECT_NE(why_not({given("a.S", "  addi t0\n")}).find("a.S:1"), std::string::npos);
  EXPECT_NE(why_not({given("a.elf",
                           "\x7f"
                           "ELF"),
                     given("b.elf",
                           "\x7f"
                           "ELF")})
                .find("second program"),
            std::string::npos);
  EXPECT_NE(why_not({given("a.S", kLoop), given("d.img", "QFI\xfb")}).find("qemu-img convert"),
            std::string::npos);
  EXPECT_NE(why_not({given("a.S", kLoop), given("d", "x", "floppy")}).find("virtio_disk"), std::string::npos);
  EXPECT_NE(why_not({given("a.S", kLoop)}, {"riscv-virt", "64G", 0, ""}).find("1G"), std::string::npos);
  EXPECT_NE(why_not({given("a.S", kLoop)}, {"pdp-11", "", 0, ""}).find("riscv-virt"), std::string::npos);
  EXPECT_NE(why_not({given("a.S", kLoop), given("fw_jump.bin", "\x6f")}).find("leave the firmware out"),
            std::string::npos);
  EXPECT_NE(why_not({given("fw_jump.bin", "\x1f\x8b", "firmware")}).find("compressed"), std::string::npos);
}

TEST(GivenFiles, AProgramForAnotherPlaceIsRefusedWithThePlacesThereAre) {
  const std::string text = ".globl _start\n_start:\n  nop\n";
  Session session;
  Diagnostics diagnostics;
  // RAM of 1 MiB ends long before the place that this program wants.
  const std::string far = ".section .text\n.globl _start\n_start:\n  nop\n.org 0x200000\n  nop\n";
  EXPECT_FALSE(
      session.open_files(std::vector{given("far.S", far)}, {"riscv-virt", "1M", 0, ""}, diagnostics).ok);
  ASSERT_FALSE(diagnostics.empty());
  EXPECT_NE(diagnostics.back().hint.find("RAM is from"), std::string::npos) << to_text(diagnostics.back());
  ASSERT_TRUE(session.open_files(std::vector{given("near.S", text)}, {}, diagnostics).ok);
  EXPECT_FALSE(
      session.open_files(std::vector{given("far.S", far)}, {"riscv-virt", "1M", 0, ""}, diagnostics).ok);
  EXPECT_TRUE(session.sources().contains("near.S")) << "what ran stays open";
}

}  // namespace
}  // namespace trapdoor
