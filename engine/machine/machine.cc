#include "engine/machine/machine.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace trapdoor {
namespace {

constexpr uint64_t kTimeHorizon = uint64_t{1} << 62;  // further than any run goes; keeps sums from wrapping

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

// While it lives a device is called; at full detail it then tells which of the device's registers changed.
class RegisterWatch {
 public:
  RegisterWatch(Machine& machine, int device, Who who) : machine_(machine), device_(device), who_(who) {
    if (machine_.trace.detail >= Detail::full) before_ = look();
  }
  ~RegisterWatch() {
    if (before_.empty()) return;
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
  RegisterWatch(const RegisterWatch&) = delete;
  RegisterWatch& operator=(const RegisterWatch&) = delete;

 private:
  std::vector<uint64_t> look() const {
    std::vector<uint64_t> values;
    const Device& device = machine_.device(device_);
    for (const RegisterRow& row : device.info().registers)
      values.push_back(device.peek(machine_.io(device_), row.offset, row.size));
    return values;
  }

  Machine& machine_;
  int device_;
  Who who_;
  std::vector<uint64_t> before_;
};

// True when every other hart waits. Nothing but a deadline or a call for attention ends that, and both end a run.
bool alone(const std::vector<std::unique_ptr<Hart>>& harts, size_t hart) {
  for (size_t i = 0; i < harts.size(); i++) {
    if (i != hart && !harts[i]->waiting()) return false;
  }
  return true;
}

}  // namespace

bool Snapshot::operator==(const Snapshot& other) const {
  const auto mine = bytes_of(machine);
  const auto theirs = bytes_of(other.machine);
  return std::equal(mine.begin(), mine.end(), theirs.begin()) && harts == other.harts &&
         devices == other.devices && ram == other.ram && storage == other.storage;
}

Machine::Machine(const Board& board, MachineOptions options)
    : bus(*this, board.ram_base, options.ram_size_bytes ? options.ram_size_bytes : board.ram_size_bytes),
      board_(board),
      options_(options) {
  if (options_.ram_size_bytes == 0) options_.ram_size_bytes = board.ram_size_bytes;
  if (options_.harts == 0) options_.harts = board.harts;
  options_.harts = std::clamp(options_.harts, 1, kMaxHarts);
  for (int i = 0; i < options_.harts; i++) harts_.push_back(board.isa->make_hart(*this, i));
  for (const DeviceRow& row : board.devices) devices_.push_back(row.make());
  connect_wires();
  reset();
}

Machine::~Machine() = default;

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

void Machine::reset() {
  bus.replace_ram(Pages(options_.ram_size_bytes));
  restart();
}

void Machine::restart() {
  Tick now = state_.now;
  uint64_t flaws = state_.flaws;
  state_ = MachineState{};
  state_.now = now;
  state_.flaws = flaws;
  state_.wake.fill(kNever);
  state_.slice_left = board_.slice_ticks;
  for (auto& hart : harts_) {
    hart->cpu = Cpu{};
    hart->reset(board_.reset_pc);
    hart->forget();
  }
  for (size_t i = 0; i < devices_.size(); i++) {
    auto state = devices_[i]->state();
    std::fill(state.begin(), state.end(), std::byte{0});
    Io io(*this, static_cast<int>(i));
    devices_[i]->reset(io);
  }
}

Tick Machine::now() const { return state_.now + progress_; }

Tick Machine::next_deadline() const {
  Tick deadline = *std::min_element(state_.wake.begin(), state_.wake.end());
  for (const auto& hart : harts_) deadline = std::min(deadline, hart->deadline());
  return deadline;
}

void Machine::wake_devices() {
  for (size_t i = 0; i < devices_.size(); i++) {
    if (state_.wake[i] > state_.now) continue;
    state_.wake[i] = kNever;
    Io io(*this, static_cast<int>(i));
    RegisterWatch watch(*this, static_cast<int>(i), Who::device);
    devices_[i]->wake(io);
  }
}

// Leaves state_.hart at a hart that can run and gives it a slice if it is new. False when every hart waits.
bool Machine::choose_hart() {
  if (state_.slice_left > 0 && !harts_[state_.hart]->waiting()) return true;
  auto count = static_cast<uint32_t>(harts_.size());
  for (uint32_t step = 1; step <= count; step++) {
    uint32_t next = (state_.hart + step) % count;
    if (harts_[next]->waiting()) continue;
    state_.hart = next;
    state_.slice_left = board_.slice_ticks;
    return true;
  }
  return false;
}

Stop Machine::run(Tick until) {
  while (true) {
    if (state_.reset_wanted) restart();
    if (state_.powered_off) return Stop::power;
    if (state_.now >= until) return Stop::limit;
    wake_devices();
    Tick deadline = next_deadline();
    if (!choose_hart()) {
      if (deadline == kNever) return Stop::idle;
      state_.now = std::min(until, std::max(deadline, state_.now + 1));
      continue;
    }
    Tick budget = std::min(until, std::max(deadline, state_.now + 1)) - state_.now;
    // While all others wait, its turns follow each other: one long run is the same as many short ones.
    bool shared = harts_.size() > 1 && !alone(harts_, state_.hart);
    if (shared) budget = std::min(budget, state_.slice_left);
    attention_ = false;
    Tick used = harts_[state_.hart]->run(budget);
    progress_ = 0;
    state_.now += used;
    if (harts_.size() > 1) {
      Tick slice = board_.slice_ticks, over = used > state_.slice_left ? used - state_.slice_left : 0;
      state_.slice_left = over ? (slice - over % slice) % slice : state_.slice_left - used;
    }
    if (stop_reached_) {
      stop_reached_ = false;
      return Stop::place;
    }
  }
}

void Machine::set_stops(std::vector<uint64_t> addresses) {
  std::sort(addresses.begin(), addresses.end());
  stops_ = std::move(addresses);
  stop_offsets_.reset();
  for (uint64_t address : stops_) stop_offsets_.set(address % kPageSize / 2);
  for (auto& hart : harts_) hart->forget();  // decoded code has the stops in it
}

void Machine::set_watches(std::vector<Watch> watches) {
  watches_.set(std::move(watches));
  for (auto& hart : harts_) hart->forget();  // they may have fast ways there
}

bool Machine::stops_here(uint64_t pc) {
  if (!armed_ || now() == passed_stop_ || !std::binary_search(stops_.begin(), stops_.end(), pc)) return false;
  stop_reached_ = true;
  attention_ = true;
  return true;
}

int Machine::find_device(std::string_view name) const {
  for (size_t i = 0; i < board_.devices.size(); i++) {
    if (board_.devices[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

int Machine::device_at(uint64_t address, uint32_t& offset) const {
  for (size_t i = 0; i < board_.devices.size(); i++) {
    const DeviceRow& row = board_.devices[i];
    if (address - row.base < row.size) {
      offset = static_cast<uint32_t>(address - row.base);
      return static_cast<int>(i);
    }
  }
  return -1;
}

bool Machine::timer_at(uint64_t address) const {
  uint32_t offset;
  int device = device_at(address, offset);
  return device >= 0 && device_name(device) == board_.timer;
}

void Machine::set_flaw(Flaw flaw, bool on) {
  state_.flaws = on ? state_.flaws | flaw_bit(flaw) : state_.flaws & ~flaw_bit(flaw);
  for (auto& hart : harts_) hart->forget();
}

uint64_t Machine::device_read(int device, uint32_t offset, int size) {
  Io io(*this, device);
  RegisterWatch watch(*this, device, Who::instruction);
  return devices_[static_cast<size_t>(device)]->read(io, offset, size);
}

void Machine::device_write(int device, uint32_t offset, int size, uint64_t value) {
  Io io(*this, device);
  RegisterWatch watch(*this, device, Who::instruction);
  devices_[static_cast<size_t>(device)]->write(io, offset, size, value);
}

void Machine::accept(int device, uint8_t byte) {
  Event e = event(EventKind::input);
  e.what = static_cast<uint16_t>(device);
  e.value = byte;
  trace.emit(e);
  Io io(*this, device);
  RegisterWatch watch(*this, device, Who::outside);
  devices_[static_cast<size_t>(device)]->accept(io, byte);
}

bool Machine::poke(uint64_t physical, std::span<const std::byte> bytes) {
  if (!bus.poke(physical, bytes)) return false;
  tell_dma(EventKind::dma, physical, bytes.size(), Who::outside, 0);
  return true;
}

void Machine::set_word(int hart, int word, uint64_t value) {
  uint64_t& place = harts_[static_cast<size_t>(hart)]->cpu[word];
  if (trace.detail >= Detail::full) {
    Event e = event(EventKind::word);
    e.hart = static_cast<uint8_t>(hart);
    e.what = static_cast<uint16_t>(word);
    e.old = place;
    e.value = value;
    e.flags = static_cast<uint8_t>(Who::outside);
    trace.emit(e);
  }
  place = value;
  harts_[static_cast<size_t>(hart)]->forget();
}

void Machine::tell_dma(EventKind kind, uint64_t physical, uint64_t size, Who who, int device) {
  if (size == 0 || (trace.detail < Detail::full && !watches_.tells(kind, physical, physical, size))) return;
  Event e = event(kind);
  e.what = static_cast<uint16_t>(device);
  e.address = e.old = physical;
  e.value = size;
  e.flags = static_cast<uint8_t>(who);
  trace.emit(e);
}

Event Machine::event(EventKind kind) const {
  Event e;
  e.tick = now();
  e.kind = kind;
  e.hart = static_cast<uint8_t>(state_.hart);
  const Cpu& cpu = harts_[state_.hart]->cpu;
  e.pc = cpu[isa().pc_word];
  e.from = e.to = static_cast<uint8_t>(cpu[isa().mode_word]);
  return e;
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
  bool tell = trace.detail >= Detail::full && isa().pending_word != 0;
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

Snapshot Machine::save() {
  Snapshot snapshot;
  snapshot.machine = state_;
  for (auto& hart : harts_) {
    snapshot.harts.push_back(hart->cpu);
    hart->pages_shared();
  }
  for (auto& device : devices_) {
    auto state = device->state();
    snapshot.devices.insert(snapshot.devices.end(), state.begin(), state.end());
    if (Pages* pages = device->storage()) snapshot.storage.push_back(*pages);
  }
  snapshot.ram = bus.ram();
  return snapshot;
}

void Machine::load(const Snapshot& snapshot) {
  state_ = snapshot.machine;
  bus.replace_ram(snapshot.ram);
  for (size_t i = 0; i < harts_.size(); i++) {
    harts_[i]->cpu = snapshot.harts[i];
    harts_[i]->forget();
  }
  size_t at = 0, pages = 0;
  for (auto& device : devices_) {
    auto state = device->state();
    std::copy_n(snapshot.devices.begin() + static_cast<std::ptrdiff_t>(at), state.size(), state.begin());
    at += state.size();
    if (Pages* storage = device->storage()) *storage = snapshot.storage[pages++];
  }
}

Tick Machine::when(uint64_t time) const {
  uint64_t current = this->time();
  if (time <= current) return now();
  uint64_t per = board_.ticks_per_time;
  if (time - current > kTimeHorizon / per) return kNever;
  return (now() / per + (time - current)) * per;
}

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
std::vector<Ring> Machine::rings(int device) const {
  return this->device(device).rings(Io(const_cast<Machine&>(*this), device));
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
