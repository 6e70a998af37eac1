#include "tests/bench/work.h"

#include <chrono>
#include <fstream>
#include <iterator>
#include <span>

#include "engine/boards/boards.h"
#include "engine/machine/machine.h"

namespace trapdoor::bench {

const std::vector<Work>& works() {
  static const std::vector<Work> all{
      {"compute", nullptr, 0, "compute 5cb35531b7dc0d21\n"},
      {"traps", "system calls", 2'000'000, "traps 4c87db0766c9ca48\n"},
      {"faults", "page faults", 300'000, "faults 747165e3dd6a35ff\n"},
      {"memory", "loads", 20'000'000, "memory 00000000502aa198\n"},
      {"timer", "interrupts", 10'000, "timer 8000000000000001\n"},
      {"quiet", "interrupts", 10, "timer 8000000000000001\n"},
  };
  return all;
}

Run run(const Work& work, const std::string& folder, Detail detail) {
  Run result;
  std::ifstream in(folder + "/" + work.name + ".bin", std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  Machine machine(*find_board("riscv-virt"), {.ram_size_bytes = 64 << 20});
  machine.trace.detail = detail;
  machine.poke(machine.board().ram_base, std::as_bytes(std::span(bytes)));
  std::string text;
  uint64_t told = 0;
  constexpr Tick kSlice = 200'000, kLimit = 4'000'000'000;
  auto begin = std::chrono::steady_clock::now();
  for (Stop stop = Stop::limit; stop == Stop::limit && machine.now() < kLimit;) {
    stop = machine.run(machine.now() + kSlice);
    for (told = std::max(told, machine.trace.first()); told < machine.trace.next(); told++) {
      const Event& event = machine.trace[told];
      if (event.kind == EventKind::console) text += static_cast<char>(event.value);
    }
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  result.ticks = machine.now();
  result.ok = machine.powered_off() && (text == work.answer || detail == Detail::none);
  return result;
}

}  // namespace trapdoor::bench
