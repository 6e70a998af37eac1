// The GNU tools as a reference: run one in a folder of its own, read what it made.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

namespace trapdoor {

inline constexpr const char* kGnu = "riscv64-unknown-elf-";

class Folder {
 public:
  Folder() {
    // mkdtemp fills in the XXXXXX.
    std::string pattern = (std::filesystem::temp_directory_path() / "trapdoor-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::system_error(errno, std::generic_category(), pattern);
    base_ = pattern;
    path_ = base_ / "here";  // so that ../ is ours too
    std::filesystem::create_directory(path_);
  }
  ~Folder() { std::filesystem::remove_all(base_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // True when the command, run in the folder, exits with 0. Its output is in `output`.
  bool run(const std::string& command) const {
    output.clear();
    std::string line = "cd " + path_.string() + " && " + command + " 2>&1";
    FILE* pipe = popen(line.c_str(), "r");
    char buffer[4096];
    while (size_t n = fread(buffer, 1, sizeof buffer, pipe)) output.append(buffer, n);
    return pclose(pipe) == 0;
  }
  mutable std::string output;

 private:
  std::filesystem::path base_, path_;
};

inline std::vector<uint8_t> bytes_of_text(const std::string& text) { return {text.begin(), text.end()}; }

}  // namespace trapdoor
