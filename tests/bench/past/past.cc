// past: what time travel costs. Each guest is run with recording on and off; then one that writes all over its memory is
// run to tick 10^9 (or as told) and stepped back from. Native and under node.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
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

// A guest of tests/bench/guest, by its file; empty: the one above.
void load(Machine& machine, const std::string& file) {
  if (file.empty()) return static_cast<void>(load(machine));
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  machine.poke(machine.board().ram_base, std::as_bytes(std::span(bytes)));
}

constexpr MachineOptions kOptions{64 << 20, 1};
constexpr Tick kWarm = 1'000'000;

double time_off(const std::string& file, Tick ticks) {
  Machine machine(*find_board("riscv-virt"), kOptions);
  load(machine, file);
  machine.run(kWarm);
  double start = now();
  machine.run(kWarm + ticks);
  return since(start);
}

// In pieces, as a session runs it.
void run_on(Timeline& timeline, Tick goal) {
  constexpr Tick kPiece = 16384;
  Trace& trace = timeline.machine().trace;
  while (timeline.now() < goal) {
    if (trace.at(timeline.now()) == trace.next()) trace.cut(trace.first());
    if (timeline.run(std::min(goal, timeline.now() + kPiece)) != Stop::limit) return;
  }
}

double time_on(const std::string& file, Tick ticks) {
  Timeline timeline(*find_board("riscv-virt"), kOptions);
  load(timeline.machine(), file);
  timeline.begin();
  timeline.run(kWarm);
  double start = now();
  run_on(timeline, kWarm + ticks);
  return since(start);
}

double median(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// On and off by turns, so that a machine that is busy with something else is so for both.
void recording(const char* name, const std::string& file, Tick ticks) {
  constexpr int kRounds = 9;
  std::vector<double> off, on;
  for (int i = 0; i < kRounds; i++) {
    off.push_back(time_off(file, ticks));
    on.push_back(time_on(file, ticks));
  }
  double off_median = median(off), on_median = median(on);
  std::printf("recording %s: %.3f s on, %.3f s off, %+.1f %% (of the shortest: %+.1f %%)\n", name, on_median,
              off_median, (on_median / off_median - 1) * 100, (on[0] / off[0] - 1) * 100);
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

// past [TICKS [FOLDER [GUEST]]]: FOLDER holds the guest programs, build/release/bench_guests. With a GUEST only its
// recording is measured; with GUEST/on or GUEST/off it is run once so, for a profiler.
int main(int argc, char** argv) {
  using namespace trapdoor;
  Tick goal = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000'000;
  std::string folder = argc > 2 ? argv[2] : "", only = argc > 3 ? argv[3] : "";
  for (const char* name : {"harsh", "compute", "traps", "faults", "memory"}) {
    std::string file = std::strcmp(name, "harsh") ? folder + "/" + name + ".bin" : "";
    if (folder.empty() && !file.empty()) continue;
    if (only.empty() || only == name) recording(name, file, goal / 10);
    if (only == std::string(name) + "/on") time_on(file, goal / 10);
    if (only == std::string(name) + "/off") time_off(file, goal / 10);
  }
  if (only.empty()) step_back(std::max<Tick>(goal, 20'000'000));
}
