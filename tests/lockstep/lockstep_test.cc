// Lockstep: generated programs leave the same registers, control registers, traps and memory here and in
// QEMU.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/lockstep/harts.h"
#include "tests/lockstep/referee.h"

namespace trapdoor::lockstep {
namespace {

constexpr uint64_t kFirstSeed = 20'261'123;
constexpr uint64_t kPerFamily = 96, kBatch = 48, kAlone = 6;
constexpr uint64_t kLeastInstructions = 2'000'000;

class Lockstep : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    missing = what_is_missing();
    if (missing.empty()) runtime = build_runtime(missing);
  }
  void SetUp() override { ASSERT_TRUE(missing.empty()) << missing; }
  static inline std::string missing;
  static inline std::vector<uint8_t> runtime;
};

TEST_F(Lockstep, EveryFamilyAgreesWithQemu) {
  Report report;
  for (const Family& family : families()) {
    if (family.alone) run_batch(runtime, kFirstSeed, kAlone, &family, report);
    for (uint64_t done = 0; done < kPerFamily && !family.alone; done += kBatch) {
      run_batch(runtime, kFirstSeed + done, kBatch, &family, report);
    }
  }
  for (uint64_t seed = kFirstSeed; report.instructions < kLeastInstructions && report.failures.empty();
       seed += kBatch) {
    run_batch(runtime, seed, kBatch, &families()[0], report);
  }
  for (const std::string& failure : report.failures) ADD_FAILURE() << failure;
  RecordProperty("programs", static_cast<int>(report.programs));
  RecordProperty("instructions", static_cast<int>(report.instructions));
}

TEST_F(Lockstep, SeveralHartsAgreeWithQemu) {
  uint64_t ticks = 0;
  for (int harts : {2, 3, 4})
    EXPECT_EQ(compare_harts(kFirstSeed + static_cast<uint64_t>(harts), harts, ticks), "");
  RecordProperty("instructions", static_cast<int>(ticks));
}

// A comparison that cannot fail proves nothing: one flipped bit must be found and named.
TEST_F(Lockstep, AFlippedBitIsNamed) {
  std::vector<Case> cases{generate(7, 0, &families()[0])};
  Outcome qemu = run_in_qemu(image_of(runtime, cases));
  ASSERT_EQ(qemu.problem, "");
  Outcome altered = qemu;
  altered.ram[ARENA_BASE - RUNTIME_BASE + ARENA_RESULT_X + 8 * 12] ^= 4;
  auto found = compare(cases, altered, qemu);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].text.substr(0, 5), "x12: ");
  EXPECT_TRUE(compare(cases, qemu, qemu).empty());
}

TEST_F(Lockstep, CuttingStepsOffKeepsThoseBefore) {
  for (const Family& family : families()) {
    Case whole = generate(11, 0, &family), part = generate(11, 0, &family, 20);
    ASSERT_EQ(part.steps.size(), 20u);
    size_t common = part.steps.back().end;
    EXPECT_TRUE(std::equal(part.code.bytes().begin(),
                           part.code.bytes().begin() + static_cast<ptrdiff_t>(common),
                           whole.code.bytes().begin()))
        << family.name;
  }
}

}  // namespace
}  // namespace trapdoor::lockstep
