// How a program ended: what it printed, and its exit code; in QEMU, and here.
#pragma once
#include <cstdint>
#include <ostream>
#include <string>

#include "engine/machine/machine.h"
#include "tests/lockstep/command.h"

namespace trapdoor {

struct Ending {
  std::string text;
  uint64_t code = 0;
  bool operator==(const Ending&) const = default;
};
inline void PrintTo(const Ending& ending, std::ostream* out) {
  *out << "exit code " << ending.code << " after\n" << ending.text;
}

inline Ending run_in_qemu(const std::string& elf) {
  lockstep::TemporaryFile console;
  int code =
      lockstep::run_command({"qemu-system-riscv64", "-M", "virt", "-m", "16M", "-bios", "none", "-kernel",
                             elf, "-nodefaults", "-display", "none", "-serial", "file:" + console.path});
  return {console.text(), static_cast<uint64_t>(code)};
}

// Code 999: it did not end.
inline Ending run_to_end(Machine& machine) {
  Ending ending;
  uint64_t told = 0;
  constexpr Tick kSlice = 20'000, kLimit = 200'000'000;
  for (Stop stop = Stop::limit; stop == Stop::limit && machine.now() < kLimit;) {
    stop = machine.run(machine.now() + kSlice);
    for (; told < machine.trace.next(); told++) {
      const Event& event = machine.trace[told];
      if (event.kind == EventKind::console) ending.text += static_cast<char>(event.value);
    }
  }
  ending.code = machine.powered_off() ? machine.exit_code() : 999;
  return ending;
}

}  // namespace trapdoor
