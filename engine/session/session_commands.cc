#include <algorithm>

#include "engine/session/change_text.h"
#include "engine/session/event_text.h"
#include "engine/session/reach.h"
#include "engine/session/session_impl.h"
#include "engine/session/variables.h"
#include "engine/session/words.h"

namespace trapdoor {
namespace {

CommandResult help_on(std::string_view name) {
  std::string text;
  for (const CommandRow& row : commands()) {
    if (!name.empty() && row.name != name) continue;
    text += std::string(row.name) + (row.arguments.empty() ? "" : " ") + std::string(row.arguments) + ": " +
            std::string(row.help) + "\n";
  }
  if (text.empty()) return {false, "no command is called `" + std::string(name) + "`"};
  return {true, text};
}

}  // namespace

CommandResult Session::apply(std::string_view text) {
  Impl& s = *impl_;
  Diagnostic error;
  const Machine* machine = s.timeline ? &s.machine() : nullptr;
  CommandLine line = parse_command(text, machine, &s.built.program, error);
  if (!line.row) return {false, error.message + (error.hint.empty() ? "" : "\n" + error.hint)};
  if (line.row->argument == Argument::command || line.row->name == "help") return help_on(line.rest);
  if (!s.timeline) return {false, "there is no machine yet: open a lesson or a program"};
  s.notice.clear();
  if (line.row->name == "changes") return tell_changes(*this, line);
  CommandResult result = s.apply(line);
  s.notice_dropped();
  if (result.ok && !s.notice.empty()) result.message += (result.message.empty() ? "" : "\n") + s.notice;
  return result;
}

// Each edit of the past leaves a future behind; when there are too many, the one that was left first is gone for good.
void Session::Impl::notice_dropped() {
  for (const Timeline::BranchInfo& branch : timeline->take_dropped()) {
    tell(branch.name + " was dropped (" + branch.why + ", run to tick " + with_commas(branch.end) +
         "): only the " + std::to_string(timeline_options.branches) +
         " old futures that were left last are kept");
  }
}

void Session::Impl::tell(const std::string& text) {
  notice += (notice.empty() ? "" : "\n") + text;
  notices++;
}

CommandResult Session::Impl::apply(const CommandLine& line) {
  std::string_view name = line.row->name;
  auto match = [&](std::string_view text) {
    Diagnostic error;
    return Match::parse(text, machine(), &built.program, error);
  };
  Tick now = timeline->now();
  if (name == "step") {  // one more while others are still to come: after those
    const bool stepping = task && !task->until && !task->replays && task->goal != kNever;
    const Tick from = stepping ? task->goal : now;
    return start({from + std::min(line.number, kNever - from), {}, false}), CommandResult{};
  }
  if (name == "run") return start({kNever, {}, true}), CommandResult{};
  if (name == "pause") return task || search ? stop({}) : void(), CommandResult{};
  if (name == "run-until") return start({kNever, match(line.rest), true}), CommandResult{};
  if (name == "next-trap") return start({kNever, match("trap"), true}), CommandResult{};
  if (name == "back") return go_to(now - std::min(line.number, now - timeline->first()));
  if (name == "back-until") return back_until(*match(line.rest));
  if (name == "previous-trap") return back_until(*match("trap"));
  if (name == "back-run") return back_run();
  if (name == "who-wrote") return who_wrote(line.rest);
  if (name == "who-reads") return who_reads(line.rest);
  if (name == "stack" || name == "globals" || name == "locals")
    return look_at_c(name, line.rest.empty() ? 0 : line.number);
  if (name == "seek") return go_to(line.number);
  if (name == "break") return add_stopper(line.rest);
  if (name == "unbreak" || name == "enable" || name == "disable") return change_stopper(name, line.number);
  if (reaches_in(name)) return reach_in(name, line.rest);
  if (name == "build") return line.rest.empty() ? build_sources() : build_and_replay();
  if (name == "check") return check();
  if (name == "branches") return list_branches();
  if (name == "moment") return moment();
  if (name == "replay") return replay(line.rest);
  if (name == "memory") return set_memory(line.rest);
  if (name == "explain") return explain_text(line.rest);
  if (name == "transparency") return watch_transparency(line.rest);
  if (name == "branch" || name == "drop") {
    bool found = name == "drop" ? timeline->drop(line.rest) : timeline->switch_to(line.rest);
    if (!found) return {false, "no branch is called `" + std::string(line.rest) + "`"};
    if (name == "branch") {
      task.reset();
      search.reset();
      waiting = false;
      forget_output();
      sync_console();
    }
    changed();
    return {};
  }
  if (name == "speed") {
    speed = line.rest == "max" ? 0 : line.number;
    changed();
    return {};
  }
  if (name == "reset") {
    Diagnostics ignored;
    power_on(ignored);
    return {};
  }
  if (!lesson) return {false, "`" + std::string(name) + "` needs a lesson"};
  if (name == "solution") {
    for (const auto& [file, text] : lesson->solution) sources[file] = text;
    changed();
    return {true, "the solution is in the editor; build runs it"};
  }
  sources = lesson->start;  // restart
  return build_sources();
}

CommandResult Session::Impl::list_branches() const {
  std::string text;
  for (const auto& branch : timeline->branches()) {
    text += branch.name + ": leaves at tick " + with_commas(branch.from) + ", runs to tick " +
            with_commas(branch.end) + " (" + branch.why + ")\n";
  }
  return {true, text.empty() ? "there is only this one future" : text};
}

// The running hart's C program: who called whom, and the values of variables.
CommandResult Session::Impl::look_at_c(std::string_view what, uint64_t frame) {
  const int hart = machine().running_hart();
  if (what == "globals") {
    std::string text = to_text(global_variables(machine(), built.program, hart));
    if (text.empty()) return {false, "nothing is known of C variables: was it compiled with -g?"};
    return {true, text};
  }
  std::vector<DebugFrame> frames = call_stack(machine(), built.program, hart);
  if (what == "stack") return {true, to_text(frames)};
  if (frame >= frames.size()) return {false, "there is no frame " + std::to_string(frame) + "; see stack"};
  std::string text = to_text(variables_of(machine(), built.program, hart, frames[frame]));
  if (text.empty()) return {false, "nothing is known of C variables in " + frames[frame].name};
  return {true, text};
}

CommandResult Session::Impl::set_memory(std::string_view size) {
  auto bytes = parse_size(size);
  if (!bytes || *bytes < (1 << 20)) return {false, "memory SIZE: 1M or more, such as 64M"};
  timeline_options.memory_bytes = *bytes;
  timeline->set_memory(*bytes);
  changed();
  return {true, "the past holds " + with_commas(timeline->memory_bytes()) + " bytes"};
}

CommandResult Session::Impl::watch_transparency(std::string_view state) {
  if (state != "on" && state != "off") return {false, "transparency on, or transparency off"};
  if ((state == "on") == transparency.has_value()) return {true, "it is so already"};
  transparency.reset();
  if (state == "on") transparency.emplace(machine().isa());
  changed();
  return {};
}

CommandResult Session::Impl::add_stopper(std::string_view text) {
  Diagnostic error;
  auto match = Match::parse(text, machine(), &built.program, error);
  if (!match) return {false, error.message};
  stoppers.push_back({next_stopper++, std::move(*match), true});
  changed();
  return {true, "breakpoint " + std::to_string(stoppers.back().id) + ": the machine stops at " +
                    stoppers.back().match.text()};
}

CommandResult Session::Impl::change_stopper(std::string_view verb, uint64_t id) {
  bool found = false;
  for (Stopper& stopper : stoppers) {
    if (id != 0 && static_cast<uint64_t>(stopper.id) != id) continue;
    stopper.enabled = verb == "enable";
    found = true;
  }
  if (!found && id != 0) return {false, "there is no breakpoint " + std::to_string(id)};
  if (verb == "unbreak") {
    std::erase_if(stoppers,
                  [&](const Stopper& stopper) { return id == 0 || static_cast<uint64_t>(stopper.id) == id; });
  }
  changed();
  if (verb == "unbreak" && stoppers.empty()) return {true, "no breakpoints any more"};
  return {};
}

CommandResult Session::Impl::check() {
  if (!lesson) return {false, "only a lesson has checks"};
  if (sources != built_sources) {
    CommandResult result = build_sources();
    if (!result.ok) return result;
  }
  check_run = std::make_unique<CheckRun>(*lesson, built);
  checks = check_run->results();
  if (check_run->finished()) check_run.reset();
  changed();
  return {};
}

}  // namespace trapdoor
