// Expression: arithmetic over numbers, symbols and places. What can be computed where it is read becomes a
// number at once; the rest is kept as a tree until every address is known. Models: GNU as manual, chapter 6
// (Expressions): its operators and precedence, which are not C's: * / % << >> bind
//   tightest, then | & ^ !, then + - and comparisons, then && and ||. A comparison that holds is -1. >> is
//   unsigned.
// Laws: 1. Reading never fails halfway: an error leaves the cursor at the place that is wrong.
//       2. A tree has at most kMaxWeight nodes, so evaluating one is cheap and shallow.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/program/scan.h"

namespace trapdoor::assembler {

inline constexpr uint32_t kMaxWeight = 1000;
inline constexpr size_t kMaxNodes = 1'000'000;

enum class Op : uint8_t {
  symbol,
  place,
  negate,
  complement,
  logical_not,
  multiply,
  divide,
  modulo,
  shift_left,
  shift_right,
  bit_or,
  bit_or_not,
  bit_xor,
  bit_and,
  add,
  subtract,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  logical_and,
  logical_or,
};

// A number, or a tree of the pool.
struct Expr {
  int64_t constant = 0;
  int32_t node = -1;
  bool is_constant() const { return node < 0; }
};

// A place in a section: after `offset` fixed bytes and `stretch` stretches (pieces whose size is settled
// last).
struct Point {
  uint64_t offset = 0;
  int32_t section = -1;
  uint32_t stretch = 0;
};

struct Node {
  Op op;
  uint32_t weight;
  Expr left, right;  // symbol: left.constant is its number
  Point point;       // place
};

class ExprPool {
 public:
  Expr symbol(int32_t id) { return make({Op::symbol, 1, {.constant = id}, {}, {}}); }
  Expr place(const Point& point) { return make({Op::place, 1, {}, {}, point}); }
  // `problem` is set, and the result is of no use, when the expression makes no sense or is too big.
  Expr unary(Op op, Expr operand, const char*& problem);
  Expr binary(Op op, Expr left, Expr right, const char*& problem);
  const Node& operator[](Expr expr) const { return nodes_[static_cast<size_t>(expr.node)]; }
  bool full() const { return nodes_.size() >= kMaxNodes; }

 private:
  Expr make(const Node& node);
  uint32_t weight(Expr expr) const { return expr.is_constant() ? 0 : (*this)[expr].weight; }
  std::vector<Node> nodes_;
};

// The arithmetic itself. `problem` is set for a division by zero.
int64_t compute(Op op, int64_t left, int64_t right, const char*& problem);

// What names mean where an expression stands.
class Names {
 public:
  virtual ~Names() = default;
  // `problem` is set when the name cannot stand in an expression (a register).
  virtual Expr name(std::string_view name, std::string& problem) = 0;
  virtual Expr local_label(uint32_t number, bool forward, std::string& problem) = 0;
  virtual Expr here() = 0;
};

struct ReadExpr {
  Expr expr;
  std::string problem;  // empty: fine
  std::string hint;
  int column = 0;  // of the problem
};

// Reads one expression at the cursor and leaves the cursor behind it.
ReadExpr read_expression(Cursor&, Names&, ExprPool&);

}  // namespace trapdoor::assembler
