// Every program of every lesson, as it starts and as it is solved: our assembler and GNU as + ld make the same bytes.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "engine/boards/boards.h"
#include "engine/machine/machine.h"
#include "engine/session/lesson.h"
#include "tests/program/assembled.h"
#include "tests/program/tools.h"

namespace trapdoor {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAs = "riscv64-unknown-elf-as -march=rv64ima_zicsr_zifencei -mabi=lp64 -mno-relax";

// The layout rule of engine/program/assembler.h, said to ld.
std::string layout_from(uint64_t address) {
  return "SECTIONS {\n  . = " + std::to_string(address) + R"(;
  .text : ALIGN(16) { *(.text.init .text.init.*) *(.text .text.*) }
  .rodata : ALIGN(16) { *(.rodata .rodata.* .srodata .srodata.*) }
  .data : ALIGN(16) { *(.data .data.* .sdata .sdata.*) }
  .bss : ALIGN(16) { *(.bss .bss.* .sbss .sbss.*) }
}
)";
}

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void read_all(const fs::path& folder, const std::string& prefix, Files& files) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file())
      files[prefix + fs::relative(entry.path(), folder).generic_string()] = text_of(entry.path());
  }
}

// The device registers, which every lesson's program knows by name.
std::vector<std::pair<std::string, uint64_t>> register_symbols(const Board& board) {
  Machine machine(board);
  std::vector<std::pair<std::string, uint64_t>> symbols;
  for (int i = 0; i < machine.device_count(); i++) {
    for (const RegisterRow& row : machine.device(i).info().registers) {
      if (!row.symbol.empty())
        symbols.emplace_back(row.symbol, board.devices[static_cast<size_t>(i)].base + row.offset);
    }
  }
  return symbols;
}

// All bytes from the first section on, gaps as zeros: what objcopy -O binary writes.
std::string flat(const Program& program) {
  std::map<uint64_t, const Section*> sections;
  for (const Section& section : program.sections) {
    if (!section.bytes.empty()) sections[section.address] = &section;
  }
  std::string all;
  for (const auto& [address, section] : sections) {
    all.resize(address - sections.begin()->first);
    all.append(section->bytes.begin(), section->bytes.end());
  }
  return all;
}

// The image as GNU makes it. The folder looks like lessons/, so that .include finds "../common/...".
std::string by_gnu(const LessonImage& image, const std::map<std::string, std::string>& sources,
                   const std::vector<std::pair<std::string, uint64_t>>& symbols, uint64_t address) {
  Folder folder;
  EXPECT_TRUE(folder.run("mkdir lesson common"));
  for (const auto& [name, text] : sources) folder.write("lesson/" + name, text);
  folder.write("layout.x", layout_from(address));
  std::string known;
  for (const auto& [name, value] : symbols) known += ".equ " + name + ", " + std::to_string(value) + "\n";
  folder.write("known.s", known);
  std::string objects;
  for (size_t i = 0; i < image.files.size(); i++) {
    std::string object = std::to_string(i) + ".o";
    EXPECT_TRUE(
        folder.run("cd lesson && " + std::string(kAs) + " -o ../" + object + " ../known.s " + image.files[i]))
        << folder.output;
    objects += " " + object;
  }
  EXPECT_TRUE(
      folder.run("riscv64-unknown-elf-ld --no-relax --no-warn-rwx-segments -e 0 -T layout.x -o out.elf" +
                 objects + " && riscv64-unknown-elf-objcopy -O binary out.elf out.bin"))
      << folder.output;
  return folder.read("out.bin");
}

void compare(const Lesson& lesson, const std::map<std::string, std::string>& sources) {
  const Board& board = *find_board(lesson.board);
  AssemblerOptions options;
  options.symbols = register_symbols(board);
  options.include = [&](std::string_view name) -> std::optional<std::string> {
    auto found = sources.find(std::string(name));
    return found == sources.end() ? std::nullopt : std::optional(found->second);
  };
  for (const LessonImage& image : lesson.images) {
    if (!std::string_view(image.files.front()).ends_with(".S")) continue;
    SCOPED_TRACE(image.name);
    options.text_address = image.at.value_or(board.ram_base);
    std::vector<Source> inputs;
    for (const std::string& file : image.files) inputs.push_back({file, sources.at(file)});
    Assembled ours = assemble(*board.isa, inputs, options);
    ASSERT_TRUE(ours.ok()) << errors_of(ours);
    std::string mine = flat(ours.program),
                theirs = by_gnu(image, sources, options.symbols, options.text_address);
    ASSERT_FALSE(theirs.empty());
    auto [a, b] = std::mismatch(mine.begin(), mine.end(), theirs.begin(), theirs.end());
    EXPECT_TRUE(mine == theirs) << mine.size() << " bytes here, " << theirs.size()
                                << " from GNU; the first difference is at "
                                << ours.program.name_of(options.text_address +
                                                        static_cast<uint64_t>(a - mine.begin()));
  }
}

TEST(LessonsAgainstGnu, EveryImageOfEveryLesson) {
  fs::path root = fs::path(TRAPDOOR_SOURCE_DIR) / "lessons";
  int lessons = 0;
  for (const auto& entry : fs::directory_iterator(root)) {
    if (!fs::exists(entry.path() / "lesson.md")) continue;
    SCOPED_TRACE(entry.path().filename().string());
    Files files;
    read_all(entry.path(), "", files);
    read_all(root / "common", "../common/", files);
    Diagnostics diagnostics;
    auto lesson = Lesson::parse(files, diagnostics);
    ASSERT_TRUE(lesson) << (diagnostics.empty() ? "" : to_text(diagnostics.front()));
    compare(*lesson, lesson->start);
    std::map<std::string, std::string> solved = lesson->start;
    for (const auto& [name, text] : lesson->solution) solved[name] = text;
    compare(*lesson, solved);
    lessons++;
  }
  EXPECT_GE(lessons, 4);
}

}  // namespace
}  // namespace trapdoor
