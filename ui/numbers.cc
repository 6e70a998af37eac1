#include "ui/numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace trapdoor {

std::string hex(uint64_t value) {
  if (value >> 32 == 0) return fmt::format("{:04x} {:04x}", value >> 16, value & 0xffff);
  if (value >> 48 == 0) {
    return fmt::format("{:04x} {:04x} {:04x}", value >> 32, value >> 16 & 0xffff, value & 0xffff);
  }
  return fmt::format("{:04x} {:04x} {:04x} {:04x}", value >> 48, value >> 32 & 0xffff, value >> 16 & 0xffff,
                     value & 0xffff);
}

std::string hex_word(uint64_t value) { return fmt::format("0x{:x}", value); }

std::string size_text(uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} byte{}", bytes, bytes == 1 ? "" : "s");
  if (bytes < 1024 * 1024) return fmt::format("{} KiB", bytes / 1024);
  constexpr double kGibi = 1 << 30;
  if (bytes >= uint64_t{1} << 30)
    return bytes % (uint64_t{1} << 30) == 0 ? fmt::format("{} GiB", bytes >> 30)
                                            : fmt::format("{:.1f} GiB", static_cast<double>(bytes) / kGibi);
  const double mebibytes = static_cast<double>(bytes) / (1024 * 1024);
  return bytes % (1024 * 1024) == 0 || mebibytes >= 100 ? fmt::format("{:.0f} MiB", mebibytes)
                                                        : fmt::format("{:.1f} MiB", mebibytes);
}

std::string place_text(const Program& program, uint64_t address) {
  std::string name = program.name_of(address);
  return name.empty() ? hex(address) : name;
}

namespace {

bool can_be_reached(const Machine& machine, uint64_t address) {
  const Isa& isa = machine.isa();
  for (const ModeRow& mode : isa.modes) {
    for (const AccessKind kind : {AccessKind::load, AccessKind::fetch}) {
      const Translation place = isa.translate(machine, machine.running_hart(), address, kind, mode.mode);
      std::array<std::byte, 1> byte;
      if (place.ok && machine.bus.peek(place.physical, byte)) return true;
    }
  }
  return false;
}

}  // namespace

std::string value_name(const Machine& machine, const Program& program, uint64_t value) {
  if (value < kPageSize) return {};
  std::string name = program.name_of(value);
  return name.empty() || !can_be_reached(machine, value) ? std::string() : name;
}

std::string word_name(const Machine& machine, const Program& program, std::string_view word, uint64_t value) {
  const Isa& isa = machine.isa();
  const WordRow* row = find_word(isa, word);
  const bool address = (row != nullptr && row->word == isa.pc_word) ||
                       std::any_of(isa.traps.begin(), isa.traps.end(), [&](const TrapRow& trap) {
                         return word == trap.saved_pc || word == trap.value || word == trap.vector;
                       });
  return address ? program.name_of(value) : value_name(machine, program, value);
}

}  // namespace trapdoor
