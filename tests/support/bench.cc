#include "tests/support/bench.h"

#include <gtest/gtest.h>

namespace trapdoor {
namespace {

class IdleHart final : public Hart {
 public:
  using Hart::Hart;
  void reset(uint64_t pc) override { cpu[0] = pc; }
  Tick run(Tick budget) override { return budget; }
  bool waiting() const override { return false; }
  void forget() override {}
  void pages_shared() override {}
  void page_changing(uint64_t, uint64_t, uint64_t) override {}
  void page_marked(const uint8_t*) override {}
  void page_moved(uint64_t, const uint8_t*) override {}
};

constexpr ModeRow kModes[] = {{0, "U", "user", Role::user}};
constexpr InputRow kInputs[] = {{"SSI", kSsi}, {"MSI", kMsi}, {"STI", kSti},
                                {"MTI", kMti}, {"SEI", kSei}, {"MEI", kMei}};

}  // namespace

const Isa kIdleIsa = {
    .name = "idle",
    .title = "Nothing",
    .xlen = 64,
    .modes = kModes,
    .words = {},
    .views = {},
    .fields = {},
    .causes = {},
    .inputs = kInputs,
    .traps = {},
    .instructions = {},
    .assembly = nullptr,
    .pc_word = 0,
    .mode_word = 1,
    .input_word = Bench::kInputWord,
    .stack_word = 3,
    .space_word = 4,
    .make_hart = [](Machine&, int index) -> std::unique_ptr<Hart> {
      return std::make_unique<IdleHart>(index);
    },
    .decode = [](std::span<const uint8_t>) { return Decoded{}; },
    .read_word = [](const Machine& m, int hart, uint16_t word) { return m.hart(hart).cpu[word]; },
    .writers = [](const Machine&, std::string_view) { return Writers{}; },
    .translate = [](const Machine&, int, uint64_t, AccessKind, uint8_t) { return Translation{}; },
    .explain = [](const Machine&, int) { return std::vector<Explanation>{}; },
    .vector = [](const Machine&, int, uint8_t) { return Vector{}; },
    .mappings = [](const Machine&, int, uint64_t, size_t) { return std::vector<Mapping>{}; },
};

Bench::Bench(std::vector<DeviceRow> devices, std::vector<WireRow> wires, int harts)
    : devices_(std::move(devices)),
      wires_(std::move(wires)),
      board_{.name = "bench",
             .title = "Bench",
             .help = "",
             .isa = &kIdleIsa,
             .ram_base = kRam,
             .ram_size_bytes = kRamBytes,
             .reset_pc = kRam,
             .isa_options = 0,
             .flaws = 0,
             .harts = harts,
             .slice_ticks = 64,
             .ticks_per_time = 1,
             .time_frequency = 10'000'000,
             .timer = "",
             .devices = devices_,
             .wires = wires_},
      machine(board_) {}

uint64_t Bench::read(uint64_t address, int size) {
  uint64_t value = 0;
  EXPECT_TRUE(machine.bus.read(address, size, value)) << std::hex << address;
  return value;
}

void Bench::write(uint64_t address, uint64_t value, int size) {
  EXPECT_TRUE(machine.bus.write(address, size, value)) << std::hex << address;
}

uint64_t Bench::peek(uint64_t address, int size) {
  uint64_t value = 0;
  EXPECT_TRUE(machine.bus.peek(address, bytes_of(value).first(static_cast<size_t>(size))))
      << std::hex << address;
  return value;
}

std::string Bench::console() {
  std::string text;
  for (; seen_ < machine.trace.next(); seen_++) {
    const Event& e = machine.trace[seen_];
    if (e.kind == EventKind::console) text += static_cast<char>(e.value);
  }
  return text;
}

int Bench::count(EventKind kind) {
  int n = 0;
  for (; seen_ < machine.trace.next(); seen_++) n += machine.trace[seen_].kind == kind;
  return n;
}

}  // namespace trapdoor
