#include "engine/devices/disk.h"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/support/bench.h"

namespace trapdoor {
namespace {

enum Register : uint64_t {
  kBase = 0x1001'0000,
  kSector = kBase,
  kCount = kBase + 0x04,
  kAddress = kBase + 0x08,
  kCommand = kBase + 0x10,
  kStatus = kBase + 0x14,
  kError = kBase + 0x18,
  kInterrupt = kBase + 0x1c,
  kData = kBase + 0x20,
  kLatency = kBase + 0x28,
  kSectors = kBase + 0x2c,
};
enum Command { kCancel, kRead, kWrite, kReadDma, kWriteDma };
enum Status : uint64_t { kBusy = 1, kWantsData = 2, kDone = 4, kFailed = 8 };
constexpr uint64_t kBuffer = Bench::kRam + 0x1f00;  // crosses a page

struct DiskTest : testing::Test {
  Bench bench{{{"disk0", kBase, 0x1000, make_device<Disk>}}, {{"disk0.irq", "hart0.MEI"}}};
  std::vector<uint8_t> pattern = std::vector<uint8_t>(4 * 512);

  DiskTest() {
    std::iota(pattern.begin(), pattern.end(), uint8_t{3});
    for (size_t i = 0; i < pattern.size(); i += 512) pattern[i] = static_cast<uint8_t>(100 + i / 512);
    bench.write(kLatency, 100);
  }
  Pages& storage() { return *bench.machine.device(0).storage(); }
  void fill(uint64_t sector) { storage().write(sector * 512, std::as_bytes(std::span(pattern))); }
  std::vector<uint8_t> memory(size_t size) {
    std::vector<uint8_t> bytes(size);
    bench.machine.bus.peek(kBuffer, std::as_writable_bytes(std::span(bytes)));
    return bytes;
  }
  std::vector<uint8_t> sectors(uint64_t first, size_t count) {
    std::vector<uint8_t> bytes(count * 512);
    storage().read(first * 512, std::as_writable_bytes(std::span(bytes)));
    return bytes;
  }
  std::vector<uint8_t> part(size_t first, size_t count) {
    return {pattern.begin() + static_cast<long>(first * 512),
            pattern.begin() + static_cast<long>((first + count) * 512)};
  }
  void command(uint64_t what, uint64_t sector, uint64_t count, uint64_t address = kBuffer) {
    bench.write(kSector, sector);
    bench.write(kCount, count);
    bench.write(kAddress, address, 8);
    bench.write(kCommand, what);
  }
  uint64_t status() { return bench.read(kStatus); }
};

TEST_F(DiskTest, SaysHowLargeItIs) { EXPECT_EQ(bench.read(kSectors), Disk::kDefaultBytes / 512); }

TEST_F(DiskTest, ReadsByProgrammedIo) {
  fill(7);
  command(kRead, 7, 2);
  for (size_t sector = 0; sector < 2; sector++) {
    EXPECT_EQ(status(), kBusy);
    EXPECT_EQ(bench.read(kData, 8), 0u) << "nothing there yet";
    bench.pass(101);
    EXPECT_EQ(status(), kWantsData);
    std::vector<uint8_t> got;
    for (int i = 0; i < 512; i += 4) {
      EXPECT_EQ(bench.peek(kData, 4), bench.peek(kData, 4));
      uint64_t word = bench.read(kData, 4);
      for (int b = 0; b < 4; b++) got.push_back(static_cast<uint8_t>(word >> 8 * b));
    }
    EXPECT_EQ(got, part(sector, 1));
  }
  EXPECT_EQ(status(), kDone);
  EXPECT_EQ(bench.read(kSector), 9u);
  EXPECT_EQ(bench.read(kCount), 0u);
}

TEST_F(DiskTest, WritesByProgrammedIo) {
  command(kWrite, 3, 2);
  for (size_t sector = 0; sector < 2; sector++) {
    EXPECT_EQ(status(), kWantsData);
    for (size_t i = 0; i < 512; i++) bench.write(kData, pattern[sector * 512 + i], 1);
    EXPECT_EQ(status(), kBusy);
    EXPECT_NE(sectors(3 + sector, 1), part(sector, 1)) << "not before the latency is over";
    bench.pass(101);
    EXPECT_EQ(sectors(3 + sector, 1), part(sector, 1));
  }
  EXPECT_EQ(status(), kDone);
}

TEST_F(DiskTest, ReadsIntoMemorySectorBySector) {
  fill(0);
  command(kReadDma, 0, 3);
  bench.pass(101);
  EXPECT_EQ(memory(512), part(0, 1));
  EXPECT_EQ(memory(1024)[512], 0) << "the second sector is still on its way";
  EXPECT_EQ(status(), kBusy);
  EXPECT_EQ(bench.read(kAddress, 8), kBuffer + 512);
  bench.pass(200);
  EXPECT_EQ(status(), kDone);
  EXPECT_EQ(memory(3 * 512), part(0, 3));
}

TEST_F(DiskTest, WritesFromMemory) {
  bench.machine.bus.poke(kBuffer, std::as_bytes(std::span(pattern)));
  command(kWriteDma, 2044, 4);
  bench.pass(401);
  EXPECT_EQ(status(), kDone);
  EXPECT_EQ(sectors(2044, 4), pattern);
}

TEST_F(DiskTest, InterruptsWhenItStopsBeingBusy) {
  bench.write(kInterrupt, 1);
  command(kReadDma, 0, 2);
  bench.pass(150);
  EXPECT_FALSE(bench.input(kMei));
  bench.pass(52);
  EXPECT_TRUE(bench.input(kMei));
  EXPECT_EQ(bench.read(kInterrupt), 3u);
  EXPECT_TRUE(bench.input(kMei)) << "looking is not acknowledging";
  bench.write(kInterrupt, 3);
  EXPECT_FALSE(bench.input(kMei));
  EXPECT_EQ(bench.read(kInterrupt), 1u);
}

TEST_F(DiskTest, WithoutEnableItIsQuiet) {
  command(kReadDma, 0, 1);
  bench.pass(101);
  EXPECT_FALSE(bench.input(kMei));
  bench.write(kInterrupt, 1);
  EXPECT_TRUE(bench.input(kMei)) << "it was pending all the time";
}

TEST_F(DiskTest, ASectorBeyondTheEndIsAnError) {
  fill(2044);
  bench.write(kInterrupt, 1);
  command(kReadDma, 2047, 2);
  bench.pass(202);
  EXPECT_EQ(status(), kFailed);
  EXPECT_EQ(bench.read(kError), 1u);
  EXPECT_EQ(bench.read(kSector), 2048u) << "where it happened";
  EXPECT_EQ(memory(512), part(3, 1)) << "the sector before it went through";
  EXPECT_TRUE(bench.input(kMei));
  command(kReadDma, 0xffffffff, 1);
  bench.pass(101);
  EXPECT_EQ(bench.read(kError), 1u);
}

TEST_F(DiskTest, MemoryThatIsNotRamIsAnError) {
  fill(0);
  constexpr uint64_t kEnd = Bench::kRam + Bench::kRamBytes;
  for (uint64_t address : {uint64_t{0}, uint64_t{kBase}, Bench::kRam - 1, kEnd - 511, ~uint64_t{0} - 100}) {
    for (uint64_t what : {kReadDma, kWriteDma}) {
      command(what, 1, 1, address);
      bench.pass(101);
      EXPECT_EQ(status(), kFailed) << std::hex << address;
      EXPECT_EQ(bench.read(kError), 2u);
    }
  }
  EXPECT_EQ(sectors(1, 1), part(1, 1)) << "the disk is unharmed";
  EXPECT_EQ(bench.peek(kEnd - 8, 8), 0u) << "no part of a transfer is done";
  command(kReadDma, 1, 1, kEnd - 512);
  bench.pass(101);
  EXPECT_EQ(status(), kDone) << "a good command clears the error";
  EXPECT_EQ(bench.read(kError), 0u);
}

TEST_F(DiskTest, UnknownCommandsAndCancel) {
  bench.write(kCommand, 9);
  EXPECT_EQ(status(), kFailed);
  EXPECT_EQ(bench.read(kError), 3u);
  fill(0);
  command(kReadDma, 0, 1);
  bench.write(kCommand, kWriteDma);
  bench.write(kSector, 5);
  EXPECT_EQ(bench.read(kCommand), uint64_t{kReadDma}) << "a busy disk takes no command";
  EXPECT_EQ(bench.read(kSector), 0u);
  bench.write(kCommand, kCancel);
  EXPECT_EQ(status(), 0u);
  bench.pass(200);
  EXPECT_EQ(memory(1)[0], 0) << "cancelled in time";
}

TEST_F(DiskTest, NoSectorsAreDoneAtOnce) {
  command(kReadDma, 0, 0);
  EXPECT_EQ(status(), kDone);
}

TEST_F(DiskTest, AddressInTwoHalves) {
  bench.write(kAddress, 0x9abcdef0, 4);
  bench.write(kAddress + 4, 0x12345678, 4);
  EXPECT_EQ(bench.read(kAddress, 8), 0x1234'5678'9abc'def0u);
  EXPECT_EQ(bench.read(kAddress + 4, 4), 0x12345678u);
}

TEST_F(DiskTest, ResetKeepsWhatIsStored) {
  fill(0);
  command(kReadDma, 0, 1);
  bench.machine.reset();
  EXPECT_EQ(status(), 0u);
  EXPECT_EQ(bench.read(kLatency), Disk::kDefaultLatency);
  EXPECT_EQ(sectors(0, 1), part(0, 1));
}

}  // namespace
}  // namespace trapdoor
