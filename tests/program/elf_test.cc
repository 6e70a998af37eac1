#include "engine/program/elf.h"

#include <random>

#include "tests/program/assembled.h"

namespace trapdoor {
namespace {

Program sample() {
  return program_of(R"(
    .globl _start
    _start: la a0, text
    loop: j loop
    .equ SIZE, 42
    .section .rodata
    text: .asciz "hello"
    .data
    value: .dword 7
    .bss
    room: .space 100)");
}

std::string load_error(std::vector<uint8_t> file) {
  Diagnostics diagnostics;
  if (load_elf(riscv::kIsa, "kernel.elf", file, diagnostics)) return "loaded";
  EXPECT_EQ(diagnostics.size(), 1u);
  return diagnostics.empty() ? "" : diagnostics[0].message;
}

void expect_read_back(const Program& program) {
  Diagnostics diagnostics;
  std::optional<Program> back = load_elf(riscv::kIsa, "a.elf", write_elf(riscv::kIsa, program), diagnostics);
  ASSERT_TRUE(back) << diagnostics.size();
  EXPECT_EQ(back->entry, program.entry);
  ASSERT_EQ(back->sections.size(), program.sections.size());
  for (size_t i = 0; i < program.sections.size(); i++) {
    EXPECT_EQ(back->sections[i].name, program.sections[i].name);
    EXPECT_EQ(back->sections[i].address, program.sections[i].address);
    EXPECT_EQ(back->sections[i].bytes, program.sections[i].bytes);
    EXPECT_EQ(back->sections[i].size, program.sections[i].size);
    EXPECT_EQ(back->sections[i].writable, program.sections[i].writable);
    EXPECT_EQ(back->sections[i].executable, program.sections[i].executable);
  }
  for (const Symbol& symbol : program.symbols) {
    const Symbol* same = back->find_symbol(symbol.name);
    ASSERT_TRUE(same) << symbol.name;
    EXPECT_EQ(same->address, symbol.address);
    EXPECT_EQ(same->size, symbol.size);
    EXPECT_EQ(same->global, symbol.global);
    EXPECT_EQ(same->absolute, symbol.absolute);
  }
}

TEST(Elf, WhatIsWrittenIsReadBack) { expect_read_back(sample()); }

TEST(Elf, ASegmentOfZerosNeedsNothingOfTheFile) {
  AssemblerOptions options;
  options.section_addresses[".bss"] = 0x8000'0f7c;  // an offset in its page where the short file has no bytes
  Program program = program_of(".bss\n_start: .space 100", options);
  std::erase_if(program.sections, [](const Section& section) { return section.size == 0; });
  ASSERT_EQ(program.sections.size(), 1u);
  expect_read_back(program);
}

TEST(Elf, SaysWhatIsWrongWithAFile) {
  std::vector<uint8_t> good = write_elf(riscv::kIsa, sample());
  auto changed = [&](size_t at, uint8_t value) {
    std::vector<uint8_t> bad = good;
    bad[at] = value;
    return load_error(bad);
  };
  EXPECT_EQ(load_error({}), "this is not an ELF file");
  EXPECT_EQ(load_error({0x7f, 'E', 'L', 'F', 2, 1}), "this ELF file is cut off in its header");
  EXPECT_EQ(load_error({good.begin(), good.begin() + 100}),
            "this ELF file is cut off in its program headers");
  EXPECT_EQ(load_error({good.begin(), good.begin() + 700}), "this ELF file is cut off in a segment");
  EXPECT_EQ(changed(4, 1), "this ELF file is for a 32-bit machine; this one has 64 bits");
  EXPECT_EQ(changed(5, 2), "this ELF file is big-endian; this machine is little-endian");
  EXPECT_EQ(changed(18, 62),
            "this ELF file is for another machine (number 62); this one is RISC-V RV64 (number 243)");
  EXPECT_EQ(changed(16, 1), "this ELF file is not linked yet");
  EXPECT_EQ(changed(56, 0), "this ELF file loads nothing: it has no segment");
  EXPECT_EQ(changed(64 + 46, 1), "a segment of this ELF file does not fit any memory: " +
                                     std::to_string((1ull << 48) + 12) + " bytes");
}

// Found by the fuzzer: what was left was a section of no bytes, and the file written from it loaded nothing.
TEST(Elf, TheOnlySegmentIsNotCutAway) {
  std::vector<uint8_t> file = write_elf(riscv::kIsa, program_of("nop"));
  auto put = [&](size_t at, uint64_t value) {
    for (size_t i = 0; i < 8; i++) file[at + i] = static_cast<uint8_t>(value >> (8 * i));
  };
  constexpr size_t kSegmentOffset = 64 + 8, kSectionHeaders = 40, kFirstAddress = 64 + 16;
  const size_t sections = file[kSectionHeaders] + size_t{256} * file[kSectionHeaders + 1];
  put(kSegmentOffset, 0);                      // as if it held the file's headers
  put(sections + kFirstAddress, 0x9000'0000);  // and no section
  Diagnostics diagnostics;
  auto program = load_elf(riscv::kIsa, "x.elf", file, diagnostics);
  ASSERT_TRUE(program);
  ASSERT_EQ(program->sections.size(), 1u);
  EXPECT_EQ(program->sections[0].size, 4u);
  EXPECT_TRUE(load_elf(riscv::kIsa, "x.elf", write_elf(riscv::kIsa, *program), diagnostics));
}

TEST(Elf, AnyBytesEndInAProgramOrAnError) {
  std::vector<uint8_t> good = write_elf(riscv::kIsa, sample());
  std::mt19937_64 random(5);
  int loaded = 0;
  constexpr int kFiles = 20'000;
  for (int i = 0; i < kFiles; i++) {
    std::vector<uint8_t> file = good;
    for (uint64_t n = 1 + random() % 8; n > 0; n--) {
      // Headers are where it hurts: the file's, the segments', the sections' at the end.
      uint64_t area = random() % 3, at = area == 0   ? random() % 64
                                         : area == 1 ? random() % 400
                                                     : file.size() - 1 - random() % 700;
      file[at % file.size()] = random() % 2 ? static_cast<uint8_t>(random()) : random() % 2 ? 0xff : 0;
    }
    if (random() % 8 == 0) file.resize(random() % file.size());
    Diagnostics diagnostics;
    std::optional<Program> program = load_elf(riscv::kIsa, "x", file, diagnostics);
    EXPECT_NE(program.has_value(), diagnostics.size() == 1);
    loaded += program.has_value();
    if (!program) continue;
    size_t bytes = 0;
    for (const Section& section : program->sections) {
      bytes += section.bytes.size();
      EXPECT_LE(section.bytes.size(), section.size);
    }
    EXPECT_LE(bytes, file.size());
    program->name_of(program->entry);
  }
  EXPECT_GT(loaded, kFiles / 20);
  EXPECT_LT(loaded, kFiles * 19 / 20);
}

}  // namespace
}  // namespace trapdoor
