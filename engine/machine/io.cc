#include "engine/machine/io.h"

#include "engine/machine/machine.h"

namespace trapdoor {

Tick Io::now() const { return machine_.now(); }
uint64_t Io::time() const { return machine_.time(); }
uint64_t Io::time_frequency() const { return machine_.board().time_frequency; }
void Io::set_time(uint64_t time) {
  machine_.state_.time_offset = time - machine_.now() / machine_.board().ticks_per_time;
  machine_.attention_ = true;
}
Tick Io::when(uint64_t time) const { return machine_.when(time); }
void Io::drive(int port, bool level) {
  int wire = machine_.output_wire_[static_cast<size_t>(device_)][static_cast<size_t>(port)];
  if (wire >= 0) machine_.set_wire(wire, level);
}
bool Io::sense(int port) const {
  int wire = machine_.input_wire_[static_cast<size_t>(device_)][static_cast<size_t>(port)];
  return wire >= 0 && machine_.state_.wires[wire];
}
void Io::wake_at(Tick tick) {
  machine_.state_.wake[static_cast<size_t>(device_)] = tick;
  machine_.attention_ = true;
}
bool Io::in_ram(uint64_t address, uint64_t size) const { return machine_.bus.in_ram(address, size); }
bool Io::dma_read(uint64_t address, std::span<std::byte> out) {
  if (!machine_.bus.in_ram(address, out.size()) || !machine_.bus.peek(address, out)) return false;
  machine_.tell_dma(EventKind::dma_read, address, out.size(), Who::device, device_);
  return true;
}
bool Io::peek(uint64_t address, std::span<std::byte> out) const {
  return machine_.bus.in_ram(address, out.size()) && machine_.bus.peek(address, out);
}
bool Io::flawed(Flaw flaw) const { return machine_.flawed(flaw); }
bool Io::dma_write(uint64_t address, std::span<const std::byte> in) {
  if (!machine_.bus.poke(address, in)) return false;
  machine_.tell_dma(EventKind::dma, address, in.size(), Who::device, device_);
  return true;
}
void Io::command(uint32_t offset, uint64_t value, bool handed_out) {
  if (machine_.trace.detail == Detail::none) return;
  Event e = machine_.event(EventKind::command);
  e.what = static_cast<uint16_t>(device_);
  e.address = offset;
  e.value = value;
  e.flags = handed_out;
  machine_.trace.emit(e);
}
void Io::console(uint8_t byte) {
  if (machine_.trace.detail == Detail::none) return;
  Event e = machine_.event(EventKind::console);
  e.what = static_cast<uint16_t>(device_);
  e.value = byte;
  machine_.trace.emit(e);
}
void Io::power_off(uint64_t exit_code) {
  machine_.state_.powered_off = 1;
  machine_.state_.exit_code = exit_code;
  machine_.attention_ = true;
  Event e = machine_.event(EventKind::power);
  e.value = exit_code;
  machine_.trace.emit(e);
}
void Io::request_reset() {
  machine_.state_.reset_wanted = 1;
  machine_.attention_ = true;
}

}  // namespace trapdoor
