#include <cstdio>

#include "engine/boards/boards.h"
#include "engine/cli/cli.h"
#include "engine/session/command.h"
#include "engine/session/match.h"

namespace trapdoor::cli {
namespace {

void row(std::string_view name, std::string_view help) {
  std::printf("  %-24.*s %.*s\n", static_cast<int>(name.size()), name.data(), static_cast<int>(help.size()),
              help.data());
}

void help_commands() {
  std::printf(
      "Commands of a session: links in lessons, keys and buttons of the page, and its command line send "
      "these.\n");
  for (const CommandRow& command : commands())
    row(std::string(command.name) + " " + std::string(command.arguments), command.help);
}

void help_matches() {
  std::printf(
      "A match is a kind and any number of conditions: trap cause=timer from=U. != turns a condition "
      "round.\nKinds:\n");
  for (const MatchKindRow& kind : match_kinds()) row(kind.name, kind.help);
  std::printf("Conditions:\n");
  for (const MatchKeyRow& key : match_keys()) row(std::string(key.name) + "=", key.help);
}

void help_causes(const Board& board) {
  std::printf("Trap causes of %s:\n", std::string(board.isa->title).c_str());
  for (const CauseRow& cause : board.isa->causes) row(cause.word, cause.help);
}

void help_words(const Board& board) {
  std::printf("Registers of %s:\n", std::string(board.isa->title).c_str());
  for (const WordRow& word : board.isa->words) {
    if (word.group == WordGroup::hidden) continue;
    row(word.alias.empty() ? std::string(word.name)
                           : std::string(word.alias) + " (" + std::string(word.name) + ")",
        word.help);
  }
  for (const ViewRow& view : board.isa->views) row(view.name, view.help);
}

void help_devices(const Board& board) {
  for (const DeviceRow& device : board.devices) {
    auto made = device.make();
    const DeviceInfo& info = made->info();
    std::printf("%s at %#llx: %s. %s\n", std::string(device.name).c_str(),
                static_cast<unsigned long long>(device.base), std::string(info.title).c_str(),
                std::string(info.help).c_str());
    for (const RegisterRow& reg : info.registers) {
      row(reg.symbol.empty() ? std::string(reg.name) : std::string(reg.symbol), reg.help);
    }
  }
}

void help_boards() {
  for (const Board* board : boards())
    row(board->name, std::string(board->title) + ". " + std::string(board->help));
}

void help_states() {
  std::printf(
      "A state file is one moment of a machine: registers, memory, devices and disks, at its tick.\n"
      "  trapdoor run kernel.elf --limit 5000000 --save booted.state\n"
      "  trapdoor run kernel.elf --load booted.state\n"
      "The second run goes on as if the first had not stopped. --limit counts from power-on in both. Give\n"
      "the same program, --board, --ram, --harts and disks as before: a state of another program, board or\n"
      "version is refused, with the reason and exit code 2. What was printed before is not in the file, nor\n"
      "are keys that the guest has not been sent.\n"
      "The page saves its moment with Save..., Save state, the window with Save state. Both go on from a "
      "state\n"
      "file that is opened there or dropped on them, with its program or when that program is open "
      "already.\n");
}

// One word of these lists, wherever it stands.
bool help_on(std::string_view word, const Board& board) {
  bool known = false;
  auto tell = [&](const std::string& name, std::string_view text) {
    row(name, text);
    known = true;
  };
  if (const CommandRow* command = find_command(word))
    tell(std::string(command->name) + " " + std::string(command->arguments), command->help);
  for (const MatchKindRow& kind : match_kinds()) {
    if (kind.name == word) tell(std::string(kind.name), kind.help);
  }
  for (const MatchKeyRow& key : match_keys()) {
    if (key.name == word) tell(std::string(key.name) + "=", key.help);
  }
  if (const CauseRow* cause = find_cause(*board.isa, word)) tell(std::string(cause->word), cause->help);
  if (const WordRow* found = find_word(*board.isa, word)) tell(std::string(found->name), found->help);
  for (const ViewRow& view : board.isa->views) {
    if (view.name == word) tell(std::string(view.name), view.help);
  }
  for (const FieldRow& field : board.isa->fields) {
    if (field.word == word) tell("  " + std::string(field.name), field.help);
  }
  return known;
}

}  // namespace

int help(const std::string& topic, const Target& target) {
  MachineOptions options;
  const Board* board = target.find(options);
  if (!board) return kBadInput;
  if (topic == "commands") return help_commands(), kFine;
  if (topic == "matches") return help_matches(), kFine;
  if (topic == "causes") return help_causes(*board), kFine;
  if (topic == "registers") return help_words(*board), kFine;
  if (topic == "devices") return help_devices(*board), kFine;
  if (topic == "boards") return help_boards(), kFine;
  if (topic == "states") return help_states(), kFine;
  if (help_on(topic, *board)) return kFine;
  return complain(
      "no help on `" + topic +
      "`; there is: commands, matches, causes, registers, devices, boards, states, and each word that "
      "these list");
}

}  // namespace trapdoor::cli
