#include "engine/session/command.h"

#include <algorithm>

#include "engine/session/match.h"
#include "engine/session/words.h"

namespace trapdoor {
namespace {

constexpr CommandRow kCommands[] = {
    {"step", "[n]", Argument::count, true,
     "Run one tick: one instruction, or one interrupt taken. With n, so many."},
    {"run", "", Argument::nothing, true, "Run until a breakpoint, the end, or pause."},
    {"pause", "", Argument::nothing, true, "Stop running."},
    {"run-until", "MATCH", Argument::match, false,
     "Run until that happens, then stop right after it (before the instruction of an exec)."},
    {"next-trap", "", Argument::nothing, true, "Run until control goes to a handler."},
    {"back", "[n]", Argument::count, true, "Go back one tick, or n."},
    {"back-until", "MATCH", Argument::match, false, "Go back to right after the last time that happened."},
    {"back-run", "", Argument::nothing, true,
     "Run backwards to just before what a breakpoint waits for, or to the beginning."},
    {"previous-trap", "", Argument::nothing, true, "Go back to right after the last trap."},
    {"who-wrote", "REGISTER|FIELD|ADDRESS", Argument::word, false,
     "Say when a register, a field of it, a memory word or a device's register was last written, and by "
     "what. Time "
     "stays where it is."},
    {"who-reads", "REGISTER|FIELD|ADDRESS", Argument::word, false,
     "Say when that will next be read, and by what, if the run goes on as it is."},
    {"changes", "[TICK]", Argument::tick, true,
     "Say what a tick changed, in order, and who did it: registers, fields, memory, devices. Without a "
     "number: the tick that ran last."},
    {"explain", "[INTERRUPT]", Argument::interrupt, true,
     "Say why each interrupt is taken or not: every gate from the device to the handler, when it was taken "
     "last, and "
     "when it will be next."},
    {"transparency", "on|off", Argument::on_off, false,
     "Stop when an interrupted program comes back with a register or place that is not its own."},
    {"stack", "", Argument::nothing, true, "Say which function called which, innermost first."},
    {"locals", "[FRAME]", Argument::count, true,
     "Say the values of the C variables that the function can name; of its caller with 1, and so on (see "
     "stack)."},
    {"globals", "", Argument::nothing, true, "Say the values of the C variables outside functions."},
    {"seek", "TICK", Argument::tick, false, "Go to a tick that has been run, or `end`."},
    {"branches", "", Argument::nothing, true, "List the old futures that edits of the past left behind."},
    {"branch", "NAME", Argument::branch, false,
     "Go over to an old future that an edit of the past left behind."},
    {"drop", "NAME", Argument::branch, false, "Forget an old future."},
    {"reset", "", Argument::nothing, true, "Start the same program again from tick 0."},
    {"moment", "", Argument::nothing, true,
     "Say this moment as a replay command: where we are, and what was typed and switched on the way."},
    {"replay", "TICK [TICK COMMAND; ...]", Argument::text, false,
     "Start again and go to that tick; on the way each key, poke, set or flaw comes at its own: replay 9000 "
     "1200 key ls\\n; 5000 flaw user-timer on."},
    {"memory", "SIZE", Argument::text, false,
     "How much the past may hold, such as 64M: with less, going back far takes longer."},
    {"speed", "TICKS_PER_SECOND", Argument::speed, false, "How fast to run; 0 or `max`: as fast as it goes."},
    {"break", "MATCH", Argument::match, false, "Stop whenever that happens."},
    {"unbreak", "ID", Argument::id, false, "Forget a breakpoint; 0: all."},
    {"enable", "ID", Argument::id, false, "Let a breakpoint stop again."},
    {"disable", "ID", Argument::id, false, "Keep a breakpoint, but do not stop at it."},
    {"key", "TEXT", Argument::text, false, "Type on the console; \\n is the return key."},
    {"poke", "ADDRESS BYTES", Argument::poke, false, "Write memory from the outside: bytes in hexadecimal."},
    {"set", "REGISTER VALUE", Argument::word, false,
     "Write a general register from the outside: a0, or hart1.a0 for that of a hart that is not running "
     "now."},
    {"flaw", "NAME on|off", Argument::flaw, false,
     "Switch off a protection of the hardware (on: the flaw is there)."},
    {"build", "[replay]", Argument::replay, true,
     "Build the sources and start them from tick 0; replay: go on to the present tick, with the same keys "
     "typed."},
    {"check", "", Argument::nothing, true,
     "Build, and try every check of the lesson on a machine of its own."},
    {"solution", "", Argument::nothing, true, "Put the lesson's solution into the editor."},
    {"restart", "", Argument::nothing, true, "Put the lesson's start into the editor and build it."},
    {"help", "[COMMAND]", Argument::command, true, "What the commands are, or what one does."},
};

std::string name_list() {
  std::string list;
  for (const CommandRow& row : kCommands) list += (list.empty() ? "" : ", ") + std::string(row.name);
  return list;
}

bool wants_number(Argument argument) {
  return argument == Argument::count || argument == Argument::tick || argument == Argument::speed ||
         argument == Argument::id;
}

}  // namespace

std::span<const CommandRow> commands() { return kCommands; }

const CommandRow* find_command(std::string_view name) {
  for (const CommandRow& row : kCommands) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

CommandLine parse_command(std::string_view text, const Machine* machine, const Program* program,
                          Diagnostic& error) {
  std::string_view whole = trim(text);
  size_t offset = whole.empty() ? 0 : static_cast<size_t>(whole.data() - text.data());
  size_t space = std::min(whole.find(' '), whole.size());
  CommandLine line;
  line.row = find_command(whole.substr(0, space));
  line.rest = trim(whole.substr(space));
  size_t column = line.rest.empty() ? text.size() : static_cast<size_t>(line.rest.data() - text.data());
  auto fail = [&](size_t at, std::string message, std::string hint) {
    error.column = static_cast<int>(at) + 1;
    error.message = std::move(message);
    error.hint = std::move(hint);
    return CommandLine{};
  };
  if (!line.row) {
    return fail(offset, "no command is called `" + std::string(whole.substr(0, space)) + "`",
                "commands: " + name_list());
  }
  const CommandRow& row = *line.row;
  std::string usage = std::string(row.name) + " " + std::string(row.arguments) + ": " + std::string(row.help);
  if (row.argument == Argument::nothing) {
    return line.rest.empty() ? line
                             : fail(column, "`" + std::string(row.name) + "` takes nothing after it", usage);
  }
  if (line.rest.empty()) {
    line.number = 1;
    return row.optional ? line
                        : fail(column, "`" + std::string(row.name) + "` needs something after it", usage);
  }
  if (row.argument == Argument::replay && line.rest != "replay")
    return fail(column, "expected `replay` or nothing, not `" + std::string(line.rest) + "`", usage);
  bool word = (row.argument == Argument::tick && line.rest == "end") ||
              (row.argument == Argument::speed && line.rest == "max");
  if (wants_number(row.argument) && !word) {
    auto number = parse_number(line.rest);
    if (!number || line.rest.starts_with('-'))
      return fail(column, "expected a number, not `" + std::string(line.rest) + "`", usage);
    line.number = *number;
  }
  if (row.argument == Argument::tick && word) line.number = kNever;
  if (row.argument == Argument::match && machine) {
    if (!Match::parse(line.rest, *machine, program, error)) {
      error.column += static_cast<int>(column);
      return CommandLine{};
    }
  }
  return line;
}

}  // namespace trapdoor
