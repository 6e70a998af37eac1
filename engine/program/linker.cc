#include "engine/program/linker.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "engine/machine/assembly.h"
#include "engine/program/dwarf.h"
#include "engine/program/output_rules.h"
#include "engine/program/scan.h"

namespace trapdoor {
namespace {

constexpr uint64_t kSectionAlign = 16;
constexpr uint64_t kMaxZeroBytes = uint64_t{1} << 32;
constexpr size_t kMaxDiagnostics = 100;

enum class Kind : uint8_t { code, constant, data, zero };

struct Input {
  size_t object = 0, section = 0;
  int order = 0;
};

struct Output {
  std::string name;
  Kind kind = Kind::code;
  bool known = false;
  std::vector<Input> inputs;
  uint64_t address = 0, size = 0;
};

struct Definition {
  size_t object = 0, symbol = 0;
};

class Link {
 public:
  Link(const Isa& isa, std::span<const ObjectFile> objects, const LinkOptions& options)
      : isa_(isa), objects_(objects), options_(options) {
    for (const auto& [name, value] : options.symbols) numbers_[name] = value;
    for (const RelocationRow& row : isa.assembly->relocations) rows_[row.type] = &row;
  }

  Linked run() {
    addresses_.resize(objects_.size());
    for (size_t i = 0; i < objects_.size(); i++) addresses_[i].resize(objects_[i].sections.size());
    find_globals();
    gather();
    if (!place()) return std::move(out_);
    define_ends();
    gather_debug();
    read_lines();
    report_doubles();
    find_high_parts();
    for (const Output& output : outputs_) out_.program.sections.push_back(build(output));
    add_symbols();
    read_lines();
    const Symbol* start = out_.program.find_symbol("_start");
    if (start) {
      out_.program.entry = start->address;
    } else if (!out_.program.sections.empty()) {
      out_.program.entry = out_.program.sections.front().address;
    }
    if (!out_.ok()) out_.program = {};
    return std::move(out_);
  }

 private:
  // ---- Errors ---------------------------------------------------------------------------------------------

  void report(std::string file, int line, std::string message, std::string hint = "",
              Severity severity = Severity::error) {
    if (out_.diagnostics.size() < kMaxDiagnostics)
      out_.diagnostics.push_back({std::move(file), line, 0, std::move(message), std::move(hint), severity});
  }
  // At the line that an address comes from.
  void report_at(size_t object, uint64_t address, std::string message, std::string hint = "") {
    auto place = out_.program.place_of(address);
    report(place ? std::string(place->file) : objects_[object].name,
           place ? static_cast<int>(place->line) : 0, std::move(message), std::move(hint));
  }

  // ---- Where everything is --------------------------------------------------------------------------------

  void find_globals() {
    for (size_t i = 0; i < objects_.size(); i++) {
      for (size_t j = 0; j < objects_[i].symbols.size(); j++) {
        const ObjectSymbol& symbol = objects_[i].symbols[j];
        if (!symbol.global || symbol.place == SymbolPlace::undefined) continue;
        auto [found, fresh] = globals_.try_emplace(symbol.name, Definition{i, j});
        if (fresh) continue;
        const ObjectSymbol& other = symbol_of(found->second);
        bool other_gives_way = other.weak || other.place == SymbolPlace::common;
        bool gives_way = symbol.weak || symbol.place == SymbolPlace::common;
        if (other_gives_way && !gives_way) {
          found->second = {i, j};
        } else if (!other_gives_way && !gives_way) {
          doubles_.push_back({i, j});
        } else if (other.place == SymbolPlace::common && symbol.size > other.size) {
          found->second = {i, j};
        }
      }
    }
  }

  const ObjectSymbol& symbol_of(const Definition& at) const { return objects_[at.object].symbols[at.symbol]; }

