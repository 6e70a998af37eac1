#include "ui/writers.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "engine/base/bits.h"

namespace trapdoor {
namespace {

constexpr std::string_view kWho = "Who may write it: ";

// "supervisor and machine mode"; "any mode" when it is all of them.
std::string modes_text(const Isa& isa, const std::vector<const ModeRow*>& modes) {
  if (modes.size() == isa.modes.size()) return "any mode";
  std::string text;
  for (size_t i = 0; i < modes.size(); ++i)
    text += (i == 0 ? "" : i + 1 == modes.size() ? " and " : ", ") + std::string(modes[i]->name);
  return text + " mode";
}

std::string programs_text(const Isa& isa, const Writers& writers) {
  std::vector<const ModeRow*> modes;
  for (const ModeRow& row : isa.modes) {
    if (row.mode >= writers.mode) modes.push_back(&row);
  }
  const std::string text = modes_text(isa, modes);
  return writers.with.empty() ? text : fmt::format("{} ({})", text, writers.with);
}

// The word that a name stands for, whether it is a word's or a view's; -1: none.
int word_of(const Isa& isa, std::string_view name) {
  if (const WordRow* row = find_word(isa, name)) return row->word;
  for (const ViewRow& row : isa.views) {
    if (row.name == name) return row.word;
  }
  return -1;
}

// What the hardware writes by itself: the words of a trap, and the bits of wires.
std::string hardware_text(const Isa& isa, int word, const FieldRow* field) {
  if (word == isa.mode_word) return "the hardware at a trap and at a return";
  if (word == isa.pc_word) return "the hardware at every instruction, trap and return";
  if (word == isa.pending_word) {
    std::string wires;
    for (const InputRow& input : isa.inputs) {
      if (field != nullptr && (input.bit > field->high || input.bit < field->low)) continue;
      if (field != nullptr) wires = fmt::format("the wire {}", input.name);
    }
    return field == nullptr ? "the wires of the devices" : wires;
  }
  for (const TrapRow& trap : isa.traps) {
    for (const std::string_view noted : {trap.saved_pc, trap.cause, trap.value}) {
      if (word_of(isa, noted) == word)
        return fmt::format("the hardware at a trap into {} mode", find_mode(isa, trap.mode).name);
    }
    if (word_of(isa, trap.status) != word) continue;
    const bool noted = field == nullptr || field->name == trap.enabled || field->name == trap.was_enabled ||
                       field->name == trap.was_mode;
    if (noted) return "the hardware at a trap and at a return";
  }
  return {};
}

}  // namespace

std::string writers_of(const View& view, std::string_view name) {
  const Isa& isa = view.isa();
  const size_t dot = std::min(name.find('.'), name.size());
  const std::string_view word_name = name.substr(0, dot);
  const int word = word_of(isa, word_name);
  if (word < 0) return {};
  const FieldRow* field = nullptr;
  for (const FieldRow& row : isa.fields) {
    if (dot < name.size() && row.word == word_name && row.name == name.substr(dot + 1)) field = &row;
  }
  if (dot < name.size() && field == nullptr) return {};
  const Writers writers = isa.writers(view.machine(), word_name);
  const uint64_t reach = field == nullptr ? ~uint64_t{0} : mask(field->high, field->low);
  const std::string hardware = hardware_text(isa, word, field);
  const std::string programs = (writers.mask & reach) == 0 ? "" : programs_text(isa, writers);
  if (programs.empty() && hardware.empty()) return fmt::format("{}nobody, it is read-only.", kWho);
  if (programs.empty()) return fmt::format("{}only {}.", kWho, hardware);
  if (word == isa.pc_word) return fmt::format("{}{} (by a jump), and {}.", kWho, programs, hardware);
  return fmt::format("{}{}{}{}.", kWho, programs, hardware.empty() ? "" : ", and ", hardware);
}

std::string writers_of(const View& view, uint16_t word) {
  for (const WordRow& row : view.isa().words) {
    if (row.word == word) return writers_of(view, row.name);
  }
  return {};
}

std::string memory_writers(const View& view, uint64_t address, bool is_virtual) {
  const Machine& machine = view.machine();
  const Isa& isa = view.isa();
  std::vector<const ModeRow*> may, maps;  // maps: those that have a page table between them and the place
  std::string refused;
  bool there = !is_virtual && machine.bus.in_ram(address, 1);
  for (const ModeRow& row : isa.modes) {
    const Translation at =
        isa.translate(machine, machine.running_hart(), address, AccessKind::store, row.mode);
    if (!is_virtual && (!at.walk.empty() || (at.ok && at.physical != address))) {
      maps.push_back(&row);
    } else if (at.ok) {
      may.push_back(&row);
      there = there || machine.bus.in_ram(at.physical, 1);
    } else if (const CauseRow* cause = find_cause(isa, at.trap.kind, at.trap.cause)) {
      refused += fmt::format("{}{} mode gets a {}", refused.empty() ? "" : ", ", row.name, cause->word);
    }
  }
  if (!there) return {};
  std::string text = may.empty() ? "nobody" : modes_text(isa, may);
  if (!maps.empty()) text += fmt::format("; {} where a page maps it", modes_text(isa, maps));
  if (!refused.empty()) text += "; " + refused;
  return fmt::format("{}{}.", kWho, text);
}

std::string with_writers(std::string_view help, const std::string& writers) {
  if (writers.empty() || help.empty()) return writers.empty() ? std::string(help) : writers;
  return fmt::format("{}\n{}", help, writers);
}

}  // namespace trapdoor
