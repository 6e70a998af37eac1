// Every lesson's sources, start and solution, give the bytes of GNU as and ld; and their objects link across the fence.
#include <algorithm>

#include "engine/boards/boards.h"
#include "tests/program/gnu_link.h"
#include "tests/support/lessons.h"

namespace trapdoor {
namespace {

bool is_assembly(const std::string& file) { return file.ends_with(".S"); }

void expect_same_images(const Lesson& lesson, const std::map<std::string, std::string>& texts) {
  std::map<std::string, std::string> included = texts;
  for (const auto& [file, text] : texts) included[file.substr(file.rfind('/') + 1)] = text;
  const Board& board = *find_board(lesson.board);
  AssemblerOptions options;
  for (const Symbol& symbol : device_symbols(board))
    options.symbols.emplace_back(symbol.name, symbol.address);
  options.include = [&](std::string_view name) -> std::optional<std::string> {
    auto found = included.find(std::string(name));
    if (found == included.end()) return std::nullopt;
    return found->second;
  };
  for (const LessonImage& image : lesson.images) {
    // Data is no program; and of one that is partly C, gnu_sources_test.cc compares what is assembly.
    if (!std::all_of(image.files.begin(), image.files.end(), is_assembly)) continue;
    SCOPED_TRACE(image.name);
    options.text_address = image.at.value_or(board.ram_base);
    std::vector<Source> sources;
    for (const std::string& file : image.files) sources.push_back({file, texts.at(file)});
    expect_same(sources, options, included);
    expect_links(sources, options, included);
  }
}

TEST(LessonsAgainstGnu, StartAndSolutionOfEachLesson) {
  for (const std::string& name : lesson_names()) {
    SCOPED_TRACE(name);
    Diagnostics diagnostics;
    std::optional<Lesson> lesson = Lesson::parse(lesson_files(name), diagnostics);
    ASSERT_TRUE(lesson) << (diagnostics.empty() ? "" : to_text(diagnostics[0]));
    std::map<std::string, std::string> texts = lesson->start;
    expect_same_images(*lesson, texts);
    for (const auto& [file, text] : lesson->solution) texts[file] = text;
    expect_same_images(*lesson, texts);
  }
  EXPECT_GE(lesson_names().size(), 4u);
}

}  // namespace
}  // namespace trapdoor
