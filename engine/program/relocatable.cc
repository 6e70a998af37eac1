#include "engine/program/relocatable.h"

#include <algorithm>
#include <map>
#include <optional>

#include "engine/program/address_sum.h"
#include "engine/program/resolve.h"
#include "engine/program/settle.h"
#include "engine/program/stabs_write.h"

namespace trapdoor::assembler {
namespace {

class Relocatable {
 public:
  Relocatable(Job& job, const std::string& name)
      : job_(job), from_(job.object), now_(job.object, false), sums_(job, now_) {
    object_.name = name;
  }

  ObjectFile run() {
    object_.symbols.resize(1);
    for (size_t i = 0; i < from_.sections.size() && !job_.stopped; i++) settle(job_, static_cast<int32_t>(i));
    if (job_.stopped) return {};
    add_sections();
    for (size_t i = 0; i < from_.sections.size(); i++) relocate(static_cast<int32_t>(i));
    add_named_symbols();
    add_lines();
    sort_symbols();
    return std::move(object_);
  }

 private:
  // ---- Sections -------------------------------------------------------------------------------------------

  void add_sections() {
    number_.assign(from_.sections.size(), -1);
    for (size_t i = 0; i < from_.sections.size(); i++) {
      const InputSection& input = from_.sections[i];
      if (input.kind == SectionKind::not_loaded ||
          (input.size == 0 && !holds_symbol(static_cast<int32_t>(i))))
        continue;
      ObjectSection section;
      section.name = input.name;
      section.loaded = true;
      section.writable = input.writable;
      section.executable = input.executable;
      section.zero = input.kind == SectionKind::zero;
      section.align = input.align;
      section.size = input.size;
      if (!section.zero) append_bytes(job_.assembly, input, section.bytes);
      number_[i] = static_cast<int32_t>(object_.sections.size());
      object_.sections.push_back(std::move(section));
      section_symbols_.push_back(0);
    }
  }

  bool holds_symbol(int32_t section) const {
    return std::any_of(from_.symbols.begin(), from_.symbols.end(), [&](const SymbolEntry& symbol) {
      return symbol.state == SymbolState::place && symbol.point.section == section;
    });
  }

  // ---- Fixups ---------------------------------------------------------------------------------------------

  void relocate(int32_t index) {
    if (number_[static_cast<size_t>(index)] < 0) return;
    const InputSection& input = from_.sections[static_cast<size_t>(index)];
    auto at = [&](uint64_t place, const Fixup& fixup) {
      sums_.spot = fixup.spot;
      patch(index, place, fixup);
    };
    for (const Fixup& fixup : input.fixups) at(sums_.offset_of(fixup.point), fixup);
    for (size_t i = 0; i < input.stretches.size(); i++) {
      const Stretch& stretch = input.stretches[i];
      if (stretch.kind != StretchKind::branch) continue;
      const Snippet& code =
          stretch.size == stretch.near_code.bytes.size() ? stretch.near_code : stretch.far_code;
      for (const Fixup& fixup : code.fixups)
        at(stretch.at + input.sizes_before[i] + fixup.point.offset, fixup);
    }
  }

  ObjectSection& output(int32_t section) {
    return object_.sections[static_cast<size_t>(number_[static_cast<size_t>(section)])];
  }

  void patch(int32_t section, uint64_t place, const Fixup& fixup) {
    Sum sum;
    if (!sums_.add(sum, fixup.value)) {
      job_.report(
          fixup.spot,
          "this expression is not a sum of addresses and numbers, and what it needs is not known here");
      return;
    }
    fixup.size != 0 ? patch_data(section, place, fixup, sum) : patch_operand(section, place, fixup, sum);
  }

  void patch_data(int32_t section, uint64_t place, const Fixup& fixup, const Sum& sum) {
    ObjectSection& out = output(section);
    if (sum.terms.empty()) {
      for (int i = 0; i < fixup.size; i++)
        out.bytes[place + static_cast<uint64_t>(i)] =
            static_cast<uint8_t>(static_cast<uint64_t>(sum.constant) >> (8 * i));
      return;
    }
    bool difference = sum.terms.size() == 2 && sum.terms[0].negative != sum.terms[1].negative;
    bool address = sum.terms.size() == 1 && !sum.terms[0].negative;
    const RelocationRow* first = find(difference ? RelocationKind::add : RelocationKind::number, fixup.size);
    const RelocationRow* second = find(RelocationKind::subtract, fixup.size);
    if ((!difference && !address) || !first || !second) {
      job_.report(fixup.spot, address ? "an address does not fit " + std::to_string(fixup.size) +
                                            " bytes; it takes .dword"
                                      : "this expression adds or negates addresses");
      return;
    }
    const Term& plus = sum.terms[sum.terms[0].negative ? 1 : 0];
    relocation(out, place, *first, plus, sum.constant);
    if (difference) relocation(out, place, *second, sum.terms[sum.terms[0].negative ? 0 : 1], 0);
  }

