#include "engine/isa/riscv/code.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "engine/base/bits.h"
#include "engine/isa/riscv/compressed.h"
#include "engine/isa/riscv/words.h"
#include "engine/machine/machine.h"

namespace trapdoor::riscv {
namespace {

constexpr uint8_t kMaxRun = 200;

Flow flow_of(uint16_t id) { return id < kInstructionCount ? kInstructions[id].row.flow : Flow::system; }

bool goes_on(uint16_t id) {
  Flow flow = flow_of(id);
  return flow == Flow::next || flow == Flow::branch || (flow == Flow::system && id < kInstructionCount);
}

// The word of a register operand: of an integer register, or (with f) of a floating-point one.
uint8_t register_word(const fixed32::Pattern& pattern, std::string_view name, std::string_view float_name,
                      uint32_t bits) {
  if (pattern.has(float_name)) return static_cast<uint8_t>(kF0 + pattern.get(float_name, bits));
  return static_cast<uint8_t>(pattern.get(name, bits));
}

// By the two ids: the pair they make, as seen from its first.
struct Pair {
  uint16_t first, second, id;
  bool linked;
};
constexpr Pair kPairs[] = {
#define PAIR(first, second, linked) \
  {static_cast<uint16_t>(Insn::first), static_cast<uint16_t>(Insn::second), kOp_##first##_##second, linked},
#include "engine/isa/riscv/fused.inc"
#undef PAIR
};

// Pairs by their first: those of id i are kPairs[kPairsOf[i] .. kPairsOf[i + 1]); fused.inc is in that order.
constexpr auto kPairsOf = [] {
  std::array<uint8_t, kInstructionCount + 1> start{};
  for (size_t id = 0; id <= kInstructionCount; id++) {
    for (const Pair& pair : kPairs) start[id] = static_cast<uint8_t>(start[id] + (pair.first < id));
  }
  return start;
}();
static_assert(std::is_sorted(std::begin(kPairs), std::end(kPairs),
                             [](const Pair& a, const Pair& b) { return a.first < b.first; }),
              "fused.inc lists its pairs in the order of instructions.inc");

uint16_t paired_id(const Op& first, const Op& second) {
  for (size_t i = kPairsOf[first.id]; i < kPairsOf[first.id + size_t{1}]; i++) {
    if (kPairs[i].second == second.id && (!kPairs[i].linked || second.rs1 == first.rd)) return kPairs[i].id;
  }
  return first.id;
}

Op decode_compressed(uint32_t bits, uint32_t offset) {
  Op op;
  op.at = static_cast<uint16_t>(offset);
  const CompressedRow* row = find_compressed(bits);
  if (!row) {
    op.id = kOpIllegal;
    op.aux = static_cast<int32_t>(bits);
    return op;
  }
  Expansion base = expand(*row, bits);
  op.id = static_cast<uint16_t>(base.insn);
  op.aux = kUnresolved;
  op.rd = base.rd ? base.rd : uint8_t{kSink};
  op.rs1 = base.rs1;
  op.rs2 = base.rs2;
  op.imm = base.imm;
  return op;
}

}  // namespace

bool ends_run(uint16_t id) { return flow_of(id) != Flow::next; }

uint16_t plain_id(uint16_t id) { return id <= kOpStraddle ? id : kPairs[id - kOpStraddle - 1].first; }

Op decode_op(uint32_t bits, uint32_t offset) {
  if ((bits & 3) != 3) return decode_compressed(bits, offset);
  Op op;
  Insn insn = decode_instruction(bits);
  op.id = static_cast<uint16_t>(insn);
  op.at = static_cast<uint16_t>(offset | 1);
  op.aux = kUnresolved;
  op.rd = kSink;
  if (insn == Insn::kIllegal) {
    op.aux = static_cast<int32_t>(bits);
    return op;
  }
  const fixed32::Pattern& pattern = entry_of(insn).pattern;
  if (uint8_t rd = register_word(pattern, "rd", "frd", bits)) op.rd = rd;
  op.rs1 = register_word(pattern, "rs1", "frs1", bits);
  op.rs2 = register_word(pattern, "rs2", "frs2", bits);
  if (pattern.has("rm")) {
    op.aux = static_cast<int32_t>(pattern.get("rm", bits) | (kF0 + pattern.get("frs3", bits)) << 8);
  }
  if (pattern.has("imm")) {
    op.imm = static_cast<int32_t>(sign_extend(pattern.get("imm", bits), pattern.high_bit("imm") + 1));
  } else if (pattern.has("shamt")) {
    op.imm = static_cast<int32_t>(pattern.get("shamt", bits));
  } else if (pattern.has("csr")) {
    op.imm = static_cast<int32_t>(pattern.get("csr", bits));
    if (pattern.has("uimm")) op.rs1 = static_cast<uint8_t>(pattern.get("uimm", bits));
  }
  return op;
}

void CodePage::push(uint16_t id, uint32_t offset, int32_t aux) {
  Op op;
  op.id = id;
  op.at = static_cast<uint16_t>(offset);
  op.aux = aux;
  ops_.push_back(op);
}

void CodePage::close_run(size_t first) {
  uint8_t left = 0;
  for (size_t i = ops_.size(); i-- > first;) ops_[i].left = ++left;
  for (size_t i = first; i + 1 < ops_.size(); i++) {
    if (ops_[i].id < kInstructionCount) ops_[i].id = paired_id(ops_[i], ops_[i + 1]);
  }
}

void CodePage::decode_run(uint32_t offset, const uint8_t* bytes) {
  size_t run = ops_.size();  // first op of the straight run being counted
  auto close = [&] {
    close_run(run);
    run = ops_.size();
  };
  while (true) {
    if (offset >= kPageSize) {
      close();
      push(kOpPageEnd, offset, 0);
      return;
    }
    if (uint16_t known = index_[offset / 2]) {
      close();
      push(kOpGoto, offset, static_cast<int32_t>(known - 1) - static_cast<int32_t>(ops_.size()));
      return;
    }
    bool stop = machine_.stop_at_offset(offset);
    if (stop) {
      close();
      index_[offset / 2] = static_cast<uint16_t>(ops_.size() + 1);
      push(kOpStop, offset, 0);
      run = ops_.size();
    }
    uint16_t low;
    std::memcpy(&low, bytes + offset, 2);
    uint32_t bits = low;
    if ((low & 3) == 3) {
      if (offset + 4 > kPageSize) {
        close();
        if (!stop) index_[offset / 2] = static_cast<uint16_t>(ops_.size() + 1);
        push(kOpStraddle, offset, 0);
        return;
      }
      std::memcpy(&bits, bytes + offset, 4);
    }
    Op op = decode_op(bits, offset);
    if (!stop) index_[offset / 2] = static_cast<uint16_t>(ops_.size() + 1);
    for (uint32_t parcel = offset / 2; parcel < (offset + op.size()) / 2; parcel++) {
      decoded_[parcel / 64] |= uint64_t{1} << (parcel % 64);
    }
    ops_.push_back(op);
    offset += op.size();
    if (ends_run(op.id)) close();
    if (!goes_on(op.id)) return;
    if (ops_.size() - run == kMaxRun) {
      close();
      push(kOpGoto, offset, 1);
      run = ops_.size();
    }
  }
}

Op* CodePage::find(uint32_t offset, const uint8_t* bytes) {
  if (!index_[offset / 2]) decode_run(offset, bytes);
  return &ops_[index_[offset / 2] - size_t{1}];
}

bool CodePage::covers(uint64_t offset, uint64_t size) const {
  for (uint64_t parcel = offset / 2; parcel <= (offset + size - 1) / 2; parcel++) {
    if (decoded_[parcel / 64] >> (parcel % 64) & 1) return true;
  }
  return false;
}

}  // namespace trapdoor::riscv
