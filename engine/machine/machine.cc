#include "engine/machine/machine.h"

#include <algorithm>

#include "engine/machine/register_watch.h"

namespace trapdoor {
namespace {

constexpr uint64_t kTimeHorizon = uint64_t{1} << 62;  // further than any run goes; keeps sums from wrapping

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
  if (trace.detail >= Detail::full || watches_.tells_word(static_cast<uint16_t>(word))) {
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

std::vector<Ring> Machine::rings(int device) const {
  return this->device(device).rings(Io(const_cast<Machine&>(*this), device));
}

}  // namespace trapdoor
