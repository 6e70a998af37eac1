// Disk: a plain disk for learning how a kernel talks to one. It keeps 512-byte sectors, numbered from 0.
//
// To read or write, say which (SECTOR, COUNT), then what (COMMAND). The disk is BUSY for LATENCY ticks per
// sector. The bytes go one of two ways:
//   programmed I/O   READ:  wait until STATUS.DATA is 1, then read 512 bytes from DATA; again for each sector.
//                    WRITE: while STATUS.DATA is 1, write 512 bytes to DATA; wait for it to be 1 again for the next.
//   direct memory    READ_DMA, WRITE_DMA: the disk copies between itself and memory at ADDRESS, a physical address,
//                    while the CPU does something else. LOW and HIGH bound what it may touch, so that a kernel can let
//                    a program choose the address.
//
// STATUS.DONE says that all sectors are through; STATUS.ERROR that the command failed, and ERROR why.
// Instead of asking again and again, set INTERRUPT.ENABLE: INTERRUPT.PENDING becomes 1 each time the disk
// stops being BUSY or a command fails, and the interrupt line is high while both are 1. Write 1 to PENDING
// when you have seen it.
//
// Sector 7 into `buffer`, by DMA, waiting in a loop:
//      la   t0, DISK_SECTOR
//      li   t1, 7
//      sw   t1, 0(t0)          SECTOR
//      li   t1, 1
//      sw   t1, 4(t0)          COUNT
//      la   t1, buffer
//      sd   t1, 8(t0)          ADDRESS
//      li   t1, 3
//      sw   t1, 16(t0)         COMMAND: READ_DMA
//   1: lw   t1, 20(t0)         STATUS
//      andi t1, t1, 1          BUSY?
//      bnez t1, 1b
//
// Models: nothing that was ever sold; the registers of an IDE disk, cleaned up.
// Leaves out: seek times, caches, more than one command at a time.
// Laws: 1. SECTOR, COUNT and ADDRESS move on with each finished sector, so an error shows where it happened.
//       2. Memory and disk change only at the tick where a sector's latency ends, a whole sector at once.
//       3. A sector beyond the end, or memory that is not RAM, is an error of the command and changes
//          nothing.
#pragma once
#include <array>

#include "engine/machine/device.h"

namespace trapdoor {

class Disk final : public Device {
 public:
  static constexpr uint32_t kSectorBytes = 512;
  static constexpr uint64_t kDefaultBytes = 1 << 20;
  static constexpr uint32_t kDefaultLatency = 2000;

  const DeviceInfo& info() const override;
  std::span<std::byte> state() override { return bytes_of(state_); }
  Pages* storage() override { return &storage_; }
  void reset(Io&) override;
  uint64_t read(Io&, uint32_t offset, int size) override;
  void write(Io&, uint32_t offset, int size, uint64_t value) override;
  std::vector<Gate> gates(const Io&, int output, int input) const override;
  uint64_t peek(const Io&, uint32_t offset, int size) const override;
  void wake(Io&) override;

 private:
  struct State {
    uint64_t address;
    uint64_t low, high;  // what DMA may touch
    uint32_t sector, count;
    uint32_t command;  // as written last
    uint32_t latency;
    uint32_t at;  // the byte of `buffer` that DATA reaches next
    uint8_t busy, data, done, error, enable, pending;
    uint8_t unused[6];
    std::array<std::byte, kSectorBytes> buffer;
  };
  static_assert(Plain<State>);

  void start(Io&, uint32_t command);
  void begin_sector(Io&);
  void fail(Io&, uint8_t error);
  void finish_sector();
  bool in_bounds() const;
  template <class AnyState>
  static auto wide_register(AnyState& state, uint32_t offset) -> decltype(&state.address);
  uint8_t move_sector(Io&);
  void took_buffer(Io&);
  uint32_t status() const;
  void update(Io&);

  State state_{};
  Pages storage_{kDefaultBytes};
};

}  // namespace trapdoor
