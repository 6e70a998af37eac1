// Which port leads where, as a Board's rows say, and what a new level on a wire does.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "engine/machine/machine.h"
#include "engine/machine/register_watch.h"

namespace trapdoor {
namespace {

std::string at_hart(std::string_view end, int hart) {
  std::string text(end);
  for (size_t star; (star = text.find('*')) != std::string::npos;)
    text.replace(star, 1, std::to_string(hart));
  return text;
}

int index_of(std::span<const std::string_view> names, std::string_view name) {
  for (size_t i = 0; i < names.size(); i++) {
    if (names[i] == name) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

// A board's rows are ours, not a person's: a wrong one is a defect that every test would meet at once.
int Machine::part_port(std::string_view end, bool driver, WireInfo& wire) {
  size_t dot = end.find('.');
  std::string_view part = end.substr(0, dot), port = end.substr(dot + 1);
  if (part.starts_with("hart") && !driver) {
    wire.to_hart = part[4] - '0';
    for (const InputRow& row : isa().inputs) {
      if (row.name == port) wire.to_bit = row.bit;
    }
    return wire.to_bit;
  }
  int device = find_device(part);
  if (device < 0) return -1;
  const DeviceInfo& info = devices_[static_cast<size_t>(device)]->info();
  (driver ? wire.device : wire.to_device) = device;
  return index_of(driver ? info.outputs : info.inputs, port);
}

void Machine::connect_wires() {
  for (auto& ports : output_wire_) ports.fill(-1);
  for (auto& ports : input_wire_) ports.fill(-1);
  for (const WireRow& row : board_.wires) {
    bool per_hart =
        row.from.find('*') != std::string_view::npos || row.to.find('*') != std::string_view::npos;
    for (int hart = 0; hart < (per_hart ? hart_count() : 1); hart++) {
      WireInfo wire;
      wire.from = at_hart(row.from, hart);
      wire.to = at_hart(row.to, hart);
      int from = part_port(wire.from, true, wire);
      int to = part_port(wire.to, false, wire);
      if (from < 0 || to < 0 || wire_infos_.size() >= kMaxWires) {
        std::fprintf(stderr, "board %s: no such wire: %s -> %s\n", std::string(board_.name).c_str(),
                     wire.from.c_str(), wire.to.c_str());
        std::abort();
      }
      auto number = static_cast<int16_t>(wire_infos_.size());
      output_wire_[static_cast<size_t>(wire.device)][static_cast<size_t>(from)] = number;
      if (wire.to_device >= 0) {
        wire.to_port = to;
        input_wire_[static_cast<size_t>(wire.to_device)][static_cast<size_t>(to)] = number;
      }
      wire_infos_.push_back(wire);
    }
  }
}

void Machine::set_wire(int wire, bool level) {
  bool old = state_.wires[wire];
  if (old == level) return;
  state_.wires.set(wire, level);
  if (trace.detail != Detail::none) {
    Event e = event(EventKind::wire);
    e.what = static_cast<uint16_t>(wire);
    e.value = level;
    e.old = old;
    trace.emit(e);
  }
  const WireInfo& info = wire_infos_[static_cast<size_t>(wire)];
  if (info.to_hart >= 0) {
    drive_input(info, level);
  } else {
    Io io(*this, info.to_device);
    RegisterWatch watch(*this, info.to_device, Who::device);
    device(info.to_device).settle(io);
  }
}

void Machine::drive_input(const WireInfo& wire, bool level) {
  uint64_t& inputs = hart(wire.to_hart).cpu[isa().input_word];
  uint64_t bit = uint64_t{1} << wire.to_bit;
  bool wanted = trace.detail >= Detail::full || watches_.tells_word(isa().pending_word);
  bool tell = wanted && isa().pending_word != 0;
  uint64_t old = tell ? isa().read_word(*this, wire.to_hart, isa().pending_word) : 0;
  inputs = level ? inputs | bit : inputs & ~bit;
  attention_ = true;
  if (!tell) return;
  Event e = event(EventKind::word);
  e.hart = static_cast<uint8_t>(wire.to_hart);
  e.what = isa().pending_word;
  e.old = old;
  e.value = isa().read_word(*this, wire.to_hart, isa().pending_word);
  e.flags = static_cast<uint8_t>(Who::device);
  trace.emit(e);
}

}  // namespace trapdoor
