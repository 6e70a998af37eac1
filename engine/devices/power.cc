#include "engine/devices/power.h"

#include "engine/base/bits.h"

namespace trapdoor {
namespace {

enum Word : uint64_t { kFail = 0x3333, kPass = 0x5555, kReset = 0x7777 };

constexpr RegisterRow kRegisters[] = {
    {0, 4, "FINISH", "POWER", "wo",
     "0x5555 switches the machine off with exit code 0, 0x3333 | code << 16 with that code; 0x7777 restarts "
     "it."},
};
constexpr FieldRow kFields[] = {
    {"FINISH", "WHAT", 15, 0, "What to do.", "0x3333=fail 0x5555=pass 0x7777=reset"},
    {"FINISH", "CODE", 31, 16, "The exit code of a failure.", ""},
};

}  // namespace

const DeviceInfo& Power::info() const {
  static constexpr DeviceInfo kInfo = {
      "power",    "Power switch", "Ends the run with an exit code, or restarts the machine.",
      kRegisters, kFields,        {},
      {},
  };
  return kInfo;
}

void Power::write(Io& io, uint32_t offset, int size, uint64_t value) {
  if (offset != 0 || size < 2) return;
  uint64_t what = bits(value, 15, 0);
  if (what == kPass) io.power_off(0);
  if (what == kFail) io.power_off(bits(value, 31, 16));
  if (what == kReset) {
    io.command(offset, value);
    io.request_reset();
  }
}

}  // namespace trapdoor
