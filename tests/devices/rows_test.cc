// What every device owes to the panels, the assembler and the timeline, whatever it does.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "engine/devices/aclint.h"
#include "engine/devices/disk.h"
#include "engine/devices/keyboard.h"
#include "engine/devices/plic.h"
#include "engine/devices/power.h"
#include "engine/devices/rtc.h"
#include "engine/devices/screen.h"
#include "engine/devices/uart.h"
#include "engine/devices/virtio_blk.h"
#include "engine/devices/virtio_console.h"
#include "engine/devices/virtio_net.h"
#include "engine/devices/virtio_rng.h"
#include "tests/support/bench.h"

namespace trapdoor {
namespace {

constexpr uint64_t kBase = 0x1000'0000;

struct Kind {
  const char* name;
  std::unique_ptr<Device> (*make)();
};
constexpr Kind kKinds[] = {
    {"aclint", make_device<Aclint>},        {"disk", make_device<Disk>},
    {"keyboard", make_device<Keyboard>},    {"plic", make_device<Plic>},
    {"power", make_device<Power>},          {"rtc", make_device<Rtc>},
    {"screen", make_device<Screen>},        {"uart", make_device<Uart>},
    {"virtio_blk", make_device<VirtioBlk>}, {"virtio_console", make_device<VirtioConsole>},
    {"virtio_net", make_device<VirtioNet>}, {"virtio_rng", make_device<VirtioRng>},
};

class EveryDevice : public testing::TestWithParam<Kind> {
 public:
  Bench bench{{{"device", kBase, 0x100'0000, GetParam().make}}, {}};
  Machine& machine = bench.machine;
  const DeviceInfo& info = machine.device(0).info();

  std::vector<std::byte> state() {
    auto bytes = machine.device(0).state();
    return {bytes.begin(), bytes.end()};
  }
  // Accesses of every size all over the window, most of them at registers.
  void play(uint32_t seed, int accesses) {
    std::mt19937 random(seed);
    for (int i = 0; i < accesses; i++) {
      const RegisterRow& row = info.registers[random() % info.registers.size()];
      uint32_t size = 1u << random() % 4;
      uint32_t offset = (random() % 4 ? row.offset : random() % 0x4000) & ~(size - 1);
      uint64_t value = random() % 2 ? random() % 8 : uint64_t{random()} << 32 | random();
      if (info.kind == "power") value &= ~uint64_t{1};  // none of its words
      switch (random() % 4) {
        case 0:
          machine.device_read(0, offset, static_cast<int>(size));
          break;
        case 1:
          machine.accept(0, static_cast<uint8_t>(value));
          break;
        case 2:
          bench.pass(random() % 3000);
          break;
        default:
          machine.device_write(0, offset, static_cast<int>(size), value);
      }
    }
  }
};

TEST_P(EveryDevice, DescribesItself) {
  EXPECT_FALSE(info.kind.empty());
  EXPECT_FALSE(info.title.empty());
  EXPECT_GT(info.help.size(), 20u);
  EXPECT_FALSE(info.registers.empty());
  std::set<std::string_view> names, symbols;
  for (const RegisterRow& row : info.registers) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(row.symbol.empty() || symbols.insert(row.symbol).second) << row.symbol;
    EXPECT_TRUE(row.size == 1 || row.size == 2 || row.size == 4 || row.size == 8) << row.name;
    EXPECT_EQ(row.offset % row.size, 0u) << row.name;
    EXPECT_TRUE(row.access == "rw" || row.access == "ro" || row.access == "wo") << row.name;
    EXPECT_TRUE(row.help.ends_with('.')) << row.name << ": " << row.help;
  }
  for (const FieldRow& field : info.fields) {
    EXPECT_TRUE(names.contains(field.word)) << field.word << "." << field.name;
    EXPECT_GE(field.high, field.low) << field.name;
    EXPECT_TRUE(field.help.ends_with('.')) << field.name;
  }
}

TEST_P(EveryDevice, PeekHasNoEffect) {
  play(1, 200);
  Snapshot before = machine.save();
  uint64_t events = machine.trace.next();
  Io io = machine.io(0);
  for (const RegisterRow& row : info.registers) {
    uint64_t first = machine.device(0).peek(io, row.offset, row.size);
    EXPECT_EQ(machine.device(0).peek(io, row.offset, row.size), first) << row.name;
  }
  for (uint32_t offset = 0; offset < 0x4000; offset++) machine.device(0).peek(io, offset, 1);
  EXPECT_TRUE(machine.save() == before);
  EXPECT_EQ(machine.trace.next(), events);
}

TEST_P(EveryDevice, PeekSeesWhatReadReturns) {
  play(2, 300);
  Io io = machine.io(0);
  for (const RegisterRow& row : info.registers) {
    if (row.access == "wo") continue;
    uint64_t seen = machine.device(0).peek(io, row.offset, row.size);
    EXPECT_EQ(machine.device_read(0, row.offset, row.size), seen) << row.name;
  }
}

TEST_P(EveryDevice, ARunFromASnapshotIsTheSameRun) {
  play(3, 300);
  Snapshot middle = machine.save();
  play(4, 300);
  Snapshot end = machine.save();
  machine.load(middle);
  EXPECT_TRUE(machine.save() == middle);
  play(4, 300);
  EXPECT_TRUE(machine.save() == end);
  Bench other{{{"device", kBase, 0x100'0000, GetParam().make}}, {}};
  other.machine.load(end);
  EXPECT_TRUE(other.machine.save() == end);
}

TEST_P(EveryDevice, ResetIsPowerOn) {
  std::vector<std::byte> fresh = state();
  play(5, 300);
  machine.reset();
  EXPECT_EQ(state(), fresh);
}

INSTANTIATE_TEST_SUITE_P(Devices, EveryDevice, testing::ValuesIn(kKinds),
                         [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace trapdoor