  void gather() {
    for (size_t i = 0; i < objects_.size(); i++) {
      for (size_t j = 0; j < objects_[i].sections.size(); j++) {
        const ObjectSection& section = objects_[i].sections[j];
        if (section.loaded) gather({i, j, 0}, section);
      }
    }
    for (Output& output : outputs_)
      std::stable_sort(output.inputs.begin(), output.inputs.end(),
                       [](const Input& a, const Input& b) { return a.order < b.order; });
    std::stable_sort(outputs_.begin(), outputs_.end(), [](const Output& a, const Output& b) {
      return std::make_tuple(a.kind, !a.known) < std::make_tuple(b.kind, !b.known);
    });
  }

  void gather(Input input, const ObjectSection& section) {
    Kind kind = section.executable ? Kind::code
                : section.zero     ? Kind::zero
                : section.writable ? Kind::data
                                   : Kind::constant;
    const OutputRule* rule = output_rule(section.name);
    std::string_view name = rule ? rule->output : std::string_view(section.name);
    auto found =
        std::find_if(outputs_.begin(), outputs_.end(), [&](const Output& o) { return o.name == name; });
    if (found == outputs_.end()) {
      outputs_.push_back({std::string(name), kind, rule != nullptr, {}});
      found = outputs_.end() - 1;
    }
    if (found->kind == Kind::zero && kind != Kind::zero) found->kind = kind;
    input.order = rule ? rule->order : 0;
    found->inputs.push_back(input);
  }

  const ObjectSection& section_of(const Input& input) const {
    return objects_[input.object].sections[input.section];
  }

  bool place() {
    uint64_t address = options_.text_address, total = 0;
    place_commons();
    std::vector<Output> kept;
    for (Output& output : outputs_) {
      uint64_t align = kSectionAlign, size = output.name == ".bss" ? common_bytes_ : 0;
      for (const Input& input : output.inputs) {
        align = std::max(align, section_of(input).align);
        size += section_of(input).size;
      }
      if (size == 0 && output.name != ".text") {  // its symbols still need a place
        for (const Input& input : output.inputs) addresses_[input.object][input.section] = address;
        continue;
      }
      auto fixed = options_.section_addresses.find(output.name);
      if (fixed != options_.section_addresses.end()) address = fixed->second;
      address = (address + align - 1) & ~(align - 1);
      output.address = address;
      for (const Input& input : output.inputs) {
        const ObjectSection& section = section_of(input);
        address = (address + section.align - 1) & ~(section.align - 1);
        addresses_[input.object][input.section] = address;
        address += section.size;
      }
      if (output.name == ".bss" && common_bytes_ > 0) {
        address = (address + common_align_ - 1) & ~(common_align_ - 1);
        commons_at_ = address;
        address += common_bytes_;
      }
      output.size = address - output.address;
      if (output.kind != Kind::zero) total += output.size;
      zero_ += output.kind == Kind::zero ? output.size : 0;
      kept.push_back(std::move(output));
    }
    outputs_ = std::move(kept);
    return check_sizes(total);
  }

  bool check_sizes(uint64_t total) {
    if (total > options_.max_output_bytes || zero_ > kMaxZeroBytes) {
      report("program", 0,
             "this program is too big: " + std::to_string(total) + " bytes and " + std::to_string(zero_) +
                 " bytes of zeros");
      return false;
    }
    std::vector<const Output*> sorted;
    for (const Output& output : outputs_) {
      if (output.size != 0) sorted.push_back(&output);
    }
    std::sort(sorted.begin(), sorted.end(),
              [](const Output* a, const Output* b) { return a->address < b->address; });
    for (size_t i = 1; i < sorted.size(); i++) {
      if (sorted[i]->address - sorted[i - 1]->address >= sorted[i - 1]->size) continue;
      report("program", 0, "sections " + sorted[i - 1]->name + " and " + sorted[i]->name + " overlap",
             "give them other addresses");
      return false;
    }
    return true;
  }

