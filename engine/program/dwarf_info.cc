// Entries of .debug_info into functions, blocks, variables and types.
#include <algorithm>
#include <unordered_map>

#include "engine/program/dwarf_types.h"
#include "engine/program/dwarf_unit.h"

namespace trapdoor {

using namespace dwarf;

namespace {

// What other entries may refer to: a declaration, an inlined function's original, a type.
struct Named {
  std::string name;
  uint64_t type = 0, origin = 0;  // offsets in .debug_info; 0: none
  uint32_t file = kNone, line = 0;
  bool external = false;
};

class InfoReader {
 public:
  InfoReader(const DebugBytes& sections, const std::function<bool(uint64_t)>& is_code, const LineFiles& files,
             Program& program, Budget& budget)
      : sections_(sections), is_code_(is_code), files_(files), info_(program.debug), budget_(budget) {}

  void read(std::map<uint64_t, Abbreviations>& cache) {
    ByteReader units(sections_.info);
    while (units.more() && !budget_.empty()) {
      Unit unit(units, sections_, cache, budget_);
      if (unit.good()) read_unit(unit);
    }
    resolve();
  }

 private:
  // Where we are in the tree: what the entries of this level belong to.
  struct Level {
    uint32_t scope = kNone, type = kNone;
    bool dead = false;  // in a function that is not in the program
  };
  static constexpr size_t kDeepest = 1000;

  void read_unit(Unit& unit) {
    unit_ = &unit;
    auto files = files_.find(unit.root().number(kStatementList, ~uint64_t{0}));
    unit_files_ = files == files_.end() ? nullptr : &files->second;
    std::vector<Level> levels(1);
    Entry entry;
    while (!levels.empty() && levels.size() < kDeepest && unit.next(entry)) {
      if (entry.tag == 0) {
        levels.pop_back();
        continue;
      }
      Level inner = take(entry, levels.back());
      if (entry.children) levels.push_back(inner);
    }
  }

  Level take(const Entry& entry, const Level& around) {
    switch (entry.tag) {
      case kSubprogram:
      case kInlinedSubroutine:
      case kLexicalBlock:
        return take_scope(entry, around);
      case kVariable:
      case kFormalParameter:
        take_variable(entry, around);
        return {kNone, kNone, true};
      case kMember:
        take_member(entry, around);
        return {kNone, kNone, true};
      case kSubrangeType:
        take_subrange(entry, around);
        return {kNone, kNone, true};
      case kEnumerator:
        if (around.type != kNone)
          info_.types[around.type].values.emplace_back(charged(unit_->text(entry.find(kName))),
                                                       static_cast<int64_t>(entry.number(kConstValue)));
        return {};
      default:
        return {around.scope, take_type(entry), around.dead};
    }
  }

  std::string charged(std::string text) {
    budget_.spend(text.size() + sizeof(std::string));
    return text;
  }
  uint64_t reference(const Entry& entry, uint64_t name) const {
    const Value* value = entry.find(name);
    return value && value->kind == ValueKind::reference ? value->number : 0;
  }
  uint32_t file(const Entry& entry, uint64_t name) const {
    uint64_t number = entry.number(name, ~uint64_t{0});
    return unit_files_ && number < unit_files_->size() ? (*unit_files_)[number] : kNone;
  }
  static uint32_t line(const Entry& entry, uint64_t name) {
    return static_cast<uint32_t>(std::min<uint64_t>(entry.number(name), UINT32_MAX));
  }

  Named name_it(const Entry& entry) {
    Named named{charged(unit_->text(entry.find(kName))),
                reference(entry, kTypeOf),
                std::max(reference(entry, kAbstractOrigin), reference(entry, kSpecification)),
                file(entry, kDeclaredFile),
                line(entry, kDeclaredLine),
                entry.number(kExternal) != 0};
    named_.emplace(entry.offset, named);
    budget_.spend(sizeof named);
    return named;
  }

  Level take_scope(const Entry& entry, const Level& around) {
    constexpr ScopeKind kKinds[] = {ScopeKind::function, ScopeKind::inlined, ScopeKind::block};
    const size_t kind = entry.tag == kSubprogram ? 0 : entry.tag == kInlinedSubroutine ? 1 : 2;
    DebugScope scope;
    scope.kind = kKinds[kind];
    scope.parent = scope.kind == ScopeKind::function ? kNone : around.scope;
    scope.ranges = unit_->ranges(entry, budget_);
    std::erase_if(scope.ranges, [&](const AddressRange& range) { return !is_code_(range.low); });
    if (scope.kind == ScopeKind::block) {
      // A block without addresses of its own: its variables are the surrounding scope's.
      if (scope.ranges.empty()) return around;
    } else {
      Named named = name_it(entry);
      scope.name = named.name;
      scope.external = named.external;
      scope.file = named.file;
      scope.line = named.line;
      if (scope.ranges.empty()) return {kNone, kNone, true};
    }
    if (around.dead && scope.kind != ScopeKind::function) return around;
    scope.call_file = file(entry, kCallFile);
    scope.call_line = line(entry, kCallLine);
    scope.frame_base = unit_->locations(entry.find(kFrameBase), budget_);
    budget_.spend(sizeof scope);
    auto index = static_cast<uint32_t>(info_.scopes.size());
    scope_origins_.push_back(entry.offset);
    info_.scopes.push_back(std::move(scope));
    return {index, kNone, false};
  }

