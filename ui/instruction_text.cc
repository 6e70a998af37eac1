#include "ui/instruction_text.h"

#include <array>
#include <cstring>

namespace trapdoor {

InstructionText instruction_of(const View& view, uint64_t address, uint32_t bits) {
  std::array<uint8_t, 4> bytes;
  std::memcpy(bytes.data(), &bits, sizeof bits);
  const DisassembledLine line = view.disassembler->at(bytes, address, &view.program());
  InstructionText result;
  result.there = true;
  result.bits = line.bits;
  result.size = line.size;
  result.text = line.text;
  result.target = line.symbol;
  result.help = line.row == nullptr ? std::string_view("Not an instruction: running it raises an exception.")
                                    : line.row->help;
  return result;
}

InstructionText instruction_at(const View& view, uint64_t address, std::optional<uint8_t> mode) {
  const Machine& machine = view.machine();
  const Translation place = view.isa().translate(machine, machine.running_hart(), address, AccessKind::fetch,
                                                 mode.value_or(view.mode().mode));
  std::array<std::byte, 4> bytes{};
  if (!place.ok || !machine.bus.peek(place.physical, bytes)) return {};
  uint32_t bits = 0;
  std::memcpy(&bits, bytes.data(), sizeof bits);
  return instruction_of(view, address, bits);
}

}  // namespace trapdoor
