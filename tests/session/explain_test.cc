// Why is an interrupt not taken? For every gate of every source: with exactly that gate closed, explain names it and the
// handler does not run; once exactly that gate is opened, it runs.
#include "engine/machine/explain.h"

#include <gtest/gtest.h>

#include <functional>

#include "engine/boards/boards.h"
#include "tests/support/guest.h"

namespace trapdoor {
namespace {

// Prepares everything but what asks, and spins with interrupts off: in M mode, or in S mode with all delegated. The
// handlers, which lie in a page of their own, say that they ran.
constexpr const char* kReady = R"(
_start: li t0, 0x1f00
        csrw pmpcfg0, t0
        li t0, -1
        csrw pmpaddr1, t0
        la t0, handler
        csrw mtvec, t0
        csrw stvec, t0
        srli t0, t0, 2
        ori t0, t0, 0x1ff
        csrw pmpaddr0, t0       # entry 0, off: the handler's page
        li t0, 0x888
        csrw mie, t0
        li t0, UART0_BASE
        li t1, 1
        sb t1, 1(t0)
        li t0, DISK_INTERRUPT
        sw t1, 0(t0)
        li t0, KEYBOARD_INTERRUPT
        sw t1, 0(t0)
        li t0, CLOCK_INTERRUPT
        sw t1, 0(t0)
        li t0, 0x0c000004       # every source: priority 1
        li t2, 31
1:      sw t1, 0(t0)
        addi t0, t0, 4
        addi t2, t2, -1
        bnez t2, 1b
        li t1, -2
        li t0, PLIC_ENABLE_M0
        beqz s0, 2f
        li t0, PLIC_ENABLE
2:      sw t1, 0(t0)
        beqz s0, armed
        la t0, lost             # what goes to machine mode goes astray
        csrw mtvec, t0
        li t0, 0x222
        csrw mideleg, t0
        csrw mie, t0
        li t0, 0x800
        csrw mstatus, t0
        la t0, armed
        csrw mepc, t0
        mret
armed:  j armed
lost:   j lost
        .balign 4096
handler: la t0, taken
        li t1, 1
        sd t1, 0(t0)
1:      j 1b
        .balign 4096
        .data
taken:  .dword 0
)";

using Action = std::function<void(Machine&)>;

Action word(std::string name, uint64_t value) {
  return [=](Machine& m) { m.set_word(0, find_word(m.isa(), name)->word, value); };
}
Action device(uint64_t address, uint64_t value, int size = 4) {
  return [=](Machine& m) { EXPECT_TRUE(m.bus.write(address, size, value)) << std::hex << address; };
}
Action both(Action a, Action b) {
  return [=](Machine& m) { a(m), b(m); };
}

// What closes a gate of a source that asks, and what opens it again.
struct GateCase {
  std::string gate;
  Action close, open;
};

// A source: what makes it ask, and the gates before those that every source has.
struct SourceCase {
  std::string cause;   // CauseRow::word
  std::string device;  // that asks; may be empty
  bool supervisor;
  Action ask;
  std::vector<GateCase> gates;
};

constexpr uint64_t kPlic = 0x0c00'0000, kUart = 0x1000'0000, kDisk = 0x1001'0000, kRtc = 0x0010'1000;

Action accept(std::string name) {
  return [=](Machine& m) { m.accept(m.find_device(name), 'x'); };
}

// Breaks the rules of virtio: the device asks to be reset.
Action break_virtio(uint64_t base) {
  return [=](Machine& m) {
    for (auto [offset, value] : {std::pair<uint64_t, uint64_t>{0x70, 0},
                                 {0x70, 3},
                                 {0x70, 11},
                                 {0x70, 15},
                                 {0x30, 0},
                                 {0x38, 8},
                                 {0x80, 1},
                                 {0x44, 1},
                                 {0x50, 0}})
      m.bus.write(base + offset, 4, value);
  };
}

// A driver of a virtio device, step by step. Its queues lie in the guest's memory.
struct VirtioDriver {
  uint64_t base;
  uint64_t ring(uint64_t queue) const { return 0x8004'0000 + queue * 0x3000; }
  void set(Machine& m, uint64_t offset, uint64_t value) const { m.bus.write(base + offset, 4, value); }
  // Two queues hold what is sent in the second one, and receive in the first.
  uint64_t busy(Machine& m) const {
    set(m, 0x30, 1);
    uint64_t most = 0;
    m.bus.read(base + 0x34, 4, most);
    return most != 0;
  }
  void features(Machine& m) const {
    for (uint64_t status : {0, 1, 3, 11}) set(m, 0x70, status);
  }
  void queues(Machine& m) const {
    for (uint64_t queue = 0; queue <= busy(m); queue++) {
      set(m, 0x30, queue);
      set(m, 0x38, 8);
      for (uint64_t part : {0, 1, 2}) {
        set(m, 0x80 + 0x10 * part, ring(queue) + 0x1000 * part);
        set(m, 0x84 + 0x10 * part, 0);
        for (uint64_t i = 0; i < 0x1000; i += 8) m.bus.write(ring(queue) + 0x1000 * part + i, 8, 0);
      }
      set(m, 0x44, 1);
    }
  }
  void works(Machine& m) const { set(m, 0x70, 15); }
  void flags(Machine& m, uint64_t value) const {
    for (uint64_t queue = 0; queue <= busy(m); queue++) m.bus.write(ring(queue) + 0x1000, 2, value);
  }
  void descriptor(Machine& m, uint64_t queue, uint64_t i, uint64_t size, uint64_t flags) const {
    m.bus.write(ring(queue) + 16 * i, 8, 0x8005'0000 + 0x1000 * i);
    m.bus.write(ring(queue) + 16 * i + 8, 4, size);
    m.bus.write(ring(queue) + 16 * i + 12, 2, flags);
    m.bus.write(ring(queue) + 16 * i + 14, 2, i + 1);
  }
  // A request that every kind of device serves: 64 bytes to send, or to read from the disk's first sector.
  void request(Machine& m) const {
    uint64_t id = 0, queue = busy(m);
    m.bus.read(base + 8, 4, id);
    const bool disk = id == 2;
    if (id != 4) descriptor(m, queue, 0, disk ? 16 : 64, disk ? 1 : 0);
    if (disk) descriptor(m, queue, 1, 513, 2);
    if (id == 4) descriptor(m, queue, 0, 64, 2);
    m.bus.write(ring(queue) + 0x1002, 2, 1);
  }
  void buffer(Machine& m) const {
    descriptor(m, 0, 0, 64, 2);
    m.bus.write(ring(0) + 0x1002, 2, 1);
  }
  void notify(Machine& m) const { set(m, 0x50, busy(m)); }
  void all(Machine& m) const { features(m), queues(m), works(m), request(m), notify(m); }
};

// What a driver may have forgotten.
std::vector<GateCase> virtio_gates(const std::string& name, uint64_t base) {
  const VirtioDriver d{base};
  auto set_up = [=](Machine& m) { d.features(m), d.queues(m), d.works(m); };
  // The controller has latched that it asked, too.
  auto forget = [=](Machine& m) {
    m.bus.write(base + 0x64, 4, 3);
    for (uint64_t claim : {kPlic + 0x200004, kPlic + 0x201004}) {
      uint64_t source = 0;
      m.bus.read(claim, 4, source);
      m.bus.write(claim, 4, source);
    }
  };
  std::vector<GateCase> all = {
      {"Status.DRIVER_OK", [=](Machine& m) { d.features(m), d.queues(m), d.request(m), d.notify(m); },
       [=](Machine& m) { d.works(m); }},
      {"Status.NEEDS_RESET", both(break_virtio(base), forget), [=](Machine& m) { d.all(m); }},
      {"QueueReady", [=](Machine& m) { d.features(m), d.works(m); },
       [=](Machine& m) { d.queues(m), d.request(m), d.notify(m); }},
      {"NO_INTERRUPT", [=](Machine& m) { set_up(m), d.flags(m, 1), d.request(m), d.notify(m); },
       [=](Machine& m) { d.flags(m, 0); }},
      {"QueueNotify", set_up, [=](Machine& m) { d.request(m), d.notify(m); }},
      {"QueueNotify", [=](Machine& m) { set_up(m), m.run(m.now() + 500), d.request(m); },
       [=](Machine& m) { d.notify(m); }},
  };
  if (name == "virtio_console")
    all.push_back({"InterruptStatus", [=](Machine& m) { set_up(m), d.buffer(m); }, accept(name)});
  return all;
}

Action disk_reads() {
  return [](Machine& m) {
    m.bus.write(kDisk + 0x04, 4, 1);
    m.bus.write(kDisk + 0x08, 8, 0x8000'f000);
    m.bus.write(kDisk + 0x28, 4, 1);
    m.bus.write(kDisk + 0x10, 4, 3);
    m.run(m.now() + 10);
  };
}

struct DeviceCase {
  std::string name;
  uint64_t source;
  Action ask;
  std::string asks;  // the gate that ask opens
  std::string enable;
  Action off, on;
  std::vector<GateCase> more = {};
};

std::vector<DeviceCase> devices() {
  Action rtc = both(device(kRtc + 0x0c, 0), device(kRtc + 0x08, 1));
  std::vector<DeviceCase> all = {
      {"uart0", 10, accept("uart0"), "a byte came or went", "IER", device(kUart + 1, 0, 1),
       device(kUart + 1, 1, 1)},
      {"disk0", 12, disk_reads(), "INTERRUPT.PENDING", "INTERRUPT.ENABLE", device(kDisk + 0x1c, 0),
       device(kDisk + 0x1c, 1)},
      {"keyboard", 13, accept("keyboard"), "a key waits", "INTERRUPT.ENABLE", {}, {}},
      {"rtc",
       11,
       rtc,
       "ALARM_STATUS",
       "IRQ_ENABLED",
       device(kRtc + 0x10, 0),
       device(kRtc + 0x10, 1),
       {{"TIME >= ALARM", both(device(kRtc + 0x0c, 0x7000'0000), device(kRtc + 0x08, 1)), rtc}}},
  };
  for (const DeviceRow& row : find_board("riscv-virt")->devices) {
    std::string name(row.name);
    if (!name.starts_with("virtio")) continue;
    all.push_back({name,
                   (row.base - 0x1000'0000) / 0x1000,
                   break_virtio(row.base),
                   "Status.DRIVER_OK",
                   "",
                   {},
                   {},
                   virtio_gates(name, row.base)});
  }
  return all;
}

SourceCase external(const DeviceCase& d, bool supervisor) {
  std::string where = supervisor ? "S0" : "M0", number = std::to_string(d.source);
  uint64_t context = supervisor ? 1 : 0;
  uint64_t claim = kPlic + 0x200004 + context * 0x1000, threshold = claim - 4,
           enable = kPlic + 0x2000 + context * 0x80;
  Action take = [=](Machine& m) {
    uint64_t value = 0;
    EXPECT_TRUE(m.bus.read(claim, 4, value));
    EXPECT_EQ(value, d.source);
  };
  SourceCase source{supervisor ? "external" : "machine-external", d.name, supervisor, d.ask, {}};
  source.gates = {
      {d.asks, {}, d.ask},
      {"source " + number + " not in service", both(d.ask, take), device(claim, d.source)},
      {"plic.priority" + number, both(d.ask, device(kPlic + 4 * d.source, 0)),
       device(kPlic + 4 * d.source, 1)},
      {"plic.enable" + where, both(d.ask, device(enable, 0)), device(enable, uint64_t{1} << d.source)},
      {"plic.threshold" + where, both(d.ask, device(threshold, 7)), device(threshold, 0)},
  };
  if (d.off) source.gates.push_back({d.enable, both(d.off, d.ask), d.on});
  source.gates.insert(source.gates.end(), d.more.begin(), d.more.end());
  return source;
}

std::vector<SourceCase> sources() {
  Action soft = device(0x0200'0000, 1), alarm = device(0x0200'4000, 0, 8);
  Action stce = word("menvcfg", uint64_t{1} << 63);
  std::vector<SourceCase> all = {
      {"machine-software", "clint", false, soft, {{"msip0", {}, soft}}},
      {"machine-timer", "clint", false, alarm, {{"mtime >= mtimecmp0", {}, alarm}}},
      {"software", "", true, word("mip", 2), {{"sip.SSIP", {}, word("mip", 2)}}},
      {"timer", "", true, word("mip", 32), {{"mip.STIP", {}, word("mip", 32)}}},
      {"timer", "", true, both(stce, word("stimecmp", 0)), {{"time >= stimecmp", stce, word("stimecmp", 0)}}},
      {"external", "", true, word("mip", 512), {}},
  };
  for (const DeviceCase& d : devices()) {
    all.push_back(external(d, false));
    all.push_back(external(d, true));
  }
  return all;
}

struct Ready {
  explicit Ready(const SourceCase& which) : guest(kReady), source(which) {
    Machine& m = *guest.machine;
    m.set_word(0, 8, source.supervisor);
    m.run(2000);
    EXPECT_EQ(guest.word("pc"), guest.symbol("armed"));
    EXPECT_EQ(guest.word("mode"), source.supervisor ? 1u : 3u);
  }
  Machine& machine() { return *guest.machine; }
  uint64_t cause() { return find_cause(machine().isa(), source.cause)->cause; }
  void interrupts(bool on) {
    uint64_t bit = source.supervisor ? 2 : 8, status = machine().hart(0).cpu[status_word()];
    machine().set_word(0, status_word(), on ? status | bit : status & ~bit);
  }
  int status_word() { return find_word(machine().isa(), "mstatus")->word; }
  // The names of the closed gates, or that there is no such source.
  std::vector<std::string> closed() {
    std::vector<std::string> names;
    int device = machine().find_device(source.device);
    for (const Explanation& one : explain(machine(), 0)) {
      if (one.cause != cause() || one.device != device) continue;
      for (const Gate& gate : one.gates) {
        EXPECT_FALSE(gate.reads.empty()) << gate.name;
        if (!gate.open) names.push_back(gate.name);
      }
      return names;
    }
    return {"no such source"};
  }
  bool handled() {
    machine().run(machine().now() + 500);
    return guest.memory("taken") == 1;
  }
  Guest guest;
  const SourceCase& source;
};

// Everything stands as the row says; then exactly its gate is closed, and nothing happens until it is opened.
// sie: with interrupts on even so.
void try_gate(const SourceCase& source, const GateCase& row, bool sie = false) {
  SCOPED_TRACE(source.cause + " " + source.device + ": " + row.gate);
  Ready ready(source);
  if (row.close) row.close(ready.machine());
  if (sie || (row.gate.find("SIE or") == std::string::npos && row.gate.find("MIE or") == std::string::npos))
    ready.interrupts(true);
  Snapshot before = ready.machine().save();
  EXPECT_EQ(ready.closed(), std::vector<std::string>{row.gate});
  EXPECT_FALSE(ready.handled());
  ready.machine().load(before);
  row.open(ready.machine());
  EXPECT_TRUE(ready.handled());
}

// The gates inside the hart are the same for all.
std::vector<GateCase> gates_of_hart(const SourceCase& source, Ready& ready) {
  const FieldRow* field = nullptr;
  for (const FieldRow& row : ready.machine().isa().fields) {
    if (row.word == "mie" && row.low == ready.cause()) field = &row;
  }
  uint64_t bit = uint64_t{1} << ready.cause();
  uint64_t all = source.supervisor ? 0x222 : 0x888;
  std::string mode = source.supervisor ? "s" : "m", vector = mode + "tvec";
  return {
      {mode + "ie." + std::string(field->name), both(source.ask, word("mie", all & ~bit)), word("mie", all)},
      {source.supervisor ? "sstatus.SIE or lower mode" : "mstatus.MIE or lower mode", source.ask,
       word("mstatus", source.supervisor ? 2 : 8)},
      {vector + " set", both(source.ask, word(vector, 0)), word(vector, ready.guest.symbol("handler"))},
      {"handler executable", both(source.ask, word("pmpcfg0", 0x1f9b)), word("pmpcfg0", 0x1f00)},
  };
}

TEST(Explain, EveryGateOfEverySource) {
  int tried = 0;
  for (const SourceCase& source : sources()) {
    Ready ready(source);
    std::vector<GateCase> gates = source.gates;
    for (GateCase& gate : gates_of_hart(source, ready)) gates.push_back(std::move(gate));
    for (const GateCase& gate : gates) try_gate(source, gate), tried++;
  }
  EXPECT_GT(tried, 150);
}

// What is delegated waits for machine mode to return, whatever sstatus.SIE says.
TEST(Explain, MachineModeHoldsBackWhatIsDelegated) {
  int tried = 0;
  for (const SourceCase& source : sources()) {
    if (!source.supervisor) continue;
    GateCase row{"sstatus.SIE or lower mode", both(source.ask, word("mode", 3)), word("mode", 1)};
    try_gate(source, row, true), tried++;
    Ready ready(source);
    row.close(ready.machine());
    ready.interrupts(true);
    for (const Explanation& one : explain(ready.machine(), 0)) {
      if (one.cause != ready.cause() || one.device != ready.machine().find_device(source.device)) continue;
      auto gate =
          std::find_if(one.gates.begin(), one.gates.end(), [&](const Gate& g) { return g.name == row.gate; });
      ASSERT_NE(gate, one.gates.end());
      EXPECT_EQ(gate->reads, "mode is machine, sstatus.SIE is 1");
      EXPECT_EQ(gate->help, "It is delegated to the kernel, so it waits until machine mode returns.");
    }
  }
  EXPECT_GT(tried, 10);
}

// No gate is named twice, and no explanation has a gate that the rows above do not try.
TEST(Explain, EveryGateIsTried) {
  for (const SourceCase& source : sources()) {
    SCOPED_TRACE(source.cause + " " + source.device);
    Ready ready(source);
    source.ask(ready.machine());
    std::vector<std::string> tried;
    for (const GateCase& gate : source.gates) tried.push_back(gate.gate);
    for (const GateCase& gate : gates_of_hart(source, ready)) tried.push_back(gate.gate);
    for (const Explanation& one : explain(ready.machine(), 0)) {
      if (one.cause != ready.cause() || one.device != ready.machine().find_device(source.device)) continue;
      for (const Gate& gate : one.gates) {
        bool latched = gate.settles && gate.open;  // stands for the gates before it
        bool software = source.gates.empty() && &gate == &one.gates.front();
        EXPECT_TRUE(latched || software || std::find(tried.begin(), tried.end(), gate.name) != tried.end())
            << gate.name;
      }
    }
  }
}

TEST(Explain, QuietDevicesShareALine) {
  Guest guest("_start: j _start\n");
  std::vector<Explanation> all = explain(*guest.machine, 0);
  EXPECT_EQ(all.size(), 6u);
  for (const Explanation& one : all) {
    if (one.source.find("xternal") == std::string::npos) continue;
    EXPECT_EQ(one.gates.front().name, "a device asks");
    EXPECT_NE(one.gates.front().reads.find("uart0"), std::string::npos);
  }
}

}  // namespace
}  // namespace trapdoor
