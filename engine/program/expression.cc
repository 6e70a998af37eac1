#include "engine/program/expression.h"

namespace trapdoor::assembler {
namespace {

constexpr int kMaxNesting = 200;

constexpr const char* kTooBig = "this expression is too big";

struct Sign {
  std::string_view text;
  Op op;
  int rank;
};

// Longer signs first.
constexpr Sign kSigns[] = {
    {"<<", Op::shift_left, 8},    {">>", Op::shift_right, 8}, {"<=", Op::less_equal, 4},
    {">=", Op::greater_equal, 4}, {"<>", Op::not_equal, 4},   {"==", Op::equal, 4},
    {"!=", Op::not_equal, 4},     {"&&", Op::logical_and, 3}, {"||", Op::logical_or, 2},
    {"*", Op::multiply, 8},       {"/", Op::divide, 8},       {"%", Op::modulo, 8},
    {"|", Op::bit_or, 7},         {"&", Op::bit_and, 7},      {"^", Op::bit_xor, 7},
    {"!", Op::bit_or_not, 7},     {"+", Op::add, 5},          {"-", Op::subtract, 5},
    {"<", Op::less, 4},           {">", Op::greater, 4},
};

const Sign* sign_at(const Cursor& in) {
  for (const Sign& sign : kSigns) {
    if (in.rest().substr(0, sign.text.size()) == sign.text) return &sign;
  }
  return nullptr;
}

class ExpressionReader {
 public:
  ExpressionReader(Cursor& in, Names& names, ExprPool& pool) : in_(in), names_(names), pool_(pool) {}

  ReadExpr read() {
    result_.expr = level(1);
    return result_;
  }

 private:
  bool failed() const { return !result_.problem.empty(); }

  Expr fail(std::string problem, size_t at) {
    if (!failed()) {
      result_.problem = std::move(problem);
      in_.at = at;
      result_.column = in_.column();
    }
    return {};
  }

  // Operators of at least this rank.
  Expr level(int rank) {
    if (++depth_ > kMaxNesting) return fail("this expression is nested too deeply", in_.at);
    Expr left = operand();
    while (!failed()) {
      in_.skip_blanks();
      const Sign* sign = sign_at(in_);
      if (!sign || sign->rank < rank) break;
      size_t at = in_.at;
      in_.at += sign->text.size();
      Expr right = level(sign->rank + 1);
      if (failed()) break;
      const char* problem = nullptr;
      left = pool_.binary(sign->op, left, right, problem);
      if (problem) fail(problem, at);
    }
    depth_--;
    return left;
  }

  Expr operand() {
    if (++depth_ > kMaxNesting) return fail("this expression is nested too deeply", in_.at);
    in_.skip_blanks();
    Expr expr = primary();
    depth_--;
    return expr;
  }

  Expr primary() {
    char c = in_.peek();
    size_t at = in_.at;
    switch (c) {
      case '-':
        return prefix(Op::negate);
      case '~':
        return prefix(Op::complement);
      case '!':
        return prefix(Op::logical_not);
      case '+':
        in_.at++;
        return operand();
      case '(': {
        in_.at++;
        Expr inner = level(1);
        if (!failed() && !in_.take(')')) return fail("`)' expected, found " + seen(in_), in_.at);
        return inner;
      }
      case '\'': {
        Number number = scan_character(in_);
        if (!number.ok) return fail(number.problem, at);
        return {.constant = static_cast<int64_t>(number.value)};
      }
      default:
        break;
    }
    if (is_digit(c)) return digits();
    if (!is_name_start(c)) return fail("a number or a name expected, found " + seen(in_), at);
    std::string_view name = in_.take_name();
    if (name == ".") return names_.here();
    std::string problem;
    Expr expr = names_.name(name, problem);
    if (!problem.empty()) return fail(std::move(problem), at);
    return expr;
  }

  Expr prefix(Op op) {
    size_t at = in_.at;
    in_.at++;
    Expr inner = operand();
    if (failed()) return {};
    const char* problem = nullptr;
    Expr expr = pool_.unary(op, inner, problem);
    if (problem) fail(problem, at);
    return expr;
  }

