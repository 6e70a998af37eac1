// The transport that all virtio devices share, seen through the disk; and what a hostile driver can (not) do
// to it.
#include "engine/devices/virtio.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/devices/virtio_blk.h"
#include "engine/devices/virtio_console.h"
#include "engine/devices/virtio_net.h"
#include "engine/devices/virtio_rng.h"
#include "tests/support/virtio_driver.h"

namespace trapdoor {
namespace {

constexpr uint64_t kBase = 0x1000'1000;
constexpr uint64_t kHeader = Bench::kRam + 0x8000, kBuffer = Bench::kRam + 0x9000,
                   kAnswer = Bench::kRam + 0xb000;
using Driver = VirtioDriver;
constexpr uint64_t kNeedsReset = 0x40;

struct VirtioTest : testing::Test {
  Bench bench{{{"disk", kBase, 0x1000, make_device<VirtioBlk>}}, {{"disk.irq", "hart0.MEI"}}};
  Driver driver{bench, kBase};

  void header(uint32_t type, uint64_t sector) {
    driver.poke(kHeader, uint64_t{type});
    driver.poke(kHeader + 8, sector);
    driver.poke(kAnswer, uint8_t{0xff});
  }
  // A request as xv6 and Linux make it: header, data, answer. Returns the answer.
  uint64_t request(uint32_t type, uint64_t sector, uint32_t size) {
    header(type, sector);
    std::vector<Driver::Part> parts = {{kHeader, 16, false}};
    if (size) parts.push_back({kBuffer, size, type != 1});
    parts.push_back({kAnswer, 1, true});
    driver.add(0, parts);
    driver.notify(0);
    driver.used(0);
    return bench.peek(kAnswer, 1);
  }
  Pages& storage() { return *bench.machine.device(0).storage(); }
  // What a rule broken by the driver must look like.
  void expect_needs_reset() {
    driver.notify(0);
    EXPECT_EQ(driver.used(0), 0u);
    EXPECT_EQ(driver.get(Driver::kStatus) & kNeedsReset, kNeedsReset);
    EXPECT_EQ(driver.get(Driver::kInterruptStatus) & 2, 2u);
    driver.start(1);
    EXPECT_EQ(driver.get(Driver::kStatus), 0xfu) << "a reset mends it";
  }
};

TEST_F(VirtioTest, Identity) {
  EXPECT_EQ(driver.get(Driver::kMagic), 0x74726976u);
  EXPECT_EQ(driver.get(Driver::kVersion), 2u);
  EXPECT_EQ(driver.get(Driver::kDeviceId), 2u);
  EXPECT_EQ(driver.get(Driver::kVendor), 0x554d4551u);
  EXPECT_EQ(driver.get(Driver::kQueueNumMax), kMaxVirtqueueSize);
  driver.set(Driver::kQueueSel, 1);
  EXPECT_EQ(driver.get(Driver::kQueueNumMax), 0u) << "a disk has one queue";
}

TEST_F(VirtioTest, FeaturesThatWereNotOfferedAreRefused) {
  driver.set(Driver::kDeviceFeaturesSel, 1);
  EXPECT_EQ(driver.get(Driver::kDeviceFeatures), 1u) << "VIRTIO_F_VERSION_1";
  driver.set(Driver::kDeviceFeaturesSel, 2);
  EXPECT_EQ(driver.get(Driver::kDeviceFeatures), 0u);
  driver.set(Driver::kStatus, 3);
  driver.set(Driver::kDriverFeatures, 0xffffffff);
  driver.set(Driver::kStatus, 0xb);
  EXPECT_EQ(driver.get(Driver::kStatus), 3u);
}

TEST_F(VirtioTest, ServesAfterALatencyAndInterrupts) {
  driver.start(1);
  header(0, 3);
  std::vector<std::byte> pattern(512, std::byte{0x77});
  storage().write(3 * 512, pattern);
  driver.add(0, {{kHeader, 16, false}, {kBuffer, 512, true}, {kAnswer, 1, true}});
  driver.notify(0);
  bench.pass(Virtio::kLatency);
  EXPECT_FALSE(bench.input(kMei));
  EXPECT_EQ(driver.used(0), 1u);
  EXPECT_TRUE(bench.input(kMei));
  EXPECT_EQ(driver.get(Driver::kInterruptStatus), 1u);
  driver.set(Driver::kInterruptAck, 1);
  EXPECT_FALSE(bench.input(kMei));
  EXPECT_EQ(driver.used_length(0, 0), 513u);
  EXPECT_EQ(bench.peek(kBuffer + 504, 8), 0x7777'7777'7777'7777u);
  EXPECT_EQ(bench.peek(kAnswer, 1), 0u);
}

TEST_F(VirtioTest, TheDriverMayForgoInterrupts) {
  driver.start(1);
  driver.poke(driver.available(0), uint16_t{1});
  EXPECT_EQ(request(0, 0, 512), 0u);
  EXPECT_FALSE(bench.input(kMei));
}

TEST_F(VirtioTest, NothingIsServedBeforeTheDriverIsReady) {
  driver.start(1);
  driver.set(Driver::kStatus, 0xb);
  EXPECT_EQ(request(0, 0, 512), 0xffu);
  driver.set(Driver::kStatus, 0xf);
  EXPECT_EQ(driver.used(0), 1u);
}

TEST_F(VirtioTest, ManyRequestsOneAfterAnother) {
  driver.start(1);
  for (uint32_t i = 0; i < 20; i++) {
    driver.poke(kBuffer, uint64_t{i} * 1000);
    ASSERT_EQ(request(1, i, 512), 0u);
  }
  for (uint32_t i = 0; i < 20; i++) {
    ASSERT_EQ(request(0, i, 512), 0u);
    EXPECT_EQ(bench.peek(kBuffer, 8), i * 1000);
  }
  EXPECT_EQ(driver.used(0), 40u);
}

TEST_F(VirtioTest, DescriptorsMayCutARequestAnywhere) {
  driver.start(1);
  std::vector<std::byte> pattern(1024);
  for (size_t i = 0; i < pattern.size(); i++) pattern[i] = static_cast<std::byte>(i * 7);
  storage().write(0, pattern);
  header(0, 0);
  driver.add(0, {{kHeader, 5, false},
                 {kHeader + 5, 11, false},
                 {kBuffer, 1, true},
                 {kBuffer + 1, 700, true},
                 {kBuffer + 701, 324, true}});  // the last byte of which is the answer
  driver.notify(0);
  EXPECT_EQ(driver.used(0), 1u);
  std::vector<std::byte> got(1024);
  bench.machine.bus.peek(kBuffer, got);
  EXPECT_EQ(got, pattern);
  EXPECT_EQ(bench.peek(kBuffer + 1024, 1), 0u);
}

TEST_F(VirtioTest, DiskErrors) {
  driver.start(1);
  uint64_t sectors = storage().size_bytes() / 512;
  EXPECT_EQ(bench.read(kBase + Driver::kConfig, 8), sectors);
  EXPECT_EQ(request(0, sectors - 1, 512), 0u);
  EXPECT_EQ(request(0, sectors - 1, 1024), 1u) << "one sector too many";
  EXPECT_EQ(request(1, sectors, 512), 1u);
  EXPECT_EQ(request(1, ~uint64_t{0}, 512), 1u);
  EXPECT_EQ(request(0, ~uint64_t{0} / 512, 512), 1u);
  EXPECT_EQ(request(0, 0, 100), 1u) << "not whole sectors";
  EXPECT_EQ(request(99, 0, 512), 2u) << "unknown request";
  EXPECT_EQ(request(4, 0, 0), 0u) << "flush";
  EXPECT_EQ(request(8, 0, 20), 0u) << "get id";
  EXPECT_EQ(bench.peek(kBuffer, 8), 0x726f'6f64'7061'7274u) << "trapdoor";
}

TEST_F(VirtioTest, ALoopOfDescriptors) {
  driver.start(1);
  header(0, 0);
  uint16_t head = driver.add(0, {{kHeader, 16, false}, {kHeader, 16, false}});
  driver.poke(driver.descriptors(0) + 16u * head + 16 + 12, uint16_t{1});
  driver.poke(driver.descriptors(0) + 16u * head + 16 + 14, head);
  expect_needs_reset();
}

TEST_F(VirtioTest, AddressesOutsideRam) {
  constexpr uint64_t kEnd = Bench::kRam + Bench::kRamBytes;
  for (uint64_t address : {uint64_t{0}, uint64_t{kBase}, kEnd - 511, kEnd, ~uint64_t{0} - 4}) {
    Driver fresh{bench, kBase};
    driver = fresh;
    driver.poke(driver.available(0) + 2, uint16_t{0});
    driver.poke(driver.used_ring(0) + 2, uint16_t{0});
    driver.start(1);
    header(0, 0);
    driver.add(0, {{kHeader, 16, false}, {address, 512, true}, {kAnswer, 1, true}});
    expect_needs_reset();
  }
}

TEST_F(VirtioTest, HugeLengths) {
  driver.start(1);
  header(0, 0);
  driver.add(0, {{kHeader, 16, false}, {kBuffer, 0xffffffff, true}, {kAnswer, 1, true}});
  expect_needs_reset();
}

TEST_F(VirtioTest, ReadablePartsAfterWritableOnes) {
  driver.start(1);
  header(0, 0);
  driver.add(0, {{kAnswer, 1, true}, {kHeader, 16, false}});
  expect_needs_reset();
}

TEST_F(VirtioTest, NoRoomForHeaderOrAnswer) {
  driver.start(1);
  header(0, 0);
  driver.add(0, {{kHeader, 16, false}});
  expect_needs_reset();
}

TEST_F(VirtioTest, MoreChainsThanTheRingHolds) {
  driver.start(1);
  driver.poke(driver.available(0) + 2, uint16_t{Driver::kSize + 1});
  expect_needs_reset();
}

TEST_F(VirtioTest, HeadsBeyondTheRing) {
  driver.start(1);
  driver.poke(driver.available(0) + 4, uint16_t{Driver::kSize});
  driver.poke(driver.available(0) + 2, uint16_t{1});
  expect_needs_reset();
}

TEST_F(VirtioTest, QueuesThatAreNone) {
  struct {
    uint64_t size, descriptors;
  } rows[] = {{0, 0x8000'1000}, {7, 0x8000'1000}, {512, 0x8000'1000},
              {8, 0x1000},      {8, 0x8000'1008}, {8, ~uint64_t{15}}};
  for (auto row : rows) {
    driver.set(Driver::kStatus, 0);
    driver.set(Driver::kQueueNum, row.size);
    driver.set(Driver::kQueueDesc, row.descriptors);
    driver.set(Driver::kQueueDesc + 4, row.descriptors >> 32);
    driver.set(Driver::kQueueDriver, driver.available(0));
    driver.set(Driver::kQueueDriver + 4, 0);
    driver.set(Driver::kQueueDevice, driver.used_ring(0));
    driver.set(Driver::kQueueDevice + 4, 0);
    driver.set(Driver::kQueueReady, 1);
    EXPECT_EQ(driver.get(Driver::kQueueReady), 0u) << row.size << " " << std::hex << row.descriptors;
    EXPECT_EQ(driver.get(Driver::kStatus) & kNeedsReset, kNeedsReset);
  }
}

TEST_F(VirtioTest, EntropyRepeatsFromRunToRun) {
  auto run = [] {
    Bench own{{{"random", kBase, 0x1000, make_device<VirtioRng>}}, {}};
    Driver d{own, kBase};
    d.start(1);
    d.add(0, {{kBuffer, 13, true}, {kBuffer + 16, 8, true}});
    d.notify(0);
    EXPECT_EQ(d.used(0), 1u);
    EXPECT_EQ(d.used_length(0, 0), 21u);
    EXPECT_EQ(own.peek(kBuffer + 13, 1), 0u) << "not beyond the part";
    return std::pair(own.peek(kBuffer, 8), own.peek(kBuffer + 16, 8));
  };
  auto first = run();
  EXPECT_NE(first.first, 0u);
  EXPECT_NE(first.first, first.second);
  EXPECT_EQ(first, run());
}

TEST_F(VirtioTest, ConsoleSendsAndReceives) {
  Bench own{{{"console", kBase, 0x1000, make_device<VirtioConsole>}}, {{"console.irq", "hart0.MEI"}}};
  Driver d{own, kBase};
  d.start(2);
  d.poke(kBuffer, uint64_t{0x0a69'6821});  // "!hi\n"
  d.add(1, {{kBuffer, 2, false}, {kBuffer + 2, 2, false}});
  d.notify(1);
  EXPECT_EQ(d.used(1), 1u);
  EXPECT_EQ(own.console(), "!hi\n");
  for (char c : std::string_view("typed early")) own.machine.accept(0, static_cast<uint8_t>(c));
  EXPECT_EQ(d.used(0), 0u) << "no buffer to put it";
  d.add(0, {{kBuffer, 5, true}});
  d.add(0, {{kBuffer + 16, 100, true}});
  d.notify(0);
  EXPECT_EQ(d.used(0), 2u);
  EXPECT_EQ(d.used_length(0, 0), 5u);
  EXPECT_EQ(d.used_length(0, 1), 6u);
  EXPECT_EQ(own.peek(kBuffer, 4), 0x65707974u) << "type";
  EXPECT_TRUE(own.input(kMei));
}

// Random registers, random rings, random descriptors: whatever happens, it happens to the device only.
template <class Device>
void fuzz(uint32_t seed, int rounds, int queues) {
  Bench bench{{{"device", kBase, 0x1000, make_device<Device>}}, {{"device.irq", "hart0.MEI"}}};
  Driver driver{bench, kBase};
  std::mt19937_64 random(seed);
  auto pick = [&](uint64_t n) { return random() % n; };
  auto address = [&]() -> uint64_t {
    switch (pick(8)) {
      case 0:
        return random();
      case 1:
        return Bench::kRam + Bench::kRamBytes - pick(64);
      case 2:
        return driver.descriptors(0) + pick(0x1000);  // the ring itself
      default:
        return Bench::kRam + 0x8000 + pick(0x10000);
    }
  };
  int needed_reset = 0, served = 0;
  for (int round = 0; round < rounds; round++) {
    for (uint32_t queue : {0u, 1u}) {
      driver.poke(driver.available(queue) + 2, uint16_t{0});
      driver.poke(driver.used_ring(queue) + 2, uint16_t{0});
    }
    driver.start(queues);
    for (int step = 0; step < 20; step++) {
      for (uint32_t queue : {0u, 1u}) {
        for (uint64_t i = 0; i < Driver::kSize; i++) {
          uint64_t at = driver.descriptors(queue) + 16 * i;
          driver.poke(at, address());
          driver.poke(at + 8, static_cast<uint32_t>(pick(4) ? pick(2048) : random()));
          driver.poke(at + 12, static_cast<uint16_t>(pick(4) ? pick(4) : random()));
          driver.poke(at + 14, static_cast<uint16_t>(pick(4) ? pick(Driver::kSize) : random()));
        }
        for (uint64_t i = 0; i < Driver::kSize; i++) {
          driver.poke(driver.available(queue) + 4 + 2 * i,
                      static_cast<uint16_t>(pick(8) ? pick(Driver::kSize) : random()));
        }
        auto index = static_cast<uint16_t>(bench.peek(driver.used_ring(queue) + 2, 2) + pick(3));
        driver.poke(driver.available(queue) + 2, pick(16) ? index : static_cast<uint16_t>(random()));
        driver.notify(queue);
      }
      if (pick(4) == 0) driver.set(static_cast<uint32_t>(pick(0x40)) * 4, pick(2) ? pick(16) : random());
      if (pick(4) == 0) bench.machine.accept(0, static_cast<uint8_t>(random()));
      bench.pass(pick(1000));
      served += static_cast<int>(driver.get(Driver::kInterruptStatus) & 1);
    }
    needed_reset += (driver.get(Driver::kStatus) & kNeedsReset) != 0;
  }
  EXPECT_GT(needed_reset, 0);
  EXPECT_GT(served, 0) << "the fuzz must also get through";
}

TEST(VirtioFuzz, Disk) { fuzz<VirtioBlk>(1, 300, 1); }
TEST(VirtioFuzz, Net) { fuzz<VirtioNet>(2, 300, 2); }
TEST(VirtioFuzz, Console) { fuzz<VirtioConsole>(3, 300, 2); }
TEST(VirtioFuzz, Entropy) { fuzz<VirtioRng>(4, 300, 1); }

// What a figure of the ring shows: who owns which descriptor.
TEST_F(VirtioTest, RingsTellWhoOwnsEachDescriptor) {
  driver.start(1);
  header(0, 3);
  driver.add(0, {{kHeader, 16, false}, {kBuffer, 512, true}, {kAnswer, 1, true}});
  std::vector<Ring> rings = bench.machine.rings(0);
  ASSERT_EQ(rings.size(), 1u);
  ASSERT_EQ(rings[0].entries.size(), Driver::kSize);
  EXPECT_EQ(rings[0].given, 1u);
  EXPECT_EQ(rings[0].returned, 0u);
  for (size_t i = 0; i < 3; i++) EXPECT_TRUE(rings[0].entries[i].with_device) << i;
  EXPECT_FALSE(rings[0].entries[3].with_device);
  EXPECT_EQ(rings[0].entries[1].address, kBuffer);
  EXPECT_EQ(rings[0].entries[1].size_bytes, 512u);
  EXPECT_TRUE(rings[0].entries[1].device_writes);
  EXPECT_EQ(rings[0].entries[1].next, 2);
  EXPECT_EQ(rings[0].entries[2].next, -1);
  driver.notify(0);
  driver.used(0);
  rings = bench.machine.rings(0);
  EXPECT_EQ(rings[0].returned, 1u);
  EXPECT_FALSE(rings[0].entries[0].with_device);
}

}  // namespace
}  // namespace trapdoor
