#include "engine/program/stab_types.h"

#include <algorithm>

namespace trapdoor::stabs {
namespace {

constexpr int kDeepest = 20;

uint64_t bytes_up_to(uint64_t highest) {
  return highest <= 0xff ? 1 : highest <= 0xffff ? 2 : highest <= 0xffffffff ? 4 : 8;
}

}  // namespace

uint32_t TypeReader::read(std::string_view text) {
  text_ = text;
  return parse(0);
}

void TypeReader::define(std::string_view text, const std::string& name) {
  uint32_t type = read(text);
  if (type == kNone || !info_.types[type].name.empty()) return;
  DebugType& t = info_.types[type];
  t.name = name;
  if (t.kind == TypeKind::signed_number || t.kind == TypeKind::unsigned_number) {
    if (name.find("char") != std::string::npos) t.kind = TypeKind::character;
    if (name == "bool" || name == "_Bool") t.kind = TypeKind::boolean;
  }
}

uint32_t TypeReader::fresh() {
  info_.types.emplace_back();
  return static_cast<uint32_t>(info_.types.size() - 1);
}

bool TypeReader::take(char c) {
  if (text_.empty() || text_[0] != c) return false;
  text_.remove_prefix(1);
  return true;
}

// Decimal, or octal with a 0 in front; what does not fit wraps around.
int64_t TypeReader::number() {
  bool negative = take('-');
  uint64_t value = 0, base = !text_.empty() && text_[0] == '0' ? 8 : 10;
  while (!text_.empty() && text_[0] >= '0' && text_[0] <= '9') {
    value = value * base + static_cast<uint64_t>(text_[0] - '0');
    text_.remove_prefix(1);
  }
  return static_cast<int64_t>(negative ? uint64_t{0} - value : value);
}

std::string TypeReader::name_until(char end) {
  size_t size = std::min(text_.find(end), text_.size());
  std::string name(text_.substr(0, std::min<size_t>(size, 1000)));
  text_.remove_prefix(std::min(size + 1, text_.size()));
  return name;
}

// A number, which may be defined on the spot: "33=34=ar1;0;2;28".
uint32_t TypeReader::parse(int depth) {
  if (depth > kDeepest || text_.empty()) return kNone;
  if (text_[0] < '0' || text_[0] > '9') return parse_definition(kNone, depth);
  const int64_t own = number();
  auto known = types_.find(own);
  if (!take('=')) {
    if (known != types_.end()) return known->second;
    awaited_.insert(own);
    return types_[own] = fresh();
  }
  // Another number: the same type under both. Itself: void.
  if (!text_.empty() && text_[0] >= '0' && text_[0] <= '9') {
    std::string_view before = text_;
    if (number() == own) {
      uint32_t index = fresh();
      types_[own] = index;
      return index;
    }
    text_ = before;
    uint32_t other = parse(depth + 1);
    if (other != kNone) types_[own] = other;
    return other;
  }
  uint32_t index = awaited_.erase(own) ? known->second : fresh();
  types_[own] = index;  // before the definition, which may speak of it
  return parse_definition(index, depth);
}

uint32_t TypeReader::parse_definition(uint32_t index, int depth) {
  if (text_.empty()) return kNone;
  const char letter = text_[0];
  text_.remove_prefix(1);
  if (index == kNone) index = fresh();
  DebugType type;
  switch (letter) {
    case 'r':
      parse_range(type, index);
      break;
    case '*':
      type.kind = TypeKind::pointer;
      type.size = 8;
      type.element = parse(depth + 1);
      break;
    case 'f':
      type.kind = TypeKind::function;
      type.element = parse(depth + 1);
      break;
    case 'k':
    case 'B':
      type.kind = TypeKind::qualified;
      type.name = letter == 'k' ? "const" : "volatile";
      type.element = parse(depth + 1);
      break;
    case 'a': {  // ar INDEX; low; high; element
      type.kind = TypeKind::array;
      take('r');
      number();
      take(';');
      int64_t low = number();
      take(';');
      int64_t high = number();
      take(';');
      type.element = parse(depth + 1);
      type.count = high >= low ? static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1 : 0;
      break;
    }
    case 's':
    case 'u':
      type.kind = letter == 's' ? TypeKind::structure : TypeKind::united;
      type.size = static_cast<uint64_t>(number());
      parse_members(type, depth);
      break;
    case 'e':
      type.kind = TypeKind::enumeration;
      type.size = 4;
      parse_values(type);
      break;
    default:
      return kNone;
  }
  info_.types[index] = std::move(type);
  return index;
}

// "1;-2147483648;2147483647;": of nothing but bytes when the upper end is 0.
void TypeReader::parse_range(DebugType& type, uint32_t) {
  number();
  take(';');
  int64_t low = number();
  take(';');
  int64_t high = number();
  take(';');
  if (low > 0 && high == 0) {
    type.kind = TypeKind::floating;
    type.size = static_cast<uint64_t>(low);
    return;
  }
  // TinyCC's char goes from 0 to 127, and 2 to the 64th does not fit here.
  type.kind = low < 0 ? TypeKind::signed_number : TypeKind::unsigned_number;
  type.size =
      low < 0 ? bytes_up_to(2 * static_cast<uint64_t>(high) + 1) : bytes_up_to(static_cast<uint64_t>(high));
  if (low == 0 && high == -1) type.size = 8;
}

// "id:1,0,32;name:29=..,32,64;;": name, type, first bit, bits.
void TypeReader::parse_members(DebugType& type, int depth) {
  while (!text_.empty() && !take(';')) {
    DebugMember member;
    member.name = name_until(':');
    member.type = parse(depth + 1);
    if (!take(',')) return;
    auto first = static_cast<uint64_t>(number());
    take(',');
    auto bits = static_cast<uint64_t>(number());
    if (!take(';')) return;
    member.offset = first / 8;
    uint64_t whole = 0;
    if (member.type != kNone) whole = 8 * info_.types[member.type].size;
    if (whole != 0 && bits != 0 && bits < whole && bits <= 64) {
      member.first_bit = static_cast<uint16_t>(first % 8);
      member.bit_size = static_cast<uint16_t>(bits);
    }
    type.members.push_back(std::move(member));
  }
}

// "red:0,green:5,;"
void TypeReader::parse_values(DebugType& type) {
  while (!text_.empty() && !take(';')) {
    std::string name = name_until(':');
    int64_t value = number();
    take(',');
    type.values.emplace_back(std::move(name), value);
  }
}

}  // namespace trapdoor::stabs
