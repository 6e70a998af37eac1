#include "engine/program/resolve.h"

#include <algorithm>

namespace trapdoor::assembler {

Resolver::Resolver(Job& job) : job_(job), final_(job.object, true) {
  for (size_t i = 0; i < job_.object.sections.size(); i++) {
    if (job_.object.sections[i].kind == SectionKind::not_loaded) continue;
    for_fixups(static_cast<int32_t>(i), [&](const Fixup& fixup, uint64_t address) {
      if (fixup.modifier < 0) return;
      const ModifierRow& modifier = job_.assembly.modifiers[static_cast<size_t>(fixup.modifier)];
      if (!modifier.high || !modifier.pc_relative) return;
      Value value = final_.evaluate(fixup.value);
      high_parts_[address] = static_cast<int64_t>(static_cast<uint64_t>(value.number) - address);
    });
  }
}

template <class Each>
void Resolver::for_fixups(int32_t index, Each each) {
  const InputSection& section = job_.object.sections[static_cast<size_t>(index)];
  for (const Fixup& fixup : section.fixups) {
    each(fixup, section.address + fixup.point.offset + section.sizes_before[fixup.point.stretch]);
  }
  for (size_t i = 0; i < section.stretches.size(); i++) {
    const Stretch& stretch = section.stretches[i];
    if (stretch.kind != StretchKind::branch) continue;
    const Snippet& code =
        stretch.size == stretch.near_code.bytes.size() ? stretch.near_code : stretch.far_code;
    uint64_t start = section.address + stretch.at + section.sizes_before[i];
    for (const Fixup& fixup : code.fixups) each(fixup, start + fixup.point.offset);
  }
}

void Resolver::patch(int32_t section, uint64_t base, std::span<uint8_t> bytes) {
  for_fixups(section, [&](const Fixup& fixup, uint64_t address) {
    std::span<uint8_t> at = bytes.subspan(address - base);
    fixup.size != 0 ? patch_data(fixup, at) : patch_operand(fixup, address, at);
  });
}

// True when the value can be used; else says why not, once for each symbol.
bool Resolver::check(const Fixup& fixup, const Value& value) {
  switch (value.known) {
    case Known::yes:
      if (value.places == 0 || value.places == 1) return true;
      job_.report(fixup.spot, "this expression adds or negates addresses");
      return false;
    case Known::later:
    case Known::undefined:
      break;
    case Known::circular:
      complained_.insert(value.symbol);
      job_.report(fixup.spot, value.symbol < 0
                                  ? "this expression is too big"
                                  : "`" + job_.object.symbols[static_cast<size_t>(value.symbol)].name +
                                        "' is defined through itself");
      return false;
    case Known::senseless:
      job_.report(fixup.spot, value.problem);
      return false;
  }
  const SymbolEntry& symbol = job_.object.symbols[static_cast<size_t>(value.symbol)];
  if (!complained_.insert(value.symbol).second) return false;
  if (job_.diagnostics.size() >= kMaxDiagnostics) {  // not said any more, so look for no hint
    job_.stopped = true;
    return false;
  }
  if (symbol.hidden) {
    job_.report(fixup.spot,
                "there is no label `" + symbol.name.substr(0, symbol.name.size() - 1) + ":' after this line");
    return false;
  }
  std::string hint = job_.hint_for(symbol.name);
  for (const SymbolEntry& other : job_.object.symbols) {
    if (other.name == symbol.name && other.state != SymbolState::undefined && other.file >= 0) {
      hint = "it is defined in " + job_.object.files[other.spot.file] + ": share it there with .globl " +
             symbol.name;
    }
  }
  job_.report(fixup.spot, "`" + symbol.name + "' is not defined", hint);
  return false;
}

void Resolver::patch_data(const Fixup& fixup, std::span<uint8_t> at) {
  Value value = final_.evaluate(fixup.value);
  if (!check(fixup, value)) return;
  int64_t rest = fixup.size < 8 ? value.number >> (8 * fixup.size - 1) : 0;
  if (rest > 1 || rest < -1) {
    job_.report(fixup.spot,
                "this number does not fit " + std::to_string(fixup.size) + " bytes; its low part is stored",
                value.places != 0 ? "an address takes .dword" : "", Severity::warning);
  }
  for (int i = 0; i < fixup.size; i++)
    at[static_cast<size_t>(i)] = static_cast<uint8_t>(static_cast<uint64_t>(value.number) >> (8 * i));
}

// The number that goes into the field: a distance for targets, a part for modifiers.
bool Resolver::number_of(const Fixup& fixup, uint64_t address, int64_t& number) {
  const OperandRow& row = job_.assembly.operands[static_cast<size_t>(fixup.operand)];
  Value value = final_.evaluate(fixup.value);
  if (!check(fixup, value)) return false;
  auto whole = static_cast<uint64_t>(value.number);
  if (row.kind == OperandKind::target) whole -= address;
  if (fixup.modifier < 0) {
    if (value.places != 0 && row.kind != OperandKind::target) {
      job_.report(fixup.spot, "an address does not fit here",
                  "la loads an address into a register; %lo(label) is its low part");
      return false;
    }
    number = static_cast<int64_t>(whole);
    return true;
  }
  const ModifierRow& modifier = job_.assembly.modifiers[static_cast<size_t>(fixup.modifier)];
  if (!modifier.pair.empty()) {
    auto found = high_parts_.find(whole);
    if (found == high_parts_.end()) {
      job_.report(fixup.spot,
                  "there is no instruction with %" + std::string(modifier.pair) + " at the place named here",
                  "name the label of that instruction");
      return false;
    }
    whole = static_cast<uint64_t>(found->second);
  } else if (modifier.pc_relative) {
    whole -= address;
  }
  return part_of(job_, fixup, whole, number);
}

bool part_of(Job& job, const Fixup& fixup, uint64_t whole, int64_t& number) {
  const OperandRow& row = job.assembly.operands[static_cast<size_t>(fixup.operand)];
  const ModifierRow& modifier = job.assembly.modifiers[static_cast<size_t>(fixup.modifier)];
  uint64_t half = uint64_t{1} << (job.assembly.low_bits - 1);
  int64_t high = static_cast<int64_t>(whole + half) >> job.assembly.low_bits;
  if (!modifier.high) {
    number = static_cast<int64_t>(whole - (static_cast<uint64_t>(high) << job.assembly.low_bits));
    return true;
  }
  Range range = range_of(job.assembly, fixup.row, row);
  if (high > range.high || high < -(range.high + 1) / 2 - (modifier.pc_relative ? 0 : range.high)) {
    job.report(fixup.spot,
               modifier.pc_relative ? "this is too far away" : "this number is too wide for its two parts");
    return false;
  }
  if (modifier.pc_relative && high > range.high / 2) {
    job.report(fixup.spot, "this is too far away");
    return false;
  }
  number = high & range.high;
  return true;
}

void Resolver::patch_operand(const Fixup& fixup, uint64_t address, std::span<uint8_t> at) {
  int64_t number = 0;
  if (number_of(fixup, address, number)) put_operand(job_, fixup, number, at);
}

void put_operand(Job& job, const Fixup& fixup, int64_t number, std::span<uint8_t> at) {
  const Assembly& assembly = job.assembly;
  const OperandRow& row = assembly.operands[static_cast<size_t>(fixup.operand)];
  Range range = range_of(assembly, fixup.row, row);
  if (!range.holds(number)) {
    bool target = row.kind == OperandKind::target;
    job.report(fixup.spot,
               target && number % range.step == 0
                   ? "this target is too far away: " + std::to_string(number) + " bytes"
               : target ? "this target is not a multiple of " + std::to_string(range.step) + " bytes away"
                        : std::string(row.expected) + " from " + std::to_string(range.low) + " to " +
                              std::to_string(range.high) + " expected, found " + std::to_string(number),
               !target ? ""
               : number % range.step == 0
                   ? "call and tail go everywhere; a branch goes there over a j"
                   : "is the label at code? .balign 4 goes in front of code behind data");
    return;
  }
  int size = assembly.size(fixup.row);
  uint32_t word = 0;
  for (int i = 0; i < size; i++) word |= uint32_t{at[static_cast<size_t>(i)]} << (8 * i);
  word = assembly.put(fixup.row, row.field, word, static_cast<uint32_t>(number) << row.scale);
  for (int i = 0; i < size; i++) at[static_cast<size_t>(i)] = static_cast<uint8_t>(word >> (8 * i));
}

void Resolver::add_symbols(Program& program) {
  std::vector<Symbol> numbers;
  std::vector<Symbol>& places = program.symbols;
  for (size_t i = 0; i < job_.object.symbols.size(); i++) {
    const SymbolEntry& entry = job_.object.symbols[i];
    if (entry.state == SymbolState::undefined || entry.hidden || entry.name.substr(0, 2) == ".L") continue;
    Value value = final_.of_symbol(static_cast<int32_t>(i));
    if (value.known == Known::circular) {  // once: the others would say the same at the same cost
      if (complained_.count(value.symbol) == 0)
        job_.report(entry.spot, "`" + entry.name + "' is defined through itself, or through too many others");
      job_.stopped = true;
      return;
    }
    if (value.known != Known::yes || value.places > 1 || value.places < 0) continue;
    if (value.places == 1 &&
        job_.object.sections[static_cast<size_t>(value.section)].kind == SectionKind::not_loaded)
      continue;
    Symbol symbol;
    symbol.name = entry.name;
    symbol.address = static_cast<uint64_t>(value.number);
    symbol.global = entry.global;
    symbol.absolute = value.places == 0;
    symbol.kind = entry.kind;
    Value size = entry.has_size ? final_.evaluate(entry.size_expr) : Value{};
    if (size.plain()) symbol.size = static_cast<uint64_t>(size.number);
    (symbol.absolute ? numbers : places).push_back(std::move(symbol));
  }
  sort_places(places, program.sections);
  places.insert(places.end(), numbers.begin(), numbers.end());
}

}  // namespace trapdoor::assembler
