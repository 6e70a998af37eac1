#include "tests/lockstep/referee.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "engine/boards/boards.h"
#include "engine/machine/machine.h"

namespace trapdoor::lockstep {
namespace {

constexpr Tick kTickLimit = 20'000'000;

constexpr const char* kCsrNames[] = {
#define CSR(name, number) #name,
#include "tests/lockstep/csrs.inc"
#undef CSR
};
constexpr const char* kRecordNames[] = {"entry", "cause", "epc", "tval", "status", "pending", "x1", "unused"};

uint64_t word_at(const std::vector<uint8_t>& ram, uint64_t offset) {
  uint64_t value = 0;
  std::memcpy(&value, &ram[offset], sizeof value);
  return value;
}

std::string values(uint64_t here, uint64_t qemu) { return fmt::format("here {:#x}, QEMU {:#x}", here, qemu); }

std::string record_text(const std::vector<uint8_t>& ram, uint64_t record) {
  return fmt::format("entry={:#x} cause={:#x} epc={:#x} tval={:#x} status={:#x} pending={:#x}",
                     word_at(ram, record), word_at(ram, record + 8), word_at(ram, record + 16),
                     word_at(ram, record + 24), word_at(ram, record + 32), word_at(ram, record + 40));
}

// What stands at this offset of an arena, in words.
std::string place_name(const Case& c, uint64_t offset) {
  if (offset >= ARENA_TABLES) {
    return fmt::format("page table {} entry {}", (offset - ARENA_TABLES) >> 12, offset >> 3 & 511);
  }
  if (offset >= ARENA_DATA) return fmt::format("memory at {:#x}", c.base + offset);
  if (offset >= ARENA_LOG) {
    uint64_t at = offset - ARENA_LOG;
    return fmt::format("{} of trap {}", kRecordNames[at % RECORD_SIZE / 8], at / RECORD_SIZE);
  }
  if (offset >= ARENA_RESULT_CSR) {
    uint64_t at = (offset - ARENA_RESULT_CSR) / 8;
    return at < std::size(kCsrNames) ? kCsrNames[at] : "unused";
  }
  if (offset >= ARENA_RESULT_F) return fmt::format("f{}", (offset - ARENA_RESULT_F) / 8);
  if (offset >= ARENA_RESULT_X) return fmt::format("x{}", (offset - ARENA_RESULT_X) / 8);
  return fmt::format("arena + {:#x}", offset);
}

std::optional<std::string> first_difference(const Case& c, const Outcome& here, const Outcome& qemu) {
  uint64_t begin = c.base - RUNTIME_BASE;
  auto differ = [&](uint64_t from, uint64_t to) -> std::optional<std::string> {
    if (!std::memcmp(&here.ram[begin + from], &qemu.ram[begin + from], to - from)) return {};
    for (uint64_t offset = from; offset < to; offset += 8) {
      uint64_t ours = word_at(here.ram, begin + offset), theirs = word_at(qemu.ram, begin + offset);
      if (ours == theirs) continue;
      std::string text = place_name(c, offset) + ": " + values(ours, theirs);
      if (offset >= ARENA_LOG && offset < ARENA_DATA) {
        uint64_t record = begin + offset - (offset - ARENA_LOG) % RECORD_SIZE;
        text +=
            "\n    here: " + record_text(here.ram, record) + "\n    QEMU: " + record_text(qemu.ram, record);
      }
      return text;
    }
    return {};
  };
  // In the order in which they tell most.
  const uint64_t parts[][2] = {{ARENA_LOG, ARENA_DATA},       {ARENA_DATA, ARENA_TABLES},
                               {ARENA_TABLES, ARENA_CODE},    {ARENA_RESULT_X, ARENA_RESULT_CSR},
                               {ARENA_RESULT_CSR, ARENA_LOG}, {0, ARENA_RESULT_X},
                               {ARENA_CODE, ARENA_SIZE}};
  for (const auto& [from, to] : parts) {
    if (auto text = differ(from, to)) return text;
  }
  return {};
}

}  // namespace

std::vector<uint8_t> image_of(const std::vector<uint8_t>& runtime, const std::vector<Case>& cases) {
  std::vector<uint8_t> image(runtime);
  uint64_t first = cases.front().index, count = first + cases.size();
  image.resize(cases.back().base + ARENA_SIZE - RUNTIME_BASE);
  std::memcpy(&image[CASE_COUNT - RUNTIME_BASE], &count, sizeof count);
  std::memcpy(&image[CASE_FIRST - RUNTIME_BASE], &first, sizeof first);
  for (const Case& c : cases) {
    uint64_t begin = c.base - RUNTIME_BASE;
    std::copy(c.arena.begin(), c.arena.end(), image.begin() + static_cast<ptrdiff_t>(begin));
    std::copy(c.code.bytes().begin(), c.code.bytes().end(),
              image.begin() + static_cast<ptrdiff_t>(begin + ARENA_CODE));
  }
  return image;
}

Outcome run_here(const std::vector<uint8_t>& image, int harts) {
  Outcome outcome;
  Machine machine(*find_board("riscv-virt"), MachineOptions{.ram_size_bytes = RAM_SIZE, .harts = harts});
  machine.poke(RUNTIME_BASE, std::as_bytes(std::span(image)));
  Stop stop = machine.run(kTickLimit);
  outcome.instructions = machine.now();
  if (stop != Stop::power) outcome.problem = "the machine did not come to an end here";
  outcome.ram.resize(image.size());
  machine.bus.peek(RUNTIME_BASE, std::as_writable_bytes(std::span(outcome.ram)));
  return outcome;
}

std::vector<Difference> compare(const std::vector<Case>& cases, const Outcome& here, const Outcome& qemu) {
  std::vector<Difference> found;
  for (size_t i = 0; i < cases.size(); i++) {
    if (auto text = first_difference(cases[i], here, qemu)) found.push_back({i, *text});
  }
  return found;
}

namespace {

struct Trial {
  uint64_t seed, index;
  const Family* family;
  const std::vector<uint8_t>& runtime;

