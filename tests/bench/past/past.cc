// past: what time travel costs. A compute-bound guest is run to tick 10^9 (or as told) and stepped back from; a shorter
// run is timed with recording on and off. Native and under node.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "engine/boards/boards.h"
#include "engine/program/assembler.h"
#include "engine/time/timeline.h"

namespace trapdoor {
namespace {

// Mixes numbers through 4 MiB, so that every key frame has much to hold.
constexpr const char* kGuest = R"(
_start: li s0, 0x80100000
        li s1, 0x3ffff8
        li s2, 0x9e3779b97f4a7c15
        li s3, 1
loop:   mul s3, s3, s2
        xor s3, s3, s2
        srli t0, s3, 20
        and t0, t0, s1
        add t0, t0, s0
        ld t1, 0(t0)
        add t1, t1, s3
        sd t1, 0(t0)
        slli t2, t1, 7
        xor s3, s3, t2
        addi s4, s4, 1
        j loop
)";

// Time of this process, so that a busy machine does not count.
double now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
double since(double start) { return now() - start; }

bool load(Machine& machine) {
  Source source{"guest.S", kGuest};
  Assembled guest = assemble(machine.isa(), {&source, 1}, {});
  if (!guest.ok()) return false;
  for (const Section& section : guest.program.sections)
    machine.poke(section.address, std::as_bytes(std::span(section.bytes)));
  machine.hart(0).reset(guest.program.entry);
  return true;
}

constexpr MachineOptions kOptions{64 << 20, 1};

double time_off(Tick ticks) {
  Machine machine(*find_board("riscv-virt"), kOptions);
  load(machine);
  machine.run(1'000'000);
  double start = now();
  machine.run(1'000'000 + ticks);
  return since(start);
}

double time_on(Tick ticks) {
  Timeline timeline(*find_board("riscv-virt"), kOptions);
  load(timeline.machine());
  timeline.begin();
  timeline.run(1'000'000);
  double start = now();
  timeline.run(1'000'000 + ticks);
  return since(start);
}

void say(const char* what, std::vector<double> seconds) {
  std::sort(seconds.begin(), seconds.end());
  std::printf("%s: typical %.2f ms, worst %.2f ms, of %zu\n", what, seconds[seconds.size() / 2] * 1e3,
              seconds.back() * 1e3, seconds.size());
}

void step_back(Tick goal) {
  Timeline timeline(*find_board("riscv-virt"), kOptions);
  load(timeline.machine());
  timeline.begin();
  double start = now();
  timeline.run(goal);
  double seconds = since(start);
  std::printf("run to tick %llu: %.1f s, %.0f million ticks a second; %llu key frames, %llu MiB\n",
              static_cast<unsigned long long>(goal), seconds, static_cast<double>(goal) / seconds / 1e6,
              static_cast<unsigned long long>(timeline.frame_count()),
              static_cast<unsigned long long>(timeline.memory_bytes() >> 20));
  std::vector<double> steps, jumps;
  for (int i = 0; i < 300; i++) {
    start = now();
    timeline.seek(timeline.now() - 1);
    steps.push_back(since(start));
  }
  std::printf("the first step back: %.2f ms\n", steps[0] * 1e3);
  say("step back", steps);
  // A step back from anywhere in the last ten million ticks: the distance to a key frame is what counts.
  steps.clear();
  uint64_t random = 1;
  for (int i = 0; i < 40; i++) {
    random = random * 6364136223846793005 + 1442695040888963407;
    Tick tick = goal - 1 - (random >> 33) % 10'000'000;
    start = now();
    timeline.seek(tick);
    jumps.push_back(since(start));
    start = now();
    timeline.seek(tick - 1);
    steps.push_back(since(start));
  }
  say("a jump near the end", jumps);
  say("the first step back after it", steps);
}

}  // namespace
}  // namespace trapdoor

int main(int argc, char** argv) {
  using namespace trapdoor;
  Tick goal = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000'000;
  double off = 1e9, on = 1e9;
  for (int i = 0; i < 5; i++) {
    off = std::min(off, time_off(goal / 10));
    on = std::min(on, time_on(goal / 10));
  }
  std::printf("recording: %.3f s on, %.3f s off, %+.1f %%\n", on, off, (on / off - 1) * 100);
  step_back(std::max<Tick>(goal, 20'000'000));
}
