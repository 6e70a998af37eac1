#include "engine/devices/uart.h"

#include <gtest/gtest.h>

#include "tests/support/bench.h"

namespace trapdoor {
namespace {

enum Register : uint64_t { kBase = 0x1000'0000, kData = kBase, kIer, kIir, kLcr, kMcr, kLsr, kMsr, kScr };
constexpr uint64_t kFcr = kIir;

struct UartTest : testing::Test {
  Bench bench{{{"uart0", kBase, 0x100, make_device<Uart>}}, {{"uart0.irq", "hart0.MEI"}}};

  uint64_t in(uint64_t address) { return bench.read(address, 1); }
  void out(uint64_t address, uint64_t value) { bench.write(address, value, 1); }
  void type(std::string_view text) {
    for (char c : text) bench.machine.accept(0, static_cast<uint8_t>(c));
  }
  bool irq() { return bench.input(kMei); }
};

TEST_F(UartTest, SendsWhatIsWritten) {
  for (char c : std::string_view("hello\n")) {
    EXPECT_EQ(in(kLsr)&0x60, 0x60u);
    out(kData, static_cast<uint8_t>(c));
  }
  EXPECT_EQ(bench.console(), "hello\n");
}

TEST_F(UartTest, ReceivesInOrderAndSaysWhenItIsEmpty) {
  EXPECT_EQ(in(kLsr)&1, 0u);
  type("ab");
  EXPECT_EQ(in(kLsr)&1, 1u);
  EXPECT_EQ(bench.peek(kData, 1), 'a');
  EXPECT_EQ(in(kData), 'a');
  EXPECT_EQ(in(kData), 'b');
  EXPECT_EQ(in(kLsr)&1, 0u);
  EXPECT_EQ(in(kData), 'b') << "an empty receiver shows the last byte again";
}

TEST_F(UartTest, ReceivedDataInterruptsWhileItIsThere) {
  type("x");
  EXPECT_FALSE(irq()) << "not enabled";
  EXPECT_EQ(in(kIir), 0x01u);
  out(kIer, 1);
  EXPECT_TRUE(irq());
  EXPECT_EQ(in(kIir), 0x04u);
  EXPECT_TRUE(irq()) << "reading IIR does not take the byte";
  in(kData);
  EXPECT_FALSE(irq());
}

TEST_F(UartTest, FifoTriggerLevelAndTimeout) {
  out(kFcr, 0xc1);  // on, 14 bytes
  out(kIer, 1);
  type("0123456789abc");
  EXPECT_EQ(in(kIir), 0xccu) << "13 bytes: timed out";
  type("d");
  EXPECT_EQ(in(kIir), 0xc4u) << "14 bytes: trigger level";
  EXPECT_TRUE(irq());
}

TEST_F(UartTest, TransmitterEmptyInterruptsOnceUntilWrittenAgain) {
  out(kIer, 2);
  EXPECT_TRUE(irq()) << "it is empty when the interrupt is enabled";
  EXPECT_EQ(in(kIir), 0x02u);
  EXPECT_FALSE(irq()) << "reading IIR was the acknowledgement";
  EXPECT_EQ(in(kIir), 0x01u);
  out(kData, 'x');
  EXPECT_TRUE(irq());
}

// A kernel that never reads IIR (xv6) must not be interrupted for ever by an empty transmitter.
TEST_F(UartTest, ReadingTheLineStatusWithdrawsTransmitterEmpty) {
  out(kIer, 2);
  EXPECT_TRUE(irq());
  in(kLsr);
  EXPECT_FALSE(irq());
  out(kData, 'x');
  EXPECT_TRUE(irq());
}

TEST_F(UartTest, AnOverrunIsTold) {
  out(kIer, 4);
  type(std::string(Uart::kLineBytes, 'x'));
  EXPECT_FALSE(irq());
  bench.count(EventKind::command);
  type("y");
  EXPECT_EQ(bench.count(EventKind::command), 1);
  EXPECT_TRUE(irq());
  EXPECT_EQ(in(kIir), 0x06u);
  EXPECT_EQ(bench.peek(kLsr, 1) & 2, 2u);
  EXPECT_EQ(in(kLsr)&2, 2u);
  EXPECT_EQ(in(kLsr)&2, 0u) << "reading LSR clears it";
  EXPECT_FALSE(irq());
}

TEST_F(UartTest, ClearingTheFifoDropsItsSixteenBytes) {
  out(kFcr, 1);
  type("0123456789abcdefXY");
  out(kFcr, 3);
  EXPECT_EQ(in(kData), 'X') << "what waits outside is not in the FIFO";
}

TEST_F(UartTest, DivisorLatchHidesTheFirstTwoRegisters) {
  out(kIer, 3);
  out(kLcr, 0x83);
  out(kData, 0x12);
  out(kIer, 0x34);
  EXPECT_EQ(in(kData), 0x12u);
  EXPECT_EQ(in(kIer), 0x34u);
  out(kLcr, 0x03);
  EXPECT_EQ(in(kIer), 3u);
  EXPECT_EQ(bench.console(), "") << "the divisor is not sent";
}

TEST_F(UartTest, LoopBack) {
  EXPECT_EQ(in(kMsr), 0xb0u);
  out(kMcr, 0x1a);  // loop, OUT2, RTS
  EXPECT_EQ(in(kMsr), 0x90u) << "DCD and CTS";
  out(kData, 'q');
  EXPECT_EQ(bench.console(), "");
  EXPECT_EQ(in(kData), 'q');
  type("z");
  EXPECT_EQ(in(kLsr)&1, 0u) << "the input is cut off";
}

TEST_F(UartTest, ScratchRemembers) {
  out(kScr, 0x5a);
  EXPECT_EQ(in(kScr), 0x5au);
}

TEST_F(UartTest, WideAccessesReachOneRegister) {
  bench.write(kData, 0x41424344, 4);
  EXPECT_EQ(bench.console(), "D");
  EXPECT_EQ(in(kIer), 0u);
  type("k");
  EXPECT_EQ(bench.read(kData, 8), 'k');
}

}  // namespace
}  // namespace trapdoor
