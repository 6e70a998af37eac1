// The lessons of the tree, as a session takes them.
#pragma once
#include <algorithm>
#include <vector>

#include "engine/session/lesson.h"
#include "tests/support/texts.h"

namespace trapdoor {

inline std::filesystem::path lessons_folder() { return TRAPDOOR_SOURCE_DIR "/lessons"; }

// Their folders' names, in order.
inline std::vector<std::string> lesson_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(lessons_folder())) {
    if (std::filesystem::exists(entry.path() / "lesson.md"))
      names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// All files of one, and of common/.
inline Files lesson_files(const std::string& name) {
  namespace fs = std::filesystem;
  Files files;
  auto add = [&files](const fs::path& folder, const std::string& prefix) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file())
        files[prefix + fs::relative(entry.path(), folder).generic_string()] = read_file(entry.path());
    }
  };
  add(lessons_folder() / name, "");
  add(lessons_folder() / "common", "../common/");
  return files;
}

}  // namespace trapdoor