  // A number, or a local label: 1b is the last `1:` before here, 1f the next.
  Expr digits() {
    size_t at = in_.at, end = at;
    uint64_t value = 0;
    while (end < in_.text.size() && is_digit(in_.text[end])) {
      if (value < 1'000'000'000) value = value * 10 + static_cast<uint64_t>(in_.text[end] - '0');
      end++;
    }
    char letter = end < in_.text.size() ? in_.text[end] : '\0';
    bool ends = end + 1 >= in_.text.size() || !is_name_part(in_.text[end + 1]);
    if ((letter == 'b' || letter == 'f') && ends && value < 1'000'000'000) {
      in_.at = end + 1;
      std::string problem;
      Expr expr = names_.local_label(static_cast<uint32_t>(value), letter == 'f', problem);
      if (!problem.empty()) return fail(std::move(problem), at);
      return expr;
    }
    Number number = scan_number(in_);
    if (!number.ok) return fail(number.problem, at);
    return {.constant = static_cast<int64_t>(number.value)};
  }

  Cursor& in_;
  Names& names_;
  ExprPool& pool_;
  ReadExpr result_;
  int depth_ = 0;
};

}  // namespace

Expr ExprPool::make(const Node& node) {
  if (full()) return {};  // the assembler stops at this limit; see Job::over_budget
  nodes_.push_back(node);
  return {.node = static_cast<int32_t>(nodes_.size()) - 1};
}

Expr ExprPool::unary(Op op, Expr operand, const char*& problem) {
  if (operand.is_constant()) return {.constant = compute(op, operand.constant, 0, problem)};
  uint32_t total = weight(operand) + 1;
  if (total > kMaxWeight || full()) {
    problem = kTooBig;
    return {};
  }
  return make({op, total, operand, {}, {}});
}

Expr ExprPool::binary(Op op, Expr left, Expr right, const char*& problem) {
  if (left.is_constant() && right.is_constant())
    return {.constant = compute(op, left.constant, right.constant, problem)};
  uint32_t total = weight(left) + weight(right) + 1;
  if (total > kMaxWeight || full()) {
    problem = kTooBig;
    return {};
  }
  return make({op, total, left, right, {}});
}

int64_t compute(Op op, int64_t left, int64_t right, const char*& problem) {
  auto l = static_cast<uint64_t>(left), r = static_cast<uint64_t>(right);
  auto truth = [](bool holds) { return holds ? int64_t{-1} : int64_t{0}; };
  switch (op) {
    case Op::negate:
      return static_cast<int64_t>(0 - l);
    case Op::complement:
      return ~left;
    case Op::logical_not:
      return left == 0;
    case Op::multiply:
      return static_cast<int64_t>(l * r);
    case Op::divide:
    case Op::modulo:
      if (right == 0) {
        problem = "division by zero";
        return 0;
      }
      if (right == -1) return op == Op::divide ? static_cast<int64_t>(0 - l) : 0;
      return op == Op::divide ? left / right : left % right;
    case Op::shift_left:
      return r > 63 ? 0 : static_cast<int64_t>(l << r);
    case Op::shift_right:
      return r > 63 ? 0 : static_cast<int64_t>(l >> r);
    case Op::bit_or:
      return left | right;
    case Op::bit_or_not:
      return left | ~right;
    case Op::bit_xor:
      return left ^ right;
    case Op::bit_and:
      return left & right;
    case Op::add:
      return static_cast<int64_t>(l + r);
    case Op::subtract:
      return static_cast<int64_t>(l - r);
    case Op::equal:
      return truth(left == right);
    case Op::not_equal:
      return truth(left != right);
    case Op::less:
      return truth(left < right);
    case Op::less_equal:
      return truth(left <= right);
    case Op::greater:
      return truth(left > right);
    case Op::greater_equal:
      return truth(left >= right);
    case Op::logical_and:
      return left != 0 && right != 0;
    case Op::logical_or:
      return left != 0 || right != 0;
    case Op::symbol:
    case Op::place:
      break;
  }
  return 0;
}

ReadExpr read_expression(Cursor& in, Names& names, ExprPool& pool) {
  return ExpressionReader(in, names, pool).read();
}

}  // namespace trapdoor::assembler
