#include "engine/devices/virtio_console.h"

#include <algorithm>

namespace trapdoor {
namespace {
enum Queue : uint32_t { kReceive, kTransmit };
constexpr uint32_t kQueueNotify = 0x50;
}  // namespace

const DeviceInfo& VirtioConsole::info() const {
  static const VirtioInfo kInfo("virtio-console", "Console (virtio)",
                                "Sends and receives text by the buffer, not by the byte as a UART does.", {});
  return kInfo.info;
}

void VirtioConsole::reset(Io& io) {
  state_.count = 0;
  Virtio::reset(io);
}

void VirtioConsole::accept(Io& io, uint8_t byte) {
  if (state_.count == kLineBytes) return io.command(kQueueNotify, kReceive);
  state_.line[state_.count++] = static_cast<std::byte>(byte);
  call(io, kReceive);
}

bool VirtioConsole::serve(Io& io, uint32_t queue) { return queue == kReceive ? give(io) : send(io); }

bool VirtioConsole::give(Io& io) {
  VirtioChain chain;
  if (state_.count == 0 || !pop(io, kReceive, chain)) return false;
  uint64_t size = std::min(chain.writable_bytes, state_.count);
  chain.write(io, 0, std::span(state_.line).first(size));
  std::copy(state_.line.begin() + static_cast<std::ptrdiff_t>(size),
            state_.line.begin() + static_cast<std::ptrdiff_t>(state_.count), state_.line.begin());
  state_.count -= size;
  std::fill(state_.line.begin() + static_cast<std::ptrdiff_t>(state_.count), state_.line.end(), std::byte{0});
  push(io, kReceive, chain, static_cast<uint32_t>(size));
  return true;
}

bool VirtioConsole::send(Io& io) {
  VirtioChain chain;
  if (!pop(io, kTransmit, chain)) return false;
  if (chain.readable_bytes > kMostBytes) {
    need_reset(io);
    return false;
  }
  std::vector<std::byte> text(chain.readable_bytes);
  chain.read(io, 0, text);
  for (std::byte byte : text) io.console(static_cast<uint8_t>(byte));
  push(io, kTransmit, chain, 0);
  return true;
}

}  // namespace trapdoor
