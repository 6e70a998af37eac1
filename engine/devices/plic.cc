#include "engine/devices/plic.h"

#include <algorithm>
#include <string>

#include "engine/base/bits.h"
#include "engine/devices/rows.h"

namespace trapdoor {
namespace {

constexpr uint32_t kPriority = 0, kPending = 0x1000, kEnable = 0x2000, kEnableStride = 0x80;
constexpr uint32_t kContext = 0x200000, kContextStride = 0x1000, kThreshold = 0, kClaim = 4;
constexpr uint8_t kHighestPriority = 7;

// In port order: context 2n is Mn, 2n + 1 is Sn.
constexpr std::string_view kOutputs[] = {"M0", "S0", "M1", "S1", "M2", "S2", "M3", "S3",
                                         "M4", "S4", "M5", "S5", "M6", "S6", "M7", "S7"};
static_assert(std::size(kOutputs) == Plic::kContexts);

// Port i is source i + 1.
constexpr std::string_view kInputs[] = {
    "irq1",  "irq2",  "irq3",  "irq4",  "irq5",  "irq6",  "irq7",  "irq8",  "irq9",  "irq10", "irq11",
    "irq12", "irq13", "irq14", "irq15", "irq16", "irq17", "irq18", "irq19", "irq20", "irq21", "irq22",
    "irq23", "irq24", "irq25", "irq26", "irq27", "irq28", "irq29", "irq30", "irq31"};
static_assert(std::size(kInputs) == Plic::kSources - 1);

RegisterRows make_rows() {
  RegisterRows rows;
  for (int source = 1; source < Plic::kSources; source++) {
    rows.add(kPriority + 4 * static_cast<uint32_t>(source), 4, "priority#", "PLIC_PRIORITY_#", "rw",
             "Priority of source #, 0 (never interrupts) to 7.", source);
  }
  rows.add(kPending, 4, "pending", "PLIC_PENDING", "ro",
           "One bit per source: it asks, and nobody has claimed it.");
  auto per_context = [&](std::string_view mode, std::string_view letter, uint32_t parity) {
    for (int hart = 0; hart < kMaxHarts; hart++) {
      uint32_t context = 2 * static_cast<uint32_t>(hart) + parity;
      // Hart 0 in S mode is what a kernel on one hart uses: its symbols have no number.
      bool plain = hart == 0 && parity == 1;
      auto add = [&](uint32_t offset, std::string name, const char* symbol, const char* access,
                     std::string help) {
        std::string tail = plain ? "" : "_" + std::string(letter) + "#";
        rows.add(offset, 4, name + std::string(letter) + "#", symbol + tail, access,
                 help + std::string(mode) + " mode.", hart);
      };
      add(kEnable + context * kEnableStride, "enable", "PLIC_ENABLE", "rw",
          "One bit per source: may interrupt hart # in ");
      uint32_t base = kContext + context * kContextStride;
      add(base + kThreshold, "threshold", "PLIC_THRESHOLD", "rw",
          "Only sources of a higher priority than this interrupt hart # in ");
      add(base + kClaim, "claim", "PLIC_CLAIM", "rw",
          "Reading takes the most urgent pending source (0: none), writing its number back completes it. "
          "Hart # in ");
    }
  };
  per_context("S", "S", 1);
  per_context("M", "M", 0);
  return rows;
}

struct Where {
  enum { nothing, priority, pending, enable, threshold, claim } what = nothing;
  uint32_t index = 0;  // source or context
};

Where find(uint32_t offset) {
  if (offset < kPriority + 4 * Plic::kSources) return {Where::priority, offset / 4};
  if (offset == kPending) return {Where::pending, 0};
  if (offset >= kEnable && offset < kEnable + kEnableStride * Plic::kContexts) {
    if ((offset - kEnable) % kEnableStride == 0) return {Where::enable, (offset - kEnable) / kEnableStride};
  } else if (offset >= kContext && offset < kContext + kContextStride * Plic::kContexts) {
    uint32_t context = (offset - kContext) / kContextStride;
    if (offset % kContextStride == kThreshold) return {Where::threshold, context};
    if (offset % kContextStride == kClaim) return {Where::claim, context};
  }
  return {};
}

}  // namespace

const DeviceInfo& Plic::info() const {
  static const RegisterRows kRows = make_rows();
  static const DeviceInfo kInfo = {
      "plic",
      "Interrupt controller (PLIC)",
      "Gathers the devices' interrupt lines. A handler claims a source, serves it, and completes it.",
      kRows.rows(),
      {},
      kOutputs,
      kInputs,
  };
  return kInfo;
}

void Plic::reset(Io& io) {
  state_ = {};
  settle(io);
}

uint32_t Plic::best(size_t context) const {
  uint32_t found = 0;
  uint8_t priority = 0;
  for (uint32_t left = state_.pending & state_.enable[context]; left; left &= left - 1) {
    uint32_t source = static_cast<uint32_t>(__builtin_ctz(left));
    if (state_.priority[source] > priority) {
      found = source;
      priority = state_.priority[source];
    }
  }
  return found;
}

// Registers are words: an 8-byte access reaches the word at its address, a smaller one nothing.
uint64_t Plic::peek(const Io&, uint32_t offset, int size) const {
  if (size < 4) return 0;
  Where at = find(offset);
  switch (at.what) {
    case Where::priority:
      return state_.priority[at.index];
    case Where::pending:
      return state_.pending;
    case Where::enable:
      return state_.enable[at.index];
    case Where::threshold:
      return state_.threshold[at.index];
    case Where::claim:
      return best(at.index);
    case Where::nothing:
      break;
  }
  return 0;
}

uint64_t Plic::read(Io& io, uint32_t offset, int size) {
  uint64_t value = peek(io, offset, size);
  if (size >= 4 && find(offset).what == Where::claim && value != 0) {
    // Chapter 9: a claim clears the pending bit; the threshold plays no part in it.
    state_.pending &= ~(1u << value);
    state_.claimed |= 1u << value;
    io.command(offset, value, true);
    update(io);
  }
  return value;
}

void Plic::write(Io& io, uint32_t offset, int size, uint64_t value) {
  if (size < 4) return;
  Where at = find(offset);
  switch (at.what) {
    case Where::priority:
      if (at.index != 0) state_.priority[at.index] = value & kHighestPriority;
      break;
    case Where::enable:
      state_.enable[at.index] = static_cast<uint32_t>(value) & ~1u;
      break;
    case Where::threshold:
      state_.threshold[at.index] = value & kHighestPriority;
      break;
    case Where::claim:
      // Chapter 10: a completion of a source that is not enabled for the context is ignored.
      if (value < kSources && bit(state_.enable[at.index], static_cast<int>(value))) {
        state_.claimed &= ~(1u << value);
        io.command(offset, value);
      }
      break;
    case Where::pending:
    case Where::nothing:
      return;
  }
  settle(io);
}

void Plic::settle(Io& io) {
  for (int source = 1; source < kSources; source++) {
    if (io.sense(source - 1) && !bit(state_.claimed, source)) state_.pending |= 1u << source;
  }
  update(io);
}

Device::Ports Plic::handed_out(uint32_t offset, uint64_t value) const {
  Where at = find(offset);
  if (at.what != Where::claim || value == 0 || value >= kSources) return {};
  return {static_cast<int>(at.index), static_cast<int>(value) - 1};
}

std::vector<Gate> Plic::gates(const Io&, int output, int input) const {
  if (output < 0 || input < 0) return {};
  int source = input + 1;
  auto context = static_cast<size_t>(output);
  std::string number = std::to_string(source), where(kOutputs[context]);
  uint8_t priority = state_.priority[static_cast<size_t>(source)], threshold = state_.threshold[context];
  bool enabled = bit(state_.enable[context], source);
  std::vector<Gate> gates;
  if (bit(state_.pending, source)) {
    gates.push_back({"plic.pending." + number, true, "source " + number + " is pending", "", true});
  } else {
    bool free = !bit(state_.claimed, source);
    gates.push_back({"source " + number + " not in service", free,
                     "source " + number + (free ? " is not in service" : " was claimed and not completed"),
                     "Complete it: write " + number + " to the claim register."});
  }
  gates.push_back({"plic.priority" + number, priority > 0, "its priority is " + std::to_string(priority),
                   "Give source " + number + " a priority of 1 to 7."});
  gates.push_back({"plic.enable" + where, enabled,
                   "bit " + number + " of enable" + where + (enabled ? " is 1" : " is 0"),
                   "Set bit " + number + " of enable" + where + "."});
  // A priority of 0 has its own gate; any other only has to be above the threshold.
  gates.push_back({"plic.threshold" + where, threshold < std::max<uint8_t>(priority, 1),
                   "threshold" + where + " is " + std::to_string(threshold),
                   "Set the threshold lower than the priority."});
  return gates;
}

void Plic::update(Io& io) {
  for (size_t context = 0; context < kContexts; context++) {
    uint32_t source = best(context);
    io.drive(static_cast<int>(context), source != 0 && state_.priority[source] > state_.threshold[context]);
  }
}

}  // namespace trapdoor
