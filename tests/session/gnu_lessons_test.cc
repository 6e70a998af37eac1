// Every lesson's sources, start and solution, give the bytes of GNU as and ld; and their objects link across the fence.
#include <filesystem>

#include "engine/boards/boards.h"
#include "engine/session/lesson.h"
#include "tests/program/gnu_link.h"
#include "tests/support/texts.h"

namespace trapdoor {
namespace {

void add_files(const std::filesystem::path& folder, const std::string& prefix, Files& files) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files[prefix + std::filesystem::relative(entry.path(), folder).generic_string()] =
        read_file(entry.path());
  }
}

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
    if (!image.files.front().ends_with(".S")) continue;
    SCOPED_TRACE(image.name);
    options.text_address = image.at.value_or(board.ram_base);
    std::vector<Source> sources;
    for (const std::string& file : image.files) sources.push_back({file, texts.at(file)});
    expect_same(sources, options, included);
    expect_links(sources, options, included);
  }
}

TEST(LessonsAgainstGnu, StartAndSolutionOfEachLesson) {
  std::filesystem::path root = std::string(TRAPDOOR_SOURCE_DIR) + "/lessons";
  int lessons = 0;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (!std::filesystem::exists(entry.path() / "lesson.md")) continue;
    SCOPED_TRACE(entry.path().filename().string());
    Files files;
    add_files(entry.path(), "", files);
    add_files(root / "common", "../common/", files);
    Diagnostics diagnostics;
    std::optional<Lesson> lesson = Lesson::parse(files, diagnostics);
    ASSERT_TRUE(lesson) << (diagnostics.empty() ? "" : to_text(diagnostics[0]));
    std::map<std::string, std::string> texts = lesson->start;
    expect_same_images(*lesson, texts);
    for (const auto& [file, text] : lesson->solution) texts[file] = text;
    expect_same_images(*lesson, texts);
    lessons++;
  }
  EXPECT_GE(lessons, 4);
}

}  // namespace
}  // namespace trapdoor
