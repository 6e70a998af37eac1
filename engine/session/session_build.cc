// Building what is in the editor, and coming back to where one was.
#include <algorithm>

#include "engine/session/event_text.h"
#include "engine/session/session_impl.h"

namespace trapdoor {

CommandResult Session::Impl::build_sources() {
  if (!lesson) return {false, "there are no sources to build"};
  diagnostics.clear();
  if (!builder) builder.emplace(builder_for(*board));
  auto result = build(*lesson, sources, machine(), diagnostics, &*builder);
  changed();
  if (!result) {
    size_t errors =
        static_cast<size_t>(std::count_if(diagnostics.begin(), diagnostics.end(),
                                          [](const Diagnostic& d) { return d.severity == Severity::error; }));
    return {false, std::to_string(errors) + (errors == 1 ? " error" : " errors") +
                       (diagnostics.empty() ? "" : ": " + to_text(diagnostics.front()))};
  }
  built = std::move(*result);
  identity = identity_of(built);
  if (sources != built_sources) {  // what the checks said was about another program
    check_run.reset();
    for (auto& step : checks) std::fill(step.begin(), step.end(), CheckResult{});
  }
  built_sources = sources;
  if (!power_on(diagnostics)) return {false, to_text(diagnostics.back())};
  return {true, "built"};
}

// What a person typed and switched comes again at its ticks. Pokes and set registers do not: in another program they would
// hit something else.
CommandResult Session::Impl::build_and_replay() {
  Task replay{timeline->now(), {}, false};
  replay.replays = true;
  size_t left_out = 0;
  for (const Input& input : timeline->log()) {
    if (input.tick > replay.goal) break;
    bool fits_any_program = input.kind == InputKind::key || input.kind == InputKind::flaw;
    fits_any_program ? replay.inputs.push_back(input) : void(left_out++);
  }
  CommandResult result = build_sources();
  if (!result.ok || replay.goal == 0) return result;
  const size_t same = replay.inputs.size();
  result.message += ", goes to tick " + with_commas(replay.goal) + " again";
  if (same > 0)
    result.message +=
        ", with the same " + (same == 1 ? std::string("input") : std::to_string(same) + " inputs");
  if (left_out > 0) result.message += "; pokes and set registers left out: " + std::to_string(left_out);
  start(std::move(replay));
  return result;
}

// Those whose tick has come; when every hart waits, the next one, since time will not pass before it. False: there was none.
bool Session::Impl::replay_inputs(bool waits) {
  size_t count = 0;
  for (const Input& input : task->inputs) {
    if (input.tick > timeline->now() && !(waits && count == 0)) break;
    timeline->input(input, "replay");
    count++;
  }
  if (count == 0) return false;
  task->inputs.erase(task->inputs.begin(), task->inputs.begin() + static_cast<std::ptrdiff_t>(count));
  sync_console();
  return true;
}

}  // namespace trapdoor
