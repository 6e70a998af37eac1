#include "engine/devices/virtio_net.h"

#include <algorithm>

#include "engine/devices/net_peer.h"

namespace trapdoor {
namespace {

enum Queue : uint32_t { kReceive, kTransmit };
constexpr uint32_t kQueueNotify = 0x50;
constexpr uint32_t kLeastBytes = 14;  // two addresses and a type
constexpr uint64_t kRecordHeader = 12;
constexpr uint8_t kMac[] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};

constexpr RegisterRow kConfigRows[] = {
    {0x100, 4, "mac_first", "", "ro", "The card's address on the network, first four bytes."},
    {0x104, 2, "mac_last", "", "ro", "The card's address on the network, last two bytes."},
};

}  // namespace

const DeviceInfo& VirtioNet::info() const {
  static const VirtioInfo kInfo("virtio-net", "Network card (virtio)",
                                "Sends and receives frames. One other machine answers on the cable.",
                                kConfigRows);
  return kInfo.info;
}

std::vector<std::byte> VirtioNet::config() const {
  auto bytes = std::as_bytes(std::span(kMac));
  return {bytes.begin(), bytes.end()};
}

void VirtioNet::forget(Io&) {
  state_.waiting = {};
  state_.ready_at = kNever;
  state_.script_at = 0;
  state_.count = 0;
}

void VirtioNet::driver_ready(Io& io) { state_.ready_at = io.now(); }

VirtioNet::Record VirtioNet::next_record() const {
  Record record;
  bool there = storage_.read(state_.script_at, bytes_of(record.ticks)) &&
               storage_.read(state_.script_at + sizeof record.ticks, bytes_of(record.size));
  bool fits = record.size >= kLeastBytes && record.size <= kMostBytes;
  return there && fits ? record : Record{};
}

Tick VirtioNet::own_wake() const {
  if (state_.ready_at == kNever) return kNever;
  Record record = next_record();
  return record.size && record.ticks < kNever - state_.ready_at ? state_.ready_at + record.ticks : kNever;
}

void VirtioNet::on_time(Io& io) {
  Record record = next_record();
  std::array<uint8_t, kMostBytes> frame{};
  auto bytes = std::span(frame).first(record.size);
  if (storage_.read(state_.script_at + kRecordHeader, std::as_writable_bytes(bytes))) deliver(io, bytes);
  state_.script_at += kRecordHeader + (record.size + 3) / 4 * 4;
}

void VirtioNet::deliver(Io& io, std::span<const uint8_t> frame) {
  if (state_.count == kFrames) return io.command(kQueueNotify, kReceive);
  Frame& slot = state_.waiting[state_.count++];
  std::copy(frame.begin(), frame.end(), slot.bytes.begin());
  slot.size = static_cast<uint16_t>(frame.size());
  call(io, kReceive);
}

bool VirtioNet::serve(Io& io, uint32_t queue) { return queue == kReceive ? receive(io) : send(io); }

// 5.1.6.4: each buffer holds one frame behind a header that says nothing but that it is one buffer.
bool VirtioNet::receive(Io& io) {
  VirtioChain chain;
  if (state_.count == 0 || !pop(io, kReceive, chain)) return false;
  const Frame& frame = state_.waiting[0];
  uint32_t header_size = header_bytes(), size = header_size + frame.size;
  if (chain.writable_bytes < size) {
    need_reset(io);
    return false;
  }
  std::array<uint8_t, 12> header{};
  header[10] = 1;
  chain.write(io, 0, std::as_bytes(std::span(header)).first(header_size));
  chain.write(io, header_size, std::as_bytes(std::span(frame.bytes)).first(frame.size));
  push(io, kReceive, chain, size);
  std::copy(state_.waiting.begin() + 1, state_.waiting.end(), state_.waiting.begin());
  state_.waiting.back() = {};
  state_.count--;
  return true;
}

bool VirtioNet::send(Io& io) {
  VirtioChain chain;
  if (!pop(io, kTransmit, chain)) return false;
  uint32_t header_size = header_bytes();
  if (chain.readable_bytes < header_size || chain.readable_bytes > header_size + kMostBytes) {
    need_reset(io);
    return false;
  }
  std::array<uint8_t, kMostBytes> frame{};
  auto bytes = std::span(frame).first(chain.readable_bytes - header_size);
  chain.read(io, header_size, std::as_writable_bytes(bytes));
  push(io, kTransmit, chain, 0);
  if (net_peer_answers(bytes)) deliver(io, bytes);
  return true;
}

}  // namespace trapdoor
