// Guest: a program in assembly on a board, run until it switches the power off. Tests speak through it in
// the user's language: guest assembly in, events and state out.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/machine/machine.h"
#include "engine/program/program.h"

namespace trapdoor {

inline constexpr uint64_t kRam = 0x80000000;  // where it begins on every board

struct GuestOptions {
  int harts = 1;
  uint64_t ram_size_bytes = 1 << 20;
  Detail detail = Detail::cheap;
  const Board* board = nullptr;  // null: riscv-virt
};

class Guest {
 public:
  // Assembles; every error fails the running test. `TIMER_COMPARE` and the other device symbols are known.
  explicit Guest(std::string_view assembly, GuestOptions options = {});

  // Runs to power off. Fails the test when that does not happen within `limit` ticks.
  void run(Tick limit = 1'000'000);

  uint64_t word(std::string_view name) const;                     // of hart 0: "a0", "mcause"
  uint64_t memory(std::string_view symbol, int index = 0) const;  // a doubleword
  uint64_t symbol(std::string_view name) const;
  std::string console() const;
  std::vector<Event> events(EventKind kind) const;
  uint64_t exit_code() const { return machine->exit_code(); }

  Program program;
  std::unique_ptr<Machine> machine;
};

}  // namespace trapdoor
