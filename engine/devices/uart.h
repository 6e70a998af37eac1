// Uart: a serial line; each byte written goes out as text, each key typed comes in.
// Models: National Semiconductor PC16550D data sheet, chapter 8; what QEMU's `virt` board calls ns16550a.
// Leaves out: baud rate, parity and break (bytes cross the line at once and unharmed; the divisor and line control
//   registers only remember), DMA mode, changes of the modem inputs. Because no time passes on the line,
//   bytes that are too few for the FIFO's trigger level count as timed out at once.
// Laws: 1. `accept` never loses a byte silently: what does not fit sets LSR.OE and is told as a command event.
//       2. `irq` is high exactly while IIR bit 0 is 0.
//       3. Reading LSR withdraws the transmitter-empty interrupt, as reading IIR does. A PC16550D would not do that, but
//          kernels made for QEMU (xv6) never read IIR: there the interrupt controller asks once per change.
#pragma once
#include <array>

#include "engine/machine/device.h"

namespace trapdoor {

class Uart final : public Device {
 public:
  static constexpr uint32_t kFifoBytes = 16;
  static constexpr uint32_t kLineBytes = 256;  // the FIFO, and what waits outside for a place in it

  const DeviceInfo& info() const override;
  std::span<std::byte> state() override { return bytes_of(state_); }
  void reset(Io&) override;
  uint64_t read(Io&, uint32_t offset, int size) override;
  void write(Io&, uint32_t offset, int size, uint64_t value) override;
  std::vector<Gate> gates(const Io&, int output, int input) const override;
  uint64_t peek(const Io&, uint32_t offset, int size) const override;
  void accept(Io&, uint8_t byte) override;

 private:
  struct State {
    std::array<uint8_t, kLineBytes> line;  // a ring: received, not yet read; the first 16 are the FIFO
    uint16_t first, count;
    uint8_t ier, fcr, lcr, mcr, scr, dll, dlm;
    uint8_t last_read;  // what RBR shows when nothing is there
    uint8_t overrun;    // LSR.OE
    uint8_t sent;       // the transmitter became empty and nobody was told yet
    uint8_t unused[2];
  };
  static_assert(Plain<State>);

  void receive(Io&, uint8_t byte);
  void send(Io&, uint8_t byte);
  void drop_fifo();
  uint8_t interrupt_id() const;
  uint8_t line_status() const;
  uint8_t modem_status() const;
  uint8_t show(uint32_t offset) const;
  void update(Io&);

  State state_{};
};

}  // namespace trapdoor