  // What differs when the program is cut off after so many steps; empty if nothing.
  std::string difference(size_t steps) const {
    std::vector<Case> cases{generate(seed, index, family, steps)};
    std::vector<uint8_t> image = image_of(runtime, cases);
    Outcome here = run_here(image), qemu = run_in_qemu(image);
    if (!qemu.problem.empty()) return qemu.problem;
    auto found = compare(cases, here, qemu);
    return found.empty() ? here.problem : found.front().text;
  }
};

// Halves the program until its last step is the one that makes the difference, and describes that.
std::string cut_down(const Trial& trial, const std::string& seen_in_batch) {
  std::string head =
      fmt::format("seed {}{}: ", trial.seed,
                  trial.family ? fmt::format(" family {}", trial.family->name) : std::string());
  std::string whole = trial.difference(kAllSteps);
  if (whole.empty()) return head + "differs only after the programs before it: " + seen_in_batch;
  size_t good = 0, bad = generate(trial.seed, trial.index, trial.family).steps.size();
  std::string text = trial.difference(0);
  if (!text.empty()) return head + "before the first step: " + text;
  text = whole;
  while (bad - good > 1) {
    size_t middle = (good + bad) / 2;
    std::string found = trial.difference(middle);
    (found.empty() ? good : bad) = middle;
    if (!found.empty()) text = found;
  }
  Case c = generate(trial.seed, trial.index, trial.family, bad);
  std::string lines;
  for (size_t i = c.steps.back().begin; i < c.steps.back().end;) {
    uint32_t bits = 0;
    std::memcpy(&bits, &c.code.bytes()[i], 4);
    lines += fmt::format("\n    {:#x}: {}", c.base + ARENA_CODE + i, describe(bits));
    i += length_of(bits);
  }
  return head + fmt::format("step {}: {}{}", bad - 1, text, lines);
}

}  // namespace

void run_batch(const std::vector<uint8_t>& runtime, uint64_t first_seed, uint64_t count, const Family* family,
               Report& report) {
  if (family && family->alone && count > 1) {
    for (uint64_t i = 0; i < count; i++) run_batch(runtime, first_seed + i, 1, family, report);
    return;
  }
  std::vector<Case> cases;
  for (uint64_t i = 0; i < count; i++) cases.push_back(generate(first_seed + i, i, family));
  std::vector<uint8_t> image = image_of(runtime, cases);
  Outcome here = run_here(image), qemu = run_in_qemu(image);
  report.programs += count;
  report.instructions += here.instructions;
  if (!qemu.problem.empty()) {
    report.failures.push_back(
        fmt::format("seeds {} to {}: {}", first_seed, first_seed + count - 1, qemu.problem));
    return;
  }
  auto found = compare(cases, here, qemu);
  if (found.empty() && !here.problem.empty()) report.failures.push_back(here.problem);
  for (size_t i = 0; i < found.size() && i < 3; i++) {
    report.failures.push_back(
        cut_down({first_seed + found[i].number, found[i].number, family, runtime}, found[i].text));
  }
}

}  // namespace trapdoor::lockstep
