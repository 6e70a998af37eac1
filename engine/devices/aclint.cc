#include "engine/devices/aclint.h"

#include <algorithm>
#include <string>

#include "engine/base/bits.h"
#include "engine/devices/rows.h"

namespace trapdoor {
namespace {

constexpr uint32_t kSoft = 0x0, kCompare = 0x4000, kTime = 0xbff8;
constexpr uint64_t kFar = ~uint64_t{0};

constexpr FieldRow kFields[] = {
    {"msip0", "MSIP", 0, 0, "Hart 0's machine software interrupt is pending.", ""},
};

constexpr std::string_view kOutputs[] = {
    "MSI0", "MSI1", "MSI2", "MSI3", "MSI4", "MSI5", "MSI6", "MSI7",
    "MTI0", "MTI1", "MTI2", "MTI3", "MTI4", "MTI5", "MTI6", "MTI7",
};
static_assert(std::size(kOutputs) == 2 * kMaxHarts);

RegisterRows make_rows() {
  RegisterRows rows;
  for (int hart = 0; hart < kMaxHarts; hart++) {
    rows.add(kSoft + 4 * static_cast<uint32_t>(hart), 4, "msip#",
             hart ? "SOFT_INTERRUPT_#" : "SOFT_INTERRUPT", "rw",
             "Bit 0 is hart #'s machine software interrupt: how one hart calls another.", hart);
  }
  for (int hart = 0; hart < kMaxHarts; hart++) {
    rows.add(kCompare + 8 * static_cast<uint32_t>(hart), 8, "mtimecmp#",
             hart ? "TIMER_COMPARE_#" : "TIMER_COMPARE", "rw",
             "Hart #'s alarm: its timer interrupt is pending while mtime >= mtimecmp#.", hart);
  }
  rows.add(kTime, 8, "mtime", "TIMER_NOW", "rw",
           "The time that all harts share. It only goes up, unless written.");
  return rows;
}

// The part of a 64-bit register that an access of this size at this offset reaches.
int low_bit(uint32_t offset) { return static_cast<int>(offset % 8) * 8; }
uint64_t part(uint64_t whole, uint32_t offset, int size) {
  return bits(whole, low_bit(offset) + 8 * size - 1, low_bit(offset));
}
uint64_t with_part(uint64_t whole, uint32_t offset, int size, uint64_t value) {
  return with_bits(whole, low_bit(offset) + 8 * size - 1, low_bit(offset), value);
}

}  // namespace

const DeviceInfo& Aclint::info() const {
  static const RegisterRows kRows = make_rows();
  static const DeviceInfo kInfo = {
      "aclint",
      "Timer and software interrupts (ACLINT)",
      "A clock and, per hart, an alarm. The alarm is what lets a kernel take the CPU back.",
      kRows.rows(),
      kFields,
      kOutputs,
      {},
  };
  return kInfo;
}

void Aclint::reset(Io& io) {
  state_ = {};
  state_.compare.fill(kFar);
  update(io);
}

// Registers take accesses of 4 and 8 bytes, msip of 4; other accesses read 0 and write nothing.
uint64_t Aclint::peek(const Io& io, uint32_t offset, int size) const {
  if (size < 4) return 0;
  if (offset < kSoft + 4 * kMaxHarts) return state_.soft[offset / 4];
  if (offset >= kCompare && offset < kCompare + 8 * kMaxHarts) {
    return part(state_.compare[(offset - kCompare) / 8], offset, size);
  }
  if (offset >= kTime && offset < kTime + 8) return part(io.time(), offset, size);
  return 0;
}

void Aclint::write(Io& io, uint32_t offset, int size, uint64_t value) {
  if (size < 4) return;
  if (offset < kSoft + 4 * kMaxHarts) {
    state_.soft[offset / 4] = value & 1;  // ACLINT 3.1: the upper 31 bits are wired to zero
    io.command(offset, value);
  } else if (offset >= kCompare && offset < kCompare + 8 * kMaxHarts) {
    uint64_t& compare = state_.compare[(offset - kCompare) / 8];
    compare = with_part(compare, offset, size, value);
    io.command(offset, value);
  } else if (offset >= kTime && offset < kTime + 8) {
    io.set_time(with_part(io.time(), offset, size, value));
    io.command(offset, value);
  }
  update(io);
}

std::vector<Gate> Aclint::gates(const Io& io, int output, int) const {
  auto hart = static_cast<size_t>(output % kMaxHarts);
  std::string number = std::to_string(hart);
  if (output < kMaxHarts) {
    bool asks = state_.soft[hart];
    return {{"msip" + number, asks, "msip" + number + (asks ? " is 1" : " is 0"), "Write 1 to it."}};
  }
  bool due = io.time() >= state_.compare[hart];
  return {{"mtime >= mtimecmp" + number, due,
           due ? "the alarm's time has come" : "the alarm's time has not come yet",
           "Wait, or write a nearer time into mtimecmp" + number + "."}};
}

void Aclint::update(Io& io) {
  uint64_t time = io.time();
  uint64_t next = kFar;
  for (int hart = 0; hart < kMaxHarts; hart++) {
    uint64_t compare = state_.compare[static_cast<size_t>(hart)];
    io.drive(hart, state_.soft[static_cast<size_t>(hart)]);
    io.drive(kMaxHarts + hart, time >= compare);
    if (time < compare) next = std::min(next, compare);
  }
  io.wake_at(next == kFar ? kNever : io.when(next));
}

}  // namespace trapdoor
