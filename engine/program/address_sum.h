// AddressSum: an expression as object files can say it: a number, and addresses added or taken away.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/program/evaluate.h"
#include "engine/program/resolve.h"

namespace trapdoor::assembler {

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

// Requires settled sections.
class Sums {
 public:
  Sums(Job& job, Evaluator& now) : job_(job), from_(job.object), now_(now) {}

  Spot spot;  // of what is added: errors stand there

  // False when the expression is no sum of addresses and numbers.
  bool add(Sum& sum, Expr expr) { return add(sum, expr, false, 0); }
  bool add_place(Sum&, const Point&, bool negative);
  uint64_t offset_of(const Point&) const;  // in its section

 private:
  bool add(Sum&, Expr, bool negative, int depth);
  bool add_symbol(Sum&, int32_t id, bool negative, int depth);

  Job& job_;
  Object& from_;
  Evaluator& now_;
};

}  // namespace trapdoor::assembler
