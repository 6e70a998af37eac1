// C programs compiled with Debian's cross compiler print the same text and end with the same code here and in QEMU.
#include <gtest/gtest.h>

#include <span>
#include <string>
#include <vector>

#include "engine/boards/boards.h"
#include "engine/isa/riscv/instructions.h"
#include "engine/machine/machine.h"
#include "tests/programs/ending.h"

namespace trapdoor {
namespace {

using lockstep::run_command;
using lockstep::TemporaryFile;

constexpr uint64_t kRam = 0x80000000;
constexpr uint64_t kRamSize = 16 << 20;
constexpr const char* kCompiler = "riscv64-unknown-elf-gcc";
const std::string kFolder = TRAPDOOR_SOURCE_DIR "/tests/programs/";

struct Sources {
  const char* name;
  std::vector<std::string> files;
};

const Sources kPrograms[] = {
    {"arithmetic", {"start.S", "virt.c", "arithmetic.c"}},
    {"structures", {"start.S", "virt.c", "structures.c"}},
    {"misaligned", {"start.S", "virt.c", "misaligned.c"}},
    {"kernel", {"kernel/start.S", "virt.c", "kernel/kernel.c", "kernel/user.c"}},
};

struct Target {
  const char* name;
  const char* march;
  const char* mabi;
  const char* optimise;
};
const Target kTargets[] = {
    {"ima", "rv64ima_zicsr_zifencei", "lp64", "-O2"},
    {"imac", "rv64imac_zicsr_zifencei", "lp64", "-Os"},
    {"unoptimised", "rv64imac_zicsr_zifencei", "lp64", "-O0"},
};

// Objects first: which section goes where depends on the object's name.
bool build(const Sources& sources, const Target& target, const std::string& elf, std::string& problem) {
  std::vector<std::string> common{kCompiler,
                                  std::string("-march=") + target.march,
                                  std::string("-mabi=") + target.mabi,
                                  target.optimise,
                                  "-mcmodel=medany",
                                  "-ffreestanding",
                                  "-fno-builtin",
                                  "-msmall-data-limit=0",
                                  "-fno-tree-loop-distribute-patterns",
                                  "-Wall",
                                  "-Wextra",
                                  "-Werror"};
  TemporaryFile errors;
  std::vector<std::string> link = common, objects;
  int code = 0;
  for (const std::string& file : sources.files) {
    std::string base = file.substr(file.rfind('/') + 1);
    objects.push_back(elf + "-" + base.substr(0, base.rfind('.')) + ".o");
    std::vector<std::string> compile = common;
    compile.insert(compile.end(), {"-c", kFolder + file, "-o", objects.back()});
    if (code == 0) code = run_command(compile, errors.path);
  }
  link.insert(link.end(), {"-nostdlib", "-static", "-Wl,--build-id=none,--no-warn-rwx-segments", "-T",
                           kFolder + "link.ld", "-o", elf});
  link.insert(link.end(), objects.begin(), objects.end());
  link.push_back("-lgcc");
  if (code == 0) code = run_command(link, errors.path);
  for (const std::string& object : objects) remove(object.c_str());
  problem = errors.text();
  return code == 0;
}

Ending run_here(const std::string& binary) {
  Machine machine(*find_board("riscv-virt"), {.ram_size_bytes = kRamSize});
  machine.poke(kRam, std::as_bytes(std::span(binary)));
  return run_to_end(machine);
}

class Programs : public testing::TestWithParam<std::tuple<size_t, size_t>> {};

TEST_P(Programs, PrintTheSameAsInQemu) {
  ASSERT_EQ(run_command({"qemu-system-riscv64", "--version"}), 0) << "qemu-system-riscv64 is not installed";
  ASSERT_EQ(run_command({kCompiler, "--version"}), 0) << kCompiler << " is not installed";
  const auto& [program, target] = GetParam();
  TemporaryFile elf, binary;
  std::string problem;
  ASSERT_TRUE(build(kPrograms[program], kTargets[target], elf.path, problem)) << problem;
  ASSERT_EQ(run_command({"riscv64-unknown-elf-objcopy", "-O", "binary", elf.path, binary.path}), 0);
  Ending qemu = run_in_qemu(elf.path);
  EXPECT_GT(qemu.text.size(), 10u);
  EXPECT_EQ(run_here(binary.text()), qemu);
}

INSTANTIATE_TEST_SUITE_P(All, Programs,
                         testing::Combine(testing::Range(size_t{0}, std::size(kPrograms)),
                                          testing::Range(size_t{0}, std::size(kTargets))),
                         [](const auto& which) {
                           return std::string(kPrograms[std::get<0>(which.param)].name) + "_" +
                                  kTargets[std::get<1>(which.param)].name;
                         });

}  // namespace
}  // namespace trapdoor
