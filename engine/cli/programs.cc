#include <algorithm>
#include <filesystem>
#include <map>
#include <tuple>

#include "engine/boards/boards.h"
#include "engine/cli/cli.h"
#include "engine/program/assembler.h"
#include "engine/program/elf.h"
#include "engine/session/answer.h"
#include "engine/session/build.h"

namespace trapdoor::cli {
namespace {

std::span<const uint8_t> octets_in(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace

namespace {

// An .include is looked for from where we are, then beside each of the files.
std::optional<std::string> read_included(std::string_view name, const std::vector<std::string>& paths) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::is_regular_file(name, error)) return read_file(std::string(name));
  for (const std::string& path : paths) {
    fs::path beside = fs::path(path).parent_path() / name;
    if (fs::is_regular_file(beside, error)) return read_file(beside.string());
  }
  return std::nullopt;
}

namespace fs = std::filesystem;

using Texts = std::map<std::string, std::string>;

bool may_be_included(const std::string& path) {
  return path.ends_with(".h") || path.ends_with(".inc") || path.ends_with(".c") || path.ends_with(".S");
}

// What C sources may include: the files around them, by the paths that their own paths lead to.
bool add_surroundings(const std::string& path, Texts& texts) {
  fs::path folder = fs::path(path).parent_path();
  std::error_code error;
  constexpr size_t kMany = 2000;
  for (const auto& entry : fs::directory_iterator(folder.empty() ? fs::path(".") : folder, error)) {
    std::string name = (folder / entry.path().filename()).generic_string();
    if (!entry.is_regular_file(error) || !may_be_included(name) || texts.count(name) || texts.size() > kMany)
      continue;
    auto text = read_file(name);
    if (!text) return false;
    texts[name] = std::move(*text);
  }
  return true;
}

std::optional<Program> build_files(const std::vector<std::string>& files, Texts texts, const Board& board) {
  BuildJob job;
  job.files = files;
  job.text_address = board.ram_base;
  BuiltProgram built = builder_for(board).build(job, texts);
  print(built.diagnostics);
  if (!built.ok) return std::nullopt;
  return std::move(built.program);
}

}  // namespace

bool is_lesson(const std::vector<std::string>& paths) {
  std::error_code error;
  return paths.size() == 1 && fs::exists(fs::path(paths[0]) / "lesson.md", error);
}

std::optional<BuiltLesson> build_lesson(const std::string& folder, const Target& target) {
  auto files = read_folder(folder);
  if (!files) return std::nullopt;
  Diagnostics diagnostics;
  auto lesson = Lesson::parse(*files, diagnostics);
  print(diagnostics);
  if (!lesson) return std::nullopt;
  Sources sources = lesson->start;
  if (!target.answer.empty()) {
    auto handed_in = read_answer_files(target.answer);
    if (!handed_in) return std::nullopt;
    diagnostics.clear();
    auto answer = read_answer(*lesson, *handed_in, diagnostics);
    print(diagnostics);
    if (!answer) return std::nullopt;
    for (const std::string& note : answer->notes) complain(note);
    sources = std::move(answer->sources);
  }
  // What was asked for on the command line comes before what the lesson asks for.
  BuiltLesson built;
  built.board = target.find(built.options);
  if (!built.board) return std::nullopt;
  if (target.board.empty()) built.board = find_board(lesson->board);
  if (!built.options.ram_size_bytes) built.options.ram_size_bytes = lesson->machine.ram_size_bytes;
  if (!built.options.harts) built.options.harts = lesson->machine.harts;
  Machine machine(*built.board, built.options);
  diagnostics.clear();
  auto build = trapdoor::build(*lesson, sources, machine, diagnostics);
  print(diagnostics);
  if (!build) return std::nullopt;
  built.build = std::move(*build);
  built.build.name = folder;
  return built;
}

namespace {

// The one that defines _start comes first, then the others by name.
std::optional<Program> build_folder(const std::string& folder, const Board& board) {
  std::error_code error;
  Texts texts;
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    std::string name = fs::relative(entry.path(), folder, error).generic_string();
    if (!entry.is_regular_file(error) || (!is_source(name) && !may_be_included(name))) continue;
    auto text = read_file(entry.path().string());
    if (!text) return std::nullopt;
    texts[name] = std::move(*text);
    if (is_source(name)) files.push_back(name);
  }
  if (files.empty()) {
    complain(folder + ": no sources (.c, .S) and no lesson.md are in this folder");
    return std::nullopt;
  }
  auto begins = [&](const std::string& name) { return texts[name].find("_start:") != std::string::npos; };
  std::sort(files.begin(), files.end(), [&](const std::string& a, const std::string& b) {
    return std::make_tuple(!begins(a), a) < std::make_tuple(!begins(b), b);
  });
  return build_files(files, std::move(texts), board);
}

}  // namespace

