#include "engine/program/debug_info.h"

#include <algorithm>

namespace trapdoor {
namespace {

constexpr int kDeepest = 20;  // of types in types; what is deeper goes round in circles

std::string text_of(const DebugInfo& info, uint32_t type, int depth) {
  if (type >= info.types.size() || depth > kDeepest) return "void";
  const DebugType& t = info.types[type];
  auto element = [&] { return text_of(info, t.element, depth + 1); };
  switch (t.kind) {
    case TypeKind::pointer: {
      std::string to = element();
      return to + (to.ends_with('*') ? "*" : " *");
    }
    case TypeKind::array:
      return element() + " [" + std::to_string(t.count) + "]";
    case TypeKind::structure:
      return "struct " + (t.name.empty() ? "{...}" : t.name);
    case TypeKind::united:
      return "union " + (t.name.empty() ? "{...}" : t.name);
    case TypeKind::enumeration:
      return "enum " + (t.name.empty() ? "{...}" : t.name);
    case TypeKind::function:
      return element() + " ()";
    case TypeKind::qualified:
      return t.name + " " + element();
    default:
      return t.name.empty() ? "?" : t.name;
  }
}

}  // namespace

bool DebugScope::holds(uint64_t address) const {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const AddressRange& range) { return range.holds(address); });
}

std::vector<const DebugScope*> DebugInfo::scopes_at(uint64_t address) const {
  // Children come after their parents, so the last that holds the address is an innermost one.
  std::vector<const DebugScope*> found;
  for (size_t i = scopes.size(); i-- > 0;) {
    if (!scopes[i].holds(address)) continue;
    for (auto at = static_cast<uint32_t>(i); at != kNone; at = scopes[at].parent)
      found.push_back(&scopes[at]);
    return found;
  }
  return found;
}

std::string DebugInfo::type_text(uint32_t type) const { return text_of(*this, type, 0); }

const DebugType* DebugInfo::plain_type(uint32_t type) const {
  for (int depth = 0; depth < kDeepest && type < types.size(); depth++) {
    const DebugType& t = types[type];
    if (t.kind != TypeKind::alias && t.kind != TypeKind::qualified) return &t;
    type = t.element;
  }
  return nullptr;
}

void DebugInfo::append(const DebugInfo& part, uint32_t file_base) {
  auto type_base = static_cast<uint32_t>(types.size()), scope_base = static_cast<uint32_t>(scopes.size());
  auto shift = [](uint32_t& index, uint32_t base) {
    if (index != kNone) index += base;
  };
  auto move_variable = [&](DebugVariable variable) {
    shift(variable.type, type_base);
    shift(variable.file, file_base);
    return variable;
  };
  for (DebugType type : part.types) {
    shift(type.element, type_base);
    for (DebugMember& member : type.members) shift(member.type, type_base);
    types.push_back(std::move(type));
  }
  for (DebugScope scope : part.scopes) {
    shift(scope.parent, scope_base);
    shift(scope.file, file_base);
    shift(scope.returns, type_base);
    shift(scope.call_file, file_base);
    for (DebugVariable& variable : scope.variables) variable = move_variable(std::move(variable));
    scopes.push_back(std::move(scope));
  }
  for (const DebugVariable& variable : part.globals) globals.push_back(move_variable(variable));
}

}  // namespace trapdoor
