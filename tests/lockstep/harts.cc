#include "tests/lockstep/harts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "engine/program/assembler.h"
#include "tests/lockstep/layout.h"
#include "tests/lockstep/random.h"
#include "tests/lockstep/referee.h"

namespace trapdoor::lockstep {
namespace {

constexpr int kSteps = 40, kRounds = 12;
constexpr uint64_t kMeetingAt = 0x6c0, kFailedAt = 0x6e0;

// Where the harts meet. s1 is the hart's number, s2 the shared page, s3 the round.
constexpr const char* kStart = R"(
.equ SHARED, {shared}
.equ SUMS, 0x0          # sixteen doublewords for each kind of atomic
.equ BYTES, 0x600       # a byte for each hart, side by side
.equ LOCK, 0x640
.equ LOCKED, 0x680      # three doublewords, changed under the lock
.equ MEETING, {meeting}     # harts that have come to the end
.equ FAILED, {failed}
.equ MAIL, 0x700        # one doubleword per hart: who rings it, + 1
.equ RINGS, 0x800       # eight doublewords per hart: how often each other rang it
.equ MSIP, 0x2000000
_start:
  la t0, rung
  csrw mtvec, t0
  la t0, saves
  slli t1, a0, 6
  add t0, t0, t1
  csrw mscratch, t0
  csrwi mie, 8
  mv s1, a0
  li s2, SHARED
  li s3, {rounds}
  csrsi mstatus, 8
  la t0, starts
  slli t1, s1, 3
  add t0, t0, t1
  ld t0, 0(t0)
  jr t0

.balign 4
rung:                   # a machine software interrupt: note who rang, free the mailbox
  csrrw t0, mscratch, t0
  sd t1, 0(t0)
  sd t2, 8(t0)
  sd t3, 16(t0)
  csrr t1, mcause
  bgez t1, failed
  csrr t1, mhartid
  slli t2, t1, 2
  li t3, MSIP
  add t2, t2, t3
  sw x0, 0(t2)
  fence
  li t2, SHARED
  slli t3, t1, 3
  add t3, t3, t2
  ld t3, MAIL(t3)
  beqz t3, failed
  slli t3, t3, 3
  add t2, t2, t3
  slli t3, t1, 6
  add t2, t2, t3
  ld t3, RINGS-8(t2)
  addi t3, t3, 1
  sd t3, RINGS-8(t2)
  fence
  li t2, SHARED
  slli t1, t1, 3
  add t1, t1, t2
  sd x0, MAIL(t1)
  ld t1, 0(t0)
  ld t2, 8(t0)
  ld t3, 16(t0)
  csrrw t0, mscratch, t0
  mret
failed:
  li t2, SHARED
  csrr t1, mcause
  addi t1, t1, 1
  sd t1, FAILED(t2)
  j off

finish:                 # all have rung; all mail is read; then the machine goes off
  addi t1, s2, MEETING
  li t2, 1
  amoadd.d.aqrl x0, t2, (t1)
1: ld t0, 0(t1)
  addi t0, t0, -{harts}
  bltz t0, 1b
  slli t3, s1, 3
  add t3, t3, s2
1: ld t0, MAIL(t3)
  bnez t0, 1b
  amoadd.d.aqrl x0, t2, (t1)
1: ld t0, 0(t1)
  addi t0, t0, -2*{harts}
  bltz t0, 1b
  beqz s1, off
1: wfi
  j 1b
off:
  li t0, 0x100000
  li t1, 0x5555
  sw t1, 0(t0)
1: j 1b
saves: .space 512
)";

// Each kind has doublewords of its own, so that its operations commute.
std::string atomic_step(Random& random) {
  constexpr const char* kKinds[] = {"amoadd", "amoxor", "amoand",  "amoor",
                                    "amomin", "amomax", "amominu", "amomaxu"};
  constexpr const char* kOrders[] = {"", ".aq", ".rl", ".aqrl"};
  uint64_t kind = random.below(8);
  bool wide = random.chance(50);
  uint64_t place = 128 * kind + (wide ? 64 + 8 * random.below(8) : 4 * random.below(16));
  return fmt::format("  li t2, {}\n  mul t2, t2, s3\n  addi t1, s2, SUMS+{}\n  {}.{}{} x0, t2, (t1)\n",
                     static_cast<int64_t>(random.edge()), place, kKinds[kind], wide ? "d" : "w",
                     kOrders[random.below(4)]);
}

std::string reserved_step(Random& random) {
  constexpr const char* kPairs[][2] = {{"lr.d", "sc.d"}, {"lr.d.aq", "sc.d.rl"}, {"lr.d.aqrl", "sc.d"}};
  const auto& pair = kPairs[random.below(3)];
  return fmt::format(
      "  addi t1, s2, SUMS+{}\n  li t2, {}\n1: {} t0, (t1)\n  add t0, t0, t2\n  {} t3, t0, (t1)\n  bnez t3, "
      "1b\n",
      1024 + 8 * random.below(8), static_cast<int64_t>(random.edge()), pair[0], pair[1]);
}

std::string locked_step(Random& random) {
  std::string text = "  addi t1, s2, LOCK\n  li t2, 1\n1: amoswap.w.aq t0, t2, (t1)\n  bnez t0, 1b\n";
  for (int i = 0; i < 3; i++) {
    text += fmt::format("  ld t0, LOCKED+{}(s2)\n  addi t0, t0, {}\n  sd t0, LOCKED+{}(s2)\n", 8 * i,
                        random.in(-99, 99), 8 * i);
  }
  return text + "  amoswap.w.rl x0, x0, (t1)\n";
}

std::string ring_step(Random& random, int hart, int harts) {
  int other = random.in(0, harts - 1);
  return fmt::format(
      "  addi t1, s2, MAIL+{}\n  li t2, {}\n1: lr.d.aq t0, (t1)\n  bnez t0, 1b\n  sc.d.rl t0, t2, (t1)\n  "
      "bnez t0, 1b\n"
      "  fence\n  li t1, MSIP+{}\n  li t2, 1\n  sw t2, 0(t1)\n",
      8 * other, hart + 1, 4 * other);
}

std::string step(Random& random, int hart, int harts) {
  switch (random.below(8)) {
    case 0:
      return reserved_step(random);
    case 1:
      return locked_step(random);
    case 2:
      return ring_step(random, hart, harts);
    case 3:
      return fmt::format("  li t0, {}\n  sb t0, BYTES+{}(s2)\n", random.below(256), hart);
    default:
      return atomic_step(random);
  }
}

std::vector<uint8_t> assembled(const std::string& text, std::string& problem) {
  Source source{"harts.S", text};
  AssemblerOptions options;
  options.text_address = RUNTIME_BASE;
  Assembled result = assemble(riscv::kIsa, {&source, 1}, options);
  for (const Diagnostic& d : result.diagnostics) problem += to_text(d) + "\n";
  std::vector<uint8_t> image(kSharedBase + kSharedBytes - RUNTIME_BASE);
  for (const Section& section : result.program.sections) {
    uint64_t at = section.address - RUNTIME_BASE;
    if (at + section.bytes.size() > kSharedBase - RUNTIME_BASE) {
      problem += "the program is too long";
    } else {
      std::copy(section.bytes.begin(), section.bytes.end(), image.begin() + static_cast<ptrdiff_t>(at));
    }
  }
  return image;
}

}  // namespace

