#include <gtest/gtest.h>

#include <numeric>

#include "engine/devices/virtio_net.h"
#include "tests/support/virtio_driver.h"

namespace trapdoor {
namespace {

constexpr uint64_t kBase = 0x1000'2000, kOut = Bench::kRam + 0x8000, kIn = Bench::kRam + 0xa000;
using Frame = std::vector<uint8_t>;
constexpr uint32_t kHeader = 12;

const Frame kGuest = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56}, kPeer = {0x52, 0x55, 0x0a, 0x00, 0x02, 0x02};
const Frame kAll = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

Frame join(std::initializer_list<Frame> parts) {
  Frame all;
  for (const Frame& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// RFC 1071.
uint16_t sum(const uint8_t* bytes, size_t size) {
  uint32_t total = 0;
  for (size_t i = 0; i < size; i += 2)
    total += static_cast<uint32_t>(bytes[i] << 8 | (i + 1 < size ? bytes[i + 1] : 0));
  while (total >> 16) total = (total & 0xffff) + (total >> 16);
  return static_cast<uint16_t>(~total);
}

struct NetTest : testing::Test {
  Bench bench{{{"net", kBase, 0x1000, make_device<VirtioNet>}}, {{"net.irq", "hart0.MEI"}}};
  VirtioDriver driver{bench, kBase};
  uint16_t received = 0;

  void send(const Frame& frame) {
    Frame bytes(kHeader);
    bytes.insert(bytes.end(), frame.begin(), frame.end());
    bench.machine.bus.poke(kOut, std::as_bytes(std::span(bytes)));
    driver.add(1, {{kOut, kHeader, false}, {kOut + kHeader, static_cast<uint32_t>(frame.size()), false}});
    driver.notify(1);
  }
  void offer() { driver.add(0, {{kIn, 2048, true}}); }
  // The next frame for the guest; empty when none comes.
  Frame receive() {
    driver.notify(0);
    if (driver.used(0) == received) return {};
    Frame bytes(driver.used_length(0, received++));
    bench.machine.bus.peek(kIn, std::as_writable_bytes(std::span(bytes)));
    EXPECT_GE(bytes.size(), kHeader);
    EXPECT_EQ(bytes[10], 1) << "num_buffers";
    bytes.erase(bytes.begin(), bytes.begin() + kHeader);
    return bytes;
  }
  Frame ask(const Frame& frame) {
    offer();
    send(frame);
    return receive();
  }
};

TEST_F(NetTest, HasAnAddress) {
  EXPECT_EQ(bench.peek(kBase + 0x100, 4), 0x1200'5452u);
  EXPECT_EQ(bench.read(kBase + 0x104, 2), 0x5634u);
}

TEST_F(NetTest, ThePeerAnswersArp) {
  driver.start(2);
  Frame question =
      join({kAll, kGuest, {8, 6, 0, 1, 8, 0, 6, 4, 0, 1}, kGuest, {10, 0, 2, 15}, Frame(6), {10, 0, 2, 2}});
  Frame answer =
      join({kGuest, kPeer, {8, 6, 0, 1, 8, 0, 6, 4, 0, 2}, kPeer, {10, 0, 2, 2}, kGuest, {10, 0, 2, 15}});
  EXPECT_EQ(ask(question), answer);
  question.back() = 3;
  EXPECT_EQ(ask(question), Frame()) << "nobody has that address";
}

TEST_F(NetTest, ThePeerAnswersPings) {
  driver.start(2);
  Frame ip = {0x45, 0, 0, 36, 0, 1, 0, 0, 64, 1, 0, 0, 10, 0, 2, 15, 10, 0, 2, 2};
  Frame icmp = {8, 0, 0, 0, 0xab, 0xcd, 0, 1, 'p', 'i', 'n', 'g', 0xff, 0xff, 0xff, 0xff};
  uint16_t ip_sum = sum(ip.data(), ip.size()), icmp_sum = sum(icmp.data(), icmp.size());
  ip[10] = static_cast<uint8_t>(ip_sum >> 8), ip[11] = static_cast<uint8_t>(ip_sum);
  icmp[2] = static_cast<uint8_t>(icmp_sum >> 8), icmp[3] = static_cast<uint8_t>(icmp_sum);
  Frame answer = ask(join({kPeer, kGuest, {8, 0}, ip, icmp}));
  ASSERT_EQ(answer.size(), 50u);
  EXPECT_EQ(Frame(answer.begin(), answer.begin() + 12), join({kGuest, kPeer}));
  EXPECT_EQ(sum(&answer[14], 20), 0) << "the sum of the IP header still holds";
  EXPECT_EQ(answer[34], 0) << "echo reply";
  EXPECT_EQ(sum(&answer[34], 16), 0) << "the ICMP sum holds";
  EXPECT_EQ(answer[42], 'p');
  EXPECT_EQ(answer[29], 2) << "from the peer";
  EXPECT_EQ(answer[33], 15) << "to the guest";
}

TEST_F(NetTest, ThePeerEchoesUdp) {
  driver.start(2);
  Frame ip = {0x45, 0, 0, 30, 0, 1, 0, 0, 64, 17, 0x62, 0xbf, 10, 0, 2, 15, 10, 0, 2, 2};
  Frame udp = {0x12, 0x34, 0, 7, 0, 10, 0, 0, 'h', 'i'};
  Frame answer = ask(join({kPeer, kGuest, {8, 0}, ip, udp}));
  ASSERT_EQ(answer.size(), 44u);
  EXPECT_EQ(Frame(answer.begin() + 34, answer.end()), Frame({0, 7, 0x12, 0x34, 0, 10, 0, 0, 'h', 'i'}));
  udp[3] = 8;
  EXPECT_EQ(ask(join({kPeer, kGuest, {8, 0}, ip, udp})), Frame()) << "only port 7";
}

TEST_F(NetTest, PlainFramesComeBack) {
  driver.start(2);
  Frame body(1500);
  std::iota(body.begin(), body.end(), uint8_t{1});
  EXPECT_EQ(ask(join({kPeer, kGuest, {0x88, 0xb5}, body})), join({kGuest, kPeer, {0x88, 0xb5}, body}));
  EXPECT_EQ(ask(join({{1 << 1, 2, 3, 4, 5, 6}, kGuest, {0x88, 0xb5}, body})), Frame()) << "for somebody else";
}

TEST_F(NetTest, ThePeerPlaysItsScript) {
  Pages& script = *bench.machine.device(0).storage();
  Frame hello = join({kGuest, kPeer, {0x88, 0xb5, 'h'}});
  Frame world = join({kGuest, kPeer, {0x88, 0xb5, 'w', 'x'}});
  uint64_t at = 0;
  for (auto& [ticks, frame] : {std::pair(uint64_t{5000}, &hello), std::pair(uint64_t{9000}, &world)}) {
    auto size = static_cast<uint32_t>(frame->size());
    script.write(at, bytes_of(ticks));
    script.write(at + 8, bytes_of(size));
    script.write(at + 12, std::as_bytes(std::span(*frame)));
    at += 12 + (size + 3) / 4 * 4;
  }
  bench.pass(50'000);
  driver.start(2);
  offer();
  EXPECT_EQ(receive(), Frame()) << "not yet";
  bench.pass(3500);
  EXPECT_EQ(receive(), hello);
  offer();
  bench.pass(4000);
  EXPECT_EQ(receive(), world);
  offer();
  bench.pass(100'000);
  EXPECT_EQ(receive(), Frame());
}

TEST_F(NetTest, WhatNobodyFetchesIsDroppedInTheEnd) {
  driver.start(2);
  for (uint32_t i = 0; i < VirtioNet::kFrames + 3; i++) {
    send(join({kPeer, kGuest, {0x88, 0xb5, static_cast<uint8_t>(i)}}));
    bench.pass(1000);
  }
  for (uint32_t i = 0; i < VirtioNet::kFrames; i++) {
    offer();
    Frame frame = receive();
    ASSERT_EQ(frame.size(), 15u);
    EXPECT_EQ(frame.back(), i);
  }
  offer();
  EXPECT_EQ(receive(), Frame());
}

TEST_F(NetTest, ABufferThatIsTooSmallBreaksTheRules) {
  driver.start(2);
  driver.add(0, {{kIn, 20, true}});
  send(join({kPeer, kGuest, {0x88, 0xb5}, Frame(100)}));
  bench.pass(1000);
  EXPECT_EQ(driver.get(VirtioDriver::kStatus) & 0x40, 0x40u);
}

}  // namespace
}  // namespace trapdoor