  // A constant is a location too: the value itself.
  std::vector<Location> constant_of(const Entry& entry) {
    const Value* value = entry.find(kConstValue);
    if (!value || value->kind != ValueKind::number) return {};
    std::vector<uint8_t> expression{0x0e};  // DW_OP_const8u
    for (int shift = 0; shift < 64; shift += 8)
      expression.push_back(static_cast<uint8_t>(value->number >> shift));
    expression.push_back(kOpStackValue);
    return {{{}, expression}};
  }

  void take_variable(const Entry& entry, const Level& around) {
    Named named = name_it(entry);
    if (around.dead || around.type != kNone) return;
    DebugVariable variable;
    variable.name = named.name;
    variable.parameter = entry.tag == kFormalParameter;
    variable.file = named.file;
    variable.line = named.line;
    variable.locations = unit_->locations(entry.find(kLocation), budget_);
    if (variable.locations.empty()) variable.locations = constant_of(entry);
    budget_.spend(sizeof variable);
    if (around.scope == kNone && variable.locations.empty()) return;  // declared here, defined elsewhere
    auto& variables = around.scope == kNone ? info_.globals : info_.scopes[around.scope].variables;
    variable_origins_.push_back({around.scope, variables.size(), entry.offset});
    variables.push_back(std::move(variable));
  }

  void take_member(const Entry& entry, const Level& around) {
    if (around.type == kNone) return;
    DebugMember member;
    member.name = charged(unit_->text(entry.find(kName)));
    member.offset = entry.number(kMemberLocation);
    // DWARF 2 says it as an expression: plus_uconst N.
    if (const Value* value = entry.find(kMemberLocation); value && value->kind == ValueKind::block) {
      ByteReader reader(value->block);
      if (reader.number(1) == kOpPlusUconst) member.offset = reader.unsigned_leb();
    }
    member.bit_size = static_cast<uint16_t>(std::min<uint64_t>(entry.number(kBitSize), 64));
    if (member.bit_size > 0) {
      uint64_t first = entry.number(kDataBitOffset);
      const uint64_t unit_bits = 8 * std::min<uint64_t>(entry.number(kByteSize, 4), 8);
      // DWARF 2 and 3 count from the most significant bit of the storage unit.
      if (entry.find(kBitOffset))
        first = 8 * member.offset + unit_bits - entry.number(kBitOffset) - member.bit_size;
      member.offset = first / 8;
      member.first_bit = static_cast<uint16_t>(first % 8);
    }
    budget_.spend(sizeof member);
    DebugType& type = info_.types[around.type];
    member_types_.push_back({around.type, type.members.size(), reference(entry, kTypeOf)});
    type.members.push_back(std::move(member));
  }

  void take_subrange(const Entry& entry, const Level& around) {
    if (around.type == kNone || info_.types[around.type].kind != TypeKind::array) return;
    DebugType& array = info_.types[around.type];
    uint64_t count = entry.number(kCount);
    if (const Value* upper = entry.find(kUpperBound); upper && upper->kind == ValueKind::number)
      count = upper->number + 1;
    // Of several dimensions the elements are counted: [2][3] is shown as [6].
    array.count = array.count == 0 ? count : array.count * count;
  }

  uint32_t take_type(const Entry& entry) {
    for (const TypeRow& row : kTypeRows) {
      if (row.tag != entry.tag) continue;
      DebugType type;
      type.kind = row.tag == kBaseType ? kind_of(entry.number(kEncoding)) : row.kind;
      type.name = row.word.empty() ? charged(unit_->text(entry.find(kName))) : std::string(row.word);
      type.size = entry.number(kByteSize);
      if (type.kind == TypeKind::pointer && type.size == 0) type.size = 8;
      budget_.spend(sizeof type);
      auto index = static_cast<uint32_t>(info_.types.size());
      types_.emplace(entry.offset, index);
      type_elements_.push_back(reference(entry, kTypeOf));
      info_.types.push_back(std::move(type));
      return index;
    }
    return kNone;
  }

