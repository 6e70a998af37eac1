#include "engine/time/state_file.h"

#include <gtest/gtest.h>

#include "tests/time/busy.h"

namespace trapdoor {
namespace {

struct StateFile : testing::Test {
  StateFile() : machine(*find_board("riscv-virt"), {1 << 20, 1}) {
    load_busy(machine);
    machine.run(30'000);
    truth = machine.save();
    file = write_state(machine, truth, 7);
  }
  std::optional<Snapshot> read(uint64_t program = 7) {
    return read_state(file, machine, machine.save(), program, error);
  }
  // A change that keeps the checksum right, as somebody who means it would do.
  void seal() {
    uint64_t sum = hash_of(std::span(file).subspan(20));
    std::memcpy(file.data() + 12, &sum, sizeof sum);
  }
  Machine machine;
  Snapshot truth;
  std::vector<std::byte> file;
  std::string error;
};

TEST_F(StateFile, ComesBackBitForBit) {
  auto snapshot = read();
  ASSERT_TRUE(snapshot) << error;
  EXPECT_TRUE(*snapshot == truth);
  Machine other(*find_board("riscv-virt"), {1 << 20, 1});
  other.load(*snapshot);
  other.run(60'000);
  machine.run(60'000);
  EXPECT_TRUE(other.save() == machine.save());
}

TEST_F(StateFile, HoldsOnlyWhatWasTouched) { EXPECT_LT(file.size(), size_t{400} << 10); }

TEST_F(StateFile, SaysWhyItRefuses) {
  EXPECT_FALSE(read(8));
  EXPECT_EQ(error, "the state belongs to another program than the one that is loaded");
  Machine bigger(*find_board("riscv-virt"), {2 << 20, 1});
  EXPECT_FALSE(read_state(file, bigger, bigger.save(), 7, error));
  EXPECT_EQ(error, "the state has 1048576 bytes of RAM, this machine 2097152");
  Machine wider(*find_board("riscv-virt"), {1 << 20, 2});
  EXPECT_FALSE(read_state(file, wider, wider.save(), 7, error));
  EXPECT_EQ(error, "the state has 1 harts, this machine 2");
  Board renamed = *find_board("riscv-virt");
  renamed.name = "another";
  Machine other(renamed, {1 << 20, 1});
  EXPECT_FALSE(read_state(file, other, other.save(), 7, error));
  EXPECT_EQ(error, "the state is of the board riscv-virt, this machine is another");
  file[8] = std::byte{99};
  EXPECT_FALSE(read());
  EXPECT_EQ(error, "the state file has version 99, this program reads version 1");
  file[0] = std::byte{'X'};
  EXPECT_FALSE(read());
  EXPECT_EQ(error, "this is not a Trapdoor state file");
}

TEST_F(StateFile, EveryTruncationIsRefused) {
  std::vector<std::byte> whole = file;
  for (size_t size = 0; size < whole.size(); size += size < 5000 ? 1 : 4093) {
    file.assign(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    ASSERT_FALSE(read()) << size;
    if (size < 20) continue;
    seal();
    ASSERT_FALSE(read()) << size << " with a good checksum";
  }
}

TEST_F(StateFile, MutationsNeverCrash) {
  std::mt19937 random(5);
  std::vector<std::byte> whole = file;
  int refused = 0;
  for (int i = 0; i < 1000; i++) {
    file = whole;
    for (uint32_t n = 1 + random() % 8; n > 0; n--) {
      file[random() % (random() % 2 ? 6000 : file.size())] = static_cast<std::byte>(random());
    }
    if (i % 2) seal();
    auto snapshot = read();
    refused += !snapshot;
    if (!snapshot) continue;
    // What was let in must run, whatever it does.
    Machine other(*find_board("riscv-virt"), {1 << 20, 1});
    other.load(*snapshot);
    other.run(snapshot->tick() > kNever - 2000 ? kNever : snapshot->tick() + 2000);
  }
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace trapdoor