  // Variables that several objects may declare, and that exist once: after all of .bss.
  void place_commons() {
    std::set<std::string> names;  // in their order
    for (const auto& [name, at] : globals_) {
      if (symbol_of(at).place == SymbolPlace::common) names.insert(name);
    }
    for (const std::string& name : names) {
      const ObjectSymbol& symbol = symbol_of(globals_.at(name));
      uint64_t align = std::max<uint64_t>(symbol.value, 1);
      common_align_ = std::max(common_align_, align);
      common_bytes_ = (common_bytes_ + align - 1) & ~(align - 1);
      commons_[name] = common_bytes_;
      common_bytes_ += std::min<uint64_t>(symbol.size, kMaxZeroBytes);
    }
    bool bss =
        std::any_of(outputs_.begin(), outputs_.end(), [](const Output& o) { return o.name == ".bss"; });
    if (common_bytes_ > 0 && !bss) outputs_.push_back({".bss", Kind::zero, true, {}});
  }

  // Symbols of GNU ld's scripts, for objects that use them.
  void define_ends() {
    uint64_t end = options_.text_address, text = end, data = end, bss = 0;
    for (const Output& output : outputs_) {
      end = output.address + output.size;
      if (output.kind == Kind::code) text = end;
      if (output.kind != Kind::zero) data = end;
      if (output.kind == Kind::zero && bss == 0) bss = output.address;
    }
    if (bss == 0) bss = end;
    const std::pair<const char*, uint64_t> ends[] = {{"_etext", text},    {"etext", text}, {"_edata", data},
                                                     {"edata", data},     {"_end", end},   {"end", end},
                                                     {"__bss_start", bss}};
    for (const auto& [name, address] : ends) numbers_.try_emplace(name, address);
  }

  // ---- Values ---------------------------------------------------------------------------------------------

  std::optional<uint64_t> value_of(size_t object, uint32_t index) {
    const ObjectSymbol* symbol = &objects_[object].symbols[index];
    if (index == 0) return 0;
    if (symbol->global) {
      auto found = globals_.find(symbol->name);
      if (found == globals_.end()) {
        auto number = numbers_.find(symbol->name);
        if (number != numbers_.end()) return number->second;
        return symbol->weak ? std::optional<uint64_t>(0) : std::nullopt;
      }
      object = found->second.object;
      symbol = &symbol_of(found->second);
    }
    switch (symbol->place) {
      case SymbolPlace::section:
        return addresses_[object][symbol->section] + symbol->value;
      case SymbolPlace::absolute:
        return symbol->value;
      case SymbolPlace::common:
        return commons_at_ + commons_.at(symbol->name);
      case SymbolPlace::undefined:
        break;
    }
    return std::nullopt;
  }

  // "foo", or the section a nameless symbol stands for.
  std::string name_of(size_t object, uint32_t index) const {
    const ObjectSymbol& symbol = objects_[object].symbols[index];
    if (!symbol.name.empty() || symbol.place != SymbolPlace::section) return symbol.name;
    return objects_[object].sections[symbol.section].name;
  }

  void undefined(size_t object, uint32_t index, uint64_t address) {
    std::string name = name_of(object, index);
    if (!complained_.insert(name).second) return;
    assembler::Nearest nearest(name);
    for (const auto& [known, at] : globals_) nearest.offer(known);
    std::string hint = nearest.hint();
    for (const ObjectFile& other : objects_) {
      for (const ObjectSymbol& symbol : other.symbols) {
        if (symbol.name == name && !symbol.global && symbol.place != SymbolPlace::undefined)
          hint = "it is defined in " + other.name + ", for that file alone: " +
                 (other.name.ends_with(".c") ? "take static away" : "share it there with .globl " + name);
      }
    }
    report_at(object, address, "`" + name + "' is not defined", hint);
  }

  void report_doubles() {
    for (const Definition& at : doubles_) {
      const ObjectSymbol& symbol = symbol_of(at);
      uint64_t address =
          symbol.place == SymbolPlace::section ? addresses_[at.object][symbol.section] + symbol.value : 0;
      report_at(
          at.object, address,
          "`" + symbol.name + "' is already defined in " + objects_[globals_.at(symbol.name).object].name,
          "give one of them another name, or make it static");
    }
  }

  // ---- Relocations ----------------------------------------------------------------------------------------

