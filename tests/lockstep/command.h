// Command: running another program (QEMU, the cross compiler) from a test, and files that go away by themselves.
#pragma once
#include <string>
#include <vector>

namespace trapdoor::lockstep {

inline constexpr int kTookTooLong = -1;

// Runs words[0], found on the path, with its standard output thrown away and its complaints in a file. Its exit code;
// 127 when there is no such program, kTookTooLong when it was stopped after a minute.
int run_command(const std::vector<std::string>& words, const std::string& errors_to = "/dev/null");

struct TemporaryFile {
  TemporaryFile();  // empty, in memory if there is a place for that
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  std::string text() const;

  std::string path;
  int descriptor;
};

}  // namespace trapdoor::lockstep
