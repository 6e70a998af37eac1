// The files of a program: which text belongs to which name of the line table, and how one is chosen.
#include <fmt/format.h>

#include <map>

#include "gtest/gtest.h"
#include "tests/ui/support.h"
#include "ui/source_rows.h"

namespace trapdoor {
namespace {

using test::Window;

// A program whose line table names these files, one line each.
Program program_of(const std::vector<std::string>& files) {
  Program program;
  program.sections.push_back({"code", 0x8000'0000, std::vector<uint8_t>(0x1000), 0x1000, false, true});
  for (size_t i = 0; i < files.size(); ++i) {
    program.files.push_back(files[i]);
    program.lines.push_back({0x8000'0000 + 16 * i, static_cast<uint32_t>(i), 1});
  }
  program.lines.push_back({0x8000'0000 + 16 * files.size(), 0, 0});
  program.entry = 0x8000'0000;
  return program;
}

using Texts = std::map<std::string, std::string>;

std::string text_of(const std::vector<SourceFile>& files, std::string_view name) {
  for (const SourceFile& file : files) {
    if (file.name == name) return file.text == nullptr ? "none" : *file.text;
  }
  return "no such file";
}

TEST(SourceFiles, AFolderMoreOrLessIsTheSameFile) {
  EXPECT_EQ(common_parts("/home/me/os/kernel/trap.c", "kernel/trap.c"), 2u);
  EXPECT_EQ(common_parts("trap.c", "trap.c"), 1u);
  EXPECT_EQ(common_parts("/trap.c", "strap.c"), 0u);
  EXPECT_EQ(common_parts("", "trap.c"), 0u);
  const Program program = program_of({"/build/os/kernel/trap.c", "start.S"});
  const Texts leaves = {{"trap.c", "T"}, {"src/start.S", "S"}}, copy = {{"copy/kernel/trap.c", "T"}};
  const auto by_leaf = source_files(program, leaves);
  EXPECT_EQ(text_of(by_leaf, "/build/os/kernel/trap.c"), "T");
  EXPECT_EQ(text_of(by_leaf, "start.S"), "S");
  EXPECT_EQ(by_leaf.size(), 2u);
  EXPECT_EQ(text_of(source_files(program, copy), "/build/os/kernel/trap.c"), "T");
}

TEST(SourceFiles, OfTwoNamesakesEachGetsItsOwn) {
  const Program program = program_of({"/build/kernel/main.c", "/build/user/main.c"});
  const Texts two = {{"kernel/main.c", "K"}, {"user/main.c", "U"}}, users = {{"user/main.c", "U"}};
  const auto both = source_files(program, two);
  EXPECT_EQ(text_of(both, "/build/kernel/main.c"), "K");
  EXPECT_EQ(text_of(both, "/build/user/main.c"), "U");
  const auto one = source_files(program, users);
  EXPECT_EQ(text_of(one, "/build/kernel/main.c"), "none") << "that text is of the other one";
  EXPECT_EQ(text_of(one, "/build/user/main.c"), "U");
}

TEST(SourceFiles, ManyAreChosenFromAListByKeysAlone) {
  Window window(990, 852);
  std::vector<std::string> names;
  for (int i = 0; i < 200; ++i) names.push_back(fmt::format("/build/part{}/file{}.c", i % 7, i));
  Diagnostics diagnostics;
  ASSERT_TRUE(window.app->session.open_program(program_of(names), "riscv-virt", {}, diagnostics));
  window.app->opened();
  window.app->interface("page on");
  window.show_panel("source");
  auto press = [&](const MirrorItem* item) {
    ASSERT_NE(item, nullptr);
    window.app->interface("click " + std::to_string(item->id));  // as Enter on it does in a page
    window.frames(5);
  };
  auto more = [&]() -> const MirrorItem* {
    for (const MirrorItem& item : window.app->mirror.items()) {
      if (item.group == "Source" && item.name == "more…") return &item;
    }
    return nullptr;
  };
  press(more());
  ASSERT_NE(window.app->mirror.find("option", "/build/part0/file0.c"), nullptr);
  window.type("Files with", "file123.c");
  press(window.app->mirror.find("option", "/build/part4/file123.c"));
  EXPECT_EQ(window.app->state.source.file, "/build/part4/file123.c");
  EXPECT_FALSE(window.app->state.source.choosing);
  window.frames(5);
  EXPECT_EQ(window.app->state.source.file, "/build/part4/file123.c")
      << "it stays, although the pc is elsewhere";
}

}  // namespace
}  // namespace trapdoor
