#include "ui/instruction_text.h"

#include <fmt/format.h>

#include <array>
#include <cstring>

namespace trapdoor {

InstructionText instruction_of(const View& view, uint64_t address, uint32_t bits) {
  InstructionText result;
  result.there = true;
  result.bits = bits;
  std::array<uint8_t, 4> bytes;
  std::memcpy(bytes.data(), &bits, sizeof bits);
  const Decoded decoded = view.isa().decode(bytes);
  (void)address;
  if (decoded.row == nullptr) {
    result.text = fmt::format(".word 0x{:08x}", bits);
    result.help = "Not an instruction: running it raises an exception.";
    return result;
  }
  result.size = decoded.size;
  result.help = decoded.row->help;
  result.text = decoded.row->name;
  return result;
}

InstructionText instruction_at(const View& view, uint64_t address) {
  const Machine& machine = view.machine();
  const Translation place =
      view.isa().translate(machine, machine.running_hart(), address, AccessKind::fetch, view.mode().mode);
  std::array<std::byte, 4> bytes{};
  if (!place.ok || !machine.bus.peek(place.physical, bytes)) return {};
  uint32_t bits = 0;
  std::memcpy(&bits, bytes.data(), sizeof bits);
  return instruction_of(view, address, bits);
}

}  // namespace trapdoor
