#include "engine/boards/riscv_virt.h"

#include "engine/devices/aclint.h"
#include "engine/devices/disk.h"
#include "engine/devices/keyboard.h"
#include "engine/devices/plic.h"
#include "engine/devices/power.h"
#include "engine/devices/rtc.h"
#include "engine/devices/screen.h"
#include "engine/devices/uart.h"
#include "engine/devices/virtio_blk.h"
#include "engine/devices/virtio_console.h"
#include "engine/devices/virtio_net.h"
#include "engine/devices/virtio_rng.h"
#include "engine/isa/riscv/words.h"
#include "engine/machine/flaw.h"

namespace trapdoor {
namespace {

template <class T>
std::unique_ptr<Device> make() {
  return std::make_unique<T>();
}

constexpr std::string_view kVirtio = "virtio,mmio";

// The device tree's words are those of QEMU's board, so that drivers find what they know.
constexpr DeviceRow kDevices[] = {
    {"power", 0x0010'0000, 0x1000, make<Power>, {"test", "sifive,test1 sifive,test0 syscon", ""}},
    {"rtc", 0x0010'1000, 0x1000, make<Rtc>, {"rtc", "google,goldfish-rtc", ""}},
    {"clint", 0x0200'0000, 0x1'0000, make<Aclint>, {"clint", "sifive,clint0 riscv,clint0", ""}},
    {"plic",
     0x0c00'0000,
     0x60'0000,
     make<Plic>,
     {"plic", "sifive,plic-1.0.0 riscv,plic0",
      "interrupt-controller #interrupt-cells=1 #address-cells=0 riscv,ndev=31"}},
    {"uart0", 0x1000'0000, 0x100, make<Uart>, {"serial", "ns16550a", "clock-frequency=3686400"}},
    {"virtio_disk", 0x1000'1000, 0x1000, make<VirtioBlk>, {"virtio_mmio", kVirtio, ""}},
    {"virtio_net", 0x1000'2000, 0x1000, make<VirtioNet>, {"virtio_mmio", kVirtio, ""}},
    {"virtio_console", 0x1000'3000, 0x1000, make<VirtioConsole>, {"virtio_mmio", kVirtio, ""}},
    {"virtio_random", 0x1000'4000, 0x1000, make<VirtioRng>, {"virtio_mmio", kVirtio, ""}},
    {"disk0", 0x1001'0000, 0x1000, make<Disk>, {"disk", "trapdoor,disk", ""}},
    {"keyboard", 0x1001'1000, 0x1000, make<Keyboard>, {"keyboard", "trapdoor,keyboard", ""}},
    {"screen", 0x1001'2000, 0x2000, make<Screen>, {"screen", "trapdoor,screen", ""}},
};

constexpr WireRow kWires[] = {
    // The order within a hart is the order of the device tree's `interrupts-extended`.
    {"clint.MSI*", "hart*.MSI"},
    {"clint.MTI*", "hart*.MTI"},
    {"plic.M*", "hart*.MEI"},
    {"plic.S*", "hart*.SEI"},
    // Numbers as on QEMU's board; 12 and 13 are free there.
    {"virtio_disk.irq", "plic.irq1"},
    {"virtio_net.irq", "plic.irq2"},
    {"virtio_console.irq", "plic.irq3"},
    {"virtio_random.irq", "plic.irq4"},
    {"uart0.irq", "plic.irq10"},
    {"rtc.irq", "plic.irq11"},
    {"disk0.irq", "plic.irq12"},
    {"keyboard.irq", "plic.irq13"},
};

constexpr Board kVirt = {
    .name = "riscv-virt",
    .title = "RISC-V, as QEMU's virt",
    .help =
        "RV64 harts, timer, interrupt controller, serial line, disks, network, screen, keyboard, power "
        "switch.",
    .isa = &riscv::kIsa,
    .ram_base = 0x8000'0000,
    .ram_size_bytes = 128 << 20,
    .reset_pc = 0x8000'0000,
    .isa_options = riscv::kHardwareAccessedDirty,
    .flaws = kEveryFlaw & ~flaw_bit(Flaw::entry_keeps_stack),  // RISC-V switches no stack
    .harts = 1,
    .slice_ticks = 64,
    .ticks_per_time = 1,
    .time_frequency = 10'000'000,
    .timer = "clint",
    .devices = kDevices,
    .wires = kWires,
    .tree = {"", "riscv-virtio", ""},
    .hart_tree = {"cpu", "riscv", "mmu-type=riscv,sv48"},
};

constexpr Board with_base_and_bound(Board board) {
  board.name = "riscv-bound";
  board.title = "RISC-V with base and bound";
  board.help =
      "riscv-virt, whose firmware can give the lower modes one piece of memory instead of pages: mbase, "
      "mbound, and "
      "mstatus.VM = 1 to switch them on.";
  board.isa = &riscv::kIsaBounded;
  board.isa_options |= riscv::kBaseAndBound;
  return board;
}

}  // namespace

constinit const Board kRiscvVirt = kVirt;
constinit const Board kRiscvBound = with_base_and_bound(kVirt);

}  // namespace trapdoor