std::optional<Program> read_program(const std::vector<std::string>& paths, const Board& board) {
  std::error_code error;
  if (is_lesson(paths)) {
    auto built = build_lesson(paths[0], {});
    return built ? std::optional(std::move(built->build.program)) : std::nullopt;
  }
  if (paths.size() == 1 && fs::is_directory(paths[0], error)) return build_folder(paths[0], board);
  bool linked = std::any_of(paths.begin(), paths.end(),
                            [](const std::string& path) { return is_c(path) || path.ends_with(".o"); });
  if (linked) {
    Texts texts;
    for (const std::string& path : paths) {
      auto text = read_file(path);
      if (!text) return std::nullopt;
      if (!is_source(path)) {
        complain(path + ": this is not a C source (.c), an assembly source (.S) or an object (.o)");
        return std::nullopt;
      }
      texts[path] = std::move(*text);
    }
    for (const std::string& path : paths) {
      if (is_c(path) && !add_surroundings(path, texts)) return std::nullopt;
    }
    return build_files(paths, std::move(texts), board);
  }
  std::vector<Source> sources;
  for (const std::string& path : paths) {
    auto text = read_file(path);
    if (!text) return std::nullopt;
    if (looks_like_elf(octets_in(*text)) || path.ends_with(".elf")) {
      if (paths.size() > 1) {
        complain(path + ": an ELF file is a whole program; it cannot be joined with other files");
        return std::nullopt;
      }
      Diagnostics diagnostics;
      auto program = load_elf(*board.isa, path, octets_in(*text), diagnostics);
      print(diagnostics);
      return program;
    }
    if (text->find('\0') != std::string::npos) {
      complain(path + ": neither an ELF file nor assembly text");
      return std::nullopt;
    }
    sources.push_back({path, std::move(*text)});
  }
  AssemblerOptions options;
  options.text_address = board.ram_base;
  for (const Symbol& symbol : device_symbols(board))
    options.symbols.emplace_back(symbol.name, symbol.address);
  options.include = [&](std::string_view name) { return read_included(name, paths); };
  Assembled assembled = assemble(*board.isa, sources, options);
  print(assembled.diagnostics);
  if (!assembled.ok()) return std::nullopt;
  return std::move(assembled.program);
}

namespace {

// Where each section is put, less where it runs. Requires that all placements are in RAM: each section has one, in the
// same order.
std::vector<uint64_t> shifts_of(const Build& build) {
  std::vector<uint64_t> shifts;
  for (size_t i = 0; i < build.program.sections.size(); i++)
    shifts.push_back(build.placements[i].offset - build.program.sections[i].address);
  return shifts;
}

}  // namespace

int assemble_to(const std::vector<std::string>& paths, const Target& target, const std::string& output) {
  MachineOptions options;
  const Board* board = target.find(options);
  if (!board) return kBadInput;
  Build build;
  if (is_lesson(paths)) {
    auto built = build_lesson(paths[0], target);
    if (!built) return kBadInput;
    board = built->board;
    for (const Placement& placement : built->build.placements) {
      if (placement.device.empty()) continue;
      return complain(paths[0] + ": one of its images lies on " + placement.device +
                      ", and an ELF file holds only what lies in memory; trapdoor run " + paths[0] +
                      " runs all of it");
    }
    build = std::move(built->build);
  } else {
    auto program = read_program(paths, *board);
    if (!program) return kBadInput;
    build = build_of(std::move(*program));
  }
  // What names of sources count from: the folder that was built, or where we are.
  std::error_code error;
  bool whole = paths.size() == 1 && fs::is_directory(paths[0], error);
  std::string folder = fs::weakly_canonical(whole ? paths[0] : ".", error).generic_string();
  std::vector<uint8_t> file = write_elf(*board->isa, build.program, folder, shifts_of(build));
  return write_file(output, {reinterpret_cast<const char*>(file.data()), file.size()}) ? kFine : kBadInput;
}

}  // namespace trapdoor::cli
