#include "engine/devices/virtio_blk.h"

#include <algorithm>

namespace trapdoor {

struct VirtioBlk::Request {
  uint32_t type;
  uint32_t reserved;
  uint64_t sector;
};

namespace {

enum Type : uint32_t { kIn = 0, kOut = 1, kFlush = 4, kGetId = 8 };
enum Answer : uint8_t { kOk, kIoError, kUnsupported };
constexpr uint32_t kIdBytes = 20;
constexpr uint32_t kMostSegments = 128;
constexpr uint64_t kSegMax = 1 << 2, kBlkSize = 1 << 6, kFlushFeature = 1 << 9;

constexpr RegisterRow kConfigRows[] = {
    {0x100, 8, "capacity", "", "ro", "How many 512-byte sectors the disk has."},
    {0x10c, 4, "seg_max", "", "ro", "The most pieces of memory one request may have."},
    {0x114, 4, "blk_size", "", "ro", "Bytes of a block."},
};

}  // namespace

VirtioBlk::VirtioBlk() : Virtio({2, 1, kSegMax | kBlkSize | kFlushFeature}, state_) {}

const DeviceInfo& VirtioBlk::info() const {
  static const VirtioInfo kInfo(
      "virtio-blk", "Disk (virtio)",
      "A disk that finds its requests in memory, in a ring that driver and device share.", kConfigRows);
  return kInfo.info;
}

std::vector<std::byte> VirtioBlk::config() const {
  struct {
    uint64_t capacity;
    uint32_t size_max, seg_max, geometry, blk_size;
  } config = {storage_.size_bytes() / kSectorBytes, 0, kMostSegments, 0, kSectorBytes};
  auto bytes = bytes_of(config);
  return {bytes.begin(), bytes.end()};
}

// 5.2.6: a header, the data, and one byte for the answer, cut into descriptors wherever the driver likes.
bool VirtioBlk::serve(Io& io, uint32_t queue) {
  VirtioChain chain;
  if (!pop(io, queue, chain)) return false;
  if (chain.readable_bytes < sizeof(Request) || chain.writable_bytes < 1) {
    need_reset(io);
    return false;
  }
  Request request{};
  chain.read(io, 0, bytes_of(request));
  uint32_t written = 0;
  uint8_t answer = transfer(io, chain, request, written);
  chain.write(io, chain.writable_bytes - 1, bytes_of(answer));
  push(io, queue, chain, written + 1);
  return true;
}

// Does what the request says. Returns the answer, and how many bytes of the guest's memory it wrote.
uint8_t VirtioBlk::transfer(Io& io, const VirtioChain& chain, const Request& request, uint32_t& written) {
  std::array<std::byte, kPageSize> buffer{};
  if (request.type == kFlush) return kOk;
  if (request.type == kGetId) {
    constexpr std::string_view kId = "trapdoor";
    if (chain.writable_bytes - 1 < kIdBytes) return kIoError;
    std::copy_n(std::as_bytes(std::span(kId)).begin(), kId.size(), buffer.begin());
    chain.write(io, 0, std::span(buffer).first(kIdBytes));
    written = kIdBytes;
    return kOk;
  }
  if (request.type != kIn && request.type != kOut) return kUnsupported;
  bool in = request.type == kIn;
  uint64_t size = in ? chain.writable_bytes - 1 : chain.readable_bytes - sizeof(Request);
  uint64_t sectors = storage_.size_bytes() / kSectorBytes;
  if (size % kSectorBytes != 0 || request.sector > sectors ||
      size / kSectorBytes > sectors - request.sector) {
    return kIoError;
  }
  for (uint64_t done = 0; done < size;) {
    auto piece = std::span(buffer).first(std::min<uint64_t>(size - done, buffer.size()));
    uint64_t at = request.sector * kSectorBytes + done;
    if (in) {
      storage_.read(at, piece);
      chain.write(io, done, piece);
    } else {
      chain.read(io, sizeof(Request) + done, piece);
      storage_.write(at, piece);
    }
    done += piece.size();
  }
  if (in) written = static_cast<uint32_t>(size);
  return kOk;
}

}  // namespace trapdoor
