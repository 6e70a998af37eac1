#include "ui/place.h"

#include <array>

namespace trapdoor {
namespace {

bool in_memory(const Machine& machine, uint64_t physical) {
  std::array<std::byte, 1> one;
  return machine.bus.peek(physical, one);
}

}  // namespace

std::vector<std::string> split_words(std::string_view text, char separator) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    std::string_view word = text.substr(0, end);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (!word.empty()) words.emplace_back(word);
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return words;
}

LinkPlace parse_place(std::string_view text) {
  LinkPlace place;
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return place;
  place.kind = text.substr(0, colon);
  text.remove_prefix(colon + 1);
  const size_t question = std::min(text.find('?'), text.size());
  place.name = text.substr(0, question);
  text.remove_prefix(std::min(text.size(), question + 1));
  for (const std::string& pair : split_words(text, '&')) {
    const size_t equals = std::min(pair.find('='), pair.size());
    place.words[pair.substr(0, equals)] = equals < pair.size() ? pair.substr(equals + 1) : "";
  }
  return place;
}

std::optional<uint64_t> reached(const Machine& machine, uint64_t address) {
  const Isa& isa = machine.isa();
  const int hart = machine.running_hart();
  const uint64_t present = machine.hart(hart).cpu[isa.mode_word];
  for (auto mode = isa.modes.rbegin(); mode != isa.modes.rend(); ++mode) {  // from the mightiest down
    if (mode->mode > present) continue;
    const Translation place = isa.translate(machine, hart, address, AccessKind::load, mode->mode);
    if (place.ok && in_memory(machine, place.physical)) return place.physical;
  }
  return std::nullopt;
}

bool through_page_table(const Machine& machine, uint64_t address) {
  return !in_memory(machine, address) || reached(machine, address).value_or(address) != address;
}

}  // namespace trapdoor
