// Referee: runs the same bytes here and in QEMU and compares all that the cases left in RAM.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/lockstep/cases.h"

namespace trapdoor::lockstep {

struct Outcome {
  std::string problem;        // empty: it ran to the end
  std::vector<uint8_t> ram;   // from RUNTIME_BASE
  uint64_t instructions = 0;  // ticks used; 0 when not known
};

struct Difference {
  size_t number;     // which case of the batch
  std::string text;  // "mcause of trap 3: here 0x2, QEMU 0x5"
};

// Assembles runtime.S with the cross compiler. Empty if it could not, with the reason in `problem`.
std::vector<uint8_t> build_runtime(std::string& problem);
// "" if QEMU and the cross compiler are there, else what is missing.
std::string what_is_missing();

std::vector<uint8_t> image_of(const std::vector<uint8_t>& runtime, const std::vector<Case>& cases);
Outcome run_here(const std::vector<uint8_t>& image, int harts = 1);
// For one hart, sets STATE_MEND_ATOMICS in its copy of the image.
Outcome run_in_qemu(std::vector<uint8_t> image, int harts = 1);

// The first difference of each case that has one.
std::vector<Difference> compare(const std::vector<Case>&, const Outcome& here, const Outcome& qemu);

struct Report {
  uint64_t programs = 0, instructions = 0;
  std::vector<std::string> failures;  // each names seed, step, first difference
};

// Runs `count` programs of seeds first_seed, first_seed + 1, ... (all of one family, or of any) and adds to
// the report. Each failing program is cut down to the first step that makes a difference.
void run_batch(const std::vector<uint8_t>& runtime, uint64_t first_seed, uint64_t count, const Family* family,
               Report& report);

}  // namespace trapdoor::lockstep
