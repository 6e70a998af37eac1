#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/cli/cli.h"

namespace trapdoor::cli {

namespace fs = std::filesystem;

int complain(const std::string& message) {
  std::fprintf(stderr, "trapdoor: %s\n", message.c_str());
  return kBadInput;
}

void print(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) std::fprintf(stderr, "%s\n", to_text(diagnostic).c_str());
}

bool has_errors(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == Severity::error) return true;
  }
  return false;
}

std::optional<std::string> read_file(const std::string& path) {
  std::error_code error;
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  if (fs::is_directory(path, error) || !in ||
      !(bytes << in.rdbuf() || in.eof() || fs::is_empty(path, error))) {
    std::string why = !fs::exists(path, error)        ? "there is no such file"
                      : fs::is_directory(path, error) ? "this is a folder"
                                                      : "it cannot be read";
    complain(path + ": " + why);
    return std::nullopt;
  }
  return std::move(bytes).str();
}

bool write_file(const std::string& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (out.flush()) return true;
  complain(path + ": it cannot be written");
  return false;
}

std::optional<Files> read_folder(const std::string& path) {
  Files files;
  bool good = true;
  auto read_all = [&](const fs::path& folder, const std::string& prefix) {
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
      if (!entry.is_regular_file(error)) continue;
      auto bytes = read_file(entry.path().string());
      good = good && bytes.has_value();
      if (bytes) files[prefix + fs::relative(entry.path(), folder).generic_string()] = std::move(*bytes);
    }
  };
  read_all(path, "");
  read_all(fs::path(path) / ".." / "common", "../common/");
  if (!good) return std::nullopt;
  return files;
}

std::optional<Files> read_answer_files(const std::vector<std::string>& paths) {
  Files files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      auto bytes = read_file(path);
      if (!bytes) return std::nullopt;
      files[fs::path(path).filename().generic_string()] = std::move(*bytes);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
      // A link could lead anywhere on the grader's machine, and what does not build is shown.
      if (entry.is_symlink(error) || !entry.is_regular_file(error)) continue;
      constexpr uintmax_t kMostBytes = 1 << 20;
      std::string name = fs::relative(entry.path(), path, error).generic_string();
      if (entry.file_size(error) > kMostBytes) {
        complain(entry.path().string() + ": over 1 MiB, which is no source of a lesson; it is left out");
        continue;
      }
      auto bytes = read_file(entry.path().string());
      if (!bytes) return std::nullopt;
      files[name] = std::move(*bytes);
    }
  }
  return files;
}

}  // namespace trapdoor::cli
