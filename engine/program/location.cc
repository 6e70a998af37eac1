#include "engine/program/location.h"

#include <algorithm>

#include "engine/program/byte_reader.h"
#include "engine/program/dwarf_format.h"

namespace trapdoor {
namespace {

using namespace dwarf;

// What stands after an operation.
enum class Operand : uint8_t {
  none,
  number,
  negative,
  leb,
  sleb,
  leb_sleb,
  address,
  table_address,
  block,
  jump
};

struct OperationRow {
  uint8_t first, last;  // operations
  std::string_view name;
  Operand operand;
  uint8_t size = 0;  // number, negative: bytes, when `last` is `first`; see size_of
};

constexpr OperationRow kOperations[] = {
    {kOpAddr, kOpAddr, "addr", Operand::address},
    {kOpDeref, kOpDeref, "deref", Operand::none},
    {0x08, 0x08, "const1u", Operand::number, 1},
    {0x09, 0x09, "const1s", Operand::negative, 1},
    {0x0a, 0x0a, "const2u", Operand::number, 2},
    {0x0b, 0x0b, "const2s", Operand::negative, 2},
    {0x0c, 0x0c, "const4u", Operand::number, 4},
    {0x0d, 0x0d, "const4s", Operand::negative, 4},
    {0x0e, 0x0e, "const8u", Operand::number, 8},
    {0x0f, 0x0f, "const8s", Operand::negative, 8},
    {kOpConstu, kOpConstu, "constu", Operand::leb},
    {kOpConsts, kOpConsts, "consts", Operand::sleb},
    {kOpDup, kOpDup, "dup", Operand::none},
    {kOpDrop, kOpDrop, "drop", Operand::none},
    {kOpOver, kOpOver, "over", Operand::none},
    {kOpPick, kOpPick, "pick", Operand::number, 1},
    {kOpSwap, kOpSwap, "swap", Operand::none},
    {kOpAbs, kOpAbs, "abs", Operand::none},
    {kOpAnd, kOpAnd, "and", Operand::none},
    {kOpDiv, kOpDiv, "div", Operand::none},
    {kOpMinus, kOpMinus, "minus", Operand::none},
    {kOpMod, kOpMod, "mod", Operand::none},
    {kOpMul, kOpMul, "mul", Operand::none},
    {kOpNeg, kOpNeg, "neg", Operand::none},
    {kOpNot, kOpNot, "not", Operand::none},
    {kOpOr, kOpOr, "or", Operand::none},
    {kOpPlus, kOpPlus, "plus", Operand::none},
    {kOpPlusUconst, kOpPlusUconst, "plus_uconst", Operand::leb},
    {kOpShl, kOpShl, "shl", Operand::none},
    {kOpShr, kOpShr, "shr", Operand::none},
    {kOpShra, kOpShra, "shra", Operand::none},
    {kOpXor, kOpXor, "xor", Operand::none},
    {kOpBra, kOpBra, "bra", Operand::jump, 2},
    {kOpEq, kOpNe, "compare", Operand::none},
    {kOpSkip, kOpSkip, "skip", Operand::jump, 2},
    {kOpLit0, kOpLit0 + 31, "lit", Operand::none},
    {kOpReg0, kOpReg0 + 31, "reg", Operand::none},
    {kOpBreg0, kOpBreg31, "breg", Operand::sleb},
    {kOpRegx, kOpRegx, "regx", Operand::leb},
    {kOpFbreg, kOpFbreg, "fbreg", Operand::sleb},
    {kOpBregx, kOpBregx, "bregx", Operand::leb_sleb},
    {kOpDerefSize, kOpDerefSize, "deref_size", Operand::number, 1},
    {kOpNop, kOpNop, "nop", Operand::none},
    {kOpCallFrameCfa, kOpCallFrameCfa, "call_frame_cfa", Operand::none},
    {kOpImplicitValue, kOpImplicitValue, "implicit_value", Operand::block},
    {kOpStackValue, kOpStackValue, "stack_value", Operand::none},
    {kOpAddrx, kOpConstx, "addrx", Operand::table_address},
};

const OperationRow* find_operation(uint8_t op) {
  for (const OperationRow& row : kOperations) {
    if (op >= row.first && op <= row.last) return &row;
  }
  return nullptr;
}

struct Step {
  const OperationRow* row = nullptr;  // null: not known
  uint8_t op = 0;
  uint64_t number = 0, second = 0;
  std::span<const uint8_t> block;
};

uint64_t extended(uint64_t value, int size) {
  int shift = 64 - 8 * size;
  return size == 0 || size >= 8 ? value
                                : static_cast<uint64_t>(static_cast<int64_t>(value << shift) >> shift);
}

Step read_step(ByteReader& reader, int address_size) {
  Step step;
  step.op = static_cast<uint8_t>(reader.number(1));
  step.row = find_operation(step.op);
  if (!step.row) return step;
  switch (step.row->operand) {
    case Operand::none:
      break;
    case Operand::number:
      step.number = reader.number(step.row->size);
      break;
    case Operand::negative:
    case Operand::jump:
      step.number = extended(reader.number(step.row->size), step.row->size);
      break;
    case Operand::leb:
    case Operand::table_address:
      step.number = reader.unsigned_leb();
      break;
    case Operand::sleb:
      step.number = static_cast<uint64_t>(reader.signed_leb());
      break;
    case Operand::leb_sleb:
      step.number = reader.unsigned_leb();
      step.second = static_cast<uint64_t>(reader.signed_leb());
      break;
    case Operand::address:
      step.number = reader.number(address_size);
      break;
    case Operand::block:
      step.block = reader.bytes(reader.unsigned_leb());
      break;
  }
  if (!reader.good()) step.row = nullptr;
  return step;
}

class Evaluator {
 public:
  Evaluator(std::span<const uint8_t> expression, const LocationContext& context)
      : reader_(expression), context_(context) {}

