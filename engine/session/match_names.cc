#include "engine/session/match_names.h"

#include <algorithm>

#include "engine/base/bits.h"
#include "engine/boards/boards.h"
#include "engine/program/nearest.h"
#include "engine/session/event_text.h"
#include "engine/session/words.h"

namespace trapdoor {
namespace {

// How far a label without a size reaches: to the next label of its section, or the section's end.
uint64_t reach(const Program& program, const Symbol& symbol) {
  if (symbol.size) return symbol.size;
  uint64_t end = symbol.address + 1;
  for (const Section& section : program.sections) {
    if (symbol.address - section.address < section.size) end = section.address + section.size;
  }
  for (const Symbol& other : program.symbols) {
    if (!other.absolute && other.address > symbol.address && other.address < end) end = other.address;
  }
  return end - symbol.address;
}

std::optional<NamedAddress> find_name(std::string_view name, const Machine& machine, const Program* program) {
  if (auto number = parse_number(name)) return NamedAddress{*number, 1, false};
  if (program) {
    if (const Symbol* symbol = program->find_symbol(name)) {
      return NamedAddress{symbol->address,
                          symbol->absolute ? std::max<uint64_t>(symbol->size, 1) : reach(*program, *symbol),
                          false};
    }
  }
  for (const Symbol& symbol : device_symbols(machine.board())) {
    if (symbol.name == name)
      return NamedAddress{symbol.address, std::max<uint64_t>(symbol.size, 1), symbol.size > 0};
  }
  return std::nullopt;
}

using Words = std::vector<Candidate>;

Words labels(const Program* program) {
  Words words;
  if (!program) return words;
  const Program nameless;
  for (const Symbol& symbol : program->symbols) {
    if (!symbol.absolute) words.push_back({symbol.name, address_text(symbol.address, nameless)});
  }
  return words;
}

// What a device register is called in a Match, with its row's help.
Words device_words(const Machine& machine) {
  Words words;
  const Program nameless;
  for (const Symbol& symbol : device_symbols(machine.board())) {
    Candidate word{symbol.name, address_text(symbol.address, nameless)};
    uint32_t offset = 0;
    int device = symbol.size ? machine.device_at(symbol.address, offset) : -1;
    if (device >= 0) {
      for (const RegisterRow& row : machine.device(device).info().registers) {
        if (row.symbol == symbol.name) word.help = row.help;
      }
    }
    words.push_back(std::move(word));
  }
  return words;
}

Words wire_words(const Machine& machine) {
  Words words;
  for (const Machine::WireInfo& wire : machine.wire_infos()) {
    words.push_back({wire.from, "the wire to " + wire.to});
    words.push_back({wire.to, "the wire from " + wire.from});
  }
  return words;
}

Words register_words(const Isa& isa) {
  Words words;
  for (const WordRow& row : isa.words) {
    if (row.group != WordGroup::hidden)
      words.push_back({std::string(row.alias.empty() ? row.name : row.alias), std::string(row.help)});
  }
  for (const FieldRow& row : isa.fields)
    words.push_back({std::string(row.word) + "." + std::string(row.name), std::string(row.help)});
  for (const ViewRow& row : isa.views) words.push_back({std::string(row.name), std::string(row.help)});
  return words;
}

void sort_words(Words& words) {
  std::sort(words.begin(), words.end(), [](const Candidate& a, const Candidate& b) {
    // A word's fields ("mstatus.MIE") come after the words.
    auto dotted = [](const Candidate& c) { return c.text.find('.') != std::string::npos; };
    return std::pair(dotted(a), std::string_view(a.text)) < std::pair(dotted(b), std::string_view(b.text));
  });
  words.erase(std::unique(words.begin(), words.end(),
                          [](const Candidate& a, const Candidate& b) { return a.text == b.text; }),
              words.end());
}

}  // namespace

std::optional<NamedAddress> find_address(std::string_view text, const Machine& machine,
                                         const Program* program) {
  if (auto whole = find_name(text, machine, program)) return whole;
  size_t sign = text.find_last_of("+-");
  if (sign == std::string_view::npos || sign == 0) return std::nullopt;
  auto base = find_name(text.substr(0, sign), machine, program);
  auto offset = parse_number(text.substr(sign + 1));
  if (!base || !offset) return std::nullopt;
  base->address += text[sign] == '+' ? *offset : ~*offset + 1;
  base->size = 1;
  return base;
}

// In a hint: what a reader still reads.
constexpr size_t kMostNames = 12;

std::optional<NamedAddress> find_address(std::string_view text, const Machine& machine,
                                         const Program* program, Diagnostic& error) {
  const auto found = find_address(text, machine, program);
  if (!found) {
    error.message = "no label, device register or number `" + std::string(text) + "`";
    std::vector<Candidate> known = words_for(MatchKey::at, machine, program);
    const size_t more = known.size() - std::min(known.size(), kMostNames);
    Nearest nearest(text);
    for (const Candidate& one : known) nearest.offer(one.text);
    known.resize(known.size() - more);
    const std::string meant = nearest.hint();
    error.hint = meant + (meant.empty() ? "" : " ") + "labels: " + list_of(known);
    if (more > 0) error.hint += ", and " + std::to_string(more) + " more";
  }
  return found;
}

std::optional<NamedWord> find_place(const Isa& isa, std::string_view text) {
  size_t dot = text.find('.');
  std::string_view name = text.substr(0, dot);
  std::optional<NamedWord> place;
  if (const WordRow* row = find_word(isa, name)) {
    place = NamedWord{row->word, 0};
    if (!row->name.empty()) name = row->name;
  }
  for (const ViewRow& row : isa.views) {
    if (!place && row.name == name) place = NamedWord{row.word, 0};
  }
  if (!place || dot == std::string_view::npos) return place;
  for (const FieldRow& row : isa.fields) {
    if (row.word == name && row.name == text.substr(dot + 1))
      return NamedWord{place->word, mask(row.high, row.low)};
  }
  return std::nullopt;
}

std::string no_such_place(std::string_view text) {
  return "`" + std::string(text) + "` is neither a register, a field (mstatus.MIE) nor an address";
}

bool takes(const MatchKindRow& kind, MatchKey key) { return kind.keys >> static_cast<int>(key) & 1; }

std::vector<Candidate> words_for(MatchKey key, const Machine& machine, const Program* program) {
  Words words;
  const Isa& isa = machine.isa();
  switch (key) {
    case MatchKey::cause:
      for (const CauseRow& row : isa.causes) words.push_back({std::string(row.word), std::string(row.help)});
      break;
    case MatchKey::from:
    case MatchKey::to:
      for (const ModeRow& row : isa.modes)
        words.push_back({std::string(row.letter), std::string(row.name) + " mode"});
      break;
    case MatchKey::hart:
      for (int i = 0; i < machine.hart_count(); i++)
        words.push_back({std::to_string(i), "hart" + std::to_string(i)});
      break;
    case MatchKey::word:
      words = register_words(isa);
      break;
    case MatchKey::wire:
      words = wire_words(machine);
      break;
    case MatchKey::device:
      for (int i = 0; i < machine.device_count(); i++)
        words.push_back({std::string(machine.device_name(i)), std::string(machine.device(i).info().title)});
      break;
    case MatchKey::pc:
      words = labels(program);
      break;
    case MatchKey::at: {
      // The program's labels stand before the names that every program has.
      words = labels(program);
      sort_words(words);
      Words others = device_words(machine);
      sort_words(others);
      words.insert(words.end(), others.begin(), others.end());
      return words;
    }
    case MatchKey::physical:
    case MatchKey::value:
    case MatchKey::size:
    case MatchKey::text:
      break;
  }
  sort_words(words);
  return words;
}

std::string list_of(const std::vector<Candidate>& words) {
  std::string list;
  for (size_t i = 0; i < words.size() && i < 60; i++) list += (i == 0 ? "" : ", ") + words[i].text;
  if (words.size() > 60) list += ", ...";
  return list;
}

}  // namespace trapdoor
