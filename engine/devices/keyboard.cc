#include "engine/devices/keyboard.h"

#include <algorithm>

namespace trapdoor {
namespace {

enum Offset : uint32_t { kData = 0, kStatus = 4, kInterrupt = 8 };

constexpr RegisterRow kRegisters[] = {
    {kData, 4, "DATA", "KEYBOARD_DATA", "ro",
     "The oldest key that waits; reading takes it. 0 when none waits."},
    {kStatus, 4, "STATUS", "KEYBOARD_STATUS", "ro", "Whether a key waits, whether one was lost."},
    {kInterrupt, 4, "INTERRUPT", "KEYBOARD_INTERRUPT", "rw", "Interrupt while a key waits."},
};
constexpr FieldRow kFields[] = {
    {"STATUS", "READY", 0, 0, "A key waits in DATA.", ""},
    {"STATUS", "LOST", 1, 1, "A key came while the queue was full. Reading STATUS clears it.", ""},
    {"INTERRUPT", "ENABLE", 0, 0, "Interrupt while a key waits.", ""},
};
constexpr std::string_view kOutputs[] = {"irq"};

}  // namespace

const DeviceInfo& Keyboard::info() const {
  static constexpr DeviceInfo kInfo = {
      "keyboard", "Keyboard", "Keeps the keys that were typed until the program takes them.",
      kRegisters, kFields,    kOutputs,
      {},
  };
  return kInfo;
}

void Keyboard::reset(Io& io) {
  state_ = {};
  update(io);
}

uint64_t Keyboard::peek(const Io&, uint32_t offset, int) const {
  switch (offset) {
    case kData:
      return state_.keys[0];
    case kStatus:
      return (state_.count ? 1u : 0u) | (state_.lost ? 2u : 0u);
    case kInterrupt:
      return state_.enable;
    default:
      return 0;
  }
}

uint64_t Keyboard::read(Io& io, uint32_t offset, int size) {
  uint64_t value = peek(io, offset, size);
  if (offset == kData && state_.count) {
    std::copy(state_.keys.begin() + 1, state_.keys.end(), state_.keys.begin());
    state_.keys.back() = 0;
    state_.count--;
    update(io);
  } else if (offset == kStatus) {
    state_.lost = 0;
  }
  return value;
}

void Keyboard::write(Io& io, uint32_t offset, int, uint64_t value) {
  if (offset != kInterrupt) return;
  state_.enable = value & 1;
  update(io);
}

void Keyboard::accept(Io& io, uint8_t byte) {
  if (state_.count == kKeys) {
    state_.lost = 1;
    return io.command(kStatus, 3);
  }
  state_.keys[state_.count++] = byte;
  update(io);
}

std::vector<Gate> Keyboard::gates(const Io&, int, int) const {
  return {
      {"a key waits", state_.count != 0, state_.count ? "a key was not read yet" : "no key was pressed",
       "Press a key."},
      {"INTERRUPT.ENABLE", state_.enable != 0, state_.enable ? "it may interrupt" : "it may not interrupt",
       "Set bit 0 of the keyboard's INTERRUPT register."}};
}

void Keyboard::update(Io& io) { io.drive(0, state_.enable && state_.count); }

}  // namespace trapdoor
