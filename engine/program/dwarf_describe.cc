#include "engine/program/dwarf_describe.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "engine/program/byte_writer.h"
#include "engine/program/dwarf_types.h"

namespace trapdoor {
namespace {

using namespace dwarf;

struct Attribute {
  uint64_t name, form;
  auto operator<=>(const Attribute&) const = default;
};
using Attributes = std::vector<Attribute>;

// Each shape of an entry once, numbered from 1 in the order of their first use.
class AbbreviationWriter {
 public:
  uint64_t number(uint64_t tag, bool children, const Attributes& attributes) {
    auto [found, fresh] = numbers_.try_emplace({tag, children, attributes}, numbers_.size() + 1);
    if (!fresh) return found->second;
    out_.unsigned_leb(found->second);
    out_.unsigned_leb(tag);
    out_.number(children, 1);
    for (const Attribute& attribute : attributes) {
      out_.unsigned_leb(attribute.name);
      out_.unsigned_leb(attribute.form);
    }
    out_.number(0, 2);
    return found->second;
  }
  std::vector<uint8_t> take() {
    out_.number(0, 1);
    return out_.take();
  }

 private:
  std::map<std::tuple<uint64_t, bool, Attributes>, uint64_t> numbers_;
  ByteWriter out_;
};

// One entry: its attributes come with their values, in order; the abbreviation follows from them.
class EntryWriter {
 public:
  explicit EntryWriter(uint64_t tag) : tag_(tag) {}

  EntryWriter& text(uint64_t name, std::string_view value) {
    shape_.push_back({name, kFormString});
    values_.text(value.substr(0, value.find('\0')));
    return *this;
  }
  EntryWriter& number(uint64_t name, uint64_t value) {
    shape_.push_back({name, kFormUdata});
    values_.unsigned_leb(value);
    return *this;
  }
  EntryWriter& signed_number(uint64_t name, int64_t value) {
    shape_.push_back({name, kFormSdata});
    values_.signed_leb(value);
    return *this;
  }
  EntryWriter& fixed(uint64_t name, uint64_t form, uint64_t value, int size) {
    shape_.push_back({name, form});
    values_.number(value, size);
    return *this;
  }
  EntryWriter& flag(uint64_t name) {
    shape_.push_back({name, kFormFlagPresent});
    return *this;
  }
  EntryWriter& expression(uint64_t name, std::span<const uint8_t> bytes) {
    shape_.push_back({name, kFormExprloc});
    values_.unsigned_leb(bytes.size());
    for (uint8_t byte : bytes) values_.number(byte, 1);
    return *this;
  }
  // A place in .debug_info that is only known later; `places`: where such places are to be filled in.
  EntryWriter& type(uint32_t index, std::vector<std::pair<size_t, uint32_t>>& places) {
    places.emplace_back(values_.size(), index);
    return fixed(kTypeOf, kFormRefAddr, 0, 4);
  }

  // Returns where its values begin.
  size_t put(ByteWriter& info, AbbreviationWriter& abbreviations, bool children) {
    info.unsigned_leb(abbreviations.number(tag_, children, shape_));
    const size_t start = info.size();
    for (uint8_t byte : values_.take()) info.number(byte, 1);
    return start;
  }

 private:
  uint64_t tag_;
  Attributes shape_;
  ByteWriter values_;
};

class Describer {
 public:
  Describer(const Program& program, std::string_view folder, int address_size)
      : program_(program), folder_(folder), address_size_(address_size), inner_(program.debug.scopes.size()) {
    for (uint32_t i = 0; i < program.debug.scopes.size(); i++) {
      const DebugScope& scope = program.debug.scopes[i];
      if (scope.parent != kNone) inner_[scope.parent].push_back(i);
    }
  }

  // The types, which belong to no file, and the variables without one go into the first unit of C.
  DwarfDescription run(std::span<const WrittenUnit> units) {
    for (const WrittenUnit& unit : units) known_files_.insert(unit.file);
    auto shared =
        std::find_if(units.begin(), units.end(), [&](const WrittenUnit& unit) { return is_c(unit); });
    if (shared == units.end()) shared = units.begin();
    for (auto unit = units.begin(); unit != units.end(); ++unit) write(*unit, unit == shared);
    for (auto [at, type] : type_places_) info_.set(at, types_at_[type], 4);
    return {info_.take(), abbreviations_.take(), ranges_.take()};
  }

 private:
  bool is_c(const WrittenUnit& unit) const {
    const std::string& name = program_.files[unit.file];
    return name.ends_with(".c") || name.ends_with(".h");
  }

  void put(EntryWriter& entry, bool children = false) {
    const size_t start = entry.put(info_, abbreviations_, children);
    for (auto [at, type] : places_) type_places_.emplace_back(start + at, type);
    places_.clear();
  }
  void end() { info_.number(0, 1); }  // no more children

  void write(const WrittenUnit& unit, bool with_shared) {
    const size_t start = info_.size();
    info_.number(0, 4);  // length, filled in below
    info_.number(4, 2);  // version
    info_.number(0, 4);  // of the abbreviations
    info_.number(static_cast<uint64_t>(address_size_), 1);
    std::vector<AddressRange> ranges;
    for (const Stretch& stretch : unit.stretches) ranges.push_back({stretch.low, stretch.high});
    EntryWriter entry(kCompileUnit);
    entry.text(kProducer, "Trapdoor")
        .fixed(kLanguage, kFormData2, is_c(unit) ? kLanguageC99 : kLanguageAssembler, 2)
        .text(kName, program_.files[unit.file])
        .fixed(kLowPc, kFormAddr, 0, address_size_)  // ranges count from 0
        .fixed(kRanges, kFormSecOffset, add(ranges), 4)
        .fixed(kStatementList, kFormSecOffset, unit.lines_at, 4)
        .text(kCompileFolder, folder_);
    put(entry, true);
    if (with_shared) write_types();
    for (const DebugVariable& variable : program_.debug.globals) {
      const bool here = known_files_.contains(variable.file) ? variable.file == unit.file : with_shared;
      if (here) write(variable, unit);
    }
    for (uint32_t function : unit.functions) write_scope(function, unit);
    end();
    info_.set(start, info_.size() - start - 4, 4);
  }

