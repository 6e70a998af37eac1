#include "engine/boards/riscv_virt.h"

#include "engine/devices/aclint.h"
#include "engine/devices/disk.h"
#include "engine/devices/plic.h"
#include "engine/devices/power.h"
#include "engine/devices/uart.h"
#include "engine/isa/riscv/words.h"

namespace trapdoor {
namespace {

template <class T>
std::unique_ptr<Device> make() {
  return std::make_unique<T>();
}

constexpr DeviceRow kDevices[] = {
    {"power", 0x0010'0000, 0x1000, make<Power>},  {"clint", 0x0200'0000, 0x1'0000, make<Aclint>},
    {"plic", 0x0c00'0000, 0x60'0000, make<Plic>}, {"uart0", 0x1000'0000, 0x100, make<Uart>},
    {"disk0", 0x1001'0000, 0x1000, make<Disk>},
};

constexpr WireRow kWires[] = {
    {"clint.MSI*", "hart*.MSI"}, {"clint.MTI*", "hart*.MTI"}, {"plic.M*", "hart*.MEI"},
    {"plic.S*", "hart*.SEI"},    {"uart0.irq", "plic.irq10"}, {"disk0.irq", "plic.irq12"},
};

}  // namespace

constinit const Board kRiscvVirt = {
    .name = "riscv-virt",
    .title = "RISC-V, as QEMU's virt",
    .help = "RV64 harts, a clock, an interrupt controller, a serial line, a disk and a power switch.",
    .isa = &riscv::kIsa,
    .ram_base = 0x8000'0000,
    .ram_size_bytes = 128 << 20,
    .reset_pc = 0x8000'0000,
    .isa_options = riscv::kHardwareAccessedDirty,
    .harts = 1,
    .slice_ticks = 64,
    .ticks_per_time = 1,
    .time_frequency = 10'000'000,
    .devices = kDevices,
    .wires = kWires,
};

}  // namespace trapdoor
