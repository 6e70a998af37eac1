#include "engine/machine/register_watch.h"

namespace trapdoor {

std::vector<uint64_t> RegisterWatch::look() const {
  std::vector<uint64_t> values;
  const Device& device = machine_.device(device_);
  for (const RegisterRow& row : device.info().registers)
    values.push_back(device.peek(machine_.io(device_), row.offset, row.size));
  return values;
}

void RegisterWatch::tell() const {
  std::vector<uint64_t> after = look();
  auto registers = machine_.device(device_).info().registers;
  for (size_t i = 0; i < registers.size(); i++) {
    bool told = i > 0 && registers[i].offset == registers[i - 1].offset;  // two names of one place
    if (before_[i] == after[i] || told) continue;
    Event e = machine_.event(EventKind::reg);
    e.what = static_cast<uint16_t>(device_);
    e.address = registers[i].offset;
    e.old = before_[i];
    e.value = after[i];
    e.size = registers[i].size;
    e.flags = static_cast<uint8_t>(who_);
    machine_.trace.emit(e);
  }
}

}  // namespace trapdoor
