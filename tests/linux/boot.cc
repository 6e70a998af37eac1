// boot: Linux on the engine without a terminal: types each line when the shell's prompt is there. For the web build, where
// the command line is not.
#include "engine/boards/boot.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <span>
#include <string>

#include "engine/boards/boards.h"

namespace {

using namespace trapdoor;

constexpr Tick kSlice = 100'000, kLimit = 4'000'000'000;
constexpr std::string_view kPrompt = "~ # ";

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The console's text since the last call; also printed.
std::string console(Machine& machine, uint64_t& told) {
  std::string text;
  for (told = std::max(told, machine.trace.first()); told < machine.trace.next(); told++) {
    const Event& event = machine.trace[told];
    if (event.kind == EventKind::console) text += static_cast<char>(event.value);
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  return text;
}

int run(Machine& machine, std::span<char*> lines) {
  machine.trace.detail = Detail::cheap;
  int uart = machine.find_device("uart0");
  std::string said, typing;
  uint64_t told = 0;
  size_t next = 0;
  for (Stop stop = Stop::limit; stop != Stop::power;) {
    stop = machine.run(machine.now() + (typing.empty() ? kSlice : kSlice / 10));
    std::string text = console(machine, told);
    said += text;
    if (text.find('\n') != std::string::npos) said.erase(0, said.rfind('\n') + 1);  // keep the last line
    if (typing.empty() && next < lines.size() && said.starts_with(kPrompt)) {
      typing = std::string(lines[next++]) + "\n";
      said.clear();
    }
    if (!typing.empty()) {
      machine.accept(uart, static_cast<uint8_t>(typing[0]));
      typing.erase(0, 1);
    }
    if (stop == Stop::idle && typing.empty()) return std::fprintf(stderr, "every hart waits for ever\n"), 3;
    if (machine.now() > kLimit)
      return std::fprintf(stderr, "not at its end after %g ticks\n", double(kLimit)), 3;
  }
  std::fprintf(stderr, "%llu ticks\n", static_cast<unsigned long long>(machine.now()));
  return static_cast<int>(machine.exit_code() & 0xff);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr,
                 "usage: boot FOLDER ARGUMENTS [LINE...]   FOLDER is what tests/linux/fetch prints\n");
    return 2;
  }
  std::string folder = argv[1];
  std::string parts[] = {read_file(folder + "/fw_dynamic.bin"), read_file(folder + "/Image"),
                         read_file(folder + "/initramfs.cpio")};
  BootFiles files;
  files.firmware = std::as_bytes(std::span(parts[0]));
  files.kernel = std::as_bytes(std::span(parts[1]));
  files.initrd = std::as_bytes(std::span(parts[2]));
  files.arguments = argv[2];
  Machine machine(*find_board("riscv-virt"), {.ram_size_bytes = 128 << 20});
  if (std::string wrong = place_boot_files(machine, files); !wrong.empty()) {
    std::fprintf(stderr, "%s\n", wrong.c_str());
    return 2;
  }
  return run(machine, std::span(argv, static_cast<size_t>(argc)).subspan(3));
}
