#include <cstdio>

#include "engine/cli/cli.h"
#include "engine/program/disassembler.h"

namespace trapdoor::cli {

int disassemble_file(const std::vector<std::string>& paths, const Target& target, bool plain) {
  MachineOptions options;
  const Board* board = target.find(options);
  if (!board) return kBadInput;
  auto program = read_program(paths, *board);
  if (!program) return kBadInput;
  std::fputs(disassemble(*board->isa, *program, !plain).c_str(), stdout);
  return kFine;
}

}  // namespace trapdoor::cli
