#include "engine/program/relocatable.h"

#include <algorithm>
#include <map>
#include <optional>

#include "engine/program/resolve.h"
#include "engine/program/settle.h"

namespace trapdoor::assembler {
namespace {

constexpr int kMaxDepth = 200;  // of symbols defined through symbols

// One address in a sum: a place in a section, or a symbol that something else defines.
struct Term {
  bool negative = false;
  int32_t symbol = -1;   // of what is defined elsewhere, or may be replaced
  int32_t section = -1;  // else: input section and offset in it
  uint64_t offset = 0;
};

struct Sum {
  int64_t constant = 0;
  std::vector<Term> terms;
};

class Relocatable {
 public:
  Relocatable(Job& job, const std::string& name) : job_(job), from_(job.object), now_(job.object, false) {
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

  uint64_t offset_of(const Point& point) const {
    return point.offset + from_.sections[static_cast<size_t>(point.section)].sizes_before[point.stretch];
  }

  // ---- Expressions ----------------------------------------------------------------------------------------

  // Adds (or takes away) an expression to a sum. False when it is no sum of addresses and numbers.
  bool add_to(Sum& sum, Expr expr, bool negative, int depth) {
    if (depth > kMaxDepth) return false;
    if (expr.is_constant()) {
      auto number = static_cast<uint64_t>(expr.constant), old = static_cast<uint64_t>(sum.constant);
      sum.constant = static_cast<int64_t>(negative ? old - number : old + number);
      return true;
    }
    const Node node = from_.pool[expr];
    switch (node.op) {
      case Op::place:
        return add_place(sum, node.point, negative);
      case Op::symbol:
        return add_symbol(sum, static_cast<int32_t>(node.left.constant), negative, depth);
      case Op::add:
        return add_to(sum, node.left, negative, depth + 1) && add_to(sum, node.right, negative, depth + 1);
      case Op::subtract:
        return add_to(sum, node.left, negative, depth + 1) && add_to(sum, node.right, !negative, depth + 1);
      case Op::negate:
        return add_to(sum, node.left, !negative, depth + 1);
      default: {
        Value value = now_.evaluate(expr);
        return value.plain() && add_to(sum, {.constant = value.number}, negative, depth + 1);
      }
    }
  }

  bool add_place(Sum& sum, const Point& point, bool negative) {
    Term term{negative, -1, point.section, offset_of(point)};
    for (size_t i = 0; i < sum.terms.size(); i++) {  // a difference of two places in one section is a number
      const Term other = sum.terms[i];
      if (other.symbol >= 0 || other.section != term.section || other.negative == negative) continue;
      sum.constant +=
          static_cast<int64_t>(negative ? other.offset - term.offset : term.offset - other.offset);
      sum.terms.erase(sum.terms.begin() + static_cast<std::ptrdiff_t>(i));
      return true;
    }
    sum.terms.push_back(term);
    return true;
  }

  bool add_symbol(Sum& sum, int32_t id, bool negative, int depth) {
    const SymbolEntry& symbol = from_.symbols[static_cast<size_t>(id)];
    if (symbol.state == SymbolState::undefined && symbol.hidden) {
      missing_label(symbol);
      return true;
    }
    if (symbol.state == SymbolState::undefined || symbol.weak) {
      sum.terms.push_back({negative, id});
      return true;
    }
    if (symbol.state == SymbolState::place) return add_place(sum, symbol.point, negative);
    return add_to(sum, symbol.expr, negative, depth + 1);
  }

  void missing_label(const SymbolEntry& symbol) {
    job_.report(spot_,
                "there is no label `" + symbol.name.substr(0, symbol.name.size() - 1) + ":' after this line");
  }

  // ---- Fixups ---------------------------------------------------------------------------------------------

  void relocate(int32_t index) {
    if (number_[static_cast<size_t>(index)] < 0) return;
    const InputSection& input = from_.sections[static_cast<size_t>(index)];
    auto at = [&](uint64_t place, const Fixup& fixup) {
      spot_ = fixup.spot;
      patch(index, place, fixup);
    };
    for (const Fixup& fixup : input.fixups) at(offset_of(fixup.point), fixup);
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
    if (!add_to(sum, fixup.value, false, 0)) {
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
    symbol.global = entry.global || entry.weak || entry.state == SymbolState::undefined;
    if (entry.state == SymbolState::undefined) return symbol;
    Sum sum;
    Expr place = entry.expr;
    bool known =
        entry.state == SymbolState::place ? add_place(sum, entry.point, false) : add_to(sum, place, false, 0);
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
      spot_ = entry.spot;
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

  // ---- Lines, as stabs ------------------------------------------------------------------------------------

  struct Stabs {
    ObjectSection table, strings;
  };
  static constexpr uint8_t kSource = 0x64, kIncluded = 0x84, kLine = 0x44;

  static void put(std::vector<uint8_t>& out, uint64_t value, int size) {
    for (int i = 0; i < size; i++) out.push_back(static_cast<uint8_t>(value >> (8 * i)));
  }

  void stab(Stabs& stabs, std::string_view text, uint8_t type, uint32_t line, int32_t section,
            uint64_t offset) {
    std::vector<uint8_t>&out = stabs.table.bytes, &strings = stabs.strings.bytes;
    put(out, text.empty() ? 0 : strings.size(), 4);
    put(out, type, 2);
    put(out, line, 2);
    const RelocationRow* row = find(RelocationKind::number, 4);
    if (section >= 0 && row)
      stabs.table.relocations.push_back(
          {out.size(), row->type, section_symbol(section), static_cast<int64_t>(offset)});
    put(out, 0, 4);
    if (text.empty()) return;
    strings.insert(strings.end(), text.begin(), text.end());
    strings.push_back(0);
  }

  void add_lines() {
    Stabs stabs;
    stabs.table.name = ".stab";
    stabs.strings.name = ".stabstr";
    stabs.table.align = 4;
    stabs.strings.bytes.push_back(0);
    stab(stabs, object_.name, 0, 0, -1, 0);  // how many, and how long the texts are: filled in below
    bool any = false;
    for (size_t i = 0; i < from_.sections.size(); i++) {
      const InputSection& input = from_.sections[i];
      auto section = static_cast<int32_t>(i);
      if (input.rows.empty() || number_[i] < 0) continue;
      any = true;
      stab(stabs, object_.name, kSource, 0, section, 0);
      uint32_t file = job_.file_number(object_.name);
      for (const InputSection::Row& row : input.rows) {
        uint64_t offset = offset_of(row.point);
        if (row.spot.file != file) stab(stabs, from_.files[row.spot.file], kIncluded, 0, section, offset);
        file = row.spot.file;
        stab(stabs, "", kLine, row.spot.line, section, offset);
      }
      stab(stabs, "", kSource, 0, section, input.size);
    }
    if (!any) return;
    constexpr size_t kStabSize = 12, kCount = 6, kLength = 8;
    uint64_t count = stabs.table.bytes.size() / kStabSize - 1;
    for (size_t i = 0; i < 2; i++) stabs.table.bytes[kCount + i] = static_cast<uint8_t>(count >> (8 * i));
    for (size_t i = 0; i < 4; i++)
      stabs.table.bytes[kLength + i] = static_cast<uint8_t>(stabs.strings.bytes.size() >> (8 * i));
    for (ObjectSection* section : {&stabs.table, &stabs.strings}) {
      section->size = section->bytes.size();
      object_.sections.push_back(std::move(*section));
    }
  }

  Job& job_;
  Object& from_;
  Evaluator now_;
  ObjectFile object_;
  Spot spot_;
  std::vector<int32_t> number_;  // input section -> section of the object
  std::vector<uint32_t> section_symbols_;
  std::map<std::pair<int32_t, uint64_t>, uint32_t> high_labels_;
  std::map<int32_t, uint32_t> symbols_;
};

}  // namespace

ObjectFile to_object(Job& job, const std::string& name) { return Relocatable(job, name).run(); }

}  // namespace trapdoor::assembler
