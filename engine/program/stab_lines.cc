#include "engine/program/stab_lines.h"

#include <string>

namespace trapdoor {
namespace {

constexpr size_t kStabSize = 12;
constexpr uint8_t kSource = 0x64, kIncluded = 0x84, kFunction = 0x24, kLine = 0x44;

uint32_t number(std::span<const uint8_t> bytes, size_t at, int size) {
  uint32_t value = 0;
  for (int i = 0; i < size; i++) value |= uint32_t{bytes[at + static_cast<size_t>(i)]} << (8 * i);
  return value;
}

uint32_t file_number(Program& program, const std::string& name) {
  for (size_t i = 0; i < program.files.size(); i++) {
    if (program.files[i] == name) return static_cast<uint32_t>(i);
  }
  program.files.push_back(name);
  return static_cast<uint32_t>(program.files.size() - 1);
}

}  // namespace

void add_stab_lines(std::span<const uint8_t> stab, std::span<const uint8_t> strings, Program& program) {
  auto text_at = [&](uint32_t at) {
    std::string out;
    for (size_t i = at; i < strings.size() && strings[i] != 0; i++) out += static_cast<char>(strings[i]);
    return out;
  };
  uint64_t function = 0;
  uint32_t file = ~uint32_t{0};
  for (size_t at = 0; at + kStabSize <= stab.size(); at += kStabSize) {
    uint32_t value = number(stab, at + 8, 4), line = number(stab, at + 6, 2);
    std::string text = text_at(number(stab, at, 4));
    switch (stab[at + 4]) {
      case kSource:
      case kIncluded:
        if (text.empty()) {  // the end of a source
          program.lines.push_back({value, 0, 0});
          function = 0;
        } else if (!text.ends_with('/')) {
          file = file_number(program, text);
        }
        break;
      case kFunction:
        if (text.empty()) {  // its end, counted from its start
          program.lines.push_back({function + value, 0, 0});
          function = 0;
        } else {
          function = value;
          if (file < program.files.size() && line != 0) program.lines.push_back({value, file, line});
        }
        break;
      case kLine:
        if (file < program.files.size()) program.lines.push_back({function + value, file, line});
        break;
      default:
        break;
    }
  }
}

}  // namespace trapdoor
