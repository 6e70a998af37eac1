#include "engine/devices/net_peer.h"

#include <algorithm>
#include <iterator>

namespace trapdoor {
namespace {

constexpr uint8_t kMac[] = {0x52, 0x55, 0x0a, 0x00, 0x02, 0x02};
constexpr uint8_t kAddress[] = {10, 0, 2, 2};

constexpr size_t kEthernetBytes = 14, kArpBytes = 28, kIpBytes = 20, kPortBytes = 8;
constexpr unsigned kEchoType = 0x88b5, kIp = 0x0800, kArp = 0x0806, kEchoPort = 7;
constexpr uint8_t kIcmp = 1, kUdp = 17;

using Bytes = std::span<uint8_t>;

unsigned word(Bytes bytes, size_t at) { return static_cast<unsigned>(bytes[at] << 8 | bytes[at + 1]); }
void set_word(Bytes bytes, size_t at, unsigned value) {
  bytes[at] = static_cast<uint8_t>(value >> 8);
  bytes[at + 1] = static_cast<uint8_t>(value);
}
template <size_t N>
bool same(Bytes bytes, const uint8_t (&other)[N]) {
  return bytes.size() >= N && std::equal(std::begin(other), std::end(other), bytes.begin());
}
void swap(Bytes bytes, size_t a, size_t b, size_t size) {
  std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(a),
                   bytes.begin() + static_cast<std::ptrdiff_t>(a + size),
                   bytes.begin() + static_cast<std::ptrdiff_t>(b));
}

// RFC 826: "is the target protocol address mine?" Then swap, fill in, and reply.
bool answer_arp(Bytes arp) {
  constexpr size_t kOperation = 6, kSender = 8, kTarget = 18, kPair = 10, kSenderIp = 14, kTargetIp = 24;
  if (arp.size() < kArpBytes || word(arp, kOperation) != 1 || !same(arp.subspan(kTargetIp), kAddress))
    return false;
  set_word(arp, kOperation, 2);
  swap(arp, kSender, kTarget, kPair);
  std::copy(std::begin(kMac), std::end(kMac), arp.begin() + kSender);
  std::copy(std::begin(kAddress), std::end(kAddress), arp.begin() + kSenderIp);
  return true;
}

// Swapping addresses and ports leaves the sums of IP and UDP as they are; a new ICMP type is added to its
// sum.
bool answer_ip(Bytes ip) {
  constexpr size_t kProtocol = 9, kSource = 12, kDestination = 16;
  if (ip.size() < kIpBytes + kPortBytes || ip[0] != 0x45 || !same(ip.subspan(kDestination), kAddress))
    return false;
  Bytes inner = ip.subspan(kIpBytes);
  if (ip[kProtocol] == kIcmp && inner[0] == 8) {
    inner[0] = 0;
    unsigned sum = word(inner, 2) + 0x0800;
    set_word(inner, 2, (sum & 0xffff) + (sum >> 16));
  } else if (ip[kProtocol] == kUdp && word(inner, 2) == kEchoPort) {
    swap(inner, 0, 2, 2);
  } else {
    return false;
  }
  swap(ip, kSource, kDestination, 4);
  return true;
}

}  // namespace

bool net_peer_answers(Bytes frame) {
  if (frame.size() < kEthernetBytes) return false;
  bool for_all = frame[0] & 1;
  if (!for_all && !same(frame, kMac)) return false;
  unsigned type = word(frame, 12);
  Bytes inner = frame.subspan(kEthernetBytes);
  bool answers =
      type == kEchoType || (type == kArp && answer_arp(inner)) || (type == kIp && answer_ip(inner));
  if (!answers) return false;
  swap(frame, 0, 6, 6);
  std::copy(std::begin(kMac), std::end(kMac), frame.begin() + 6);
  return true;
}

}  // namespace trapdoor
