#include "engine/devices/uart.h"

#include <algorithm>

namespace trapdoor {
namespace {

enum Offset : uint32_t { kData, kIer, kIir, kLcr, kMcr, kLsr, kMsr, kScr };

enum Ier : uint8_t { kReceived = 1, kTransmitEmpty = 2, kLineStatus = 4 };
enum Fcr : uint8_t { kFifoEnable = 1, kClearReceive = 2 };
enum Lsr : uint8_t { kDataReady = 1, kOverrun = 2, kThrEmpty = 0x20, kIdle = 0x40 };
constexpr uint8_t kLoop = 0x10;          // MCR
constexpr uint8_t kDivisorLatch = 0x80;  // LCR
constexpr uint8_t kNoInterrupt = 1;      // IIR

constexpr RegisterRow kRegisters[] = {
    {kData, 1, "RBR", "UART_DATA", "ro", "Receiver buffer: reading takes the oldest byte that came in."},
    {kData, 1, "THR", "", "wo", "Transmitter holding: a byte written here is sent out."},
    {kData, 1, "DLL", "", "rw", "Divisor latch, low byte, while LCR.DLAB is 1. It has no effect here."},
    {kIer, 1, "IER", "UART_INTERRUPT_ENABLE", "rw",
     "Interrupt enable: which happenings raise the interrupt line."},
    {kIer, 1, "DLM", "", "rw", "Divisor latch, high byte, while LCR.DLAB is 1. It has no effect here."},
    {kIir, 1, "IIR", "UART_INTERRUPT_ID", "ro",
     "Interrupt identification: the most urgent reason for an interrupt."},
    {kIir, 1, "FCR", "UART_FIFO_CONTROL", "wo", "FIFO control: switches the queues on, empties them."},
    {kLcr, 1, "LCR", "UART_LINE_CONTROL", "rw",
     "Line control: word length, parity, access to the divisor latch."},
    {kMcr, 1, "MCR", "UART_MODEM_CONTROL", "rw", "Modem control: output signals and loop-back."},
    {kLsr, 1, "LSR", "UART_LINE_STATUS", "ro",
     "Line status: whether a byte is there, whether one may be sent."},
    {kMsr, 1, "MSR", "UART_MODEM_STATUS", "ro",
     "Modem status: a modem that is always ready, or MCR in loop-back."},
    {kScr, 1, "SCR", "UART_SCRATCH", "rw", "Scratch: remembers a byte, does nothing."},
};

constexpr FieldRow kFields[] = {
    {"IER", "ERBFI", 0, 0, "Interrupt when a received byte is there.", ""},
    {"IER", "ETBEI", 1, 1, "Interrupt when the transmitter is empty.", ""},
    {"IER", "ELSI", 2, 2, "Interrupt when a received byte was lost.", ""},
    {"IER", "EDSSI", 3, 3, "Interrupt when a modem input changes (never, here).", ""},
    {"IIR", "IP", 0, 0, "0 while an interrupt is pending.", "0=pending 1=none"},
    {"IIR", "ID", 3, 1, "The reason.", "1=transmitter-empty 2=received 3=line-status 6=received-timeout"},
    {"IIR", "FIFO", 7, 6, "Both bits are 1 while the FIFOs are on.", "0=off 3=on"},
    {"FCR", "FE", 0, 0, "Switches the FIFOs on.", ""},
    {"FCR", "RFR", 1, 1, "Empties the receiver's FIFO.", ""},
    {"FCR", "XFR", 2, 2, "Empties the transmitter's FIFO, which is always empty here.", ""},
    {"FCR", "RT", 7, 6, "Received bytes that make an interrupt without a timeout.", "0=1 1=4 2=8 3=14"},
    {"LCR", "WLS", 1, 0, "Word length. It has no effect here.", "0=5 1=6 2=7 3=8"},
    {"LCR", "STB", 2, 2, "Two stop bits. It has no effect here.", ""},
    {"LCR", "PEN", 3, 3, "Parity. It has no effect here.", ""},
    {"LCR", "DLAB", 7, 7, "Offsets 0 and 1 are the divisor latch.", ""},
    {"MCR", "DTR", 0, 0, "Data terminal ready.", ""},
    {"MCR", "RTS", 1, 1, "Request to send.", ""},
    {"MCR", "OUT1", 2, 2, "Free output 1.", ""},
    {"MCR", "OUT2", 3, 3, "Free output 2.", ""},
    {"MCR", "LOOP", 4, 4, "Loop-back: what is sent is received.", ""},
    {"LSR", "DR", 0, 0, "Data ready: a received byte is there.", ""},
    {"LSR", "OE", 1, 1, "Overrun: a received byte was lost. Reading LSR clears it.", ""},
    {"LSR", "THRE", 5, 5, "The transmitter takes another byte.", ""},
    {"LSR", "TEMT", 6, 6, "Everything is sent.", ""},
    {"MSR", "CTS", 4, 4, "Clear to send.", ""},
    {"MSR", "DSR", 5, 5, "Data set ready.", ""},
    {"MSR", "RI", 6, 6, "Ring indicator.", ""},
    {"MSR", "DCD", 7, 7, "Data carrier detect.", ""},
};

constexpr std::string_view kOutputs[] = {"irq"};

}  // namespace

const DeviceInfo& Uart::info() const {
  static constexpr DeviceInfo kInfo = {
      "uart",
      "Serial line (16550 UART)",
      "Sends and receives one byte at a time. Poll LSR, or let it interrupt.",
      kRegisters,
      kFields,
      kOutputs,
      {},
  };
  return kInfo;
}

void Uart::reset(Io& io) {
  state_ = {};
  update(io);
}

// PC16550D 8.6.4: the FIFO's trigger level, cut to 1 while the FIFO is off.
static uint16_t trigger_level(uint8_t fcr) {
  constexpr uint16_t kLevels[] = {1, 4, 8, 14};
  return fcr & kFifoEnable ? kLevels[fcr >> 6] : uint16_t{1};
}

// PC16550D table IV: line status, then received data, then transmitter empty.
uint8_t Uart::interrupt_id() const {
  uint8_t fifo = state_.fcr & kFifoEnable ? 0xc0 : 0;
  auto id = [&](int reason) { return static_cast<uint8_t>(fifo | reason); };
  if (state_.ier & kLineStatus && state_.overrun) return id(0x6);
  if (state_.ier & kReceived && state_.count > 0)
    return id(state_.count >= trigger_level(state_.fcr) ? 0x4 : 0xc);
  if (state_.ier & kTransmitEmpty && state_.sent) return id(0x2);
  return id(kNoInterrupt);
}

uint8_t Uart::line_status() const {
  return static_cast<uint8_t>(kThrEmpty | kIdle | (state_.count ? kDataReady : 0) |
                              (state_.overrun ? kOverrun : 0));
}

// PC16550D 8.7: in loop-back RTS, DTR, OUT1 and OUT2 appear as CTS, DSR, RI and DCD.
uint8_t Uart::modem_status() const {
  if (!(state_.mcr & kLoop)) return 0xb0;  // CTS, DSR, DCD
  int mcr = state_.mcr;
  return static_cast<uint8_t>((mcr & 2) << 3 | (mcr & 1) << 5 | (mcr & 4) << 4 | (mcr & 8) << 4);
}

uint8_t Uart::show(uint32_t offset) const {
  bool divisor = state_.lcr & kDivisorLatch;
  switch (offset) {
    case kData:
      if (divisor) return state_.dll;
      return state_.count ? state_.line[state_.first] : state_.last_read;
    case kIer:
      return divisor ? state_.dlm : state_.ier;
    case kIir:
      return interrupt_id();
    case kLcr:
      return state_.lcr;
    case kMcr:
      return state_.mcr;
    case kLsr:
      return line_status();
    case kMsr:
      return modem_status();
    case kScr:
      return state_.scr;
    default:
      return 0;
  }
}

uint64_t Uart::peek(const Io&, uint32_t offset, int size) const {
  uint64_t value = 0;
  for (int i = 0; i < size; i++) value |= uint64_t{show(offset + static_cast<uint32_t>(i))} << (8 * i);
  return value;
}

// Registers are bytes: a wider access reaches the one at its address, and reads zero above it.
uint64_t Uart::read(Io& io, uint32_t offset, int) {
  uint8_t value = show(offset);
  if (offset == kData && !(state_.lcr & kDivisorLatch) && state_.count) {
    state_.last_read = value;
    state_.first = static_cast<uint16_t>((state_.first + 1) % kLineBytes);
    state_.count--;
  } else if (offset == kIir && (value & 0xf) == 0x2) {
    state_.sent = 0;  // table IV: reading IIR, when it is the reason shown, resets it
  } else if (offset == kLsr) {
    state_.overrun = 0;
    state_.sent = 0;  // law 3
  }
  update(io);
  return value;
}

void Uart::write(Io& io, uint32_t offset, int, uint64_t wide) {
  uint8_t value = static_cast<uint8_t>(wide);
  bool divisor = state_.lcr & kDivisorLatch;
  switch (offset) {
    case kData:
      if (divisor) {
        state_.dll = value;
      } else {
        send(io, value);
      }
      break;
    case kIer:
      if (divisor) {
        state_.dlm = value;
      } else {
        if (value & ~state_.ier & kTransmitEmpty) state_.sent = 1;  // it is empty: tell so at once
        state_.ier = value & 0x0f;
      }
      break;
    case kIir:
      // 8.6.4: a change of FE empties the FIFOs.
      if (value & kClearReceive || (value ^ state_.fcr) & kFifoEnable) drop_fifo();
      state_.fcr = value & kFifoEnable ? value & 0xc9 : 0;
      break;
    case kLcr:
      state_.lcr = value;
      break;
    case kMcr:
      state_.mcr = value & 0x1f;
      break;
    case kScr:
      state_.scr = value;
      break;
    default:
      break;
  }
  update(io);
}

void Uart::send(Io& io, uint8_t byte) {
  state_.sent = 1;
  if (state_.mcr & kLoop) {
    receive(io, byte);
  } else {
    io.console(byte);
  }
}

void Uart::accept(Io& io, uint8_t byte) {
  if (!(state_.mcr & kLoop)) receive(io, byte);  // in loop-back the input is cut off
  update(io);
}

void Uart::receive(Io& io, uint8_t byte) {
  if (state_.count == kLineBytes) {
    state_.overrun = 1;
    io.command(kLsr, line_status());
    return;
  }
  state_.line[(state_.first + state_.count) % kLineBytes] = byte;
  state_.count++;
}

void Uart::drop_fifo() {
  uint16_t inside = std::min<uint16_t>(state_.count, state_.fcr & kFifoEnable ? kFifoBytes : 1);
  state_.first = static_cast<uint16_t>((state_.first + inside) % kLineBytes);
  state_.count = static_cast<uint16_t>(state_.count - inside);
}

std::vector<Gate> Uart::gates(const Io&, int, int) const {
  bool news = state_.count > 0 || state_.sent || state_.overrun;
  bool asks = !(interrupt_id() & kNoInterrupt);
  bool enabled = news ? asks : (state_.ier & (kReceived | kTransmitEmpty | kLineStatus)) != 0;
  return {
      {"a byte came or went", news, news ? "it has something to tell" : "nothing came, and nothing was sent",
       "Type a key, or send a byte."},
      {"IER", enabled, enabled ? "it may interrupt" : "IER does not let it interrupt for that",
       "Set bit 0 of IER for received bytes, bit 1 for sent ones."}};
}

void Uart::update(Io& io) { io.drive(0, !(interrupt_id() & kNoInterrupt)); }

}  // namespace trapdoor
