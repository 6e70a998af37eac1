#include "engine/devices/disk.h"

#include "engine/base/bits.h"

namespace trapdoor {
namespace {

enum Offset : uint32_t {
  kSector = 0x00,
  kCount = 0x04,
  kAddress = 0x08,
  kCommand = 0x10,
  kStatus = 0x14,
  kError = 0x18,
  kInterrupt = 0x1c,
  kData = 0x20,
  kLatency = 0x28,
  kSectors = 0x2c,
  kLow = 0x30,
  kHigh = 0x38,
};

enum Command : uint32_t { kCancel, kRead, kWrite, kReadDma, kWriteDma };
enum Error : uint8_t { kNone, kNoSuchSector, kNoSuchMemory, kNoSuchCommand, kOutOfBounds };
enum Interrupt : uint32_t { kEnable = 1, kPending = 2 };

constexpr RegisterRow kRegisters[] = {
    {kSector, 4, "SECTOR", "DISK_SECTOR", "rw",
     "The first sector to move; counts up as sectors are finished."},
    {kCount, 4, "COUNT", "DISK_COUNT", "rw",
     "How many sectors to move; counts down to 0 as sectors are finished."},
    {kAddress, 8, "ADDRESS", "DISK_ADDRESS", "rw",
     "Where in memory, for DMA: a physical address. Goes up by 512 with each finished sector."},
    {kCommand, 4, "COMMAND", "DISK_COMMAND", "rw",
     "What to do; writing it starts the disk. Ignored while BUSY, but for 0."},
    {kStatus, 4, "STATUS", "DISK_STATUS", "ro", "What the disk is doing."},
    {kError, 4, "ERROR", "DISK_ERROR", "ro", "Why the last command failed."},
    {kInterrupt, 4, "INTERRUPT", "DISK_INTERRUPT", "rw", "Interrupt when BUSY goes off."},
    {kData, 8, "DATA", "DISK_DATA", "rw",
     "The next 1, 2, 4 or 8 bytes of the sector, for programmed I/O. Reads 0 while STATUS.DATA is 0."},
    {kLatency, 4, "LATENCY", "DISK_LATENCY", "rw", "Ticks that the disk needs for one sector."},
    {kSectors, 4, "SECTORS", "DISK_SECTORS", "ro", "How many sectors the disk has."},
    {kLow, 8, "LOW", "DISK_LOW", "rw", "DMA may touch memory from this address on."},
    {kHigh, 8, "HIGH", "DISK_HIGH", "rw", "DMA may touch memory below this address."},
};

constexpr FieldRow kFields[] = {
    {"COMMAND", "WHAT", 2, 0, "What to do.", "0=cancel 1=read 2=write 3=read-dma 4=write-dma"},
    {"STATUS", "BUSY", 0, 0, "The disk works: wait. Nothing but COMMAND and INTERRUPT can be written.", ""},
    {"STATUS", "DATA", 1, 1, "Programmed I/O: the disk wants DATA to be read or written.", ""},
    {"STATUS", "DONE", 2, 2, "The command is through, without error.", ""},
    {"STATUS", "ERROR", 3, 3, "The command failed; ERROR says why.", ""},
    {"ERROR", "REASON", 2, 0, "Why.",
     "0=none 1=no-such-sector 2=no-such-memory 3=no-such-command 4=out-of-bounds"},
    {"INTERRUPT", "ENABLE", 0, 0, "Interrupt when BUSY goes off.", ""},
    {"INTERRUPT", "PENDING", 1, 1, "BUSY went off. Writing 1 here clears it.", ""},
};

constexpr std::string_view kOutputs[] = {"irq"};

bool is_dma(uint32_t command) { return command == kReadDma || command == kWriteDma; }

}  // namespace

const DeviceInfo& Disk::info() const {
  static constexpr DeviceInfo kInfo = {
      "disk",
      "Disk",
      "Keeps 512-byte sectors. Moves them through DATA, or by itself (DMA), and interrupts when it is "
      "through.",
      kRegisters,
      kFields,
      kOutputs,
      {},
  };
  return kInfo;
}

void Disk::reset(Io& io) {
  state_ = {};
  state_.latency = kDefaultLatency;
  state_.high = ~uint64_t{0};
  update(io);
}

uint32_t Disk::status() const {
  return uint32_t{state_.busy} | uint32_t{state_.data} << 1 | uint32_t{state_.done} << 2 |
         uint32_t{state_.error != kNone} << 3;
}

// The 64-bit register that offset lies in; null if there is none. For const and mutable states alike.
template <class AnyState>
auto Disk::wide_register(AnyState& state, uint32_t offset) -> decltype(&state.address) {
  switch (offset & ~7u) {
    case kAddress:
      return &state.address;
    case kLow:
      return &state.low;
    case kHigh:
      return &state.high;
    default:
      return nullptr;
  }
}

uint64_t Disk::peek(const Io&, uint32_t offset, int size) const {
  if (offset >= kData && offset < kData + 8) {
    uint64_t value = 0;
    for (uint32_t i = 0; state_.data && i < static_cast<uint32_t>(size); i++) {
      uint32_t at = state_.at + (offset - kData) + i;
      if (at < kSectorBytes) value |= static_cast<uint64_t>(state_.buffer[at]) << (8 * i);
    }
    return value;
  }
  if (const uint64_t* wide = wide_register(state_, offset)) {
    return size == 8 ? *wide : offset & 4 ? bits(*wide, 63, 32) : bits(*wide, 31, 0);
  }
  switch (offset) {
    case kSector:
      return state_.sector;
    case kCount:
      return state_.count;
    case kCommand:
      return state_.command;
    case kStatus:
      return status();
    case kError:
      return state_.error;
    case kInterrupt:
      return (state_.enable ? kEnable : 0u) | (state_.pending ? kPending : 0u);
    case kLatency:
      return state_.latency;
    case kSectors:
      return storage_.size_bytes() / kSectorBytes;
    default:
      return 0;
  }
}

uint64_t Disk::read(Io& io, uint32_t offset, int size) {
  uint64_t value = peek(io, offset, size);
  if (offset == kData && state_.data && state_.command == kRead) {
    state_.at += static_cast<uint32_t>(size);
    if (state_.at >= kSectorBytes) took_buffer(io);
  }
  return value;
}

void Disk::write(Io& io, uint32_t offset, int size, uint64_t value) {
  auto word = static_cast<uint32_t>(value);
  if (state_.busy && (offset < kCommand || offset >= kLow)) return;
  if (uint64_t* wide = wide_register(state_, offset)) {
    *wide = size == 8 ? value : offset & 4 ? with_bits(*wide, 63, 32, value) : with_bits(*wide, 31, 0, value);
  }
  switch (offset) {
    case kSector:
      state_.sector = word;
      break;
    case kCount:
      state_.count = word;
      break;
    case kCommand:
      if (!state_.busy || word == kCancel) start(io, word);
      break;
    case kInterrupt:
      state_.enable = word & kEnable ? 1 : 0;
      if (word & kPending) state_.pending = 0;
      break;
    case kData:
      if (!state_.data || state_.command != kWrite) break;
      for (int i = 0; i < size && state_.at < kSectorBytes; i++) {
        state_.buffer[state_.at++] = static_cast<std::byte>(value >> (8 * i));
      }
      if (state_.at == kSectorBytes) took_buffer(io);
      break;
    case kLatency:
      if (!state_.busy) state_.latency = word;
      break;
    default:
      break;
  }
  update(io);
}

void Disk::start(Io& io, uint32_t command) {
  state_.command = command;
  state_.busy = state_.data = state_.done = 0;
  state_.error = kNone;
  state_.at = 0;
  io.wake_at(kNever);
  io.command(kCommand, command);
  if (command == kCancel) return;
  if (command > kWriteDma) return fail(io, kNoSuchCommand);
  if (state_.count == 0) {
    state_.done = 1;
    state_.pending = 1;
    return;
  }
  begin_sector(io);
}

// A write by programmed I/O wants the bytes first; everything else makes the disk work.
void Disk::begin_sector(Io& io) {
  if (state_.command == kWrite && !state_.data) {
    state_.data = 1;
    return;
  }
  state_.data = 0;
  state_.busy = 1;
  io.wake_at(io.now() + state_.latency);
}

// DATA was read or written to its end.
void Disk::took_buffer(Io& io) {
  state_.at = 0;
  if (state_.command == kRead) {
    state_.data = 0;
    finish_sector();
    if (state_.done) return;
  }
  begin_sector(io);
}

void Disk::finish_sector() {
  state_.sector++;
  state_.count--;
  if (is_dma(state_.command)) state_.address += kSectorBytes;
  if (state_.count == 0) state_.done = 1;
}

void Disk::fail(Io& io, uint8_t error) {
  state_.error = error;
  state_.busy = state_.data = 0;
  state_.pending = 1;
  io.command(kStatus, status());
}

bool Disk::in_bounds() const {
  if (state_.address < state_.low) return false;
  bool bounded = state_.high != ~uint64_t{0};
  return !bounded || (state_.address <= state_.high && state_.high - state_.address >= kSectorBytes);
}

// Moves the current sector between storage, buffer and memory. Returns an Error.
uint8_t Disk::move_sector(Io& io) {
  uint64_t from = uint64_t{state_.sector} * kSectorBytes;
  if (from >= storage_.size_bytes()) return kNoSuchSector;
  if (is_dma(state_.command) && !in_bounds() && !io.flawed(Flaw::dma_unbounded)) return kOutOfBounds;
  if (state_.command == kWriteDma && !io.dma_read(state_.address, state_.buffer)) return kNoSuchMemory;
  if (state_.command == kWrite || state_.command == kWriteDma) {
    storage_.write(from, state_.buffer);
  } else {
    storage_.read(from, state_.buffer);
  }
  if (state_.command == kReadDma && !io.dma_write(state_.address, state_.buffer)) return kNoSuchMemory;
  return kNone;
}

// The latency of one sector is over.
void Disk::wake(Io& io) {
  if (!state_.busy) return;
  if (uint8_t error = move_sector(io); error != kNone) {
    fail(io, error);
    return update(io);
  }
  if (state_.command == kRead) {
    state_.busy = 0;
    state_.data = 1;
    state_.pending = 1;
    return update(io);
  }
  finish_sector();
  if (state_.done || state_.command == kWrite) {
    state_.busy = 0;
    state_.pending = 1;
  }
  if (!state_.done) begin_sector(io);
  if (!state_.busy) io.command(kStatus, status());
  update(io);
}

std::vector<Gate> Disk::gates(const Io&, int, int) const {
  return {
      {"INTERRUPT.PENDING", state_.pending != 0,
       state_.pending ? "the disk has finished" : "the disk has not finished anything",
       "Give it a command; it asks when the command is through."},
      {"INTERRUPT.ENABLE", state_.enable != 0, state_.enable ? "it may interrupt" : "it may not interrupt",
       "Set bit 0 of the disk's INTERRUPT register."}};
}

void Disk::update(Io& io) { io.drive(0, state_.enable && state_.pending); }

}  // namespace trapdoor
