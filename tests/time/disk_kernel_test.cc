// The property that all of time rests on, across a kernel's life: paging, a program, timer, keys, and a disk that moves
// memory by itself. Wherever one goes, in whatever order, the state is the one that the straight run had.
#include "tests/time/disk_kernel.h"

#include <gtest/gtest.h>

#include <map>

#include "engine/session/build.h"
#include "tests/session/dots.h"
#include "tests/time/busy.h"

namespace trapdoor {
namespace {

struct Life {
  explicit Life(TimelineOptions options)
      : program(assembled(kDiskKernel)), timeline(*find_board("riscv-virt"), {1 << 20, 1}, options) {
    Diagnostics diagnostics;
    EXPECT_TRUE(load(build_of(program), timeline.machine(), diagnostics));
    Pages& disk = *timeline.machine().device(timeline.machine().find_device("disk0")).storage();
    std::vector<std::byte> bytes(8 * 512);
    for (size_t i = 0; i < bytes.size(); i++) bytes[i] = static_cast<std::byte>(i * 37);
    disk.write(0, bytes);
    timeline.begin();
  }
  uint64_t memory(std::string_view name) {
    uint64_t value = 0;
    timeline.machine().bus.peek(program.find_symbol(name)->address,
                                std::as_writable_bytes(std::span(&value, 1)));
    return value;
  }
  Program program;
  Timeline timeline;
};

TEST(DiskKernel, DoesWhatItIsForTests) {
  Life life({});
  life.timeline.run(20'000);
  life.timeline.input(key(life.timeline.machine(), "ab"), "keys");
  life.timeline.run(200'000);
  EXPECT_EQ(life.memory("keys"), 2u);
  EXPECT_NE(life.memory("sum"), 0u);
  EXPECT_NE(life.timeline.machine().hart(0).cpu[18], 0u) << "the program got the sum";
  int traps[16] = {};
  const Trace& history = life.timeline.history();
  for (uint64_t n = history.first(); n < history.next(); n++) {
    if (history[n].kind == EventKind::trap && history[n].from == 0) traps[history[n].what]++;
  }
  EXPECT_GT(traps[5], 100);  // timer
  EXPECT_GT(traps[9], 50);   // disk and keys
  EXPECT_GT(traps[8], 50);   // system calls
}

void seek_at_random(uint32_t seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  TimelineOptions options;
  options.frame_ticks = 2000 + random() % 6000;
  options.memory_bytes = (2 + random() % 20) << 20;
  Life life(options);
  Timeline& timeline = life.timeline;
  std::map<Tick, Snapshot> truth;
  for (int i = 0; i < 60; i++) {
    timeline.run(timeline.now() + 1 + random() % 5000);
    if (random() % 2)
      timeline.input(
          key(timeline.machine(), std::string(1 + random() % 3, static_cast<char>('a' + random() % 26))),
          "key");
    truth[timeline.now()] = timeline.machine().save();
  }
  std::vector<Tick> ticks;
  for (const auto& [tick, state] : truth) ticks.push_back(tick);
  for (int i = 0; i < 100; i++) {
    Tick tick = ticks[random() % ticks.size()];
    timeline.seek(tick);
    ASSERT_EQ(timeline.now(), tick);
    ASSERT_TRUE(timeline.machine().save() == truth[tick]) << "at tick " << tick;
    if (i % 10 == 0) {
      timeline.run(std::min(timeline.now() + random() % 3000, timeline.end()));
    }
  }
}

TEST(DiskKernel, SeekEqualsAStraightRun) {
  for (uint32_t seed = 1; seed <= 8; seed++) seek_at_random(seed);
}

}  // namespace
}  // namespace trapdoor
