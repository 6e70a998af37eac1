#include "engine/devices/virtio.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "engine/base/bits.h"

namespace trapdoor {
namespace {

enum Offset : uint32_t {
  kMagicValue = 0x000,
  kVersion = 0x004,
  kDeviceId = 0x008,
  kVendorId = 0x00c,
  kDeviceFeatures = 0x010,
  kDeviceFeaturesSel = 0x014,
  kDriverFeatures = 0x020,
  kDriverFeaturesSel = 0x024,
  kQueueSel = 0x030,
  kQueueNumMax = 0x034,
  kQueueNum = 0x038,
  kQueueReady = 0x044,
  kQueueNotify = 0x050,
  kInterruptStatus = 0x060,
  kInterruptAck = 0x064,
  kStatus = 0x070,
  kQueueDescLow = 0x080,
  kQueueDriverLow = 0x090,
  kQueueDeviceLow = 0x0a0,
  kShmFirst = 0x0b0,
  kShmLast = 0x0bc,
  kConfigGeneration = 0x0fc,
  kConfig = 0x100,
};

enum Interrupt : uint32_t { kUsedRing = 1, kConfigChange = 2 };
enum DescriptorFlags : uint16_t { kNext = 1, kWritable = 2, kIndirect = 4 };
constexpr uint64_t kVersion1 = uint64_t{1} << 32;

struct Descriptor {
  uint64_t address;
  uint32_t size;
  uint16_t flags;
  uint16_t next;
};
static_assert(Plain<Descriptor> && sizeof(Descriptor) == 16);

constexpr RegisterRow kRegisters[] = {
    {kMagicValue, 4, "MagicValue", "", "ro", "The letters \"virt\"."},
    {kVersion, 4, "Version", "", "ro", "2: registers as in VIRTIO 1.0 and later."},
    {kDeviceId, 4, "DeviceID", "", "ro", "What it is: 1 network, 2 disk, 3 console, 4 entropy."},
    {kVendorId, 4, "VendorID", "", "ro", "The letters \"QEMU\", because drivers look for them."},
    {kDeviceFeatures, 4, "DeviceFeatures", "", "ro", "32 of the feature bits the device offers."},
    {kDeviceFeaturesSel, 4, "DeviceFeaturesSel", "", "wo", "Which 32: 0 the low ones, 1 the high ones."},
    {kDriverFeatures, 4, "DriverFeatures", "", "wo", "32 of the feature bits the driver takes."},
    {kDriverFeaturesSel, 4, "DriverFeaturesSel", "", "wo", "Which 32: 0 the low ones, 1 the high ones."},
    {kQueueSel, 4, "QueueSel", "", "wo", "Which queue the queue registers speak of."},
    {kQueueNumMax, 4, "QueueNumMax", "", "ro", "The most entries the queue can have; 0: no such queue."},
    {kQueueNum, 4, "QueueNum", "", "wo", "How many entries the queue has: a power of two."},
    {kQueueReady, 4, "QueueReady", "", "rw", "1: the device may use the queue."},
    {kQueueNotify, 4, "QueueNotify", "", "wo", "Writing a queue's number tells that something is in it."},
    {kInterruptStatus, 4, "InterruptStatus", "", "ro", "Why the interrupt line is high."},
    {kInterruptAck, 4, "InterruptACK", "", "wo", "Writing the bits of InterruptStatus clears them."},
    {kStatus, 4, "Status", "", "rw",
     "How far driver and device have come with each other; writing 0 resets."},
    {kQueueDescLow, 4, "QueueDescLow", "", "wo", "Address of the queue's descriptors, low half."},
    {kQueueDescLow + 4, 4, "QueueDescHigh", "", "wo", "Address of the queue's descriptors, high half."},
    {kQueueDriverLow, 4, "QueueDriverLow", "", "wo", "Address of the ring the driver writes, low half."},
    {kQueueDriverLow + 4, 4, "QueueDriverHigh", "", "wo",
     "Address of the ring the driver writes, high half."},
    {kQueueDeviceLow, 4, "QueueDeviceLow", "", "wo", "Address of the ring the device writes, low half."},
    {kQueueDeviceLow + 4, 4, "QueueDeviceHigh", "", "wo",
     "Address of the ring the device writes, high half."},
    {kConfigGeneration, 4, "ConfigGeneration", "", "ro", "Changes when the configuration does."},
};

constexpr FieldRow kFields[] = {
    {"InterruptStatus", "USED", 0, 0, "The device has given buffers back.", ""},
    {"InterruptStatus", "CONFIG", 1, 1, "The configuration or the status has changed.", ""},
    {"Status", "ACKNOWLEDGE", 0, 0, "The guest has seen the device.", ""},
    {"Status", "DRIVER", 1, 1, "The guest has a driver for it.", ""},
    {"Status", "DRIVER_OK", 2, 2, "The driver is ready: the device works.", ""},
    {"Status", "FEATURES_OK", 3, 3, "Both sides agree on the features.", ""},
    {"Status", "NEEDS_RESET", 6, 6, "The driver has broken the rules; the device waits for a reset.", ""},
    {"Status", "FAILED", 7, 7, "The driver has given up.", ""},
};

constexpr std::string_view kOutputs[] = {"irq"};

template <Plain T>
bool fetch(Io& io, uint64_t address, T& value) {
  return io.dma_read(address, bytes_of(value));
}

void set_half(uint64_t& whole, uint32_t offset, uint64_t value) {
  whole = offset & 4 ? with_bits(whole, 63, 32, value) : with_bits(whole, 31, 0, value);
}

// Calls f(part of memory, how many bytes of `size` before it) for the parts that offset..offset+size falls
// on.
template <class F>
void each_part(const std::vector<VirtioChain::Part>& parts, uint64_t offset, size_t size, F f) {
  size_t done = 0;
  for (const VirtioChain::Part& part : parts) {
    if (done == size) return;
    if (offset >= part.size) {
      offset -= part.size;
      continue;
    }
    size_t n = std::min<size_t>(size - done, part.size - offset);
    f(part.address + offset, done, n);
    done += n;
    offset = 0;
  }
}

}  // namespace

void VirtioChain::read(Io& io, uint64_t offset, std::span<std::byte> out) const {
  each_part(readable, offset, out.size(),
            [&](uint64_t address, size_t done, size_t n) { io.dma_read(address, out.subspan(done, n)); });
}

void VirtioChain::write(Io& io, uint64_t offset, std::span<const std::byte> in) const {
  each_part(writable, offset, in.size(),
            [&](uint64_t address, size_t done, size_t n) { io.dma_write(address, in.subspan(done, n)); });
}

VirtioInfo::VirtioInfo(std::string_view kind, std::string_view title, std::string_view help,
                       std::span<const RegisterRow> config)
    : registers(std::begin(kRegisters), std::end(kRegisters)) {
  registers.insert(registers.end(), config.begin(), config.end());
  info = {kind, title, help, registers, kFields, kOutputs, {}};
}

bool Virtio::driver_ok() const { return (virtio_.status & (kDriverOk | kNeedsReset)) == kDriverOk; }

void Virtio::reset(Io& io) {
  virtio_ = {};
  virtio_.serve_at = kNever;
  forget(io);
  schedule(io);
  update(io);
}

// 4.2.2.2: registers are 32 bits wide; the configuration takes accesses of any size.
uint64_t Virtio::peek(const Io&, uint32_t offset, int size) const {
  if (offset >= kConfig) {
    std::vector<std::byte> bytes = config();
    uint64_t value = 0;
    uint32_t at = offset - kConfig;
    if (at < bytes.size())
      std::memcpy(&value, &bytes[at], std::min<size_t>(static_cast<size_t>(size), bytes.size() - at));
    return value;
  }
  bool known_queue = virtio_.queue_sel < kind_.queues;
  uint64_t offered = kind_.features | kVersion1;
  switch (offset) {
    case kMagicValue:
      return 0x74726976;
    case kVersion:
      return 2;
    case kDeviceId:
      return kind_.id;
    case kVendorId:
      return 0x554d4551;
    case kDeviceFeatures: {
      uint32_t half = virtio_.device_features_sel;
      return half < 2 ? bits(offered >> (32 * half), 31, 0) : 0;
    }
    case kQueueNumMax:
      return known_queue ? kMaxVirtqueueSize : 0;
    case kQueueReady:
      return known_queue ? virtio_.queues[virtio_.queue_sel].ready : 0;
    case kInterruptStatus:
      return virtio_.interrupt_status;
    case kStatus:
      return virtio_.status;
    case kConfigGeneration:
      return virtio_.config_generation;
    default:
      return offset >= kShmFirst && offset <= kShmLast ? 0xffffffff : 0;  // 4.2.2: no such region
  }
}

void Virtio::write(Io& io, uint32_t offset, int size, uint64_t wide) {
  if (size < 4) return;
  auto value = static_cast<uint32_t>(wide);
  Virtqueue unknown{};
  Virtqueue& queue = virtio_.queue_sel < kind_.queues ? virtio_.queues[virtio_.queue_sel] : unknown;
  switch (offset) {
    case kDeviceFeaturesSel:
      virtio_.device_features_sel = value;
      break;
    case kDriverFeaturesSel:
      virtio_.driver_features_sel = value;
      break;
    case kDriverFeatures:
      // 3.1.1: the features are settled once FEATURES_OK is set.
      if (virtio_.driver_features_sel < 2 && !(virtio_.status & kFeaturesOk)) {
        set_half(virtio_.driver_features, 4 * virtio_.driver_features_sel, value);
      }
      break;
    case kQueueSel:
      virtio_.queue_sel = value;
      break;
    case kQueueNum:
      if (!queue.ready) queue.size = value;
      break;
    case kQueueReady:
      if (value & 1) {
        start_queue(io, queue, virtio_.queue_sel);
      } else {
        queue.ready = 0;
      }
      break;
    case kQueueNotify:
      io.command(offset, value);
      if (value < kind_.queues) call(io, value);
      break;
    case kInterruptAck:
      virtio_.interrupt_status &= ~value;
      break;
    case kStatus:
      set_status(io, value);
      break;
    case kQueueDescLow:
    case kQueueDescLow + 4:
      if (!queue.ready) set_half(queue.descriptors, offset, value);
      break;
    case kQueueDriverLow:
    case kQueueDriverLow + 4:
      if (!queue.ready) set_half(queue.driver, offset, value);
      break;
    case kQueueDeviceLow:
    case kQueueDeviceLow + 4:
      if (!queue.ready) set_half(queue.device, offset, value);
      break;
    default:
      break;
  }
  update(io);
}

void Virtio::set_status(Io& io, uint32_t status) {
  io.command(kStatus, status);
  if (status == 0) return reset(io);
  bool was_ok = driver_ok();
  // 2.2.2: FEATURES_OK stays off when the driver took a feature that was not offered.
  if (virtio_.driver_features & ~(kind_.features | kVersion1)) status &= ~uint32_t{kFeaturesOk};
  virtio_.status = (status & 0xff & ~uint32_t{kNeedsReset}) | (virtio_.status & kNeedsReset);
  if (driver_ok() && !was_ok) driver_ready(io);
  for (uint32_t i = 0; driver_ok() && i < kind_.queues; i++) call(io, i);
}

// 2.6: sizes are powers of two, the three parts are aligned, and here they must lie in RAM.
void Virtio::start_queue(Io& io, Virtqueue& queue, uint32_t index) {
  bool size_ok = queue.size != 0 && queue.size <= kMaxVirtqueueSize && (queue.size & (queue.size - 1)) == 0;
  bool aligned = queue.descriptors % 16 == 0 && queue.driver % 2 == 0 && queue.device % 4 == 0;
  std::array<std::byte, 16 * kMaxVirtqueueSize> room;
  std::span<std::byte> all(room);
  if (index >= kind_.queues || !size_ok || !aligned ||
      !io.dma_read(queue.descriptors, all.first(16 * queue.size)) ||
      !io.dma_read(queue.driver, all.first(4 + 2 * queue.size)) ||
      !io.dma_read(queue.device, all.first(4 + 8 * queue.size))) {
    return need_reset(io);
  }
  if (!queue.ready) queue.next_available = queue.next_used = 0;
  queue.ready = 1;
  call(io, index);
}

std::vector<Ring> Virtio::rings(const Io& io) const {
  auto look = [&](uint64_t address, auto& value) { return io.peek(address, bytes_of(value)); };
  std::vector<Ring> all;
  for (uint32_t i = 0; i < kind_.queues; i++) {
    const Virtqueue& queue = virtio_.queues[i];
    Ring& ring = all.emplace_back();
    ring.name = "queue " + std::to_string(i);
    uint16_t given = 0, returned = 0;
    if (!queue.ready || !look(queue.driver + 2, given) || !look(queue.device + 2, returned)) continue;
    ring.given = given;
    ring.returned = returned;
    for (uint32_t k = 0; k < queue.size; k++) {
      Descriptor d{};
      look(queue.descriptors + 16 * k, d);
      ring.entries.push_back({d.address, d.size, d.flags & kNext ? static_cast<int>(d.next % queue.size) : -1,
                              (d.flags & kWritable) != 0, false});
    }
    // This side serves in order, so what it has not returned are the newest requests.
    const auto known = std::min<uint16_t>(given, static_cast<uint16_t>(queue.size));
    for (auto n = static_cast<uint16_t>(given - known); n != given; n++) {
      uint16_t head = 0;
      look(queue.driver + 4 + 2 * (n % queue.size), head);
      RingRequest request{n, head % static_cast<int>(queue.size), false, 0};
      request.returned = static_cast<uint16_t>(given - n) > static_cast<uint16_t>(given - returned);
      if (request.returned) look(queue.device + 8 + 8 * (n % queue.size), request.written_bytes);
      ring.requests.push_back(request);
      int at = request.returned ? -1 : request.first;
      for (uint32_t k = 0; at >= 0 && k < queue.size; k++) {
        RingEntry& entry = ring.entries[static_cast<size_t>(at)];
        entry.with_device = true;
        at = entry.next;
      }
    }
  }
  return all;
}

void Virtio::need_reset(Io& io) {
  virtio_.status |= kNeedsReset;
  virtio_.interrupt_status |= kConfigChange;  // 2.1.2: tell the driver when it is running
  io.command(kStatus, virtio_.status);
}

void Virtio::call(Io& io, uint32_t queue) {
  virtio_.queues[queue].notified = 1;
  if (virtio_.serve_at == kNever && driver_ok()) virtio_.serve_at = io.now() + kLatency;
  schedule(io);
}

void Virtio::schedule(Io& io) { io.wake_at(std::min(virtio_.serve_at, own_wake())); }

void Virtio::wake(Io& io) {
  if (own_wake() <= io.now()) on_time(io);
  if (virtio_.serve_at <= io.now()) {
    virtio_.serve_at = kNever;
    for (uint32_t i = 0; i < kind_.queues && driver_ok(); i++) {
      Virtqueue& queue = virtio_.queues[i];
      if (!queue.notified) continue;
      if (queue.ready && serve(io, i)) {
        virtio_.serve_at = io.now() + kLatency;  // there may be more
        break;
      }
      queue.notified = 0;
    }
  }
  schedule(io);
  update(io);
}

bool Virtio::pop(Io& io, uint32_t index, VirtioChain& chain) {
  Virtqueue& queue = virtio_.queues[index];
  if (!queue.ready || !driver_ok()) return false;
  uint16_t available = 0;
  fetch(io, queue.driver + 2, available);
  auto waiting = static_cast<uint16_t>(available - queue.next_available);
  if (waiting == 0) return false;
  chain = {};
  fetch(io, queue.driver + 4 + 2 * (queue.next_available % queue.size), chain.head);
  if (waiting > queue.size || !walk(io, queue, chain)) {
    need_reset(io);
    return false;
  }
  queue.next_available++;
  return true;
}

// 2.6.5: a chain is no longer than the queue, and its writable parts come last.
bool Virtio::walk(Io& io, const Virtqueue& queue, VirtioChain& chain) {
  uint32_t index = chain.head;
  for (uint32_t length = 0; length < queue.size; length++) {
    Descriptor d{};
    if (index >= queue.size || !fetch(io, queue.descriptors + 16 * index, d) || d.flags & kIndirect)
      return false;
    if (!io.in_ram(d.address, d.size)) return false;
    bool writable = d.flags & kWritable;
    if (!writable && !chain.writable.empty()) return false;
    (writable ? chain.writable : chain.readable).push_back({d.address, d.size});
    (writable ? chain.writable_bytes : chain.readable_bytes) += d.size;
    if (chain.readable_bytes + chain.writable_bytes > kMaxChainBytes) return false;
    if (!(d.flags & kNext)) return true;
    index = d.next;
  }
  return false;
}

void Virtio::push(Io& io, uint32_t index, const VirtioChain& chain, uint32_t written) {
  Virtqueue& queue = virtio_.queues[index];
  std::array<uint32_t, 2> element = {chain.head, written};
  io.dma_write(queue.device + 4 + 8 * (queue.next_used % queue.size), std::as_bytes(std::span(element)));
  queue.next_used++;
  io.dma_write(queue.device + 2, bytes_of(queue.next_used));
  uint16_t flags = 0;
  fetch(io, queue.driver, flags);
  if (!(flags & kNoInterrupt)) virtio_.interrupt_status |= kUsedRing;
}

void Virtio::update(Io& io) { io.drive(0, virtio_.interrupt_status != 0); }

}  // namespace trapdoor
