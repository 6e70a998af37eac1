#include <array>
#include <cstring>

#include "ui/place.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {

std::optional<uint8_t> shown_byte(const View& view, uint64_t address, bool is_virtual) {
  const std::optional<uint64_t> physical = is_virtual ? reached(view.machine(), address) : address;
  std::array<std::byte, 1> one;
  if (!physical || !view.machine().bus.peek(*physical, one)) return std::nullopt;
  return static_cast<uint8_t>(one[0]);
}

std::optional<uint64_t> shown_word(const View& view, uint64_t address, int size, bool is_virtual) {
  uint64_t value = 0;
  for (int i = 0; i < size; ++i) {
    const auto byte = shown_byte(view, address + static_cast<uint64_t>(i), is_virtual);
    if (!byte) return std::nullopt;
    value |= static_cast<uint64_t>(*byte) << (8 * i);
  }
  return value;
}

void begin_bytes(const View& view, SeenBytes& seen) {
  const Tick now = view.machine().now();
  if (seen.tick == now) return;
  // At full speed every byte would be lit: only what changed between two moments that a person looked at is.
  seen.before = view.session.running() ? std::map<uint64_t, uint8_t>{} : std::move(seen.now);
  seen.now.clear();
  seen.tick = now;
}

bool byte_changed(const View&, SeenBytes& seen, uint64_t address, std::optional<uint8_t> byte) {
  if (!byte) return false;
  seen.now[address] = *byte;
  const auto before = seen.before.find(address);
  return before != seen.before.end() && before->second != *byte;
}

}  // namespace trapdoor
