#include "engine/devices/screen.h"

#include <algorithm>
#include <cstring>

#include "engine/base/bits.h"

namespace trapdoor {
namespace {

enum Offset : uint32_t {
  kText = 0x0000,
  kMode = 0x1000,
  kCursor = 0x1004,
  kWidth = 0x1008,
  kHeight = 0x100c,
  kFrame = 0x1010,
};

constexpr RegisterRow kRegisters[] = {
    {kText, 2, "TEXT", "SCREEN_TEXT", "rw",
     "The first of 2000 cells: character in the low byte, colours in the high one."},
    {kMode, 4, "MODE", "SCREEN_MODE", "rw", "What the screen shows."},
    {kCursor, 4, "CURSOR", "SCREEN_CURSOR", "rw", "The cell with the cursor; 2000 or more hides it."},
    {kWidth, 4, "WIDTH", "SCREEN_WIDTH", "rw", "Pixels in a row, at most 1024."},
    {kHeight, 4, "HEIGHT", "SCREEN_HEIGHT", "rw", "Rows of pixels, at most 768."},
    {kFrame, 8, "FRAME", "SCREEN_FRAME", "rw", "Where the pixels are: a physical address."},
};
constexpr FieldRow kFields[] = {
    {"TEXT", "CHARACTER", 7, 0, "The character.", ""},
    {"TEXT", "FOREGROUND", 11, 8, "Its colour.", ""},
    {"TEXT", "BACKGROUND", 15, 12, "The colour behind it.", ""},
    {"MODE", "MODE", 0, 0, "What the screen shows.", "0=text 1=pixels"},
};

constexpr uint8_t kBlank = ' ', kGreyOnBlack = 7;

}  // namespace

const DeviceInfo& Screen::info() const {
  static constexpr DeviceInfo kInfo = {
      "screen", "Screen", "Shows the characters, or the pixels, that a program writes.", kRegisters, kFields,
      {},       {},
  };
  return kInfo;
}

void Screen::reset(Io&) {
  state_ = {};
  for (size_t i = 0; i < kTextBytes; i += 2) {
    state_.text[i] = kBlank;
    state_.text[i + 1] = kGreyOnBlack;
  }
  state_.width = 320;
  state_.height = 200;
}

uint64_t Screen::peek(const Io&, uint32_t offset, int size) const {
  if (offset < kTextBytes) {
    uint64_t value = 0;
    std::memcpy(&value, &state_.text[offset],
                std::min<size_t>(static_cast<size_t>(size), kTextBytes - offset));
    return value;
  }
  if (offset == kFrame && size == 8) return state_.frame;
  switch (offset) {
    case kMode:
      return state_.mode;
    case kCursor:
      return state_.cursor;
    case kWidth:
      return state_.width;
    case kHeight:
      return state_.height;
    case kFrame:
      return bits(state_.frame, 31, 0);
    case kFrame + 4:
      return bits(state_.frame, 63, 32);
    default:
      return 0;
  }
}

void Screen::write(Io& io, uint32_t offset, int size, uint64_t value) {
  auto word = static_cast<uint32_t>(value);
  if (offset < kTextBytes) {
    std::memcpy(&state_.text[offset], &value,
                std::min<size_t>(static_cast<size_t>(size), kTextBytes - offset));
    return;
  }
  switch (offset) {
    case kMode:
      state_.mode = word & 1;
      io.command(offset, value);
      break;
    case kCursor:
      state_.cursor = word;
      break;
    case kWidth:
      state_.width = std::clamp(word, 1u, kMostWidth);
      break;
    case kHeight:
      state_.height = std::clamp(word, 1u, kMostHeight);
      break;
    case kFrame:
      state_.frame = size == 8 ? value : with_bits(state_.frame, 31, 0, value);
      break;
    case kFrame + 4:
      state_.frame = with_bits(state_.frame, 63, 32, value);
      break;
    default:
      break;
  }
}

}  // namespace trapdoor
