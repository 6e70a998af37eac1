// Plic: the interrupt controller: many interrupt lines in, one line per hart and mode out.
// Models: RISC-V Platform-Level Interrupt Controller specification 1.0.0; layout and contexts of QEMU's
//   `virt` board (context 2n is hart n in M mode, 2n + 1 the same hart in S mode; priorities 0 to 7).
// Leaves out: sources beyond 31; edge-triggered gateways (every source is a level).
// Laws: 1. A source is pending from the moment its line is high until it is claimed; it is not asked again
//          until its claim is completed, and then is pending at once if its line is still high.
//       2. An output is high exactly while a pending source, enabled for that context, has a priority above
//          its threshold.
#pragma once
#include <array>

#include "engine/machine/cpu.h"
#include "engine/machine/device.h"

namespace trapdoor {

class Plic final : public Device {
 public:
  static constexpr int kSources = 32;  // source 0 does not exist
  static constexpr int kContexts = 2 * kMaxHarts;

  const DeviceInfo& info() const override;
  std::span<std::byte> state() override { return bytes_of(state_); }
  void reset(Io&) override;
  uint64_t read(Io&, uint32_t offset, int size) override;
  void write(Io&, uint32_t offset, int size, uint64_t value) override;
  uint64_t peek(const Io&, uint32_t offset, int size) const override;
  void settle(Io&) override;
  std::vector<Gate> gates(const Io&, int output, int input) const override;
  Ports handed_out(uint32_t offset, uint64_t value) const override;

 private:
  struct State {
    uint32_t pending;  // one bit per source
    uint32_t claimed;
    std::array<uint32_t, kContexts> enable;
    std::array<uint8_t, kSources> priority;
    std::array<uint8_t, kContexts> threshold;
  };
  static_assert(Plain<State>);

  // The pending source of the highest priority that context may see (the lowest number wins a tie); 0 if
  // none.
  uint32_t best(size_t context) const;
  void update(Io&);

  State state_{};
};

}  // namespace trapdoor