  void find_high_parts() {
    for (size_t i = 0; i < objects_.size(); i++) {
      for (size_t j = 0; j < objects_[i].sections.size(); j++) {
        for (const Relocation& relocation : objects_[i].sections[j].relocations) {
          auto row = rows_.find(relocation.type);
          if (row == rows_.end() || row->second->kind != RelocationKind::distance_high) continue;
          auto value = value_of(i, relocation.symbol);
          uint64_t place = addresses_[i][j] + relocation.offset;
          if (value) high_parts_[place] = *value + static_cast<uint64_t>(relocation.addend) - place;
        }
      }
    }
  }

  static uint64_t read(std::span<const uint8_t> at) {
    uint64_t value = 0;
    for (size_t i = 0; i < at.size(); i++) value |= uint64_t{at[i]} << (8 * i);
    return value;
  }
  static void write(std::span<uint8_t> at, uint64_t value) {
    for (size_t i = 0; i < at.size(); i++) at[i] = static_cast<uint8_t>(value >> (8 * i));
  }

  // The value's bits into their places, or the whole value when the row names none.
  static void put(const RelocationRow& row, std::span<uint8_t> at, uint64_t value) {
    if (row.moves.empty()) return write(at, value);
    uint64_t word = read(at);
    for (const BitMove& move : row.moves) {
      uint64_t mask = (uint64_t{1} << move.count) - 1;
      word = (word & ~(mask << move.to)) | (value >> move.from & mask) << move.to;
    }
    write(at, word);
  }

  uint64_t high_of(uint64_t whole) const {
    int bits = isa_.assembly->low_bits;
    return static_cast<uint64_t>(static_cast<int64_t>(whole + (uint64_t{1} << (bits - 1))) >> bits);
  }
  uint64_t low_of(uint64_t whole) const { return whole - (high_of(whole) << isa_.assembly->low_bits); }

  void relocate(size_t object, size_t section, std::span<uint8_t> bytes) {
    const ObjectSection& from = objects_[object].sections[section];
    for (const Relocation& relocation : from.relocations) {
      auto found = rows_.find(relocation.type);
      uint64_t place = addresses_[object][section] + relocation.offset;
      if (found == rows_.end()) {
        report_at(object, place,
                  "relocation number " + std::to_string(relocation.type) + " is not known to this linker");
        continue;
      }
      const RelocationRow& row = *found->second;
      if (row.kind == RelocationKind::nothing) continue;
      if (row.size > bytes.size() - std::min<uint64_t>(relocation.offset, bytes.size())) {
        report(objects_[object].name, 0,
               "this object file is damaged: a relocation is outside of its section");
        continue;
      }
      auto value = value_of(object, relocation.symbol);
      if (!value) {
        if (from.loaded) undefined(object, relocation.symbol, place);
        continue;
      }
      Place at{object, from.loaded, place, name_of(object, relocation.symbol)};
      apply(row, at, *value, relocation.addend, bytes.subspan(relocation.offset, row.size));
    }
  }

  struct Place {
    size_t object;
    bool loaded;
    uint64_t address;
    std::string symbol;
  };

