// C programs print the same and end alike: compiled by GNU and run in QEMU and here, compiled by our own compiler, assembler
// and linker and run here. What GNU and QEMU say is the truth.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/boards/boards.h"
#include "engine/isa/riscv/words.h"
#include "engine/program/builder.h"
#include "engine/program/elf.h"
#include "engine/session/build.h"
#include "tests/programs/ending.h"

namespace trapdoor {
namespace {

namespace fs = std::filesystem;
using lockstep::run_command;
using lockstep::TemporaryFile;

const std::string kHere = TRAPDOOR_SOURCE_DIR "/tests/c/", kRuntime = TRAPDOOR_SOURCE_DIR "/tests/programs/";

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> programs() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(kHere)) {
    if (entry.path().extension() == ".c") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Wrapping arithmetic, and no calls that GNU makes up: the programs are about the compiler, not about what C leaves open.
std::vector<std::string> gnu_command(const std::string& optimise) {
  return {"riscv64-unknown-elf-gcc",
          "-march=rv64imafd_zicsr_zifencei",
          "-mabi=lp64d",
          "-mcmodel=medany",
          optimise,
          "-g",
          "-w",
          "-fwrapv",
          "-ffreestanding",
          "-fno-builtin",
          "-msmall-data-limit=0",
          "-fno-tree-loop-distribute-patterns",
          "-I" + kRuntime};
}

bool run_gnu(std::vector<std::string> command, const std::vector<std::string>& more, std::string& problem) {
  TemporaryFile errors;
  command.insert(command.end(), more.begin(), more.end());
  int code = run_command(command, errors.path);
  problem = errors.text();
  return code == 0;
}

bool build_by_gnu(std::vector<std::string> sources, const std::string& optimise, const std::string& elf,
                  std::string& problem) {
  std::vector<std::string> rest{"-nostdlib",
                                "-static",
                                "-Wl,--build-id=none,--no-warn-rwx-segments",
                                "-T",
                                kRuntime + "link.ld",
                                "-o",
                                elf,
                                kRuntime + "start.S",
                                kRuntime + "virt.c"};
  sources.push_back("-lgcc");
  rest.insert(rest.end(), sources.begin(), sources.end());
  return run_gnu(gnu_command(optimise), rest, problem);
}

Ending run_here(Program program) {
  Machine machine(*find_board("riscv-virt"), {.ram_size_bytes = 16 << 20});
  Diagnostics diagnostics;
  if (!load(build_of(std::move(program)), machine, diagnostics)) return {"it does not fit", 999};
  return run_to_end(machine);
}

// Our own compiler, assembler and linker. `sources` by name; those of `files` are built.
std::optional<Program> build_here(std::map<std::string, std::string> sources,
                                  const std::vector<std::string>& files, std::string& problem) {
  const Board& board = *find_board("riscv-virt");
  BuildJob job;
  job.files = {"start.S", "virt.c"};
  job.files.insert(job.files.end(), files.begin(), files.end());
  for (const char* name : {"virt.h", "virt.c", "start.S"}) sources[name] = text_of(kRuntime + name);
  BuiltProgram built = Builder(*board.isa, device_symbols(board)).build(job, sources);
  for (const Diagnostic& diagnostic : built.diagnostics) problem += to_text(diagnostic) + "\n";
  if (!built.ok) return std::nullopt;
  return std::move(built.program);
}

class CPrograms : public testing::TestWithParam<std::string> {};

TEST_P(CPrograms, PrintTheSameEverywhere) {
  const std::string& name = GetParam();
  std::vector<std::string> files{name + ".c"}, paths;
  if (fs::exists(kHere + name + ".S")) files.push_back(name + ".S");
  std::map<std::string, std::string> sources;
  for (const std::string& file : files) {
    sources[file] = text_of(kHere + file);
    paths.push_back(kHere + file);
  }
  Ending truth;
  for (const char* optimise : {"-O2", "-O0"}) {
    TemporaryFile elf;
    std::string problem;
    ASSERT_TRUE(build_by_gnu(paths, optimise, elf.path, problem)) << problem;
    Ending qemu = run_in_qemu(elf.path);
    EXPECT_GT(qemu.text.size(), 3u);
    if (truth.text.empty()) truth = qemu;
    EXPECT_EQ(qemu, truth) << "the program says something else at " << optimise;
    std::string bytes = elf.text();
    Diagnostics diagnostics;
    auto program = load_elf(riscv::kIsa, name, std::vector<uint8_t>(bytes.begin(), bytes.end()), diagnostics);
    ASSERT_TRUE(program);
    EXPECT_EQ(run_here(std::move(*program)), truth) << optimise;
  }
  std::string problem;
  auto program = build_here(sources, files, problem);
  ASSERT_TRUE(program) << problem;
  EXPECT_EQ(run_here(std::move(*program)), truth) << "built by our compiler";
}

INSTANTIATE_TEST_SUITE_P(All, CPrograms, testing::ValuesIn(programs()),
                         [](const auto& which) { return which.param; });

// One half compiled by GNU, the other one by us: both must hand over arguments and structures as the convention says.
TEST(Calls, GoBetweenCompilers) {
  const std::string folder = kHere + "calls/";
  const std::vector<std::string> halves{"caller", "called"};
  std::map<std::string, std::string> sources{{"calls.h", text_of(folder + "calls.h")}};
  std::string problem;
  for (const std::string& half : halves) {
    sources[half + ".c"] = text_of(folder + half + ".c");
    TemporaryFile object;
    ASSERT_TRUE(
        run_gnu(gnu_command("-O1"), {"-mno-relax", "-c", "-o", object.path, folder + half + ".c"}, problem))
        << problem;
    sources[half + ".o"] = object.text();
  }
  TemporaryFile elf;
  ASSERT_TRUE(build_by_gnu({folder + "caller.c", folder + "called.c"}, "-O1", elf.path, problem)) << problem;
  const Ending truth = run_in_qemu(elf.path);
  EXPECT_GT(truth.text.size(), 100u);
  const std::vector<std::string> ways[] = {
      {"caller.c", "called.c"}, {"caller.c", "called.o"}, {"caller.o", "called.c"}, {"caller.o", "called.o"}};
  for (const std::vector<std::string>& files : ways) {
    auto program = build_here(sources, files, problem);
    ASSERT_TRUE(program) << problem;
    EXPECT_EQ(run_here(std::move(*program)), truth) << files[0] << " " << files[1];
  }
}

}  // namespace
}  // namespace trapdoor
