#include "engine/boards/boot.h"

#include <array>
#include <cstring>

#include "engine/boards/device_tree.h"

namespace trapdoor {
namespace {

constexpr uint64_t kKernelOffset = 2 << 20;  // for RV64, where Linux wants to be: on a 2 MiB boundary
constexpr size_t kHeaderBytes = 64, kImageSizeAt = 16, kMagicAt = 56;

// fw_dynamic.md: "OSBI", version, next address, next mode (1: supervisor), options, preferred hart (none).
struct FirmwareWord {
  uint64_t magic = 0x4942534f, version = 2, next_address = 0, next_mode = 1, options = 0, hart = ~uint64_t{0};
};
static_assert(Plain<FirmwareWord>);

bool starts_with(std::span<const std::byte> bytes, std::string_view magic) {
  return bytes.size() >= magic.size() && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
}

std::string wrong_form(std::span<const std::byte> bytes) {
  if (starts_with(bytes,
                  "\x7f"
                  "ELF"))
    return "is an ELF file; the raw image is wanted (Image, fw_jump.bin)";
  if (starts_with(bytes, "\x1f\x8b")) return "is compressed; unpack it with gunzip first";
  return "";
}

// What the kernel takes in memory: its header says, and it is more than the file (.bss).
uint64_t kernel_bytes(std::span<const std::byte> kernel) {
  uint64_t size = 0;
  if (kernel.size() < kHeaderBytes || !starts_with(kernel.subspan(kMagicAt), "RSC\x05")) return kernel.size();
  std::memcpy(&size, &kernel[kImageSizeAt], sizeof size);
  return size > kernel.size() ? size : kernel.size();
}

}  // namespace

std::string place_boot_files(Machine& machine, const BootFiles& files) {
  uint64_t start = machine.bus.ram_base(), kernel = start + kKernelOffset;
  if (files.firmware.empty()) return "there is no firmware to start with";
  if (std::string wrong = wrong_form(files.firmware); !wrong.empty()) return "the firmware " + wrong;
  if (std::string wrong = wrong_form(files.kernel); !wrong.empty()) return "the kernel " + wrong;
  if (!files.kernel.empty() && files.firmware.size() > kKernelOffset)
    return "the firmware is larger than 2 MiB";

  TreeOptions tree{files.arguments, 0, 0};
  if (!files.initrd.empty()) tree.initrd_start = 1, tree.initrd_end = 2;  // as many bytes as the true ones
  uint64_t word = place_device_tree(machine, tree) - kPageSize;
  uint64_t needed =
      kKernelOffset + (files.kernel.empty() ? 0 : kernel_bytes(files.kernel)) + files.initrd.size();
  if (word + kPageSize == 0 || needed > word - start) {
    return "firmware, kernel and initial file system need more than " + std::to_string((needed >> 20) + 1) +
           " MiB of RAM; there are " + std::to_string(machine.options().ram_size_bytes >> 20);
  }
  if (!files.initrd.empty()) {
    tree.initrd_start = (word - files.initrd.size()) & ~(kPageSize - 1);
    tree.initrd_end = tree.initrd_start + files.initrd.size();
    if (!files.kernel.empty() && tree.initrd_start < kernel + kernel_bytes(files.kernel)) {
      return "the initial file system does not fit into RAM beside the kernel";
    }
    place_device_tree(machine, tree);
    machine.poke(tree.initrd_start, files.initrd);
  }
  FirmwareWord firmware_word;
  firmware_word.next_address = kernel;
  machine.poke(word, bytes_of(firmware_word));
  machine.poke(start, files.firmware);
  machine.poke(kernel, files.kernel);
  if (const WordRow* a2 = find_word(machine.isa(), "a2")) {
    for (int hart = 0; hart < machine.hart_count(); hart++) machine.hart(hart).cpu[a2->word] = word;
  }
  return "";
}

}  // namespace trapdoor
