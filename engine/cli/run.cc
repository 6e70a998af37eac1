#include <algorithm>
#include <cstdio>

#include "engine/cli/cli.h"
#include "engine/cli/terminal.h"
#include "engine/machine/explain.h"
#include "engine/session/aim.h"
#include "engine/session/call_stack.h"
#include "engine/session/event_text.h"
#include "engine/session/match.h"
#include "engine/session/reach.h"
#include "engine/time/state_file.h"

namespace trapdoor::cli {
namespace {

// A key that did not come from a person at a terminal arrives each time so many ticks have passed, so that
// the run of a given input is always the same.
constexpr Tick kKeyTicks = 10'000;

// One run, from loading to the reason why it ended.
class Runner {
 public:
  Runner(const RunOptions& options, Machine& machine, const Program& program)
      : options_(options), machine_(machine), program_(program) {}

  bool prepare() {
    next_key_ = machine_.now() - machine_.now() % kKeyTicks + kKeyTicks;
    if (!options_.until.empty()) {
      until_ = parse("--until", options_.until);
      if (!until_) return false;
    }
    const CommandResult read = read_inputs(options_.input, kNever, machine_, program_, inputs_);
    if (!read.ok) return complain("--input: " + read.message), false;
    std::string_view list = options_.trace;
    while (!list.empty()) {
      std::string_view one = list.substr(0, list.find(','));
      list.remove_prefix(std::min(one.size() + 1, list.size()));
      auto match = parse("--trace", one);
      if (!match) return false;
      shown_.push_back(std::move(*match));
    }
    std::vector<const Match*> matches;
    if (until_) matches.push_back(&*until_);
    for (const Match& match : shown_) matches.push_back(&match);
    aim_ = aim_at(matches);
    take_aim(machine_, aim_);
    for (int i = 0; i < machine_.device_count() && uart_ < 0; i++) {
      if (machine_.device(i).info().kind == "uart") uart_ = i;
    }
    return true;
  }

  int run() {
    const Tick piece = aim_.piece();
    const bool exact = until_ && !options_.save.empty();
    Snapshot before;
    while (true) {
      if (!reach_in(false)) return kBadInput;
      Tick boundary = machine_.now() - machine_.now() % piece + piece;
      if (next_input_ < inputs_.size()) boundary = std::min(boundary, inputs_[next_input_].tick);
      if (exact) before = machine_.save();
      Stop stop = run_aimed(machine_, aim_, kNever, std::min({boundary, options_.limit, next_key_}),
                            [&](Tick until) { return machine_.run(until); });
      if (look()) {
        if (exact) go_to_end(before);
        return kFine;
      }
      std::fflush(stdout);
      if (stop == Stop::power) return static_cast<int>(machine_.exit_code() & 0xff);
      if (machine_.now() >= options_.limit) return say("stopped at the limit", kNotEnded);
      if (stop == Stop::idle && next_input_ < inputs_.size()) {  // no time passes before the next one comes
        if (!reach_in(true)) return kBadInput;
        continue;
      }
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

  // What comes from outside now; `next`: the next one, whenever that should come. False when it cannot be.
  bool reach_in(bool next) {
    for (; next_input_ < inputs_.size(); next_input_++, next = false) {
      Input& input = inputs_[next_input_];
      if (input.tick > machine_.now() && !next) break;
      input.tick = machine_.now();
      if (!apply(input, machine_))
        return complain("--input: there is no RAM at " + address_text(input.where, program_)), false;
    }
    return true;
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
      if (end) {
        end_ = event.tick + 1;
        return true;
      }
    }
    if (printed_.size() > 1 << 20) printed_.erase(0, printed_.size() - (1 << 16));
    return false;
  }

  // The machine ran on to the end of a piece; what is saved is the moment that was waited for.
  void go_to_end(const Snapshot& before) {
    machine_.load(before);
    machine_.run(end_);
  }

  void feed_keys() {
    if (uart_ < 0) return;
    if (terminal_.is_tty()) {
      for (char c : terminal_.read(0)) machine_.accept(uart_, static_cast<uint8_t>(c));
      return;
    }
    if (machine_.now() < next_key_) return;
    next_key_ = machine_.now() + kKeyTicks;
    if (key_unread()) return;
    if (keys_.empty()) keys_ = terminal_.read(-1);
    if (keys_.empty()) {
      next_key_ = kNever;
    } else {
      machine_.accept(uart_, static_cast<uint8_t>(keys_[0]));
      keys_.erase(0, 1);
    }
  }

  // The guest waits for the outside. False when nothing can come from there.
  // Whether the last key still waits for the guest to read it. Typing on would overrun a guest that is still booting.
  bool key_unread() {
    constexpr uint32_t kLineStatus = 5;  // of the 16550; bit 0: a received byte is there
    return machine_.device(uart_).peek(machine_.io(uart_), kLineStatus, 1) & 1;
  }

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
    std::vector<DebugFrame> frames = call_stack(machine_, program_, machine_.running_hart());
    if (frames.size() > 1) std::fprintf(stderr, "%s", to_text(frames).c_str());
    return code;
  }

  std::string where() {
    const Cpu& cpu = machine_.hart(machine_.running_hart()).cpu;
    std::string text = "hart" + std::to_string(machine_.running_hart()) + " in mode ";
    text += find_mode(machine_.isa(), static_cast<uint8_t>(cpu[machine_.isa().mode_word])).letter;
    const uint64_t pc = cpu[machine_.isa().pc_word];
    return text + " at " + address_text(pc, program_) + place_text(program_.place_of(pc));
  }

  int idle() {
    say("every hart waits for an interrupt that nothing will send", kNotEnded);
    for (const Explanation& explanation : explain(machine_, machine_.running_hart())) {
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
  InputLog inputs_;
  size_t next_input_ = 0;
  Aim aim_;
  int uart_ = -1;
  uint64_t seen_ = 0;
  Tick end_ = 0;  // of the tick that was waited for
  std::string printed_, keys_;
  Tick next_key_ = kKeyTicks;  // counted from power-on: the same for a run that was saved and goes on
};

// False after saying why the file is refused.
bool load_state(const std::string& path, Machine& machine, uint64_t program) {
  auto bytes = read_file(path);
  if (!bytes) return false;
  std::string error;
  auto snapshot = read_state(std::as_bytes(std::span(*bytes)), machine, machine.save(), program, error);
  if (!snapshot) return complain(path + ": " + error), false;
  machine.load(*snapshot);
  return true;
}

}  // namespace

int run(const RunOptions& options) {
  auto opening = read_opening(options.files, options.target);
  if (!opening) return kBadInput;
  auto machine = power_on(*opening);
  if (!machine) return kBadInput;
  const uint64_t program = identity_of(opening->build);
  if (!options.load.empty() && !load_state(options.load, *machine, program)) return kBadInput;
  Runner runner(options, *machine, opening->build.program);
  if (!runner.prepare()) return kBadInput;
  const int code = runner.run();
  if (options.save.empty()) return code;
  const std::vector<std::byte> state = write_state(*machine, machine->save(), program);
  return write_file(options.save, {reinterpret_cast<const char*>(state.data()), state.size()}) ? code
                                                                                               : kBadInput;
}

}  // namespace trapdoor::cli
