#include "engine/program/evaluate.h"

namespace trapdoor::assembler {
namespace {

constexpr int kBudget = 20'000;       // nodes looked at in one evaluation
constexpr int kMaxTreeDepth = 2'000;  // trees and symbols entered

Value failure(Known known, int32_t symbol = -1) {
  Value value;
  value.known = known;
  value.symbol = symbol;
  return value;
}

Value senseless(const char* problem) {
  Value value = failure(Known::senseless);
  value.problem = problem;
  return value;
}

}  // namespace

Value Evaluator::evaluate(Expr expr) {
  budget_ = kBudget;
  return visit(expr, 0);
}

Value Evaluator::of_symbol(int32_t id) {
  budget_ = kBudget;
  return visit_symbol(id, 0);
}

Value Evaluator::of_place(const Point& point) const {
  const InputSection& section = object_.section_of(point);
  Value value;
  value.places = 1;
  value.section = point.section;
  value.number = static_cast<int64_t>(point.offset + section.sizes_before[point.stretch]);
  if (at_end_) {
    value.number = static_cast<int64_t>(static_cast<uint64_t>(value.number) + section.address);
  } else {
    value.unknown = section.unknown_before[point.stretch];
  }
  return value;
}

Value Evaluator::visit(Expr expr, int depth) {
  if (expr.is_constant()) {
    Value value;
    value.number = expr.constant;
    return value;
  }
  if (--budget_ < 0 || depth > kMaxTreeDepth || ++object_.visits > Object::kMostVisits)
    return failure(Known::circular);
  const Node node = object_.pool[expr];
  if (node.op == Op::place) return of_place(node.point);
  if (node.op == Op::symbol) return visit_symbol(static_cast<int32_t>(node.left.constant), depth + 1);
  Value left = visit(node.left, depth + 1);
  if (left.known != Known::yes) return left;
  Value right = visit(node.right, depth + 1);
  if (right.known != Known::yes) return right;
  return combine(node.op, left, right);
}

Value Evaluator::visit_symbol(int32_t id, int depth) {
  SymbolEntry* symbol = &object_.symbols[static_cast<size_t>(id)];
  if (symbol->state == SymbolState::undefined) {
    auto found = object_.globals.find(symbol->name);
    if (symbol->hidden || found == object_.globals.end()) {
      return failure(at_end_ ? Known::undefined : Known::later, id);
    }
    id = found->second;
    symbol = &object_.symbols[static_cast<size_t>(id)];
  }
  if (symbol->state == SymbolState::place) return of_place(symbol->point);
  if (symbol->resolved == 2) {
    Value value;
    value.number = symbol->value;
    value.section = symbol->section;
    value.places = symbol->section >= 0;
    return value;
  }
  if (symbol->resolved == 1) return failure(Known::circular, id);
  symbol->resolved = 1;
  Value value = visit(symbol->expr, depth + 1);
  symbol = &object_.symbols[static_cast<size_t>(id)];
  symbol->resolved = 0;
  if (value.known == Known::circular && value.symbol < 0) value.symbol = id;
  if (at_end_ && value.known == Known::yes && value.places <= 1 && value.places >= 0) {
    symbol->resolved = 2;
    symbol->value = value.number;
    symbol->section = value.places ? value.section : -1;
  }
  return value;
}

Value Evaluator::combine(Op op, const Value& left, const Value& right) const {
  const char* problem = nullptr;
  Value value;
  value.number = compute(op, left.number, right.number, problem);
  if (problem) return senseless(problem);
  if (left.places == 0 && right.places == 0) return value;
  bool comparison = op >= Op::equal && op <= Op::greater_equal;
  if (op != Op::add && op != Op::subtract && !comparison) {
    return senseless("an address can only be added to, subtracted from and compared");
  }
  bool difference = op != Op::add && left.places != 0 && right.places != 0;
  if (difference && !at_end_ && (left.section != right.section || left.unknown != right.unknown)) {
    return failure(Known::later);
  }
  if (comparison) {
    return left.places == right.places ? value : senseless("an address can only be compared with an address");
  }
  value.places = op == Op::add ? left.places + right.places : left.places - right.places;
  const Value& address = left.places != 0 ? left : right;
  value.section = value.places != 0 ? address.section : -1;
  value.unknown = value.places != 0 ? address.unknown : 0;
  return value;
}

}  // namespace trapdoor::assembler