  void apply(const RelocationRow& row, const Place& at, uint64_t symbol, int64_t addend,
             std::span<uint8_t> bytes) {
    uint64_t value = symbol + static_cast<uint64_t>(addend);
    switch (row.kind) {
      case RelocationKind::nothing:
        return;
      case RelocationKind::number:
        if (at.loaded && row.size == 4 && row.moves.empty() && value != static_cast<uint32_t>(value) &&
            value != static_cast<uint64_t>(static_cast<int32_t>(value)))
          report_at(at.object, at.address, "the address of `" + at.symbol + "' does not fit 4 bytes",
                    "it takes 8");
        return put(row, bytes, value);
      case RelocationKind::add:
        return put(row, bytes, read(bytes) + value);
      case RelocationKind::subtract:
        return put(row, bytes, read(bytes) - value);
      case RelocationKind::distance:
        return put_checked(row, at, bytes, value - at.address);
      case RelocationKind::high:
        return put_checked(row, at, bytes, high_of(value));
      case RelocationKind::low:
        return put(row, bytes, low_of(value));
      case RelocationKind::distance_high:
        return put_checked(row, at, bytes, high_of(value - at.address));
      case RelocationKind::distance_low: {
        auto high = high_parts_.find(symbol);
        if (high != high_parts_.end()) return put(row, bytes, low_of(high->second));
        if (!complained_.empty()) return;  // of a name that is not defined
        report_at(at.object, at.address, "the low part of an address has no high part",
                  "objects for shared libraries do not link here: compile with -fno-pic -mcmodel=medany");
        return;
      }
      case RelocationKind::call: {
        constexpr BitMove kLow[] = {{0, 12, 20}};
        RelocationRow second = row;
        second.moves = kLow;
        put_checked(row, at, bytes.first(4), high_of(value - at.address));
        return put(second, bytes.subspan(4), low_of(value - at.address));
      }
      case RelocationKind::gap: {
        uint64_t align = 1;
        while (align <= static_cast<uint64_t>(addend)) align *= 2;
        if ((at.address + static_cast<uint64_t>(addend)) % align != 0)
          report_at(at.object, at.address, "this object expects a linker that rewrites code",
                    "assemble it with -mno-relax");
        return;
      }
      case RelocationKind::indirect:
        report_at(at.object, at.address, "`" + at.symbol + "' is reached through a table of addresses",
                  "compile with -fno-pic -mcmodel=medany");
        return;
    }
  }

  void put_checked(const RelocationRow& row, const Place& at, std::span<uint8_t> bytes, uint64_t value) {
    auto number = static_cast<int64_t>(value);
    bool fits = (row.low == 0 && row.high == 0) || (number >= row.low && number <= row.high);
    if (!fits) {
      bool high = row.kind == RelocationKind::high;
      report_at(
          at.object, at.address, "`" + at.symbol + "' is too far away from here",
          high ? "compile with -mcmodel=medany, or use la instead of %hi" : "use call, or la and a jump");
      return;
    }
    put(row, bytes, value);
  }

  // ---- The program ----------------------------------------------------------------------------------------

  Section build(const Output& output) {
    Section section;
    section.name = output.name;
    section.address = output.address;
    section.size = output.size;
    for (const Input& input : output.inputs) {
      const ObjectSection& from = section_of(input);
      section.writable = section.writable || from.writable;
      section.executable = section.executable || from.executable;
      if (output.kind == Kind::zero) continue;
      uint64_t at = addresses_[input.object][input.section] - output.address;
      section.bytes.resize(at + from.size);
      std::copy(from.bytes.begin(), from.bytes.end(),
                section.bytes.begin() + static_cast<std::ptrdiff_t>(at));
    }
    section.writable = section.writable || output.kind == Kind::zero;
    if (output.kind != Kind::zero) section.bytes.resize(output.size);
    if (section.writable && section.executable)
      report("program", 0, "section " + section.name + " holds code and can be written",
             "code and variables belong into sections of their own", Severity::warning);
    for (const Input& input : output.inputs) {
      if (output.kind == Kind::zero) break;
      const ObjectSection& from = section_of(input);
      uint64_t at = addresses_[input.object][input.section] - output.address;
      relocate(input.object, input.section, std::span(section.bytes).subspan(at, from.size));
    }
    return section;
  }

  void gather_debug() {
    for (size_t i = 0; i < objects_.size(); i++) {
      DebugSections debug{objects_[i].name, {}};
      for (size_t j = 0; j < objects_[i].sections.size(); j++) {
        const ObjectSection& from = objects_[i].sections[j];
        if (from.loaded) continue;
        std::vector<uint8_t> bytes = from.bytes;
        relocate(i, j, bytes);
        debug.sections[from.name] = std::move(bytes);
      }
      if (!debug.sections.empty()) out_.debug.push_back(std::move(debug));
    }
  }