  // References may point forwards: now that every entry was seen, they become indices.
  void resolve() {
    auto type_index = [&](uint64_t offset) {
      auto found = types_.find(offset);
      return offset == 0 || found == types_.end() ? kNone : found->second;
    };
    for (size_t i = 0; i < type_elements_.size(); i++)
      info_.types[first_type_ + i].element = type_index(type_elements_[i]);
    for (const MemberType& m : member_types_)
      info_.types[m.type].members[m.member].type = type_index(m.reference);
    for (size_t i = 0; i < scope_origins_.size(); i++) {
      DebugScope& scope = info_.scopes[first_scope_ + i];
      if (scope.kind == ScopeKind::block) continue;
      Named named = complete(scope_origins_[i]);
      scope.name = charged(std::move(named.name));
      scope.returns = type_index(named.type);
      scope.external = named.external;
      scope.file = named.file;
      scope.line = named.line;
    }
    for (const VariableOrigin& v : variable_origins_) {
      DebugVariable& variable =
          v.scope == kNone ? info_.globals[v.index] : info_.scopes[v.scope].variables[v.index];
      Named named = complete(v.entry);
      variable.name = charged(std::move(named.name));
      variable.type = type_index(named.type);
      variable.external = named.external;
      variable.file = named.file;
      variable.line = named.line;
      if (budget_.empty()) return;
    }
  }

  // With what the entry leaves to the one it refers to.
  Named complete(uint64_t offset) const {
    Named out;
    for (int hops = 0; hops < 4 && offset != 0; hops++) {
      auto found = named_.find(offset);
      if (found == named_.end()) break;
      const Named& more = found->second;
      if (out.name.empty()) out.name = more.name;
      if (out.type == 0) out.type = more.type;
      out.external = out.external || more.external;
      if (out.line == 0) {
        out.file = more.file;
        out.line = more.line;
      }
      offset = more.origin;
    }
    return out;
  }

  struct VariableOrigin {
    uint32_t scope;
    size_t index;
    uint64_t entry;
  };
  struct MemberType {
    uint32_t type;
    size_t member;
    uint64_t reference;
  };

  const DebugBytes& sections_;
  const std::function<bool(uint64_t)>& is_code_;
  const LineFiles& files_;
  DebugInfo& info_;
  Budget& budget_;
  const size_t first_type_ = info_.types.size(), first_scope_ = info_.scopes.size();
  const Unit* unit_ = nullptr;
  const std::vector<uint32_t>* unit_files_ = nullptr;
  std::unordered_map<uint64_t, Named> named_;
  std::unordered_map<uint64_t, uint32_t> types_;
  std::vector<uint64_t> type_elements_, scope_origins_;  // of each type and scope made here
  std::vector<VariableOrigin> variable_origins_;
  std::vector<MemberType> member_types_;
};

uint64_t total_bytes(const DebugBytes& s) {
  uint64_t total = 0;
  for (auto section : {s.info, s.abbrev, s.line, s.str, s.line_str, s.str_offsets, s.addr, s.ranges,
                       s.rnglists, s.loc, s.loclists})
    total += section.size();
  return total;
}

// The folder the compiler ran in, by the offset of its line program.
std::map<uint64_t, std::string> compile_folders(const DebugBytes& sections,
                                                std::map<uint64_t, Abbreviations>& cache, Budget& budget) {
  std::map<uint64_t, std::string> folders;
  ByteReader units(sections.info);
  while (units.more() && !budget.empty()) {
    Unit unit(units, sections, cache, budget);
    if (!unit.good()) continue;
    std::string folder = unit.text(unit.root().find(kCompileFolder));
    if (budget.spend(folder.size() + 1))
      folders.emplace(unit.root().number(kStatementList, ~uint64_t{0}), std::move(folder));
  }
  return folders;
}

}  // namespace

void read_dwarf(const DebugBytes& sections, const std::function<bool(uint64_t)>& is_code, Program& program) {
  // What real compilers write costs less than twenty times its size.
  Budget budget(100'000 + 64 * total_bytes(sections));
  std::map<uint64_t, Abbreviations> cache;
  std::map<uint64_t, std::string> folders = compile_folders(sections, cache, budget);
  LineFiles files = read_lines(sections, folders, is_code, program, budget);
  InfoReader(sections, is_code, files, program, budget).read(cache);
  sort_lines(program);
}

void sort_lines(Program& program) {
  std::stable_sort(program.lines.begin(), program.lines.end(), [](const LineRow& a, const LineRow& b) {
    return a.address < b.address || (a.address == b.address && a.line == 0 && b.line != 0);
  });
}

}  // namespace trapdoor
