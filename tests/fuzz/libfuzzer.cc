// The door for libFuzzer: TRAPDOOR_FUZZ_TARGET names the row of targets() that is run.
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/targets.h"

namespace {

const trapdoor::FuzzTarget* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* name = std::getenv("TRAPDOOR_FUZZ_TARGET");
  if (name) chosen = trapdoor::find_fuzz_target(name);
  if (!chosen) {
    std::fprintf(stderr, "TRAPDOOR_FUZZ_TARGET must be one of:");
    for (const trapdoor::FuzzTarget& target : trapdoor::fuzz_targets())
      std::fprintf(stderr, " %s", std::string(target.name).c_str());
    std::fprintf(stderr, "\n");
    std::exit(2);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  chosen->run({data, size});
  return 0;
}
