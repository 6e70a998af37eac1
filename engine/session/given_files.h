// Given files: what a person hands over instead of opening a lesson: a program, or firmware with a kernel, and disks.
// What each file is for is guessed from its bytes, and from its name where bytes do not tell; a role overrules that.
// A saved state goes with its program, or, alone, to the machine that is there.
// Leaves out: compressed kernels, disk images in other forms than raw bytes.
// Laws: 1. Whatever the bytes are, the answer is something that fits the machine, or errors that say what to give instead.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/machine/board.h"
#include "engine/machine/machine.h"
#include "engine/session/build.h"

namespace trapdoor {

enum class FileRole : uint8_t { unknown, program, source, text, firmware, kernel, initrd, disk, state };

struct FileRoleRow {
  FileRole role;
  std::string_view name;  // as the page and `role` write it
  std::string_view title;
  std::string_view help;
};
std::span<const FileRoleRow> file_roles();

struct GivenFile {
  std::string name;
  std::vector<std::byte> bytes;
  std::string role;  // a row's name, or the name of a device that stores; empty: to be guessed
};

struct GivenMachine {
  std::string board = "riscv-virt";
  std::string ram;        // "256M"; empty: what suits the files
  int harts = 0;          // 0: the board's own
  std::string arguments;  // the kernel's command line; empty: what suits the board's console
};

// What the bytes and the name say; unknown when neither does.
FileRole guess_role(std::string_view name, std::span<const std::byte> bytes);

using Storage = std::map<std::string, std::vector<std::byte>>;  // device -> bytes

// A machine's whole contents.
struct Opening {
  const Board* board = nullptr;
  MachineOptions options;
  Build build;
  Storage storage;
  std::vector<std::byte> state;  // a state file that fits; empty: begin at tick 0
  Sources texts;                 // to be read beside the program
  std::string summary;           // "kernel.elf (program), fs.img (disk)": for people
};
// A device grows with what is put on it, and never shrinks.
void insert_disks(const Storage&, Machine&);
std::optional<Opening> prepare(std::span<const GivenFile>, const GivenMachine&, Diagnostics&);

}  // namespace trapdoor