  uint64_t add(const std::vector<AddressRange>& ranges) {
    const uint64_t at = ranges_.size();
    for (const AddressRange& range : ranges) {
      ranges_.number(range.low, address_size_);
      ranges_.number(range.high, address_size_);
    }
    ranges_.number(0, address_size_);
    ranges_.number(0, address_size_);
    return at;
  }

  void write_scope(uint32_t index, const WrittenUnit& unit) {
    const DebugScope& scope = program_.debug.scopes[index];
    const bool function = scope.kind == ScopeKind::function;
    EntryWriter entry(function ? kSubprogram : kLexicalBlock);
    if (function) {
      entry.text(kName, scope.name);
      declare(entry, scope.file, scope.line, unit);
      entry.flag(kPrototyped);
      if (scope.external) entry.flag(kExternal);
      refer(entry, scope.returns);
    }
    if (scope.ranges.size() == 1) {
      entry.fixed(kLowPc, kFormAddr, scope.ranges[0].low, address_size_)
          .fixed(kHighPc, kFormData8, scope.ranges[0].high - scope.ranges[0].low, 8);
    } else {
      entry.fixed(kRanges, kFormSecOffset, add(scope.ranges), 4);
    }
    if (scope.frame_base.size() == 1) entry.expression(kFrameBase, scope.frame_base[0].expression);
    const bool children = !scope.variables.empty() || !inner_[index].empty();
    put(entry, children);
    if (!children) return;
    for (const DebugVariable& variable : scope.variables) write(variable, unit);
    for (uint32_t inner : inner_[index]) write_scope(inner, unit);
    end();
  }

  void declare(EntryWriter& entry, uint32_t file, uint32_t line, const WrittenUnit& unit) {
    auto number = unit.files.find(file);
    if (number == unit.files.end() || line == 0) return;
    entry.number(kDeclaredFile, number->second).number(kDeclaredLine, line);
  }

  void write(const DebugVariable& variable, const WrittenUnit& unit) {
    EntryWriter entry(variable.parameter ? kFormalParameter : kVariable);
    entry.text(kName, variable.name);
    declare(entry, variable.file, variable.line, unit);
    if (variable.external) entry.flag(kExternal);
    refer(entry, variable.type);
    if (variable.locations.size() == 1) entry.expression(kLocation, variable.locations[0].expression);
    put(entry);
  }

  // Nothing is said of void.
  void refer(EntryWriter& entry, uint32_t type) {
    if (type != kNone && program_.debug.types[type].kind != TypeKind::unknown) entry.type(type, places_);
  }

  void write_types() {
    types_at_.resize(program_.debug.types.size());
    for (size_t i = 0; i < types_at_.size(); i++) {
      // Where its abbreviation's number begins, counted from the beginning of the section.
      types_at_[i] = info_.size();
      write(program_.debug.types[i]);
    }
  }

  void write(const DebugType& type) {
    if (type.kind == TypeKind::unknown) return;
    const uint64_t tag = tag_of(type);
    EntryWriter entry(tag);
    if (!type.name.empty() && type.kind != TypeKind::qualified) entry.text(kName, type.name);
    const bool incomplete =
        (tag == kStructureType || tag == kUnionType) && type.size == 0 && type.members.empty();
    if (incomplete) entry.flag(kDeclaration);
    if (type.size != 0) entry.number(kByteSize, type.size);
    if (tag == kBaseType) entry.number(kEncoding, encoding_of(type));
    refer(entry, type.element);
    const bool children = tag == kArrayType || !type.members.empty() || !type.values.empty();
    put(entry, children);
    if (!children) return;
    if (tag == kArrayType) write_count(type.count);
    for (const DebugMember& member : type.members) write(member);
    for (const auto& [name, value] : type.values) {
      EntryWriter row(kEnumerator);
      row.text(kName, name).signed_number(kConstValue, value);
      put(row);
    }
    end();
  }

  void write_count(uint64_t count) {
    EntryWriter row(kSubrangeType);
    if (count != 0) row.number(kCount, count);
    put(row);
  }

  void write(const DebugMember& member) {
    EntryWriter row(kMember);
    if (!member.name.empty()) row.text(kName, member.name);
    refer(row, member.type);
    if (member.bit_size == 0) {
      row.number(kMemberLocation, member.offset);
    } else {
      row.number(kBitSize, member.bit_size).number(kDataBitOffset, 8 * member.offset + member.first_bit);
    }
    put(row);
  }

  const Program& program_;
  std::string_view folder_;
  int address_size_;
  std::vector<std::vector<uint32_t>> inner_;                       // of each scope, those right inside
  std::set<uint32_t> known_files_;                                 // that have a unit
  std::vector<uint64_t> types_at_;                                 // offset in .debug_info of each type
  std::vector<std::pair<size_t, uint32_t>> places_, type_places_;  // of an entry; in .debug_info
  AbbreviationWriter abbreviations_;
  ByteWriter info_, ranges_;
};

}  // namespace

DwarfDescription describe(const Program& program, std::span<const WrittenUnit> units, std::string_view folder,
                          int address_size) {
  return Describer(program, folder, address_size).run(units);
}

}  // namespace trapdoor
