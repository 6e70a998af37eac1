// The other machine: QEMU, whose RAM is a file, so that no word of the results goes through a guest's
// console.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>

#include "engine/isa/riscv/words.h"
#include "tests/lockstep/command.h"
#include "tests/lockstep/referee.h"

namespace trapdoor::lockstep {
namespace {

constexpr const char* kQemu = "qemu-system-riscv64";
constexpr const char* kCompiler = "riscv64-unknown-elf-gcc";

bool has_extension(std::string_view extension) {
  for (const InstructionRow& row : riscv::instruction_rows()) {
    if (row.extension == extension) return true;
  }
  return false;
}

// QEMU's CPU with what the rows have, and no more.
std::string cpu() {
  auto one = [](const char* name, bool on) { return std::string(",") + name + (on ? "=on" : "=off"); };
  std::string text = "rv64";
  for (const char* name : {"h", "v", "zbc", "zbkb", "zbkc", "zbkx", "Zihintpause", "Zfh", "Zfhmin", "svinval",
                           "svnapot", "svpbmt", "x-epmp"}) {
    text += one(name, false);
  }
  text += one("c", !riscv::compressed_rows().empty()) + one("f", has_extension("F")) +
          one("d", has_extension("D"));
  text +=
      one("zba", has_extension("Zba")) + one("zbb", has_extension("Zbb")) + one("zbs", has_extension("Zbs"));
  text += one("sstc", riscv::find_csr("stimecmp") != nullptr);
  return text;
}

}  // namespace

std::string what_is_missing() {
  TemporaryFile errors;
  if (run_command({kQemu, "--version"}, errors.path) != 0) return std::string(kQemu) + " is not installed";
  if (run_command({kCompiler, "--version"}, errors.path) != 0)
    return std::string(kCompiler) + " is not installed";
  return "";
}

std::vector<uint8_t> build_runtime(std::string& problem) {
  TemporaryFile elf, binary, errors;
  std::string folder = TRAPDOOR_SOURCE_DIR "/tests/lockstep/";
  int code =
      run_command({kCompiler, "-march=rv64imafd_zicsr_zifencei", "-mabi=lp64", "-nostdlib",
                   "-Wl,-Ttext=0x80000000", "-Wl,--build-id=none", folder + "runtime.S", "-o", elf.path},
                  errors.path);
  if (code == 0) {
    code = run_command({"riscv64-unknown-elf-objcopy", "-O", "binary", elf.path, binary.path}, errors.path);
  }
  if (code != 0) {
    problem = "runtime.S does not assemble: " + errors.text();
    return {};
  }
  std::string bytes = binary.text();
  return {bytes.begin(), bytes.end()};
}

Outcome run_in_qemu(std::vector<uint8_t> image, int harts) {
  if (harts == 1) image[STATE_BASE + STATE_MEND_ATOMICS - RUNTIME_BASE] = 1;
  Outcome outcome;
  TemporaryFile ram, errors;
  if (ftruncate(ram.descriptor, RAM_SIZE) != 0 ||
      write(ram.descriptor, image.data(), image.size()) != static_cast<ssize_t>(image.size())) {
    outcome.problem = "no room for QEMU's RAM at " + ram.path;
    return outcome;
  }
  int code = run_command(
      {kQemu, "-M", "virt,memory-backend=ram", "-m", std::to_string(RAM_SIZE >> 20) + "M", "-object",
       "memory-backend-file,id=ram,share=on,size=" + std::to_string(RAM_SIZE) + ",mem-path=" + ram.path,
       "-cpu", cpu(), "-smp", std::to_string(harts), "-bios", "none", "-nodefaults", "-display", "none"},
      errors.path);
  if (code != 0) {
    outcome.problem = code < 0 ? "QEMU did not come to an end" : "QEMU: " + errors.text();
    return outcome;
  }
  void* bytes = mmap(nullptr, image.size(), PROT_READ, MAP_SHARED, ram.descriptor, 0);
  outcome.ram.assign(static_cast<uint8_t*>(bytes), static_cast<uint8_t*>(bytes) + image.size());
  munmap(bytes, image.size());
  return outcome;
}

}  // namespace trapdoor::lockstep
