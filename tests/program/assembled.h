// What the assembler tests share: assemble a text, look at its words and its errors.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/isa/riscv/words.h"
#include "engine/program/assembler.h"

namespace trapdoor {

inline Assembled assembled(std::string text, const AssemblerOptions& options = {}) {
  std::vector<Source> sources{{"test.S", std::move(text)}};
  return assemble(riscv::kIsa, sources, options);
}

// One line each: "test.S:1:2: error: what is wrong (what to do)".
inline std::string errors_of(const Assembled& result) {
  std::string all;
  for (Diagnostic diagnostic : result.diagnostics) {
    if (!diagnostic.hint.empty()) diagnostic.message += " (" + diagnostic.hint + ")";
    diagnostic.hint.clear();
    all += to_text(diagnostic) + "\n";
  }
  return all;
}

// The program; a test failure when there is an error.
inline Program program_of(std::string text, const AssemblerOptions& options = {}) {
  Assembled result = assembled(std::move(text), options);
  EXPECT_TRUE(result.ok()) << errors_of(result);
  return result.program;
}

inline std::vector<uint8_t> bytes_in(const Program& program, std::string_view section = ".text") {
  for (const Section& s : program.sections) {
    if (s.name == section) return s.bytes;
  }
  return {};
}

inline std::vector<uint32_t> words_of(std::string text) {
  std::vector<uint8_t> bytes = bytes_in(program_of(std::move(text)));
  std::vector<uint32_t> words;
  for (size_t i = 0; i + 4 <= bytes.size(); i += 4) {
    words.push_back(bytes[i] | uint32_t{bytes[i + 1]} << 8 | uint32_t{bytes[i + 2]} << 16 |
                    uint32_t{bytes[i + 3]} << 24);
  }
  return words;
}

}  // namespace trapdoor
