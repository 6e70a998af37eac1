#include <filesystem>

#include "engine/boards/boards.h"
#include "engine/cli/cli.h"
#include "engine/program/assembler.h"
#include "engine/program/elf.h"

namespace trapdoor::cli {
namespace {

std::span<const uint8_t> bytes_in(const std::string& text) {
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

}  // namespace

std::optional<Program> read_program(const std::vector<std::string>& paths, const Board& board) {
  std::vector<Source> sources;
  for (const std::string& path : paths) {
    auto text = read_file(path);
    if (!text) return std::nullopt;
    if (looks_like_elf(bytes_in(*text)) || path.ends_with(".elf")) {
      if (paths.size() > 1) {
        complain(path + ": an ELF file is a whole program; it cannot be joined with other files");
        return std::nullopt;
      }
      Diagnostics diagnostics;
      auto program = load_elf(*board.isa, path, bytes_in(*text), diagnostics);
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

int assemble_to(const std::vector<std::string>& paths, const Target& target, const std::string& output) {
  MachineOptions options;
  const Board* board = target.find(options);
  if (!board) return kBadInput;
  auto program = read_program(paths, *board);
  if (!program) return kBadInput;
  std::vector<uint8_t> file = write_elf(*board->isa, *program);
  return write_file(output, {reinterpret_cast<const char*>(file.data()), file.size()}) ? kFine : kBadInput;
}

}  // namespace trapdoor::cli
