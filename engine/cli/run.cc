#include <algorithm>
#include <cstdio>
#include <cstring>

#include "engine/cli/cli.h"
#include "engine/cli/terminal.h"
#include "engine/session/build.h"
#include "engine/session/event_text.h"
#include "engine/session/match.h"

namespace trapdoor::cli {
namespace {

// A key that did not come from a person at a terminal arrives each time so many ticks have passed, so that
// the run of a given input is always the same.
constexpr Tick kKeyTicks = 10'000;
// Between two looks at the events; at full detail they must fit into the trace.
constexpr Tick kPiece = 16'384, kFullPiece = 1024;

// One run, from loading to the reason why it ended.
class Runner {
 public:
  Runner(const RunOptions& options, Machine& machine, const Program& program)
      : options_(options), machine_(machine), program_(program) {}

  bool prepare() {
    if (!options_.until.empty()) {
      until_ = parse("--until", options_.until);
      if (!until_) return false;
    }
    std::string_view list = options_.trace;
    while (!list.empty()) {
      std::string_view one = list.substr(0, list.find(','));
      list.remove_prefix(std::min(one.size() + 1, list.size()));
      auto match = parse("--trace", one);
      if (!match) return false;
      shown_.push_back(std::move(*match));
    }
    full_ = until_ && until_->needs_full();
    for (const Match& match : shown_) full_ = full_ || match.needs_full();
    for (int i = 0; i < machine_.device_count() && uart_ < 0; i++) {
      if (machine_.device(i).info().kind == "uart") uart_ = i;
    }
    return true;
  }

  int run() {
    machine_.trace.detail = full_ ? Detail::full : Detail::cheap;
    while (true) {
      Tick piece = full_ ? kFullPiece : kPiece;
      Tick boundary = machine_.now() - machine_.now() % piece + piece;
      Stop stop = machine_.run(std::min({boundary, options_.limit, next_key_}));
      if (look()) return kFine;
      std::fflush(stdout);
      if (stop == Stop::power) return static_cast<int>(machine_.exit_code() & 0xff);
      if (machine_.now() >= options_.limit) return say("stopped at the limit", kNotEnded);
      if (stop == Stop::idle && !wait_for_key()) return idle();
      feed_keys();
    }
  }

 private:
  std::optional<Match> parse(std::string_view option, std::string_view text) {
    Diagnostic error;
    auto match = Match::parse(text, machine_, &program_, error);
    if (match) return match;
    std::fprintf(stderr, "trapdoor: %s: %s\n  %s\n  %*s^\n", std::string(option).c_str(),
                 error.message.c_str(), std::string(text).c_str(), std::max(error.column - 1, 0), "");
    if (!error.hint.empty()) std::fprintf(stderr, "  %s\n", error.hint.c_str());
    return std::nullopt;
  }

  // True when the end that was asked for has come.
  bool look() {
    for (; seen_ < machine_.trace.next(); seen_++) {
      const Event& event = machine_.trace[seen_];
      if (event.kind == EventKind::console) {
        printed_ += static_cast<char>(event.value);
        std::fputc(static_cast<int>(event.value), stdout);
      }
      bool show = false;
      for (const Match& match : shown_) show = show || match(event, printed_);
      bool end = until_ && (*until_)(event, printed_);
      if (show || end) {
        std::fflush(stdout);
        std::fprintf(stderr, "%s\n", to_text(event, machine_, program_).c_str());
      }
      if (end) return true;
    }
    if (printed_.size() > 1 << 20) printed_.erase(0, printed_.size() - (1 << 16));
    return false;
  }

  void feed_keys() {
    if (uart_ < 0) return;
    if (terminal_.is_tty()) {
      for (char c : terminal_.read(0)) machine_.accept(uart_, static_cast<uint8_t>(c));
      return;
    }
    if (machine_.now() < next_key_) return;
    next_key_ = machine_.now() + kKeyTicks;
    if (keys_.empty()) keys_ = terminal_.read(-1);
    if (keys_.empty()) {
      next_key_ = kNever;
    } else {
      machine_.accept(uart_, static_cast<uint8_t>(keys_[0]));
      keys_.erase(0, 1);
    }
  }

  // The guest waits for the outside. False when nothing can come from there.
  bool wait_for_key() {
    if (uart_ < 0) return false;
    if (!terminal_.is_tty()) {
      bool more = next_key_ != kNever;
      next_key_ = std::min(next_key_, machine_.now());
      feed_keys();
      return more && next_key_ != kNever;
    }
    std::string typed = terminal_.read(100);
    for (char c : typed) machine_.accept(uart_, static_cast<uint8_t>(c));
    return !terminal_.ended();
  }

  int say(const std::string& why, int code) {
    std::fprintf(stderr, "trapdoor: %s, at tick %s: %s\n", why.c_str(), with_commas(machine_.now()).c_str(),
                 where().c_str());
    return code;
  }

  std::string where() {
    const Cpu& cpu = machine_.hart(machine_.running_hart()).cpu;
    std::string text = "hart" + std::to_string(machine_.running_hart()) + " in mode ";
    text += find_mode(machine_.isa(), static_cast<uint8_t>(cpu[machine_.isa().mode_word])).letter;
    return text + " at " + address_text(cpu[machine_.isa().pc_word], program_);
  }

  int idle() {
    say("every hart waits for an interrupt that nothing will send", kNotEnded);
    for (const Explanation& explanation : machine_.isa().explain(machine_, machine_.running_hart())) {
      std::string closed;
      for (const Gate& gate : explanation.gates) {
        if (!gate.open) closed += (closed.empty() ? "" : ", ") + gate.name + " (" + gate.reads + ")";
      }
      std::fprintf(stderr, "  %s: closed: %s\n", explanation.source.c_str(), closed.c_str());
    }
    return kNotEnded;
  }

  const RunOptions& options_;
  Machine& machine_;
  const Program& program_;
  Terminal terminal_;
  std::optional<Match> until_;
  std::vector<Match> shown_;
  bool full_ = false;
  int uart_ = -1;
  uint64_t seen_ = 0;
  std::string printed_, keys_;
  Tick next_key_ = kKeyTicks;
};

}  // namespace

int run(const RunOptions& options) {
  MachineOptions machine_options;
  const Board* board = options.target.find(machine_options);
  if (!board) return kBadInput;
  auto program = read_program(options.files, *board);
  if (!program) return kBadInput;
  Build build = build_of(std::move(*program));
  Machine machine(*board, machine_options);
  Diagnostics diagnostics;
  if (!options.disk.empty()) {
    auto bytes = read_file(options.disk);
    if (!bytes) return kBadInput;
    int disk = -1;
    for (int i = 0; i < machine.device_count() && disk < 0; i++) {
      if (machine.device(i).storage()) disk = i;
    }
    if (disk < 0) return complain("--disk: the board " + std::string(board->name) + " has no disk");
    auto span = std::as_bytes(std::span(bytes->data(), bytes->size()));
    if (!machine.device(disk).storage()->write(0, span)) {
      return complain(options.disk + ": larger than the disk, which holds " +
                      with_commas(machine.device(disk).storage()->size_bytes()) + " bytes");
    }
  }
  if (!load(build, machine, diagnostics)) {
    print(diagnostics);
    return kBadInput;
  }
  Runner runner(options, machine, build.program);
  return runner.prepare() ? runner.run() : kBadInput;
}

}  // namespace trapdoor::cli
