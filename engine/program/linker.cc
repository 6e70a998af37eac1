#include "engine/program/linker.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "engine/machine/assembly.h"
#include "engine/program/dwarf.h"
#include "engine/program/link_layout.h"
#include "engine/program/link_relocate.h"

namespace trapdoor {

using namespace linking;

namespace {

class Link {
 public:
  Link(const Isa& isa, std::span<const ObjectFile> objects, const LinkOptions& options)
      : isa_(isa),
        objects_(objects),
        names_(objects, options),
        layout_(objects, options, names_),
        errors_(objects, out_) {}

  Linked run() {
    if (!layout_.place(errors_)) return std::move(out_);
    Relocator relocator(isa_, objects_, names_, layout_, errors_);
    for (size_t i = 0; i < objects_.size(); i++) gather_debug(i, relocator);
    read_lines();
    report_doubles();
    for (const Output& output : layout_.outputs()) out_.program.sections.push_back(build(output, relocator));
    add_symbols();
    read_lines();
    set_entry();
    if (!out_.ok()) out_.program = {};
    return std::move(out_);
  }

 private:
  void gather_debug(size_t object, Relocator& relocator) {
    DebugSections debug{objects_[object].name, {}};
    for (size_t i = 0; i < objects_[object].sections.size(); i++) {
      const ObjectSection& from = objects_[object].sections[i];
      if (from.loaded) continue;
      std::vector<uint8_t> bytes = from.bytes;
      relocator.relocate(object, i, bytes);
      debug.sections[from.name] = std::move(bytes);
    }
    if (!debug.sections.empty()) out_.debug.push_back(std::move(debug));
  }

  // Done twice: errors want lines before there are symbols, and variables that all objects share are found by their symbols.
  void read_lines() {
    Program& program = out_.program;
    program.files.clear();
    program.lines.clear();
    program.debug = {};
    program.frames = {};
    auto is_code = [&](uint64_t address) { return layout_.is_code(address); };
    for (const DebugSections& debug : out_.debug) {
      DebugBytes bytes;
      for (const auto& [name, section] : debug.sections) set_debug_section(bytes, name, section);
      read_debug(bytes, isa_.assembly->debug.frame, is_code, program);
    }
  }

  void report_doubles() {
    for (const Definition& at : names_.doubles()) {
      const ObjectSymbol& symbol = names_.symbol_of(at);
      const Definition& first = *names_.find(symbol.name);
      auto place = place_of(at);
      errors_.report(place.first, place.second,
                     "`" + symbol.name + "' is already defined in " + text_of(place_of(first)),
                     place.first.ends_with(".c") ? "give one of them another name, or make it static"
                                                 : "give one of them another name, or take .globl away");
    }
  }

  // File and line, as far as they are known; line 0: they are not.
  std::pair<std::string, int> place_of(const Definition& at) const {
    const ObjectSymbol& symbol = names_.symbol_of(at);
    const Program& program = out_.program;
    if (symbol.place == SymbolPlace::section) {
      uint64_t address = layout_.address_of(at.object, symbol.section) + symbol.value;
      for (const DebugScope& scope : program.debug.scopes) {
        bool here = scope.kind == ScopeKind::function && scope.name == symbol.name && scope.holds(address);
        if (here && scope.line != 0 && scope.file < program.files.size())
          return {program.files[scope.file], static_cast<int>(scope.line)};
      }
      if (auto place = program.place_of(address))
        return {std::string(place->file), static_cast<int>(place->line)};
    }
    return {objects_[at.object].name, 0};
  }
  static std::string text_of(const std::pair<std::string, int>& place) {
    return place.first + (place.second ? ":" + std::to_string(place.second) : "");
  }

  Section build(const Output& output, Relocator& relocator) {
    Section section;
    section.name = output.name;
    section.address = output.address;
    section.size = output.size;
    const bool zero = output.kind == OutputKind::zero;
    auto offset_of = [&](const Input& input) {
      return layout_.address_of(input.object, input.section) - output.address;
    };
    for (const Input& input : output.inputs) {
      const ObjectSection& from = layout_.section_of(input);
      section.writable = section.writable || from.writable;
      section.executable = section.executable || from.executable;
      if (zero) continue;
      section.bytes.resize(offset_of(input) + from.size);
      std::copy(from.bytes.begin(), from.bytes.end(),
                section.bytes.begin() + static_cast<std::ptrdiff_t>(offset_of(input)));
    }
    section.writable = section.writable || zero;
    if (section.writable && section.executable)
      errors_.report("program", 0, "section " + section.name + " holds code and can be written",
                     "code and variables belong into sections of their own", Severity::warning);
    if (zero) return section;
    section.bytes.resize(output.size);
    for (const Input& input : output.inputs) {
      auto bytes = std::span(section.bytes).subspan(offset_of(input), layout_.section_of(input).size);
      relocator.relocate(input.object, input.section, bytes);
    }
    return section;
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
        const Definition* at = from.global ? names_.find(from.name) : nullptr;
        if (at && (at->object != i || at->symbol != j)) continue;
        Symbol symbol{from.name,   layout_.value_of(i, j).value_or(0),  from.size,
                      from.global, from.place == SymbolPlace::absolute, static_cast<SymbolKind>(from.type)};
        (symbol.absolute ? numbers : places).push_back(std::move(symbol));
      }
    }
    sort_places(places, out_.program.sections);
    places.insert(places.end(), numbers.begin(), numbers.end());
  }

  void set_entry() {
    Program& program = out_.program;
    const Symbol* start = program.find_symbol("_start");
    if (start) {
      program.entry = start->address;
    } else if (!program.sections.empty()) {
      program.entry = program.sections.front().address;
    }
  }

  const Isa& isa_;
  std::span<const ObjectFile> objects_;
  Linked out_;
  LinkNames names_;
  LinkLayout layout_;
  LinkErrors errors_;
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
