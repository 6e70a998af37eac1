#include <algorithm>
#include <cstdio>

#include "engine/cli/cli.h"
#include "engine/session/event_text.h"
#include "engine/session/trace_export.h"

namespace trapdoor::cli {

int trace(const TraceOptions& options) {
  auto format = find_trace_format(options.format);
  if (!format) return complain("--format " + options.format + ": expected perfetto, json or vcd");
  auto opening = read_opening(options.files, options.target);
  if (!opening) return kBadInput;
  auto powered = power_on(*opening);
  if (!powered) return kBadInput;
  Machine& machine = *powered;
  std::FILE* out = options.output.empty() ? stdout : std::fopen(options.output.c_str(), "wb");
  if (!out) return complain(options.output + ": it cannot be written");
  TraceWriter writer(*format, machine, opening->build.program);
  machine.trace.detail = options.full ? Detail::full : Detail::cheap;
  uint64_t seen = machine.trace.next();
  auto put = [&](const std::string& text) { std::fwrite(text.data(), 1, text.size(), out); };
  put(writer.begin());
  while (machine.now() < options.limit) {
    Stop stop = machine.run(std::min(options.limit, machine.now() + (options.full ? 1024 : 16384)));
    for (; seen < machine.trace.next(); seen++) put(writer.event(machine.trace[seen]));
    if (stop != Stop::limit) break;
  }
  put(writer.end(machine.now()));
  bool good = std::ferror(out) == 0 && (out == stdout ? std::fflush(out) : std::fclose(out)) == 0;
  if (!good) return complain("the trace cannot be written");
  std::fprintf(stderr, "trapdoor: %s ticks\n", with_commas(machine.now()).c_str());
  return kFine;
}

}  // namespace trapdoor::cli
