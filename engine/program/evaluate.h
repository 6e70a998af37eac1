// Evaluate: the value of an expression, now (while reading: places are offsets in sections that may still
// move) or at the end (every place has its address). Laws: 1. The cost of one evaluation is bounded, however
// symbols are defined through each other.
//       2. So is that of all evaluations of a job together.
#pragma once
#include <cstdint>

#include "engine/program/object.h"

namespace trapdoor::assembler {

enum class Known : uint8_t {
  yes,
  later,      // depends on what has not been read or laid out yet
  undefined,  // `symbol` is defined nowhere
  circular,   // `symbol` is defined through itself, or through too many others
  senseless,  // `problem` says why
};

struct Value {
  Known known = Known::yes;
  int64_t number = 0;
  int32_t places = 0;    // how many addresses are added in it: 0 a plain number, 1 an address
  int32_t section = -1;  // of the address
  uint32_t unknown = 0;  // now: unknown stretches before the address
  int32_t symbol = -1;
  const char* problem = nullptr;

  bool plain() const { return known == Known::yes && places == 0; }
};

class Evaluator {
 public:
  Evaluator(Object& object, bool at_end) : object_(object), at_end_(at_end) {}
  Value evaluate(Expr);
  Value of_symbol(int32_t id);
  Value of_place(const Point&) const;

 private:
  Value visit(Expr, int depth);
  Value visit_symbol(int32_t id, int depth);
  Value combine(Op op, const Value& left, const Value& right) const;

  Object& object_;
  bool at_end_;
  int budget_ = 0;
};

}  // namespace trapdoor::assembler
