#include "engine/boards/boards.h"
#include "engine/cli/cli.h"
#include "engine/program/assembler.h"

namespace trapdoor::cli {

std::optional<Program> read_program(const std::vector<std::string>& paths, const Board& board) {
  std::vector<Source> sources;
  for (const std::string& path : paths) {
    auto text = read_file(path);
    if (!text) return std::nullopt;
    sources.push_back({path, std::move(*text)});
  }
  AssemblerOptions options;
  options.text_address = board.ram_base;
  for (const Symbol& symbol : device_symbols(board)) options.symbols.emplace_back(symbol.name, symbol.address);
  Assembled assembled = assemble(*board.isa, sources, options);
  print(assembled.diagnostics);
  if (!assembled.ok()) return std::nullopt;
  return std::move(assembled.program);
}

}  // namespace trapdoor::cli
