// Why is this interrupt (not) taken? The gates of 3.1.9 and 3.1.6.1 in the order a signal passes them. The first one
// is whether the interrupt is pending; machine/explain.h puts the devices' gates in its place where a wire leads here.
#include <string>

#include "engine/base/bits.h"
#include "engine/isa/riscv/hart.h"
#include "engine/isa/riscv/isa.h"

namespace trapdoor::riscv {
namespace {

constexpr const char* kPendingNames[] = {"", "SSIP", "", "MSIP", "", "STIP",
                                         "", "MTIP", "", "SEIP", "", "MEIP"};
constexpr const char* kEnableNames[] = {"", "SSIE", "", "MSIE", "", "STIE",
                                        "", "MTIE", "", "SEIE", "", "MEIE"};

constexpr int kSoftwareOfSupervisor = 1, kTimerOfSupervisor = 5;

std::string reads(const std::string& what, bool value) { return what + (value ? " is 1" : " is 0"); }

// Whether it is pending at all. With Sstc (stimecmp 3) the supervisor's timer is a comparison inside the hart.
Gate pending_gate(const RiscvHart& hart, int cause, bool delegated) {
  bool pending = bit(hart.pending(), cause);
  if (cause == kTimerOfSupervisor && hart.cpu[kMenvcfg] >> 63) {
    return {"time >= stimecmp", pending,
            pending ? "the time in stimecmp has come" : "the time in stimecmp has not come yet",
            "Wait, or write a nearer time into stimecmp."};
  }
  // The word in which whoever can set the bit writes it.
  const char* word = delegated && cause == kSoftwareOfSupervisor ? "sip." : "mip.";
  std::string name = std::string(word) + kPendingNames[cause];
  return {name, pending, reads(name, pending), "Software must set this bit: no wire leads here."};
}

Explanation explain_one(const RiscvHart& hart, const CauseRow& cause) {
  Explanation why;
  why.source = cause.name;
  why.cause = cause.cause;
  why.input_bit = cause.cause;
  int n = cause.cause;
  const Cpu& cpu = hart.cpu;
  bool delegated = bit(cpu[kMideleg], n);
  why.gates.push_back(pending_gate(hart, n, delegated));
  bool enabled = bit(cpu[kMie], n);
  const std::string enables = delegated ? "sie" : "mie";  // sie shows what is delegated, and only that
  std::string enable_bit = enables + "." + kEnableNames[n];
  why.gates.push_back({enable_bit, enabled, reads(enable_bit, enabled), "Set this bit in " + enables + "."});
  Mode mode = hart.mode();
  const char* names[] = {"user", "supervisor", "", "machine"};
  uint64_t status = cpu[kMstatus];
  std::string here = std::string("mode is ") + names[mode];
  if (delegated) {
    bool open = mode < kSupervisor || (mode == kSupervisor && (status & kMstatusSie));
    why.gates.push_back(
        {"sstatus.SIE or lower mode", open, here + ", " + reads("sstatus.SIE", status & kMstatusSie),
         mode == kMachine ? "It is delegated to the kernel, so it waits until machine mode returns."
                          : "Set sstatus.SIE, or return to user mode: there it is always on.",
         false, true});
  } else {
    bool open = mode < kMachine || (status & kMstatusMie);
    why.gates.push_back({"mstatus.MIE or lower mode", open,
                         here + ", " + reads("mstatus.MIE", status & kMstatusMie),
                         "Set mstatus.MIE, or return to a lower mode: there it is always on.", false, true});
  }
  uint64_t vector = cpu[delegated ? kStvec : kMtvec];
  std::string vector_name = delegated ? "stvec" : "mtvec";
  why.gates.push_back({vector_name + " set", vector != 0, vector_name + (vector ? " is set" : " is 0"),
                       "Write the address of the handler into " + vector_name + "."});
  Translation at = hart.look(vector & ~uint64_t{3}, AccessKind::fetch, delegated ? kSupervisor : kMachine);
  why.gates.push_back({"handler executable", at.ok,
                       at.ok ? "its page may be executed" : "its page may not be executed",
                       "Map the handler's page executable, and not for user mode."});
  return why;
}

}  // namespace

std::vector<Explanation> explain(const Machine& machine, int hart) {
  std::vector<Explanation> all;
  const auto& h = static_cast<const RiscvHart&>(machine.hart(hart));
  for (const CauseRow& cause : kIsa.causes) {
    if (cause.kind == TrapKind::interrupt) all.push_back(explain_one(h, cause));
  }
  return all;
}

}  // namespace trapdoor::riscv
