// Screen: 25 lines of 80 characters, or pixels that lie in memory.
// Text: the window begins with the cells, row by row, two bytes each: the character, then its colours
//   (foreground in the low four bits, background in the next four; 0 black, 1 blue, 2 green, 4 red, their sums, and 8 for bright).
// Pixels: WIDTH x HEIGHT words of 4 bytes (0x00RRGGBB) at FRAME, a physical address. Whoever draws the screen
//   looks there; memory that is not RAM is black.
// Models: the idea of the IBM CGA's text mode; the pixel mode is a plain frame buffer.
// Leaves out: fonts, blinking, vertical retrace and its interrupt.
// Laws: 1. The screen never changes by itself: it is what was written last.
#pragma once
#include <array>

#include "engine/machine/device.h"

namespace trapdoor {

class Screen final : public Device {
 public:
  static constexpr uint32_t kColumns = 80, kLines = 25;
  static constexpr uint32_t kTextBytes = 2 * kColumns * kLines;
  static constexpr uint32_t kMostWidth = 1024, kMostHeight = 768;

  const DeviceInfo& info() const override;
  std::span<std::byte> state() override { return bytes_of(state_); }
  void reset(Io&) override;
  uint64_t read(Io& io, uint32_t offset, int size) override { return peek(io, offset, size); }
  void write(Io&, uint32_t offset, int size, uint64_t value) override;
  uint64_t peek(const Io&, uint32_t offset, int size) const override;

 private:
  struct State {
    std::array<uint8_t, kTextBytes> text;
    uint64_t frame;
    uint32_t mode, cursor, width, height;
  };
  static_assert(Plain<State>);

  State state_{};
};

}  // namespace trapdoor
