// Where traps go: mtvec and stvec (3.1.7, 4.1.2).
#include <fmt/format.h>

#include "engine/base/bits.h"
#include "engine/isa/riscv/hart.h"
#include "engine/isa/riscv/isa.h"

namespace trapdoor::riscv {
namespace {

enum VectorMode : uint64_t { kDirect = 0, kVectored = 1 };

}  // namespace

Vector vector(const Machine& machine, int hart, uint8_t mode) {
  const Cpu& cpu = machine.hart(hart).cpu;
  const bool supervisor = mode == kSupervisor;
  const uint64_t word = cpu[supervisor ? kStvec : kMtvec];
  Vector result;
  result.base = word & ~uint64_t{3};
  result.is_table = bits(word, 1, 0) == kVectored;
  const std::string name = supervisor ? "stvec" : "mtvec";
  if (bits(word, 1, 0) > kVectored) {
    result.warnings.push_back(
        fmt::format("{} ends in {}: a handler's address must be a multiple of 4.", name, bits(word, 1, 0)));
  }
  if (!result.is_table) {
    result.entries.push_back({"every trap", TrapKind::none, 0, result.base});
    return result;
  }
  result.entries.push_back({"system calls, exceptions", TrapKind::none, 0, result.base});
  for (const CauseRow& cause : kIsa.causes) {
    if (cause.kind != TrapKind::interrupt) continue;
    if (supervisor && !bit(kSupervisorInterrupts, cause.cause)) continue;
    result.entries.push_back(
        {std::string(cause.word), cause.kind, cause.cause, result.base + 4 * uint64_t{cause.cause}});
  }
  return result;
}

}  // namespace trapdoor::riscv
