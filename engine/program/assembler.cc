#include "engine/program/assembler.h"

#include <algorithm>
#include <tuple>

#include "engine/program/file_assembler.h"
#include "engine/program/layout.h"
#include "engine/program/relocatable.h"

namespace trapdoor {

using assembler::FileAssembler;
using assembler::Job;

bool Assembled::ok() const {
  return std::none_of(diagnostics.begin(), diagnostics.end(),
                      [](const Diagnostic& d) { return d.severity == Severity::error; });
}

namespace {

void sort_by_place(Job& job) {
  std::stable_sort(job.diagnostics.begin(), job.diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) {
                     auto place = [&](const Diagnostic& d) {
                       return std::make_tuple(job.file_number(d.file), d.line, d.column);
                     };
                     return place(a) < place(b);
                   });
}

}  // namespace

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
  sort_by_place(job);
  out.diagnostics = std::move(job.diagnostics);
  if (!out.ok()) out.program = {};
  return out;
}

AssembledObject assemble_object(const Isa& isa, const Source& source, const AssemblerOptions& options) {
  constexpr size_t kMaxSourceBytes = 16u << 20;
  Job job(isa, options);
  job.file_number(source.name);
  if (source.text.size() > kMaxSourceBytes) {
    job.report({}, "this source is too big: more than 16 MiB");
  } else {
    FileAssembler(job, 0).run(source);
  }
  ObjectFile object;
  if (!job.stopped) object = assembler::to_object(job, source.name);
  sort_by_place(job);
  AssembledObject out;
  bool good = std::none_of(job.diagnostics.begin(), job.diagnostics.end(),
                           [](const Diagnostic& d) { return d.severity == Severity::error; });
  out.diagnostics = std::move(job.diagnostics);
  if (good && !job.stopped) out.object = write_object(isa, object);
  return out;
}

}  // namespace trapdoor
