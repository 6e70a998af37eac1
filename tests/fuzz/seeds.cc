// Writes the seeds of TRAPDOOR_FUZZ_TARGET into a folder, or (--words) its words as a libFuzzer dictionary.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/fuzz/targets.h"

int main(int argc, char** argv) {
  const char* name = std::getenv("TRAPDOOR_FUZZ_TARGET");
  const trapdoor::FuzzTarget* target = name ? trapdoor::find_fuzz_target(name) : nullptr;
  if (!target || argc < 2) {
    std::fprintf(stderr, "usage: tests/fuzz/fuzz TARGET [seconds]; targets:");
    for (const trapdoor::FuzzTarget& row : trapdoor::fuzz_targets())
      std::fprintf(stderr, " %s", std::string(row.name).c_str());
    std::fprintf(stderr, "\n");
    return 2;
  }
  if (std::string(argv[1]) == "--words") {
    std::string_view words = target->words;
    while (!words.empty()) {
      size_t end = std::min(words.find(' '), words.size());
      std::string line;
      for (char c : words.substr(0, end)) {
        char byte[8];
        std::snprintf(byte, sizeof byte, "\\x%02x", static_cast<unsigned char>(c));
        line += byte;
      }
      if (end > 0) std::printf("\"%s\"\n", line.c_str());
      words.remove_prefix(std::min(end + 1, words.size()));
    }
    return 0;
  }
  int number = 0;
  for (const std::string& seed : target->seeds())
    std::ofstream(std::string(argv[1]) + "/seed" + std::to_string(number++), std::ios::binary) << seed;
  return 0;
}
