// Every target over its seeds, the kept findings in tests/fuzz/corpus, and a fixed sequence of mutations of both. The fuzzer
// itself (tests/fuzz/fuzz) runs for as long as one likes; this runs in seconds, the same way every time.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "tests/fuzz/targets.h"

namespace trapdoor {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words{"\n", " ", std::string(1, '\0'), "\xff\xff\xff\xff", std::string(8, '\xff')};
  while (!text.empty()) {
    size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string mutated(std::string text, const std::vector<std::string>& words, std::mt19937_64& random) {
  for (uint64_t n = 1 + random() % 4; n > 0; n--) {
    size_t at = text.empty() ? 0 : random() % text.size();
    switch (random() % 6) {
      case 0:
        if (!text.empty()) text[at] = static_cast<char>(random());
        break;
      case 1:
        if (!text.empty()) text[at] = static_cast<char>(text[at] ^ (1 << random() % 8));
        break;
      case 2:
        text.insert(at, words[random() % words.size()]);
        break;
      case 3:
        text.erase(at, 1 + random() % 16);
        break;
      case 4:
        text.insert(at, text.substr(text.empty() ? 0 : random() % text.size(), random() % 32));
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

class Fuzz : public testing::TestWithParam<size_t> {};

TEST_P(Fuzz, KeptAndMutatedInputs) {
  const FuzzTarget& target = fuzz_targets()[GetParam()];
  std::vector<std::string> inputs = target.seeds();
  ASSERT_FALSE(inputs.empty());
  fs::path folder = fs::path(TRAPDOOR_SOURCE_DIR "/tests/fuzz/corpus") / target.name;
  std::vector<fs::path> files;
  if (fs::is_directory(folder)) files.assign(fs::directory_iterator(folder), {});
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  auto run = [&](const std::string& text) {
    target.run({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  };
  for (const std::string& text : inputs) run(text);
  std::mt19937_64 random(GetParam() + 1);
  std::vector<std::string> words = words_of(target.words);
  // A command may run a machine for millions of ticks.
  const int mutations = std::string_view(target.name) == "commands" ? 40 : 300;
  for (int i = 0; i < mutations; i++) run(mutated(inputs[random() % inputs.size()], words, random));
}

INSTANTIATE_TEST_SUITE_P(All, Fuzz, testing::Range(size_t{0}, fuzz_targets().size()),
                         [](const auto& which) { return std::string(fuzz_targets()[which.param].name); });

}  // namespace
}  // namespace trapdoor