  void patch_operand(int32_t section, uint64_t place, const Fixup& fixup, const Sum& sum) {
    const OperandRow& row = job_.assembly.operands[static_cast<size_t>(fixup.operand)];
    const ModifierRow* modifier =
        fixup.modifier < 0 ? nullptr : &job_.assembly.modifiers[static_cast<size_t>(fixup.modifier)];
    ObjectSection& out = output(section);
    bool target = row.kind == OperandKind::target;
    if (sum.terms.size() > 1 || (sum.terms.size() == 1 && sum.terms[0].negative)) {
      job_.report(fixup.spot, "this expression adds or negates addresses");
      return;
    }
    auto at = std::span(out.bytes).subspan(place);
    bool plain = sum.terms.empty();
    if (plain && !target && !(modifier && modifier->pc_relative)) {
      int64_t number = sum.constant;
      if (!modifier || part_of(job_, fixup, static_cast<uint64_t>(number), number))
        put_operand(job_, fixup, number, at);
      return;
    }
    const int32_t symbol = plain ? -1 : sum.terms[0].symbol;
    if (!target && !modifier && symbol >= 0 &&
        job_.object.symbols[static_cast<size_t>(symbol)].state == SymbolState::undefined) {
      const std::string& name = job_.object.symbols[static_cast<size_t>(symbol)].name;
      const std::string hint =
          name[0] == '$' ? "registers and numbers are written without $" : job_.hint_for(name);
      job_.report(fixup.spot, "`" + name + "' is no register, and no number that is known here", hint);
      return;
    }
    if (!target && !modifier) {
      job_.report(fixup.spot, "an address does not fit here",
                  "la loads an address into a register; %lo(label) is its low part");
      return;
    }
    bool here = !plain && sum.terms[0].symbol < 0 && sum.terms[0].section == section;
    if (target && here) {
      auto distance = static_cast<int64_t>(sum.terms[0].offset - place) + sum.constant;
      return put_operand(job_, fixup, distance, at);
    }
    const RelocationRow* wanted = find(fixup, modifier);
    if (!wanted) {
      job_.report(fixup.spot, "object files cannot say this");
      return;
    }
    if (wanted->kind == RelocationKind::distance_low && here) {  // its symbol is the place of the high part
      uint64_t high = sum.terms[0].offset + static_cast<uint64_t>(sum.constant);
      out.relocations.push_back({place, wanted->type, high_label(section, high), 0});
      return;
    }
    if (plain) {
      out.relocations.push_back({place, wanted->type, 0, sum.constant});
    } else {
      relocation(out, place, *wanted, sum.terms[0], sum.constant);
    }
  }

  const RelocationRow* find(RelocationKind kind, int size) const {
    for (const RelocationRow& row : job_.assembly.relocations) {
      if (row.kind == kind && row.size == size && row.moves.empty()) return &row;
    }
    return nullptr;
  }

  // The row that fills the same bits of the instruction.
  const RelocationRow* find(const Fixup& fixup, const ModifierRow* modifier) const {
    const OperandRow& operand = job_.assembly.operands[static_cast<size_t>(fixup.operand)];
    uint32_t field = job_.assembly.put(fixup.row, operand.field, 0, ~uint32_t{0});
    for (const RelocationRow& row : job_.assembly.relocations) {
      uint32_t bits = 0;
      for (const BitMove& move : row.moves) bits |= ((uint32_t{1} << move.count) - 1) << move.to;
      bool fits = modifier ? row.modifier == modifier->name : row.kind == RelocationKind::distance;
      if (fits && bits == field && row.size == job_.assembly.size(fixup.row)) return &row;
    }
    return nullptr;
  }

  void relocation(ObjectSection& out, uint64_t place, const RelocationRow& row, const Term& term,
                  int64_t constant) {
    if (term.symbol >= 0) {
      out.relocations.push_back({place, row.type, symbol_of(term.symbol), constant});
    } else {
      out.relocations.push_back(
          {place, row.type, section_symbol(term.section), static_cast<int64_t>(term.offset) + constant});
    }
  }

  // ---- Symbols --------------------------------------------------------------------------------------------

  uint32_t add(ObjectSymbol symbol) {
    object_.symbols.push_back(std::move(symbol));
    return static_cast<uint32_t>(object_.symbols.size() - 1);
  }

  uint32_t section_symbol(int32_t section) {
    auto number = static_cast<size_t>(number_[static_cast<size_t>(section)]);
    if (section_symbols_[number] == 0) {
      ObjectSymbol symbol;
      symbol.place = SymbolPlace::section;
      symbol.section = static_cast<uint32_t>(number);
      constexpr uint8_t kSection = 3;
      symbol.type = kSection;
      section_symbols_[number] = add(symbol);
    }
    return section_symbols_[number];
  }

