// The other machine on the network cable: what it answers to a frame.
// Models: RFC 826 (ARP), RFC 792 (ICMP echo), RFC 768 and 862 (UDP echo), over Ethernet II and IPv4 without
//   options.
#pragma once
#include <cstdint>
#include <span>

namespace trapdoor {

// Turns a frame from the guest into the peer's answer, of the same length. False when it does not answer.
bool net_peer_answers(std::span<uint8_t> frame);

}  // namespace trapdoor
