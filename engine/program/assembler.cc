#include "engine/program/assembler.h"

#include <algorithm>
#include <tuple>

#include "engine/program/file_assembler.h"
#include "engine/program/layout.h"

namespace trapdoor {

using assembler::FileAssembler;
using assembler::Job;

bool Assembled::ok() const {
  return std::none_of(diagnostics.begin(), diagnostics.end(),
                      [](const Diagnostic& d) { return d.severity == Severity::error; });
}

Assembled assemble(const Isa& isa, std::span<const Source> sources, const AssemblerOptions& options) {
  constexpr size_t kMaxSourceBytes = 16u << 20;
  Job job(isa, options);
  size_t bytes = 0;
  for (size_t i = 0; i < sources.size() && !job.stopped; i++) {
    bytes += sources[i].text.size();
    if (bytes > kMaxSourceBytes) {
      job.report({job.file_number(sources[i].name), 0, 0}, "the sources are too big: more than 16 MiB");
      break;
    }
    FileAssembler(job, static_cast<int>(i)).run(sources[i]);
  }
  Assembled out;
  if (sources.empty()) job.file_number("(no source)");
  if (!job.stopped) out.program = assembler::lay_out(job);
  std::stable_sort(job.diagnostics.begin(), job.diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) {
                     auto place = [&](const Diagnostic& d) {
                       return std::make_tuple(job.file_number(d.file), d.line, d.column);
                     };
                     return place(a) < place(b);
                   });
  out.diagnostics = std::move(job.diagnostics);
  if (!out.ok()) out.program = {};
  return out;
}

}  // namespace trapdoor
