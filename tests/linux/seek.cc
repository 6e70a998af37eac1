// seek: time travel through an operating system. Whatever moment is gone to, in whatever order, it is byte for byte the state
// that a run straight through had there, keys included. For any files that the page would run: a kernel with its disk, or
// firmware with a kernel and an initial file system.
//   build/release/linux_seek --harts 3 --prompt '$ ' --type ls --type 'cat README' kernel fs.img
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "engine/session/given_files.h"
#include "engine/time/state_file.h"
#include "engine/time/timeline.h"

namespace {

using namespace trapdoor;

constexpr Tick kSlice = 100'000, kKeySlice = 10'000;

struct Wish {
  std::vector<std::string> files, lines;
  std::string prompt = "~ # ";
  GivenMachine machine;
  int moments = 16;
  uint64_t seed = 1;
  Tick limit = 4'000'000'000;
};

std::optional<Opening> read_files(const Wish& wish) {
  std::vector<GivenFile> files;
  for (const std::string& path : wish.files) {
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto bytes = std::as_bytes(std::span(text));
    files.push_back({path.substr(path.rfind('/') + 1), {bytes.begin(), bytes.end()}, ""});
  }
  Diagnostics diagnostics;
  auto opening = prepare(files, wish.machine, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) std::fprintf(stderr, "%s\n", to_text(diagnostic).c_str());
  return opening;
}

void put_in(const Opening& opening, Machine& machine) {
  Diagnostics none;  // prepare() has tried it
  insert_disks(opening.storage, machine);
  load(opening.build, machine, none);
}

// Runs to the prompt behind the last line, typing a key at a time; false when it does not come to that.
bool record(const Wish& wish, Timeline& timeline) {
  Machine& machine = timeline.machine();
  const int uart = machine.find_device("uart0");
  std::string line, typing;
  uint64_t told = 0;
  for (size_t next = 0; timeline.now() < wish.limit;) {
    const Stop stop = timeline.run(timeline.now() + (typing.empty() ? kSlice : kKeySlice));
    const Trace& history = timeline.history();
    for (told = std::max(told, history.first()); told < history.next(); told++) {
      const Event& event = history[told];
      if (event.kind != EventKind::console) continue;
      const char c = static_cast<char>(event.value);
      std::putchar(c);
      c == '\n' ? line.clear() : line.push_back(c);
    }
    if (stop == Stop::power) return next == wish.lines.size() && typing.empty();
    if (typing.empty() && line.starts_with(wish.prompt)) {
      if (next == wish.lines.size()) return true;
      typing = wish.lines[next++] + "\n";
      line.clear();
    }
    if (typing.empty()) continue;
    Input key{timeline.now(), InputKind::key, 0, static_cast<uint64_t>(uart), 0, {std::byte(typing[0])}};
    if (!timeline.input(key, "key")) return false;
    typing.erase(0, 1);
  }
  return false;
}

// Of everything that a state file holds: the checksum that stands in it, behind its name and version.
uint64_t digest(Machine& machine) {
  constexpr size_t kChecksumAt = 12;
  const std::vector<std::byte> bytes = write_state(machine, machine.save(), 0);
  uint64_t sum;
  std::memcpy(&sum, bytes.data() + kChecksumAt, sizeof sum);
  return sum;
}

// Some anywhere, some where a key has just come.
std::vector<Tick> choose(const Wish& wish, Tick end, const InputLog& keys) {
  std::mt19937_64 random(wish.seed);
  std::vector<Tick> moments;
  for (int i = 0; i < wish.moments; i++) {
    const Tick anywhere = random() % (end + 1), near = random() % 50;
    const Tick key = keys.empty() ? anywhere : std::min(end, keys[random() % keys.size()].tick + near);
    moments.push_back(i % 3 == 2 ? key : anywhere);
  }
  return moments;
}

// What a run has there that never looks back and makes no key frames.
std::map<Tick, uint64_t> straight(const Opening& opening, std::vector<Tick> moments, const InputLog& keys) {
  Machine machine(*opening.board, opening.options);
  put_in(opening, machine);
  std::sort(moments.begin(), moments.end());
  std::map<Tick, uint64_t> digests;
  auto key = keys.begin();
  for (Tick moment : moments) {
    for (; key != keys.end() && key->tick <= moment; ++key) {
      machine.run(key->tick);
      apply(*key, machine);
    }
    machine.run(moment);
    digests[moment] = digest(machine);
  }
  return digests;
}

int run(const Wish& wish) {
  const auto opening = read_files(wish);
  if (!opening) return 2;
  Timeline timeline(*opening->board, opening->options);
  put_in(*opening, timeline.machine());
  timeline.begin();
  const bool good = record(wish, timeline);
  std::printf("\n");
  if (!good) return std::fprintf(stderr, "the prompt behind the last line did not come\n"), 3;

  const InputLog keys = timeline.log();
  const std::vector<Tick> moments = choose(wish, timeline.end(), keys);
  std::map<Tick, uint64_t> expected = straight(*opening, moments, keys);
  int differ = 0;
  for (Tick moment : moments) {
    timeline.seek(moment);
    if (timeline.now() == moment && digest(timeline.machine()) == expected[moment]) continue;
    std::printf("tick %llu is not what it was\n", static_cast<unsigned long long>(moment));
    differ++;
  }
  std::printf("%zu moments of %llu ticks, %zu keys, %d harts: %d differ\n", moments.size(),
              static_cast<unsigned long long>(timeline.end()), keys.size(), timeline.machine().hart_count(),
              differ);
  return differ == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Wish wish;
  CLI::App app("Goes to moments of an operating system's run, and compares them with a run straight through");
  app.add_option("file", wish.files,
                 "what runs: a kernel and its disk, or firmware, kernel and initial file system")
      ->required();
  app.add_option("--type", wish.lines, "a line to type at the prompt; may be said again")
      ->allow_extra_args(false);
  app.add_option("--prompt", wish.prompt, "what stands on the line when the guest waits for one")
      ->capture_default_str();
  app.add_option("--harts", wish.machine.harts, "how many processors");
  app.add_option("--ram", wish.machine.ram, "how much memory, such as 128M");
  app.add_option("--append", wish.machine.arguments, "the kernel's command line");
  app.add_option("--moments", wish.moments, "how many to go to")->capture_default_str();
  app.add_option("--seed", wish.seed, "which ones")->capture_default_str();
  app.add_option("--limit", wish.limit, "give up after so many ticks")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return run(wish);
}
