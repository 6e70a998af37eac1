// bench: million instructions per second, and traps per second, of guest programs. `bench --help` has the options.
#include <benchmark/benchmark.h>

#include <string>

#include "tests/bench/work.h"

namespace {

void measure(benchmark::State& state, const trapdoor::bench::Work& work, trapdoor::Detail detail) {
  double ticks = 0, seconds = 0, pieces = 0;
  for (auto _ : state) {
    trapdoor::bench::Run run = trapdoor::bench::run(work, TRAPDOOR_BENCH_GUESTS, detail);
    if (!run.ok) return state.SkipWithError("the guest did not give its answer");
    state.SetIterationTime(run.seconds);
    ticks += static_cast<double>(run.ticks);
    seconds += run.seconds;
    pieces += static_cast<double>(work.count);
  }
  state.counters["MIPS"] = ticks / seconds / 1e6;
  if (work.unit) state.counters[std::string(work.unit) + "/s"] = pieces / seconds;
}

}  // namespace

int main(int argc, char** argv) {
  for (const trapdoor::bench::Work& work : trapdoor::bench::works()) {
    for (auto [suffix, detail] :
         {std::pair{"", trapdoor::Detail::cheap}, {"/nothing recorded", trapdoor::Detail::none}}) {
      benchmark::RegisterBenchmark((std::string(work.name) + suffix).c_str(), measure, work, detail)
          ->UseManualTime()
          ->Unit(benchmark::kMillisecond);
    }
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