  std::optional<FoundPlace> run() {
    constexpr int kMostSteps = 1000;
    for (int steps = 0; reader_.more(); steps++) {
      Step step = read_step(reader_, 8);
      if (!step.row || steps >= kMostSteps || !take(step) || stack_.size() > 100) return std::nullopt;
    }
    if (place_) return place_;
    if (!reader_.good() || stack_.empty()) return std::nullopt;
    return FoundPlace{PlaceKind::memory, stack_.back(), {}};
  }

 private:
  bool push(std::optional<uint64_t> value) {
    if (value) stack_.push_back(*value);
    return value.has_value();
  }
  bool push_sum(std::optional<uint64_t> value, uint64_t more) { return value && push(*value + more); }
  std::optional<uint64_t> pop() {
    if (stack_.empty()) return std::nullopt;
    uint64_t value = stack_.back();
    stack_.pop_back();
    return value;
  }
  std::optional<uint64_t> reg(uint64_t number) const {
    return context_.reg ? context_.reg(number) : std::nullopt;
  }
  std::optional<uint64_t> memory(uint64_t address, uint64_t size) const {
    if (!context_.memory || size == 0 || size > 8) return std::nullopt;
    return context_.memory(address, static_cast<int>(size));
  }
  bool found(FoundPlace place) {
    if (place_) return false;
    place_ = std::move(place);
    return true;
  }

  bool take(const Step& step) {
    const uint8_t op = step.op;
    if (op >= kOpLit0 && op < kOpLit0 + 32) return push(op - kOpLit0);
    if (op >= kOpReg0 && op < kOpReg0 + 32)
      return found({PlaceKind::in_register, uint64_t{op} - kOpReg0, {}});
    if (op >= kOpBreg0 && op <= kOpBreg31) return push_sum(reg(op - kOpBreg0), step.number);
    if (op >= kOpConst1u && op <= kOpConsts) return push(step.number);
    switch (op) {
      case kOpAddr:
        return push(step.number);
      case kOpRegx:
        return found({PlaceKind::in_register, step.number, {}});
      case kOpBregx:
        return push_sum(reg(step.number), step.second);
      case kOpFbreg:
        return context_.frame_base && push_sum(context_.frame_base(), step.number);
      case kOpCallFrameCfa:
        return context_.frame_address && push(context_.frame_address());
      case kOpImplicitValue:
        return found({PlaceKind::bytes, 0, {step.block.begin(), step.block.end()}});
      case kOpNop:
        return true;
      case kOpDup:
        return !stack_.empty() && push(stack_.back());
      case kOpOver:
        return stack_.size() > 1 && push(stack_[stack_.size() - 2]);
      case kOpPick:
        return stack_.size() > step.number && push(stack_[stack_.size() - 1 - step.number]);
      case kOpSkip:
        return jump(step.number);
      default:
        break;
    }
    std::optional<uint64_t> top = pop();
    if (!top) return false;
    return op == kOpBra ? (*top == 0 || jump(step.number)) : one(step, *top);
  }

  bool jump(uint64_t distance) {
    reader_.seek(reader_.at() + distance);
    return reader_.good();
  }