  // Done twice: errors want lines before there are symbols, and variables that all objects share are found by their symbols.
  void read_lines() {
    Program& program = out_.program;
    program.files.clear();
    program.lines.clear();
    program.debug = {};
    program.frames = {};
    auto is_code = [&](uint64_t address) {
      return std::any_of(outputs_.begin(), outputs_.end(), [&](const Output& output) {
        return output.kind == Kind::code && address - output.address < output.size;
      });
    };
    for (const DebugSections& debug : out_.debug) {
      DebugBytes bytes;
      for (const auto& [name, section] : debug.sections) set_debug_section(bytes, name, section);
      read_debug(bytes, isa_.assembly->debug.frame, is_code, program);
    }
  }

  // Names that a person wrote: not a compiler's own labels.
  static bool worth_telling(const ObjectSymbol& symbol) {
    constexpr uint8_t kSectionType = 3;
    if (symbol.name.empty() || symbol.type >= kSectionType || symbol.place == SymbolPlace::undefined)
      return false;
    return symbol.global ||
           (!symbol.name.starts_with(".L") && !symbol.name.starts_with("L.") && symbol.name[0] != '$');
  }

  void add_symbols() {
    std::vector<Symbol> numbers;
    std::vector<Symbol>& places = out_.program.symbols;
    for (size_t i = 0; i < objects_.size(); i++) {
      for (uint32_t j = 0; j < objects_[i].symbols.size(); j++) {
        const ObjectSymbol& from = objects_[i].symbols[j];
        if (!worth_telling(from)) continue;
        if (from.global) {
          const Definition& at = globals_.at(from.name);
          if (at.object != i || at.symbol != j) continue;
        }
        Symbol symbol{from.name, value_of(i, j).value_or(0), from.size, from.global,
                      from.place == SymbolPlace::absolute};
        (symbol.absolute ? numbers : places).push_back(std::move(symbol));
      }
    }
    std::stable_sort(places.begin(), places.end(),
                     [](const Symbol& a, const Symbol& b) { return a.address < b.address; });
    for (size_t i = places.size(); i-- > 0;) {
      if (places[i].size != 0) continue;
      uint64_t end = 0;
      for (const Section& section : out_.program.sections) {
        if (places[i].address - section.address < section.size) end = section.address + section.size;
      }
      size_t next = i + 1;
      while (next < places.size() && places[next].address == places[i].address) next++;
      if (next < places.size()) end = std::min(end, places[next].address);
      if (end > places[i].address) places[i].size = end - places[i].address;
    }
    places.insert(places.end(), numbers.begin(), numbers.end());
  }

  const Isa& isa_;
  std::span<const ObjectFile> objects_;
  const LinkOptions& options_;
  Linked out_;
  std::map<std::string, Definition> globals_;
  std::unordered_map<std::string, uint64_t> numbers_;
  std::unordered_map<uint32_t, const RelocationRow*> rows_;
  std::vector<Definition> doubles_;
  std::vector<Output> outputs_;
  std::vector<std::vector<uint64_t>> addresses_;  // of object, section
  std::map<std::string, uint64_t> commons_;       // -> offset among them
  uint64_t common_bytes_ = 0, common_align_ = 1, commons_at_ = 0, zero_ = 0;
  std::unordered_map<uint64_t, uint64_t> high_parts_;  // place of the instruction -> the whole distance
  std::set<std::string> complained_;
};

}  // namespace

bool Linked::ok() const {
  return std::none_of(diagnostics.begin(), diagnostics.end(),
                      [](const Diagnostic& d) { return d.severity == Severity::error; });
}

Linked link(const Isa& isa, std::span<const ObjectFile> objects, const LinkOptions& options) {
  return Link(isa, objects, options).run();
}

std::vector<std::string> undefined_names(std::span<const ObjectFile> objects) {
  std::set<std::string> defined, undefined;
  for (const ObjectFile& object : objects) {
    for (const ObjectSymbol& symbol : object.symbols) {
      if (!symbol.global) continue;
      (symbol.place == SymbolPlace::undefined ? undefined : defined).insert(symbol.name);
    }
  }
  std::vector<std::string> out;
  std::set_difference(undefined.begin(), undefined.end(), defined.begin(), defined.end(),
                      std::back_inserter(out));
  return out;
}

}  // namespace trapdoor
