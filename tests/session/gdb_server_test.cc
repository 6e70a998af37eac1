#include "engine/session/gdb_server.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "tests/session/dots.h"

namespace trapdoor {
namespace {

std::string framed(std::string_view packet) {
  unsigned sum = 0;
  for (char c : packet) sum += static_cast<unsigned char>(c);
  char tail[4];
  std::snprintf(tail, sizeof tail, "#%02x", sum & 0xff);
  return "$" + std::string(packet) + tail;
}

// The answer to one packet, waited for, without frame and acknowledgement.
std::string ask(Session& session, GdbServer& server, std::string_view packet) {
  std::string out = server.receive(framed(packet));
  for (int i = 0; server.waits() && i < 1000; i++) {
    session.advance(10'000);
    out += server.poll();
  }
  size_t start = out.find('$');
  return start == std::string::npos ? "" : out.substr(start + 1, out.size() - start - 4);
}

struct GdbServerTest : testing::Test {
  GdbServerTest() {
    Diagnostics diagnostics;
    session.open_program(assembled(kDots), "riscv-virt", {1 << 20, 2}, diagnostics);
    server.emplace(session);
  }
  std::string ask(std::string_view packet) { return trapdoor::ask(session, *server, packet); }
  std::string address(std::string_view label) {
    char text[32];
    std::snprintf(text, sizeof text, "%llx",
                  static_cast<unsigned long long>(session.program().find_symbol(label)->address));
    return text;
  }
  uint64_t s0() { return session.machine().hart(0).cpu[8]; }
  Session session;
  std::optional<GdbServer> server;
};

TEST_F(GdbServerTest, BreakpointsStopBeforeTheInstruction) {
  EXPECT_EQ(ask("Z0," + address("loop") + ",4"), "OK");
  EXPECT_EQ(ask("c"), "T05thread:1;swbreak:;");
  EXPECT_EQ(session.program().name_of(session.machine().hart(0).cpu[32]), "loop");
  EXPECT_EQ(s0(), 0u);
  ask("c");
  ask("c");
  uint64_t there = s0();
  EXPECT_EQ(ask("bc"), "T05thread:1;swbreak:;");
  EXPECT_LT(s0(), there);
  EXPECT_EQ(ask("z0," + address("loop") + ",4"), "OK");
  EXPECT_TRUE(session.stoppers().empty());
  EXPECT_EQ(ask("bc"), "T05thread:1;replaylog:begin;");
  EXPECT_EQ(session.machine().now(), 0u);
}

TEST_F(GdbServerTest, WatchpointsWorkBothWays) {
  std::string watch = "2," + address("counter") + ",8";
  EXPECT_EQ(ask("Z" + watch), "OK");
  for (int i = 0; i < 4; i++) EXPECT_EQ(ask("c").substr(12), "watch:" + address("counter") + ";");
  std::string after = ask("m" + address("counter") + ",1");
  ask("bc");
  std::string before = ask("m" + address("counter") + ",1");
  EXPECT_NE(after, before);
}

constexpr const char* kDiskWriter = R"(
_start: la a0, buffer
        li t0, DISK_ADDRESS
        sd a0, 0(t0)
        li t1, 1
        li t0, DISK_COUNT
        sw t1, 0(t0)
        li t2, 3                # read, by DMA
        li t0, DISK_COMMAND
        sw t2, 0(t0)
        li t0, DISK_STATUS
wait:   lw t2, 0(t0)
        andi t2, t2, 4
        beqz t2, wait
        sd t1, 8(a0)
end:    j end
        .data
        .balign 64
buffer: .zero 512
)";

// The disk writes into watched memory by itself: the watchpoint stops both ways, right after the write.
TEST(GdbServer, WatchpointsSeeDma) {
  Session session;
  Diagnostics diagnostics;
  session.open_program(assembled(kDiskWriter), "riscv-virt", {1 << 20, 1}, diagnostics);
  ASSERT_TRUE(session.set_storage("disk0", std::vector<std::byte>(512, std::byte{0x5a})).ok);
  GdbServer server(session);
  const uint64_t buffer = session.program().find_symbol("buffer")->address;
  auto hex = [](uint64_t value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%llx", static_cast<unsigned long long>(value));
    return std::string(text.data());
  };
  const std::string there = hex(buffer + 8);
  EXPECT_EQ(ask(session, server, "Z2," + there + ",8"), "OK");
  EXPECT_EQ(ask(session, server, "m" + there + ",8"), "0000000000000000");
  EXPECT_EQ(ask(session, server, "c"), "T05thread:1;watch:" + there + ";");
  EXPECT_NE(session.stopped_because().find("dma disk0 writes 512 bytes at buffer"), std::string::npos)
      << session.stopped_because();
  EXPECT_EQ(ask(session, server, "m" + there + ",8"), "5a5a5a5a5a5a5a5a");
  // Then the program's own store; and back over both.
  EXPECT_EQ(ask(session, server, "c"), "T05thread:1;watch:" + there + ";");
  EXPECT_NE(session.stopped_because().find("store 8 bytes at buffer+0x8"), std::string::npos)
      << session.stopped_because();
  EXPECT_EQ(ask(session, server, "m" + there + ",8"), "0100000000000000");
  EXPECT_EQ(ask(session, server, "bc"), "T05thread:1;watch:" + there + ";");
  EXPECT_EQ(ask(session, server, "m" + there + ",8"), "5a5a5a5a5a5a5a5a");
  EXPECT_EQ(ask(session, server, "bc"), "T05thread:1;watch:" + there + ";");
  EXPECT_EQ(ask(session, server, "m" + there + ",8"), "0000000000000000");
  EXPECT_EQ(ask(session, server, "bc"), "T05thread:1;replaylog:begin;");
}

TEST_F(GdbServerTest, StepsForthAndBack) {
  ask("s");
  ask("s");
  EXPECT_EQ(session.machine().now(), 2u);
  ask("bs");
  EXPECT_EQ(session.machine().now(), 1u);
}

TEST_F(GdbServerTest, RegistersAndMemory) {
  EXPECT_EQ(ask("g").size(), 33u * 16);
  EXPECT_EQ(ask("P8=2a00000000000000"), "OK");
  EXPECT_EQ(s0(), 42u);
  EXPECT_EQ(ask("p8"), "2a00000000000000");
  EXPECT_EQ(ask("M" + address("counter") + ",2:beef"), "OK");
  EXPECT_EQ(ask("m" + address("counter") + ",4"), "beef0000");
  EXPECT_EQ(ask("m1000,4"), "E14");
  EXPECT_NE(ask("qXfer:features:read:target.xml:0,fff").find("riscv:rv64"), std::string::npos);
  EXPECT_EQ(ask("qfThreadInfo"), "m1,2");
  EXPECT_EQ(ask("vMustReplyEmpty"), "");
}

TEST_F(GdbServerTest, MonitorIsASession) {
  EXPECT_NE(ask("qRcmd,68656c70"), "");  // help
  ask("qRcmd,737465702035");             // step 5
  EXPECT_EQ(session.machine().now(), 5u);
}

TEST_F(GdbServerTest, AnyBytesAreSurvived) {
  std::mt19937 random(3);
  const char* heads[] = {
      "m", "M", "p", "P",  "Z0,", "z2,", "qRcmd,",           "H", "qXfer:features:read:target.xml:",
      "G", "X", "c", "bs", "bc",  "T",   "qThreadExtraInfo,"};
  for (int i = 0; i < 3000; i++) {
    std::string packet = heads[random() % std::size(heads)];
    for (auto n = random() % 12; n > 0; n--) packet += "0123456789abcdef,:;=-"[random() % 21];
    if (packet[0] == 'c') continue;
    ask(packet);
    if (server->finished()) server.emplace(session);
    std::string noise;
    for (auto n = random() % 8; n > 0; n--) noise += static_cast<char>(random());
    server->receive(noise);
    server->receive("$#00");
    server->receive("$$$#zz");
    if (server->waits()) session.apply("pause"), server->poll();
  }
}

}  // namespace
}  // namespace trapdoor