  // Operations on the top of the stack.
  bool one(const Step& step, uint64_t top) {
    switch (step.op) {
      case kOpDrop:
        return true;
      case kOpDeref:
        return push(memory(top, 8));
      case kOpDerefSize:
        return push(memory(top, step.number));
      case kOpPlusUconst:
        return push(top + step.number);
      case kOpNeg:
        return push(uint64_t{0} - top);
      case kOpNot:
        return push(~top);
      case kOpAbs:
        return push(static_cast<int64_t>(top) < 0 ? uint64_t{0} - top : top);
      case kOpStackValue:
        return found({PlaceKind::value, top, {}});
      default:
        break;
    }
    std::optional<uint64_t> below = pop();
    return below && two(step.op, *below, top);
  }

  bool two(uint8_t op, uint64_t a, uint64_t b) {
    const auto x = static_cast<int64_t>(a), y = static_cast<int64_t>(b);
    switch (op) {
      case kOpSwap:
        return push(b) && push(a);
      case kOpPlus:
        return push(a + b);
      case kOpMinus:
        return push(a - b);
      case kOpMul:
        return push(a * b);
      case kOpAnd:
        return push(a & b);
      case kOpOr:
        return push(a | b);
      case kOpXor:
        return push(a ^ b);
      case kOpDiv:  // of the least number by -1 there is no quotient
        return b != 0 && push(y == -1 ? uint64_t{0} - a : static_cast<uint64_t>(x / y));
      case kOpMod:
        return b != 0 && push(a % b);
      case kOpShl:
        return push(b > 63 ? 0 : a << b);
      case kOpShr:
        return push(b > 63 ? 0 : a >> b);
      case kOpShra:
        return push(static_cast<uint64_t>(x >> (b > 63 ? 63 : b)));
      default:
        break;
    }
    const bool results[] = {x == y, x >= y, x > y, x <= y, x < y, x != y};  // DW_OP_eq, ge, gt, le, lt, ne
    return op >= kOpEq && op <= kOpNe && push(results[op - kOpEq]);
  }

  ByteReader reader_;
  const LocationContext& context_;
  std::vector<uint64_t> stack_;
  std::optional<FoundPlace> place_;
};

}  // namespace

std::optional<std::vector<uint8_t>> checked_expression(
    std::span<const uint8_t> expression, int address_size,
    const std::function<std::optional<uint64_t>(uint64_t)>& indexed_address) {
  constexpr size_t kLongest = 1000;
  std::vector<uint8_t> out;
  bool moved = false, jumps = false;
  if (expression.empty() || expression.size() > kLongest) return std::nullopt;
  ByteReader reader(expression);
  while (reader.more()) {
    uint64_t at = reader.at();
    Step step = read_step(reader, address_size);
    if (!step.row) return std::nullopt;
    jumps = jumps || step.row->operand == Operand::jump;
    if (step.row->operand != Operand::table_address && step.row->operand != Operand::address) {
      auto same = expression.subspan(at, reader.at() - at);
      out.insert(out.end(), same.begin(), same.end());
      continue;
    }
    std::optional<uint64_t> address = step.number;
    if (step.row->operand == Operand::table_address) address = indexed_address(step.number);
    if (!address) return std::nullopt;
    moved = moved || reader.at() - at != 9;
    out.push_back(kOpAddr);
    for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<uint8_t>(*address >> shift));
  }
  if (moved && jumps) return std::nullopt;  // the distances would be others
  return out;
}

std::optional<FoundPlace> evaluate(std::span<const uint8_t> expression, const LocationContext& context) {
  return Evaluator(expression, context).run();
}

const std::vector<uint8_t>* expression_at(std::span<const Location> locations, uint64_t address) {
  for (const Location& location : locations) {
    if (location.range.holds(address)) return &location.expression;
  }
  return nullptr;
}

std::string expression_text(std::span<const uint8_t> expression) {
  std::string text;
  ByteReader reader(expression);
  while (reader.more()) {
    Step step = read_step(reader, 8);
    if (!step.row) return text;
    if (!text.empty()) text += ", ";
    text += step.row->name;
    if (step.row->first != step.row->last) text += std::to_string(step.op - step.row->first);
    if (step.row->operand != Operand::none && step.row->operand != Operand::block)
      text += " " + std::to_string(static_cast<int64_t>(step.number));
    if (step.row->operand == Operand::leb_sleb)
      text += " " + std::to_string(static_cast<int64_t>(step.second));
  }
  return text;
}

}  // namespace trapdoor
