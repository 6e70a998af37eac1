#include "engine/time/timeline.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/time/busy.h"

namespace trapdoor {
namespace {

constexpr MachineOptions kSmall{1 << 20, 1};

struct Busy {
  explicit Busy(TimelineOptions options = {}, MachineOptions machine = kSmall)
      : timeline(*find_board("riscv-virt"), machine, options) {
    load_busy(timeline.machine());
    timeline.begin();
  }
  Timeline timeline;
};

std::vector<Event> cheap_events(const Trace& trace) {
  std::vector<Event> events;
  for (uint64_t n = trace.first(); n < trace.next(); n++) events.push_back(trace[n]);
  return events;
}

// A straight run with inputs at random ticks; its state at random ticks; then the same ticks in random order
// by seek.
void seek_at_random(uint32_t seed, MachineOptions machine) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  TimelineOptions options;
  options.frame_ticks = 3000 + random() % 5000;
  options.memory_bytes = (1 + random() % 20) << 20;
  Busy busy(options, machine);
  Timeline& timeline = busy.timeline;
  std::map<Tick, Snapshot> truth;
  for (int i = 0; i < 40; i++) {
    timeline.run(timeline.now() + 1 + random() % 6000);
    if (random() % 2)
      timeline.input(key(timeline.machine(), std::string(1, static_cast<char>('a' + random() % 26))), "key");
    if (random() % 4 == 0)
      timeline.input(poke(0x8001'0000 + random() % 0x8000, static_cast<uint8_t>(random())), "poke");
    truth[timeline.now()] = timeline.machine().save();
  }
  std::vector<Event> history = cheap_events(timeline.history());
  std::vector<Tick> ticks;
  for (const auto& [tick, snapshot] : truth) ticks.push_back(tick);
  for (int i = 0; i < 80; i++) {
    Tick tick = ticks[random() % ticks.size()];
    timeline.seek(tick);
    ASSERT_EQ(timeline.now(), tick);
    ASSERT_TRUE(timeline.machine().save() == truth[tick]) << "at tick " << tick;
    if (i % 8 == 0) {
      ASSERT_TRUE(timeline.copy_at(tick)->save() == truth[tick]) << "copy at tick " << tick;
    }
  }
  timeline.seek(0);
  timeline.run(ticks.back());
  EXPECT_TRUE(timeline.machine().save() == truth[ticks.back()]);
  EXPECT_EQ(cheap_events(timeline.history()), history);
  EXPECT_TRUE(timeline.branches().empty());
}

TEST(Timeline, SeekEqualsAStraightRun) {
  for (uint32_t seed = 1; seed <= 12; seed++) seek_at_random(seed, kSmall);
}

TEST(Timeline, SeekEqualsAStraightRunWithThreeHarts) {
  for (uint32_t seed = 100; seed <= 104; seed++) seek_at_random(seed, {1 << 20, 3});
}

TEST(Timeline, RecordingChangesNothing) {
  Busy busy({64 << 20, 1000});
  busy.timeline.run(100'000);
  Machine plain(*find_board("riscv-virt"), kSmall);
  load_busy(plain);
  plain.run(100'000);
  EXPECT_TRUE(plain.save() == busy.timeline.machine().save());
}

TEST(Timeline, EditOfThePastForksAndTheOldFutureComesBack) {
  Busy busy({64 << 20, 1000});
  Timeline& timeline = busy.timeline;
  timeline.run(5'000);
  timeline.input(key(timeline.machine(), "x"), "key");
  timeline.run(50'000);
  Snapshot old_future = timeline.machine().save();
  std::vector<Event> old_history = cheap_events(timeline.history());

  timeline.seek(20'000);
  ASSERT_TRUE(timeline.input(key(timeline.machine(), "y"), "key at 20,000"));
  EXPECT_EQ(timeline.end(), 20'000u);
  ASSERT_EQ(timeline.branches().size(), 1u);
  EXPECT_EQ(timeline.branches()[0].from, 20'000u);
  EXPECT_EQ(timeline.branches()[0].end, 50'000u);
  timeline.run(50'000);
  Snapshot new_future = timeline.machine().save();
  std::vector<Event> new_history = cheap_events(timeline.history());
  EXPECT_FALSE(new_future == old_future);

  ASSERT_TRUE(timeline.switch_to("branch 1"));
  EXPECT_EQ(timeline.now(), 20'000u);
  EXPECT_EQ(cheap_events(timeline.history()), old_history);
  timeline.seek(50'000);
  EXPECT_TRUE(timeline.machine().save() == old_future);
  ASSERT_EQ(timeline.branches().size(), 1u);
  ASSERT_TRUE(timeline.switch_to(timeline.branches()[0].name));
  timeline.seek(50'000);
  EXPECT_TRUE(timeline.machine().save() == new_future);
  EXPECT_EQ(cheap_events(timeline.history()), new_history);
  EXPECT_TRUE(timeline.drop(timeline.branches()[0].name));
  EXPECT_FALSE(timeline.switch_to("branch 1"));
}

// Futures of futures: every branch, whatever was forked before it, leads to the state that it had.
TEST(Timeline, BranchesOfBranches) {
  for (uint32_t seed = 1; seed <= 6; seed++) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    Busy busy({64 << 20, 2000, 0, 100});
    Timeline& timeline = busy.timeline;
    std::map<Tick, Snapshot> ends;  // every future is given an end of its own
    std::map<Tick, std::vector<Event>> histories;
    for (int i = 0; i < 12; i++) {
      timeline.run(40'000 + static_cast<Tick>(i) * 100);
      ends[timeline.end()] = timeline.machine().save();
      histories[timeline.end()] = cheap_events(timeline.history());
      timeline.seek(1000 + random() % 30'000);
      ASSERT_TRUE(timeline.input(key(timeline.machine(), "k"), "key"));
      if (i % 3 == 2) {
        auto branches = timeline.branches();  // those that were run to an end, not just begun
        std::erase_if(branches, [&](const auto& branch) { return !ends.count(branch.end); });
        ASSERT_TRUE(timeline.switch_to(branches[random() % branches.size()].name));
        timeline.seek(timeline.end());
        ASSERT_TRUE(timeline.machine().save() == ends[timeline.end()]);
        ASSERT_EQ(cheap_events(timeline.history()), histories[timeline.end()]);
        timeline.seek(1000 + random() % 30'000);
        ASSERT_TRUE(timeline.input(poke(0x8001'0000, static_cast<uint8_t>(i)), "poke"));
      }
    }
    for (const auto& branch : timeline.branches()) {
      if (!ends.count(branch.end)) continue;
      ASSERT_TRUE(timeline.switch_to(branch.name));
      timeline.seek(timeline.end());
      EXPECT_TRUE(timeline.machine().save() == ends[timeline.end()]) << branch.name;
      EXPECT_EQ(cheap_events(timeline.history()), histories[timeline.end()]) << branch.name;
    }
  }
}

TEST(Timeline, RefusedInputChangesNothing) {
  Busy busy;
  busy.timeline.run(1'000);
  busy.timeline.seek(500);
  Snapshot before = busy.timeline.machine().save();
  EXPECT_FALSE(busy.timeline.input(poke(0x1000, 1), "outside RAM"));
  EXPECT_FALSE(busy.timeline.input({0, InputKind::key, 0, 999, 0, {}}, "no such device"));
  EXPECT_TRUE(busy.timeline.machine().save() == before);
  EXPECT_TRUE(busy.timeline.branches().empty());
  EXPECT_EQ(busy.timeline.end(), 1'000u);
}

// Whoever writes much pays less often, and goes back as exactly.
TEST(Timeline, FramesOfManyPagesLieFurtherApart) {
  TimelineOptions options{64 << 20, 1000, 0};
  Busy usual(options);
  // The guest writes a page or two in a thousand ticks, from 100,000 on not for the first time.
  options.copy_ticks = 3000;
  Busy sparing(options);
  usual.timeline.run(200'000);
  sparing.timeline.run(200'000);
  EXPECT_EQ(usual.timeline.frame_count(), 201u);
  EXPECT_LT(sparing.timeline.frame_count(), 160u);
  EXPECT_GE(sparing.timeline.frame_count(), 21u);  // ten times as far apart at most
  for (Tick tick : {199'999, 12'345, 140'001}) {
    usual.timeline.seek(tick);
    sparing.timeline.seek(tick);
    EXPECT_TRUE(usual.timeline.machine().save() == sparing.timeline.machine().save()) << tick;
  }
}

TEST(Timeline, MemoryStaysInItsBound) {
  Busy busy({6 << 20, 500});
  for (int i = 0; i < 40; i++) {
    busy.timeline.run(busy.timeline.now() + 20'000);
    EXPECT_LE(busy.timeline.memory_bytes(), uint64_t{6} << 20);
  }
  EXPECT_GT(busy.timeline.frame_count(), 4u);
  busy.timeline.seek(0);
  EXPECT_EQ(busy.timeline.now(), 0u);
}

}  // namespace
}  // namespace trapdoor
