// Command: what a person can ask a session to do, as one line of text. Keys, buttons, links and scripts all
// send these.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/diagnostic.h"
#include "engine/machine/machine.h"
#include "engine/program/program.h"

namespace trapdoor {

struct CommandResult {
  bool ok = true;
  std::string message;  // an answer, or what was wrong
};

// What stands after the command's name.
enum class Argument : uint8_t {
  nothing,
  count,
  tick,
  speed,
  match,
  id,
  text,
  poke,
  flaw,
  branch,
  interrupt,
  on_off,
  word,
  replay,
  command
};

struct CommandRow {
  std::string_view name;
  std::string_view arguments;  // as help shows them: "[n]", "MATCH"
  Argument argument;
  bool optional;  // the argument may be missing
  std::string_view help;
};

std::span<const CommandRow> commands();
const CommandRow* find_command(std::string_view name);

// The row a line begins with and what stands after it. Null row: no such command, or its argument is wrong in
// form; error says what and where (column in text).
struct CommandLine {
  const CommandRow* row = nullptr;
  std::string_view rest;  // trimmed
  uint64_t number = 0;    // of count, tick, speed, id
};
CommandLine parse_command(std::string_view text, const Machine*, const Program*, Diagnostic& error);

}  // namespace trapdoor
