// Floating-point state: Unprivileged ISA 11.2 (fcsr), Privileged Architecture 3.1.6.6 (mstatus.FS).
#include "engine/base/bits.h"
#include "engine/isa/riscv/hart.h"

namespace trapdoor::riscv {

// 11.2: 7 in the instruction means the mode in frm; 5 and 6, and 5 to 7 in frm, are reserved.
bool RiscvHart::use_rounding(int rm) {
  auto mode = static_cast<uint64_t>(rm);
  if (mode == 7) mode = bits(cpu[kFcsr], 7, 5);
  if (mode > static_cast<uint64_t>(soft_float::Rounding::nearest_away)) return false;
  float_.rounding = static_cast<soft_float::Rounding>(mode);
  return true;
}

bool RiscvHart::refuse(Tick before, uint64_t pc) {
  done_ = before;
  machine_.set_progress(done_);
  cpu[kPc] = pc;
  illegal(bits_at(pc));
  return false;
}

void RiscvHart::raise_flags() {
  uint64_t status = cpu[kFcsr] | float_.flags;
  float_.flags = 0;
  if (status == cpu[kFcsr]) return;
  set(kFcsr, status, Who::instruction);
  dirty_float();
}

void RiscvHart::dirty_float() {
  uint64_t status = cpu[kMstatus] | kMstatusFs | kMstatusSd;
  if (status != cpu[kMstatus]) set(kMstatus, status, Who::instruction);
}

}  // namespace trapdoor::riscv
