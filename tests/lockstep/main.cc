// lockstep: the long form of the differential test against QEMU.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "tests/lockstep/harts.h"
#include "tests/lockstep/referee.h"

using namespace trapdoor::lockstep;

namespace {

uint64_t number_of(const std::string& text) {
  size_t used = 0;
  uint64_t number = std::stoull(text, &used, 0);
  for (char suffix : text.substr(used))
    number *= suffix == 'M' ? 1'000'000 : suffix == 'k' ? 1000 : suffix == 'G' ? 1'000'000'000 : 1;
  return number;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Runs generated programs here and in QEMU and compares registers, control registers, traps and "
      "memory."};
  std::string wanted = "2M", family_name;
  uint64_t seed = 1, batch = 48, programs = ~uint64_t{0};
  int harts = 1;
  app.add_option("--instructions", wanted, "stop after so many compared instructions: 100M");
  app.add_option("--programs", programs, "or after so many programs");
  app.add_option("--seed", seed, "of the first program; the next has seed + 1");
  app.add_option("--batch", batch, "programs per start of QEMU")->check(CLI::Range(1, 200));
  app.add_option("--family", family_name, "only one family of programs");
  app.add_option("--harts", harts, "programs of so many harts instead")->check(CLI::Range(1, 8));
  CLI11_PARSE(app, argc, argv);

  const Family* family = nullptr;
  for (const Family& candidate : families()) {
    if (candidate.name == family_name) family = &candidate;
  }
  if (!family && !family_name.empty()) {
    std::string names;
    for (const Family& candidate : families()) names += " " + std::string(candidate.name);
    fmt::print(stderr, "There is no family '{}'. Families:{}\n", family_name, names);
    return 2;
  }
  std::string problem = what_is_missing();
  std::vector<uint8_t> runtime;
  if (problem.empty()) runtime = build_runtime(problem);
  if (!problem.empty()) {
    fmt::print(stderr, "{}\n", problem);
    return 2;
  }
  Report report;
  uint64_t goal = number_of(wanted);
  while (harts > 1 && report.instructions < goal && report.programs < programs &&
         report.failures.size() < 10) {
    std::string difference = compare_harts(seed++, harts, report.instructions);
    report.programs++;
    if (!difference.empty()) {
      fmt::print("{}\n", difference);
      report.failures.push_back(difference);
    }
  }
  if (harts > 1) {
    fmt::print("{} programs of {} harts, {} ticks, {} failed\n", report.programs, harts, report.instructions,
               report.failures.size());
    return report.failures.empty() ? 0 : 1;
  }
  while (report.instructions < goal && report.programs < programs && report.failures.size() < 10) {
    size_t told = report.failures.size();
    uint64_t count = std::min(batch, programs - report.programs);
    run_batch(runtime, seed, count, family, report);
    seed += count;
    for (; told < report.failures.size(); told++) fmt::print("{}\n", report.failures[told]);
    fmt::print("{} programs, {} instructions, {} failed\n", report.programs, report.instructions,
               report.failures.size());
    std::fflush(stdout);
  }
  return report.failures.empty() ? 0 : 1;
}
