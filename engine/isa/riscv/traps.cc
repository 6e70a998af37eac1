// Traps: the way in (3.1.6.1, 3.1.7 to 3.1.16, 4.1) and the way back (3.3.2), in the manual's order.
#include "engine/base/bits.h"
#include "engine/isa/riscv/hart.h"

namespace trapdoor::riscv {
namespace {

constexpr uint64_t kInterruptBit = uint64_t{1} << 63;

// Where a trap into one mode puts things.
struct Entry {
  Mode mode;
  Word epc, cause, tval, tvec;
  uint64_t enable, previous_enable;  // bits of mstatus
};
constexpr Entry kToMachine{kMachine, kMepc, kMcause, kMtval, kMtvec, kMstatusMie, kMstatusMpie};
constexpr Entry kToSupervisor{kSupervisor, kSepc, kScause, kStval, kStvec, kMstatusSie, kMstatusSpie};

// 3.1.9: the order in which interrupts pending together are taken.
constexpr int kPriority[] = {11, 3, 7, 9, 1, 5};

}  // namespace

// As Machine::event, for the hart itself and in registers: a trap tells one event, and its return another.
inline Event RiscvHart::own_event(EventKind kind) const {
  Event e;
  e.tick = machine_.now();
  e.pc = cpu[kPc];
  e.kind = kind;
  e.hart = static_cast<uint8_t>(index());
  e.from = e.to = static_cast<uint8_t>(cpu[kMode]);
  return e;
}

void RiscvHart::take_interrupt(uint64_t ready) {
  for (int cause : kPriority) {
    if (!bit(ready, cause)) continue;
    enter({TrapKind::interrupt, static_cast<uint16_t>(cause), 0});
    return;
  }
}

void RiscvHart::enter(const Trap& trap) {
  bool interrupt = trap.kind == TrapKind::interrupt;
  uint64_t delegated = cpu[interrupt ? kMideleg : kMedeleg];
  const Entry& entry = mode() <= kSupervisor && bit(delegated, trap.cause) ? kToSupervisor : kToMachine;
  Mode from = mode();
  uint64_t pc = cpu[kPc];
  bool vectored = cpu[entry.tvec] & 1;
  uint64_t handler =
      (cpu[entry.tvec] & ~uint64_t{3}) + (vectored && interrupt ? 4 * uint64_t{trap.cause} : 0);
  if (machine_.trace.detail != Detail::none) {
    Event e = own_event(EventKind::trap);
    e.what = trap.cause;
    e.flags = static_cast<uint8_t>(trap.kind);
    e.to = entry.mode;
    e.address = trap.value;
    e.value = handler;
    machine_.trace.emit(e);
    if (machine_.on_crossing) machine_.on_crossing(e, cpu);
  }
  if (reads_) {
    tell_read(interrupt ? kMideleg : kMedeleg, Who::trap_entry);
    tell_read(entry.tvec, Who::trap_entry);
  }
  cpu[kReservation] = kNoReservation;
  if (!machine_.flawed(Flaw::entry_loses_pc)) set(entry.epc, pc, Who::trap_entry);
  set(entry.cause, trap.cause | (interrupt ? kInterruptBit : 0), Who::trap_entry);
  set(entry.tval, trap.value, Who::trap_entry);
  uint64_t status = cpu[kMstatus];
  status = status & entry.enable ? status | entry.previous_enable : status & ~entry.previous_enable;
  if (machine_.flawed(Flaw::entry_torn) && !interrupt) {  // an interrupt still asserted would enter for ever
    cpu[kTorn] = entry.enable;
  } else if (!machine_.flawed(Flaw::entry_keeps_interrupts)) {
    status &= ~entry.enable;
  }
  if (!machine_.flawed(Flaw::entry_keeps_mode))
    status = entry.mode == kMachine ? with_bits(status, 12, 11, from) : with_bits(status, 8, 8, from);
  set(kMstatus, status, Who::trap_entry);
  set(kMode, entry.mode, Who::trap_entry);
  set(kPc, handler, Who::trap_entry);
}

After RiscvHart::environment_call() {
  uint16_t cause = mode() == kUser ? kEcallFromU : mode() == kSupervisor ? kEcallFromS : kEcallFromM;
  trap_ = {TrapKind::syscall, cause, 0};
  return After::trap;
}

After RiscvHart::illegal(uint32_t bits) {
  trap_ = {TrapKind::exception, kIllegalInstruction, bits};
  return After::trap;
}

After RiscvHart::illegal_op(const Op& op) {
  uint32_t bits = static_cast<uint32_t>(op.aux);
  return illegal(op.size() == 2 ? bits & 0xffff : bits);
}

// The mode and the place to go back to are read before anything changes.
After RiscvHart::leave_machine() {
  if (privilege() != kMachine) return illegal(bits_at(cpu[kPc]));
  uint64_t status = cpu[kMstatus];
  auto to = static_cast<Mode>(bits(status, 12, 11));
  status = status & kMstatusMpie ? status | kMstatusMie : status & ~kMstatusMie;
  status |= kMstatusMpie;
  status = with_bits(status, 12, 11, kUser);
  if (to != kMachine) status &= ~kMstatusMprv;
  tell_return(to, cpu[kMepc]);
  if (reads_) tell_read(kMstatus, Who::trap_return), tell_read(kMepc, Who::trap_return);
  set(kMstatus, status, Who::trap_return);
  set(kMode, to, Who::trap_return);
  set(kPc, cpu[kMepc], Who::trap_return);
  return After::returned;
}

After RiscvHart::leave_supervisor() {
  uint64_t status = cpu[kMstatus];
  if (privilege() == kUser || (privilege() == kSupervisor && (status & kMstatusTsr)))
    return illegal(bits_at(cpu[kPc]));
  Mode to = status & kMstatusSpp ? kSupervisor : kUser;
  status = status & kMstatusSpie ? status | kMstatusSie : status & ~kMstatusSie;
  status |= kMstatusSpie;
  status &= ~(kMstatusSpp | kMstatusMprv);
  tell_return(to, cpu[kSepc]);
  if (reads_) tell_read(kMstatus, Who::trap_return), tell_read(kSepc, Who::trap_return);
  set(kMstatus, status, Who::trap_return);
  set(kMode, to, Who::trap_return);
  set(kPc, cpu[kSepc], Who::trap_return);
  return After::returned;
}

void RiscvHart::tell_return(Mode to, uint64_t pc) {
  if (machine_.trace.detail == Detail::none) return;
  Event e = own_event(EventKind::ret);
  e.to = to;
  e.value = pc;
  machine_.trace.emit(e);
  if (machine_.on_crossing) machine_.on_crossing(e, cpu);
}

// 3.3.3. U-mode wfi traps at once, which the manual allows and QEMU does.
After RiscvHart::wait_for_interrupt() {
  if (privilege() == kUser || (privilege() == kSupervisor && (cpu[kMstatus] & kMstatusTw)))
    return illegal(bits_at(cpu[kPc]));
  if (pending() & cpu[kMie]) return After::leave;
  cpu[kWaiting] = 1;
  if (machine_.trace.detail != Detail::none) machine_.trace.emit(machine_.event(EventKind::wait));
  return After::leave;
}

After RiscvHart::fence_vma() {
  bool allowed = privilege() == kMachine || (privilege() == kSupervisor && !(cpu[kMstatus] & kMstatusTvm));
  if (!allowed) return illegal(bits_at(cpu[kPc]));
  // Nothing to forget: a write to a valid entry of a page table in use has flushed already (see
  // page_changing).
  return After::next;
}

}  // namespace trapdoor::riscv
