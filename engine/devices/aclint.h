// Aclint: the machine's clock, one alarm and one software interrupt per hart.
// Models: RISC-V ACLINT specification 1.0-rc4 chapters 2 (MTIMER) and 3 (MSWI), at SiFive CLINT's offsets.
// Leaves out: the supervisor software interrupt device (SSWI).
// Laws: 1. MTIn is high exactly while mtime >= mtimecmpn.
//       2. Power-on sets every mtimecmp to its largest value (the specification leaves it open), so that no
//          alarm rings before somebody sets one.
#pragma once
#include <array>

#include "engine/machine/cpu.h"
#include "engine/machine/device.h"

namespace trapdoor {

class Aclint final : public Device {
 public:
  const DeviceInfo& info() const override;
  std::span<std::byte> state() override { return bytes_of(state_); }
  void reset(Io&) override;
  uint64_t read(Io& io, uint32_t offset, int size) override { return peek(io, offset, size); }
  void write(Io&, uint32_t offset, int size, uint64_t value) override;
  std::vector<Gate> gates(const Io&, int output, int input) const override;
  uint64_t peek(const Io&, uint32_t offset, int size) const override;
  void wake(Io& io) override { update(io); }

 private:
  struct State {
    std::array<uint64_t, kMaxHarts> compare;
    std::array<uint8_t, kMaxHarts> soft;
  };
  static_assert(Plain<State>);

  void update(Io&);

  State state_{};
};

}  // namespace trapdoor
