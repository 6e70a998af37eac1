// speed: runs each guest program once and prints `name seconds million-instructions-per-second`; native and under node.
#include <cstdio>
#include <cstring>

#include "tests/bench/work.h"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(
        stderr,
        "usage: speed FOLDER [NAME...]   FOLDER holds the guest programs, build/release/bench_guests\n");
    return 2;
  }
  int failed = 0;
  for (const trapdoor::bench::Work& work : trapdoor::bench::works()) {
    bool wanted = argc == 2;
    for (int i = 2; i < argc; i++) wanted |= !std::strcmp(argv[i], work.name);
    if (!wanted) continue;
    trapdoor::bench::Run run = trapdoor::bench::run(work, argv[1]);
    if (run.ok) {
      std::printf("%s %.4f %.1f\n", work.name, run.seconds,
                  static_cast<double>(run.ticks) / run.seconds / 1e6);
    } else {
      std::printf("%s failed\n", work.name);
      failed++;
    }
  }
  return failed ? 1 : 0;
}
