// Power: the switch by which a program ends the run or starts the machine anew.
// Models: the SiFive test finisher, as on QEMU's `virt` board ("sifive,test1").
#pragma once
#include "engine/machine/device.h"

namespace trapdoor {

class Power final : public Device {
 public:
  const DeviceInfo& info() const override;
  std::span<std::byte> state() override { return {}; }
  uint64_t read(Io&, uint32_t, int) override { return 0; }
  void write(Io&, uint32_t offset, int size, uint64_t value) override;
  uint64_t peek(const Io&, uint32_t, int) const override { return 0; }
};

}  // namespace trapdoor