  uint32_t high_label(int32_t section, uint64_t offset) {
    auto [found, fresh] = high_labels_.try_emplace({section, offset}, 0);
    if (fresh) {
      ObjectSymbol symbol;
      symbol.name = ".Lpcrel_hi" + std::to_string(high_labels_.size() - 1);
      symbol.place = SymbolPlace::section;
      symbol.section = static_cast<uint32_t>(number_[static_cast<size_t>(section)]);
      symbol.value = offset;
      found->second = add(symbol);
    }
    return found->second;
  }

  uint32_t symbol_of(int32_t id) {
    auto [found, fresh] = symbols_.try_emplace(id, 0);
    if (fresh) found->second = add(described(from_.symbols[static_cast<size_t>(id)]));
    return found->second;
  }

  ObjectSymbol described(const SymbolEntry& entry) {
    ObjectSymbol symbol;
    symbol.name = entry.name;
    symbol.weak = entry.weak;
    symbol.type = static_cast<uint8_t>(entry.kind);
    symbol.global = entry.global || entry.weak || entry.state == SymbolState::undefined;
    if (entry.state == SymbolState::undefined) return symbol;
    Sum sum;
    Expr place = entry.expr;
    bool known =
        entry.state == SymbolState::place ? sums_.add_place(sum, entry.point, false) : sums_.add(sum, place);
    bool address = sum.terms.size() == 1 && !sum.terms[0].negative && sum.terms[0].symbol < 0;
    if (!known || (!address && !sum.terms.empty())) {
      job_.report(entry.spot, "object files cannot say what `" + entry.name + "' is");
      return symbol;
    }
    if (address && number_[static_cast<size_t>(sum.terms[0].section)] >= 0) {
      symbol.place = SymbolPlace::section;
      symbol.section = static_cast<uint32_t>(number_[static_cast<size_t>(sum.terms[0].section)]);
      symbol.value = sum.terms[0].offset + static_cast<uint64_t>(sum.constant);
    } else {
      symbol.place = SymbolPlace::absolute;
      symbol.value = static_cast<uint64_t>(sum.constant);
    }
    Value size = entry.has_size ? now_.evaluate(entry.size_expr) : Value{};
    if (size.plain()) symbol.size = static_cast<uint64_t>(size.number);
    return symbol;
  }

  void add_named_symbols() {
    for (size_t i = 0; i < from_.symbols.size(); i++) {
      const SymbolEntry& entry = from_.symbols[i];
      sums_.spot = entry.spot;
      bool named = entry.state != SymbolState::undefined && !entry.hidden &&
                   (entry.global || !entry.name.starts_with(".L"));
      bool loaded =
          entry.state != SymbolState::place || number_[static_cast<size_t>(entry.point.section)] >= 0;
      if (named && loaded) symbol_of(static_cast<int32_t>(i));
    }
  }

  // Locals first, as the format wants it.
  void sort_symbols() {
    std::vector<uint32_t> order, place(object_.symbols.size());
    for (bool global : {false, true}) {
      for (uint32_t i = 0; i < object_.symbols.size(); i++) {
        if (object_.symbols[i].global != global) continue;
        place[i] = static_cast<uint32_t>(order.size());
        order.push_back(i);
      }
    }
    std::vector<ObjectSymbol> sorted;
    sorted.reserve(order.size());
    for (uint32_t i : order) sorted.push_back(std::move(object_.symbols[i]));
    object_.symbols = std::move(sorted);
    for (ObjectSection& section : object_.sections) {
      for (Relocation& relocation : section.relocations) relocation.symbol = place[relocation.symbol];
      std::stable_sort(section.relocations.begin(), section.relocations.end(),
                       [](const Relocation& a, const Relocation& b) { return a.offset < b.offset; });
    }
  }

  void add_lines() {
    const RelocationRow* address = find(RelocationKind::number, 4);
    StabsWriter stabs(object_.name, address ? std::optional(address->type) : std::nullopt);
    for (size_t i = 0; i < from_.sections.size(); i++) {
      const InputSection& input = from_.sections[i];
      if (input.rows.empty() || number_[i] < 0) continue;
      stabs.begin(section_symbol(static_cast<int32_t>(i)));
      uint32_t file = job_.file_number(object_.name);
      for (const InputSection::Row& row : input.rows) {
        uint64_t offset = sums_.offset_of(row.point);
        if (row.spot.file != file) stabs.include(from_.files[row.spot.file], offset);
        file = row.spot.file;
        stabs.line(row.spot.line, offset);
      }
      stabs.end(input.size);
    }
    for (ObjectSection& section : stabs.take()) object_.sections.push_back(std::move(section));
  }

  Job& job_;
  Object& from_;
  Evaluator now_;
  Sums sums_;
  ObjectFile object_;
  std::vector<int32_t> number_;  // input section -> section of the object
  std::vector<uint32_t> section_symbols_;
  std::map<std::pair<int32_t, uint64_t>, uint32_t> high_labels_;
  std::map<int32_t, uint32_t> symbols_;
};

}  // namespace

ObjectFile to_object(Job& job, const std::string& name) { return Relocatable(job, name).run(); }

}  // namespace trapdoor::assembler
