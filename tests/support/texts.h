// Files and messages as texts.
#pragma once
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "engine/base/diagnostic.h"

namespace trapdoor {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string text_of(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) out += to_text(diagnostic) + "\n";
  return out;
}

}  // namespace trapdoor
