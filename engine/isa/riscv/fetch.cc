// Where the next instruction is: from an address to decoded code.
#include <cstring>

#include "engine/isa/riscv/hart.h"

namespace trapdoor::riscv {
namespace {
constexpr uint64_t kMaxCodePages = 2048;  // some 32 MiB of decoded code, then it starts afresh
}

CodePage* RiscvHart::code_page(uint64_t page) {
  auto& slot = code_[page];
  if (!slot) {
    if (code_count_ >= kMaxCodePages) {
      for (uint64_t i = 0; i < code_.size(); i++) {
        if (!code_[i]) continue;
        discarded_.push_back(std::move(code_[i]));
        machine_.bus.unmark(i, code_mark(index()));
      }
      code_count_ = 0;
      code_generation_++;
    }
    slot = std::make_unique<CodePage>(machine_);
    code_count_++;
    machine_.bus.mark(page, code_mark(index()));
  }
  return slot.get();
}

Op* RiscvHart::fetch(uint64_t pc, int64_t left) {
  uint64_t base = pc & ~(kPageSize - 1);
  CodeEntry& entry = code_tlb_[mode()][(pc >> kPageShift) % kCodeEntries];
  if (entry.tag != base || entry.generation != code_generation_) [[unlikely]] {
    machine_.set_progress(budget_ - static_cast<Tick>(left));  // a walk may tell what it reads and writes
    Mapping mapping;
    if (!translate_access(pc, 2, AccessKind::fetch, mode(), mapping)) return nullptr;
    if (!mapping.cacheable) return lone(pc);
    if (!machine_.bus.in_ram(mapping.physical, 2)) {
      fault(AccessKind::fetch, pc, false);
      return nullptr;
    }
    uint64_t page = (mapping.physical - machine_.bus.ram_base()) >> kPageShift;
    CodePage* code = code_page(page);
    entry = {base, code_generation_, code, machine_.bus.ram_page(page)};
  }
  code_page_ = entry.page;
  code_bytes_ = entry.bytes;
  code_base_ = base;
  return code_page_->find(static_cast<uint32_t>(pc % kPageSize), code_bytes_);
}

Op* RiscvHart::resolve(Op* op, uint32_t offset) {
  // find may move the ops: keep op's place as a distance from a place that stays findable.
  uint32_t own = op->offset();
  Op* target = code_page_->find(offset, code_bytes_);
  Op* self = code_page_->find(own, code_bytes_);
  target = code_page_->find(offset, code_bytes_);
  self->aux = static_cast<int32_t>(target - self);
  return target;
}

Op* RiscvHart::far_branch(Op* op) {
  return far_jump(op, code_base_ + op->offset() + static_cast<uint64_t>(int64_t{op->imm}));
}

Op* RiscvHart::far_jump(Op* op, uint64_t target) {
  if ((target & ~(kPageSize - 1)) != code_base_) {
    cpu[kPc] = target;
    return nullptr;
  }
  bool computed = op->id == static_cast<uint16_t>(Insn::jalr) || op == &scratch_[0];
  auto offset = static_cast<uint32_t>(target % kPageSize);
  return computed ? code_page_->find(offset, code_bytes_) : resolve(op, offset);
}

bool RiscvHart::stop_here(uint64_t pc, Tick done) {
  machine_.set_progress(done);
  return machine_.stops_here(pc);
}

bool RiscvHart::fetch_parcel(uint64_t pc, uint64_t& page, uint16_t& parcel) {
  Mapping mapping;
  if (!translate_access(pc, 2, AccessKind::fetch, mode(), mapping)) return false;
  if (!machine_.bus.in_ram(mapping.physical, 2)) {
    fault(AccessKind::fetch, pc, false);
    return false;
  }
  page = (mapping.physical - machine_.bus.ram_base()) >> kPageShift;
  std::memcpy(&parcel, machine_.bus.ram_page(page) + mapping.physical % kPageSize, 2);
  return true;
}

Op* RiscvHart::straddle(uint64_t pc) {
  uint64_t page;
  uint16_t low, high;
  if (!fetch_parcel(pc, page, low) || !fetch_parcel(pc + 2, page, high)) return nullptr;
  return single(low | static_cast<uint32_t>(high) << 16, static_cast<uint32_t>(pc % kPageSize));
}

Op* RiscvHart::lone(uint64_t pc) {
  uint64_t page;
  uint16_t low, high = 0;
  if (!fetch_parcel(pc, page, low) || ((low & 3) == 3 && !fetch_parcel(pc + 2, page, high))) return nullptr;
  // A base that is no page's address: no jump finds its target in the same page, so each goes through the fetch.
  uint32_t offset = pc % kPageSize == 2 ? 4 : 2;
  code_base_ = pc - offset;
  code_page_ = nullptr;
  code_bytes_ = nullptr;
  return single(low | static_cast<uint32_t>(high) << 16, offset);
}

Op* RiscvHart::single(uint32_t bits, uint32_t offset) {
  scratch_[0] = decode_op(bits, offset);
  scratch_[0].left = 1;
  scratch_[1] = Op{};
  scratch_[1].id = kOpPageEnd;
  scratch_[1].at = static_cast<uint16_t>(offset + scratch_[0].size());
  return &scratch_[0];
}

}  // namespace trapdoor::riscv
