// Who wrote this last, who reads it next, and what a tick changed: registers, fields, memory, devices.
#include <gtest/gtest.h>

#include "engine/session/event_text.h"
#include "engine/session/session.h"
#include "tests/session/dots.h"

namespace trapdoor {
namespace {

// The teaching disk reads a sector into `buffer` and interrupts; the handler looks at it.
constexpr const char* kDiskReader = R"(
_start: la t0, handler
        csrw mtvec, t0
        li t0, 0x800
        csrw mie, t0
        li t0, 0x0c000030       # source 12: priority 1
        li t1, 1
        sw t1, 0(t0)
        li t0, PLIC_ENABLE_M0
        li t1, 0x1000
        sw t1, 0(t0)
        la a0, buffer
        li t0, DISK_ADDRESS
        sd a0, 0(t0)
        li t0, DISK_HIGH
        li t1, -1
        sd t1, 0(t0)
        li t0, DISK_COUNT
        li t1, 1
        sw t1, 0(t0)
        li t0, DISK_INTERRUPT
        sw t1, 0(t0)
        li t0, DISK_COMMAND
        li t1, 3
command: sw t1, 0(t0)
enable: csrsi mstatus, 8
wait:   addi s1, s1, 1
        j wait
handler: li t0, PLIC_CLAIM_M0
claim:  lw t1, 0(t0)
        la a0, buffer
look:   ld a1, 8(a0)
after:  j after
        .data
        .balign 64
buffer: .zero 512
)";

struct WhoTest : testing::Test {
  WhoTest() {
    Diagnostics diagnostics;
    session.open_program(assembled(kDiskReader), "riscv-virt", {1 << 20, 1}, diagnostics);
    std::vector<std::byte> disk(512, std::byte{0x5a});
    EXPECT_TRUE(session.set_storage("disk0", disk).ok);
    EXPECT_TRUE(session.apply("run-until exec pc=after").ok);
    while (session.running()) session.advance(100'000);
    EXPECT_EQ(session.program().name_of(session.machine().hart(0).cpu[32]), "after");
  }
  std::string ask(const std::string& command) {
    Tick here = session.machine().now();
    CommandResult result = session.apply(command);
    EXPECT_TRUE(result.ok) << result.message;
    while (session.running()) session.advance(1'000'000);
    EXPECT_EQ(session.machine().now(), here);
    return result.message.empty() ? session.stopped_because() : result.message;
  }
  static bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
  }
  static Tick tick_of(const std::string& text) {
    std::string digits;
    for (size_t i = 5; i < text.size() && text[i] != ' '; i++) {
      if (text[i] != ',') digits += text[i];
    }
    return digits.empty() ? 0 : std::stoull(digits);
  }
  Session session;
};

TEST_F(WhoTest, MemoryWrittenByADevice) {
  std::string text = ask("who-wrote buffer+8");
  EXPECT_TRUE(says(text, "dma disk0 writes 512 bytes at buffer")) << text;
  // It is the tick after which the memory holds what the disk had.
  Tick tick = tick_of(text);
  for (auto [at, byte] : {std::pair<Tick, int>{tick, 0}, {tick + 1, 0x5a}}) {
    session.apply("seek " + std::to_string(at));
    std::byte there{};
    session.machine().bus.peek(session.program().find_symbol("buffer")->address + 8, {&there, 1});
    EXPECT_EQ(static_cast<int>(there), byte) << at;
  }
  session.apply("seek end");
}

TEST_F(WhoTest, MemoryWrittenFromTheOutside) {
  session.apply("poke buffer+8 11");
  std::string text = ask("who-wrote buffer+8");
  EXPECT_TRUE(says(text, "1 byte written at buffer+0x8 from the outside")) << text;
  session.apply("step 10");
  while (session.running()) session.advance(100);
  EXPECT_EQ(ask("who-wrote buffer+8"), text);
  EXPECT_TRUE(says(ask("who-wrote buffer+16"), "dma disk0")) << "its neighbour is still the disk's";
}

TEST_F(WhoTest, DeviceRegisters) {
  std::string text = ask("who-wrote DISK_STATUS");
  EXPECT_TRUE(says(text, "register disk0.STATUS 0x1 -> 0x4 by device")) << text;
  text = ask("who-wrote DISK_COMMAND");
  EXPECT_TRUE(says(text, "at disk0.COMMAND") || says(text, "= 0x3") || says(text, "disk0.COMMAND 0x0 -> 0x3"))
      << text;
  session.apply("seek " + std::to_string(tick_of(text)));
  EXPECT_EQ(session.program().name_of(session.machine().hart(0).cpu[32]), "command");
  session.apply("seek end");
  EXPECT_TRUE(says(ask("who-wrote PLIC_PENDING"), "plic.pending 0x1000 -> 0x0 by instruction"));
}

TEST_F(WhoTest, Fields) {
  // The trap's entry clears MIE; the bit before that was set by an instruction.
  std::string text = ask("who-wrote mstatus.MIE");
  EXPECT_TRUE(says(text, "word mstatus") && says(text, "by trap entry")) << text;
  session.apply("seek " + std::to_string(tick_of(text)));
  text = ask("who-wrote mstatus.MIE");
  EXPECT_TRUE(says(text, "by instruction")) << text;
  session.apply("seek " + std::to_string(tick_of(text)));
  EXPECT_EQ(session.program().name_of(session.machine().hart(0).cpu[32]), "enable");
  EXPECT_TRUE(says(ask("who-wrote mstatus.MPRV"), "never since tick 0"));
  EXPECT_TRUE(says(session.apply("who-wrote mstatus.NOPE").message, "is neither a register, a field"));
  session.apply("seek end");
  text = ask("who-wrote mip.MEIP");
  EXPECT_TRUE(says(text, "0x800 -> 0x0 by device")) << text;  // the claim let the wire go
}

TEST_F(WhoTest, ReadersOfRegistersFieldsAndMemory) {
  session.apply("seek 3");
  std::string text = ask("who-reads mtvec");
  EXPECT_TRUE(says(text, "read mtvec") && says(text, "by trap entry")) << text;
  EXPECT_TRUE(says(ask("who-reads buffer+8"), "load 8 bytes at buffer+0x8"));
  EXPECT_TRUE(says(ask("who-reads s1"), "read s1 = 0x0 by instruction at wait"));
  EXPECT_TRUE(says(ask("who-reads mie.MEIE"), "not before tick"));
  EXPECT_TRUE(says(ask("who-reads PLIC_CLAIM_M0"), "load 4 bytes"));
  EXPECT_FALSE(session.apply("who-reads nothing").ok);
}

TEST_F(WhoTest, EverythingATickChanged) {
  std::string wrote = ask("who-wrote buffer+8");
  std::vector<Change> changes = session.changes_of(tick_of(wrote));
  int memory = 0;
  bool status = false, wire = false;
  for (const Change& change : changes) {
    if (change.who == "dma of disk0") {
      EXPECT_EQ(change.old, 0u);
      EXPECT_EQ(change.value, 0x5a5a'5a5a'5a5a'5a5au);
      memory++;
    }
    status |= change.what == "disk0.STATUS" && change.old == 1 && change.value == 4 && change.who == "device";
    wire |= change.what == "mip" && change.value == 0x800 && change.who == "device";
  }
  EXPECT_EQ(memory, 64);
  EXPECT_TRUE(status);
  EXPECT_TRUE(wire);
  // And of the interrupt's entry, in the manual's order; the mode was and is machine mode.
  session.apply("previous-trap");
  std::vector<std::string> words;
  for (const Change& change : session.changes_of(session.machine().now() - 1)) {
    if (change.who == "trap entry") words.push_back(change.what);  // the disk was through in the same tick
  }
  EXPECT_EQ(words, (std::vector<std::string>{"mepc", "mcause", "mtval", "mstatus", "pc"}));
}

// The command says the same, in words.
TEST_F(WhoTest, ChangesInWords) {
  std::string text = ask("changes " + std::to_string(tick_of(ask("who-wrote buffer+8"))));
  EXPECT_TRUE(says(text, "<buffer+0x1f8> 0x0 -> 0x5a5a5a5a5a5a5a5a by dma of disk0")) << text;
  EXPECT_TRUE(says(text, "disk0.STATUS 0x1 -> 0x4")) << text;
  session.apply("seek " + std::to_string(tick_of(ask("who-wrote mstatus.MIE"))));
  session.apply("step");
  while (session.running()) session.advance(10);
  text = ask("changes");
  EXPECT_TRUE(says(text, "trap interrupt machine-external at wait")) << text;
  EXPECT_TRUE(says(text, "mstatus 0xa00000008 -> 0xa00001880 (")) << text;
  EXPECT_TRUE(says(text, "MIE 0x1 -> 0x0")) << text;
  EXPECT_TRUE(says(text, "-> 0x8000_") && says(text, "<handler> by trap entry")) << text;
  session.apply("seek 1");
  EXPECT_TRUE(says(ask("changes"), "at _start")) << ask("changes");
  EXPECT_EQ(ask("changes"), ask("changes 0"));
  EXPECT_EQ(ask("changes end"), ask("changes " + std::to_string(session.end() - 1)));
  session.apply("seek 0");
  EXPECT_TRUE(says(session.apply("changes").message, "no tick has run yet"));
  CommandResult ahead = session.apply("changes 99999999");
  EXPECT_FALSE(ahead.ok);
  EXPECT_TRUE(says(ahead.message, "tick 99,999,999 has not run yet")) << ahead.message;
  EXPECT_FALSE(session.apply("changes later").ok);
}

// What the changes say is what differs between the two states: words and memory.
TEST_F(WhoTest, ChangesAreTheDifference) {
  for (Tick tick = 0; tick < session.end(); tick++) {
    session.apply("seek " + std::to_string(tick));
    Snapshot before = const_cast<Machine&>(session.machine()).save();
    std::vector<Change> changes = session.changes_of(tick);
    session.apply("seek " + std::to_string(tick + 1));
    Snapshot after = const_cast<Machine&>(session.machine()).save();
    Cpu cpu = before.harts[0];
    const uint16_t pending = session.machine().isa().pending_word;
    for (const Change& change : changes) {
      if (change.event.kind != EventKind::word || change.event.what == pending) continue;
      EXPECT_EQ(cpu[change.event.what], change.old) << tick << " " << change.what;
      cpu[change.event.what] = change.value;
    }
    for (const WordRow& row : session.machine().isa().words) {
      bool counts = row.group == WordGroup::hidden || row.word == session.machine().isa().pc_word ||
                    row.name == "minstret" || row.name == "mcycle";
      if (!counts) {
        EXPECT_EQ(cpu[row.word], after.harts[0][row.word]) << tick << " " << row.name;
      }
    }
    if (!(before.ram == after.ram)) {
      bool memory = std::any_of(changes.begin(), changes.end(), [](const Change& change) {
        return change.event.kind == EventKind::store || change.event.kind == EventKind::dma;
      });
      EXPECT_TRUE(memory) << tick;
    }
  }
}

}  // namespace
}  // namespace trapdoor
