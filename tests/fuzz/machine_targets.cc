// Targets: state files, and a driver that means no good.
#include <algorithm>
#include <cstring>

#include "engine/boards/boards.h"
#include "engine/time/state_file.h"
#include "tests/fuzz/rows.h"

namespace trapdoor::fuzz {
namespace {

constexpr uint64_t kProgram = 7;

std::unique_ptr<Machine> make() {
  return std::make_unique<Machine>(*find_board("riscv-virt"), MachineOptions{1 << 16, 1});
}

}  // namespace

// The checksum is put right first, as somebody who means it would do.
void state(Bytes bytes) {
  static const std::unique_ptr<Machine> machine = make();
  static const Snapshot shape = machine->save();
  std::vector<std::byte> file(bytes.size());
  if (!bytes.empty()) std::memcpy(file.data(), bytes.data(), bytes.size());
  if (file.size() >= 20) {
    uint64_t sum = hash_of(std::span(file).subspan(20));
    std::memcpy(file.data() + 12, &sum, sizeof sum);
  }
  std::string error;
  std::optional<Snapshot> snapshot = read_state(file, *machine, shape, kProgram, error);
  fuzz_require(snapshot.has_value() != !error.empty(), "there is a snapshot or a reason");
  if (!snapshot) return;
  std::vector<std::byte> again = write_state(*machine, *snapshot, kProgram);
  std::optional<Snapshot> same = read_state(again, *machine, shape, kProgram, error);
  fuzz_require(same && *same == *snapshot, "read(write(x)) == x");
  std::unique_ptr<Machine> other = make();
  other->load(*snapshot);
  other->run(other->now() < kNever - 500 ? other->now() + 500 : other->now());
}

Seeds state_seeds() {
  std::unique_ptr<Machine> machine = make();
  Seeds seeds;
  auto keep = [&] {
    std::vector<std::byte> file = write_state(*machine, machine->save(), kProgram);
    seeds.emplace_back(reinterpret_cast<const char*>(file.data()), file.size());
  };
  keep();
  const uint32_t code[] = {0x00100293, 0x00128293, 0xffdff06f};  // count in t0
  machine->poke(machine->bus.ram_base(), std::as_bytes(std::span(code)));
  machine->hart(0).reset(machine->bus.ram_base());
  machine->run(100);
  keep();
  return seeds;
}

// Each 12 bytes are one access to a device: number and size, offset, value; the first 2 KiB are also RAM, so that
// descriptors can be anything.
void devices(Bytes bytes) {
  std::unique_ptr<Machine> machine = make();
  const uint64_t ram = machine->bus.ram_base();
  machine->poke(ram, std::as_bytes(bytes.first(std::min<size_t>(bytes.size(), 2048))));
  const uint32_t loop[] = {0x0000006f};
  machine->poke(ram + 0x8000, std::as_bytes(std::span(loop)));
  machine->hart(0).reset(ram + 0x8000);
  int left = 200;
  for (size_t at = 0; at + 12 <= bytes.size() && left > 0; at += 12, left--) {
    const DeviceRow& row = machine->board().devices[bytes[at] % machine->board().devices.size()];
    int size = 1 << (bytes[at + 1] & 3);
    uint64_t value = 0;
    uint32_t offset = 0;
    std::memcpy(&offset, &bytes[at + 2], 2);
    std::memcpy(&value, &bytes[at + 4], 8);
    if (bytes[at + 1] & 0x40) value += ram;
    uint64_t address = row.base + (offset % row.size & ~(static_cast<uint64_t>(size) - 1));
    switch (bytes[at + 1] >> 4 & 3) {
      case 0:
        machine->bus.read(address, size, value);
        break;
      case 1:
      case 2:
        machine->bus.write(address, size, value);
        break;
      default:
        machine->accept(bytes[at] % machine->device_count(), static_cast<uint8_t>(value));
    }
    if (bytes[at + 1] & 0x80) machine->run(machine->now() + (value & 0xffff));
    if (machine->powered_off()) return;
  }
  machine->run(machine->now() + 1000);
  Snapshot now = machine->save();
  std::string error;
  auto read = read_state(write_state(*machine, now, kProgram), *machine, now, kProgram, error);
  fuzz_require(read && *read == now, "any state can be kept and read");
}

Seeds device_seeds() {
  // A driver's handshake with the disk (the sixth device), as 4-byte writes; then a queue in the RAM that these bytes are.
  auto access = [](uint8_t device, uint8_t how, uint16_t offset, uint64_t value) {
    std::string out{static_cast<char>(device), static_cast<char>(how)};
    out.append(reinterpret_cast<const char*>(&offset), 2);
    out.append(reinterpret_cast<const char*>(&value), 8);
    return out;
  };
  std::string disk, ring;
  for (auto [offset, value] : std::initializer_list<std::pair<uint16_t, uint64_t>>{{0x70, 0},
                                                                                   {0x70, 1},
                                                                                   {0x70, 3},
                                                                                   {0x24, 1},
                                                                                   {0x20, 1},
                                                                                   {0x70, 11},
                                                                                   {0x30, 0},
                                                                                   {0x38, 8},
                                                                                   {0x80, 0},
                                                                                   {0x84, 0},
                                                                                   {0x90, 0x400},
                                                                                   {0x94, 0},
                                                                                   {0xa0, 0x500},
                                                                                   {0xa4, 0},
                                                                                   {0x44, 1},
                                                                                   {0x70, 15},
                                                                                   {0x50, 0}}) {
    bool low = offset == 0x80 || offset == 0x90 || offset == 0xa0;
    disk += access(5, static_cast<uint8_t>(0x12 | (low ? 0x40 : 0)), offset, value);
  }
  for (uint8_t device = 0; device < 12; device++)
    ring += access(device, 0x12, 8, 1) + access(device, 0x92, 0, 2);
  return {disk, ring};
}

}  // namespace trapdoor::fuzz
