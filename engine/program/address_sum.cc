#include "engine/program/address_sum.h"

namespace trapdoor::assembler {
namespace {

constexpr int kMaxSumDepth = 200;  // of symbols defined through symbols
constexpr size_t kMaxTerms = 1'000;

}  // namespace

uint64_t Sums::offset_of(const Point& point) const {
  return point.offset + from_.sections[static_cast<size_t>(point.section)].sizes_before[point.stretch];
}

bool Sums::add(Sum& sum, Expr expr, bool negative, int depth) {
  if (depth > kMaxSumDepth || sum.terms.size() > kMaxTerms || ++from_.visits > Object::kMostVisits)
    return false;
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
      return add(sum, node.left, negative, depth + 1) && add(sum, node.right, negative, depth + 1);
    case Op::subtract:
      return add(sum, node.left, negative, depth + 1) && add(sum, node.right, !negative, depth + 1);
    case Op::negate:
      return add(sum, node.left, !negative, depth + 1);
    default: {
      Value value = now_.evaluate(expr);
      return value.plain() && add(sum, {.constant = value.number}, negative, depth + 1);
    }
  }
}

bool Sums::add_place(Sum& sum, const Point& point, bool negative) {
  Term term{negative, -1, point.section, offset_of(point)};
  for (size_t i = 0; i < sum.terms.size(); i++) {  // a difference of two places in one section is a number
    const Term other = sum.terms[i];
    if (other.symbol >= 0 || other.section != term.section || other.negative == negative) continue;
    sum.constant += static_cast<int64_t>(negative ? other.offset - term.offset : term.offset - other.offset);
    sum.terms.erase(sum.terms.begin() + static_cast<std::ptrdiff_t>(i));
    return true;
  }
  sum.terms.push_back(term);
  return true;
}

bool Sums::add_symbol(Sum& sum, int32_t id, bool negative, int depth) {
  const SymbolEntry& symbol = from_.symbols[static_cast<size_t>(id)];
  if (symbol.state == SymbolState::undefined && symbol.hidden) {
    job_.report(spot,
                "there is no label `" + symbol.name.substr(0, symbol.name.size() - 1) + ":' after this line");
    return true;
  }
  if (symbol.state == SymbolState::undefined || symbol.weak) {
    sum.terms.push_back({negative, id});
    return true;
  }
  if (symbol.state == SymbolState::place) return add_place(sum, symbol.point, negative);
  return add(sum, symbol.expr, negative, depth + 1);
}

}  // namespace trapdoor::assembler