std::string harts_program(uint64_t seed, int harts) {
  Random random(seed);
  std::string text =
      fmt::format(fmt::runtime(kStart), fmt::arg("shared", kSharedBase), fmt::arg("rounds", kRounds),
                  fmt::arg("harts", harts), fmt::arg("meeting", kMeetingAt), fmt::arg("failed", kFailedAt));
  std::string starts = ".balign 8\nstarts:\n";
  for (int hart = 0; hart < harts; hart++) {
    text += fmt::format("hart{}:\n", hart);
    for (int i = 0; i < kSteps; i++) text += step(random, hart, harts);
    text += fmt::format("  addi s3, s3, -1\n  bnez s3, hart{}\n  j finish\n", hart);
    starts += fmt::format(".dword hart{}\n", hart);
  }
  return text + starts;
}

std::string compare_harts(uint64_t seed, int harts, uint64_t& ticks) {
  std::string problem;
  std::vector<uint8_t> image = assembled(harts_program(seed, harts), problem);
  if (!problem.empty()) return problem;
  Outcome here = run_here(image, harts), qemu = run_in_qemu(image, harts);
  ticks += here.instructions;
  if (!here.problem.empty()) return here.problem;
  if (!qemu.problem.empty()) return qemu.problem;
  auto word = [](const Outcome& outcome, uint64_t at) {
    uint64_t value;
    std::memcpy(&value, &outcome.ram[kSharedBase - RUNTIME_BASE + at], sizeof value);
    return value;
  };
  if (word(here, kFailedAt) || word(here, kMeetingAt) != 2 * static_cast<uint64_t>(harts))
    return fmt::format("seed {}, {} harts: they did not come to their end", seed, harts);
  for (uint64_t at = 0; at < kSharedBytes; at += 8) {
    uint64_t ours = word(here, at), theirs = word(qemu, at);
    if (ours != theirs)
      return fmt::format("seed {}, {} harts: shared + {:#x}: here {:#x}, QEMU {:#x}", seed, harts, at, ours,
                         theirs);
  }
  return "";
}

}  // namespace trapdoor::lockstep
