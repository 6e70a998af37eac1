#include <cstdio>

#include "engine/cli/cli.h"

namespace trapdoor::cli {

int explain(const ExplainOptions& options) {
  auto opening = read_opening(options.files, options.target);
  Session session;
  if (!opening || !power_on(std::move(*opening), session)) return kBadInput;
  bool wanted = !options.until.empty();
  CommandResult started =
      session.apply(wanted ? "run-until " + options.until : "step " + std::to_string(options.at));
  if (!started.ok) return complain((wanted ? "--until: " : "--at: ") + started.message);
  // A run that waits for keys will wait for ever: nobody types here.
  Tick limit = wanted && options.at ? options.at : kNever;
  while (session.running() && !session.waiting() && session.machine().now() < limit)
    session.advance(1'000'000);
  CommandResult answer =
      session.apply(options.interrupt.empty() ? "explain" : "explain " + options.interrupt);
  if (!answer.ok) return complain(answer.message);
  if (!session.stopped_because().empty()) std::printf("%s\n", session.stopped_because().c_str());
  std::printf("%s", answer.message.c_str());
  return kFine;
}

}  // namespace trapdoor::cli
