// Targets: one row per reader of foreign bytes. Each takes any bytes at all; what it must not do is crash, hang, or break
// what its header promises (then it aborts). libFuzzer runs them for long (tests/fuzz/fuzz), replay_test.cc for seconds.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trapdoor {

struct FuzzTarget {
  std::string_view name;
  void (*run)(std::span<const uint8_t>);
  // Good inputs to begin with, made from what is in the tree; tests/fuzz/corpus/NAME has more.
  std::vector<std::string> (*seeds)();
  std::string_view words;  // separated by spaces: what a mutation may put in
};

std::span<const FuzzTarget> fuzz_targets();
const FuzzTarget* find_fuzz_target(std::string_view name);  // null if there is none

// For a law that does not hold: says what, and aborts, which every fuzzer counts as a finding.
void fuzz_require(bool holds, std::string_view law);

}  // namespace trapdoor
