#include "engine/machine/isa.h"

namespace trapdoor {

const WordRow* find_word(const Isa& isa, std::string_view name) {
  for (const WordRow& row : isa.words) {
    if (row.name == name || (!row.alias.empty() && row.alias == name)) return &row;
  }
  return nullptr;
}

const CauseRow* find_cause(const Isa& isa, TrapKind kind, uint16_t cause) {
  bool interrupt = kind == TrapKind::interrupt;
  for (const CauseRow& row : isa.causes) {
    if ((row.kind == TrapKind::interrupt) == interrupt && row.cause == cause) return &row;
  }
  return nullptr;
}

const CauseRow* find_cause(const Isa& isa, std::string_view word) {
  for (const CauseRow& row : isa.causes) {
    if (row.word == word) return &row;
  }
  return nullptr;
}

const ModeRow& find_mode(const Isa& isa, uint8_t mode) {
  for (const ModeRow& row : isa.modes) {
    if (row.mode == mode) return row;
  }
  return isa.modes.front();
}

const ModeRow* find_mode(const Isa& isa, Role role) {
  for (const ModeRow& row : isa.modes) {
    if (row.role == role) return &row;
  }
  return nullptr;
}

const TrapRow* find_trap_row(const Isa& isa, uint8_t mode) {
  for (const TrapRow& row : isa.traps) {
    if (row.mode == mode) return &row;
  }
  return nullptr;
}

std::optional<uint8_t> find_mode(const Isa& isa, std::string_view letter) {
  for (const ModeRow& row : isa.modes) {
    if (row.letter == letter || row.name == letter) return row.mode;
  }
  return std::nullopt;
}

}  // namespace trapdoor
