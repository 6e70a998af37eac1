#include "engine/program/link_errors.h"

#include <utility>

namespace trapdoor::linking {
namespace {

constexpr size_t kMaxDiagnostics = 100;

}  // namespace

void LinkErrors::report(std::string file, int line, std::string message, std::string hint,
                        Severity severity) {
  if (out_.diagnostics.size() < kMaxDiagnostics)
    out_.diagnostics.push_back({std::move(file), line, 0, std::move(message), std::move(hint), severity});
}

void LinkErrors::report_at(size_t object, uint64_t address, std::string message, std::string hint) {
  auto place = out_.program.place_of(address);
  report(place ? std::string(place->file) : objects_[object].name, place ? static_cast<int>(place->line) : 0,
         std::move(message), std::move(hint));
}

}  // namespace trapdoor::linking
