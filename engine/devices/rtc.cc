#include "engine/devices/rtc.h"

#include "engine/base/bits.h"

namespace trapdoor {
namespace {

enum Offset : uint32_t {
  kTimeLow = 0x00,
  kTimeHigh = 0x04,
  kAlarmLow = 0x08,
  kAlarmHigh = 0x0c,
  kInterruptEnabled = 0x10,
  kClearAlarm = 0x14,
  kAlarmStatus = 0x18,
  kClearInterrupt = 0x1c,
};
constexpr uint64_t kSecond = 1'000'000'000;

constexpr RegisterRow kRegisters[] = {
    {kTimeLow, 4, "TIME_LOW", "CLOCK_LOW", "rw",
     "Nanoseconds since 1970, low half; reading it keeps the high half."},
    {kTimeHigh, 4, "TIME_HIGH", "CLOCK_HIGH", "rw", "The high half that belongs to the last TIME_LOW."},
    {kAlarmLow, 4, "ALARM_LOW", "CLOCK_ALARM_LOW", "rw",
     "When to ring, low half; writing it sets the alarm."},
    {kAlarmHigh, 4, "ALARM_HIGH", "CLOCK_ALARM_HIGH", "rw", "When to ring, high half: write it first."},
    {kInterruptEnabled, 4, "IRQ_ENABLED", "CLOCK_INTERRUPT", "rw", "1: the alarm raises the interrupt line."},
    {kClearAlarm, 4, "CLEAR_ALARM", "CLOCK_CLEAR_ALARM", "wo", "Any write calls the alarm off."},
    {kAlarmStatus, 4, "ALARM_STATUS", "CLOCK_ALARM_STATUS", "ro", "1 while an alarm is set."},
    {kClearInterrupt, 4, "CLEAR_INTERRUPT", "CLOCK_CLEAR_INTERRUPT", "wo",
     "Any write lowers the interrupt line."},
};
constexpr std::string_view kOutputs[] = {"irq"};

}  // namespace

const DeviceInfo& Rtc::info() const {
  static constexpr DeviceInfo kInfo = {
      "rtc",
      "Clock (Goldfish RTC)",
      "Shows the time of day, and rings at a given time.",
      kRegisters,
      {},
      kOutputs,
      {},
  };
  return kInfo;
}

void Rtc::reset(Io& io) {
  state_ = {};
  state_.start = kPowerOnSeconds * kSecond;
  update(io);
}

uint64_t Rtc::nanoseconds(const Io& io) const {
  uint64_t time = io.time(), frequency = io.time_frequency();
  return state_.start + time / frequency * kSecond + time % frequency * kSecond / frequency;
}

uint64_t Rtc::peek(const Io& io, uint32_t offset, int size) const {
  if (size < 4) return 0;
  switch (offset) {
    case kTimeLow:
      return bits(nanoseconds(io), 31, 0);
    case kTimeHigh:
      return state_.high;
    case kAlarmLow:
      return bits(state_.alarm, 31, 0);
    case kAlarmHigh:
      return bits(state_.alarm, 63, 32);
    case kInterruptEnabled:
      return state_.enabled;
    case kAlarmStatus:
      return state_.armed;
    default:
      return 0;
  }
}

uint64_t Rtc::read(Io& io, uint32_t offset, int size) {
  if (offset == kTimeLow && size >= 4) state_.high = static_cast<uint32_t>(nanoseconds(io) >> 32);
  return peek(io, offset, size);
}

void Rtc::write(Io& io, uint32_t offset, int size, uint64_t value) {
  if (size < 4) return;
  uint64_t now = nanoseconds(io);
  switch (offset) {
    case kTimeLow:
      state_.start += with_bits(now, 31, 0, value) - now;
      break;
    case kTimeHigh:
      state_.start += with_bits(now, 63, 32, value) - now;
      break;
    case kAlarmLow:
      state_.alarm = with_bits(state_.alarm, 31, 0, value);
      state_.armed = 1;
      io.command(offset, value);
      break;
    case kAlarmHigh:
      state_.alarm = with_bits(state_.alarm, 63, 32, value);
      break;
    case kInterruptEnabled:
      state_.enabled = value & 1;
      break;
    case kClearAlarm:
      state_.armed = 0;
      break;
    case kClearInterrupt:
      state_.pending = 0;
      break;
    default:
      return;
  }
  update(io);
}

std::vector<Gate> Rtc::gates(const Io&, int, int) const {
  const bool set = state_.armed || state_.pending, rang = state_.pending, enabled = state_.enabled;
  std::vector<Gate> all = {{"ALARM_STATUS", set, set ? "an alarm was set" : "no alarm is set",
                            "Write the time to ALARM_HIGH, then to ALARM_LOW: that sets it."}};
  if (set) {
    all.push_back({"TIME >= ALARM", rang, rang ? "the alarm has rung" : "the alarm's time has not come yet",
                   "Wait, or set a nearer alarm."});
  }
  all.push_back({"IRQ_ENABLED", enabled, enabled ? "it may interrupt" : "it may not interrupt",
                 "Write 1 to the clock's IRQ_ENABLED."});
  return all;
}

// Rings when the time has come, or asks to be woken when it will have.
void Rtc::update(Io& io) {
  uint64_t now = nanoseconds(io), frequency = io.time_frequency();
  Tick wake = kNever;
  if (state_.armed && state_.alarm <= now) {
    state_.armed = 0;
    state_.pending = 1;
  } else if (state_.armed) {
    uint64_t left = state_.alarm - now;
    uint64_t units = left / kSecond * frequency + (left % kSecond * frequency + kSecond - 1) / kSecond;
    uint64_t time = io.time();
    if (left / kSecond < kNever / 4 / frequency) wake = io.when(time + units);
  }
  io.wake_at(wake);
  io.drive(0, state_.pending && state_.enabled);
}

}  // namespace trapdoor
