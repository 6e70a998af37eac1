#include "engine/session/given_files.h"

#include <algorithm>
#include <cstring>

#include "engine/boards/boards.h"
#include "engine/program/assembler.h"
#include "engine/program/elf.h"
#include "engine/session/words.h"
#include "engine/time/state_file.h"

namespace trapdoor {
namespace {

constexpr FileRoleRow kRoles[] = {
    {FileRole::program, "program", "Program", "An ELF file that the machine starts by itself."},
    {FileRole::source, "source", "Assembly source", "Assembled, together with the other sources."},
    {FileRole::text, "text", "Text", "Source to read beside the program; it is not run."},
    {FileRole::firmware, "firmware", "Firmware",
     "Raw bytes that start first, such as OpenSBI's fw_jump.bin."},
    {FileRole::kernel, "kernel", "Kernel", "What the firmware starts: Linux's Image, not compressed."},
    {FileRole::initrd, "initrd", "Initial file system",
     "A cpio archive that the kernel unpacks as its root."},
    {FileRole::disk, "disk", "Disk", "Raw bytes of a disk. What the guest writes stays in this page."},
    {FileRole::state, "state", "Saved state", "A moment of this very program, to go on from."},
};

constexpr uint64_t kSector = 512, kMostRam = uint64_t{1} << 30, kLinuxRam = 256 << 20;
constexpr uint64_t kMostText = 1 << 20;

struct Magic {
  size_t at;
  std::string_view bytes;
  FileRole role;
};
constexpr Magic kMagics[] = {
    {0, "\177ELF", FileRole::program}, {56, "RSC\x05", FileRole::kernel}, {0, "070701", FileRole::initrd},
    {0, "070702", FileRole::initrd},   {0, "QFI\xfb", FileRole::disk},    {0, "TRAPDOOR", FileRole::state},
};
// A compressed file is a kernel or a file system; the kernel unpacks only the latter.
constexpr std::string_view kCompressed[] = {"\x1f\x8b", "\3757zXZ", "\x28\xb5\x2f\xfd", "BZh",
                                            "\x02\x21\x4c\x18"};

bool has(std::span<const std::byte> bytes, size_t at, std::string_view magic) {
  return bytes.size() >= at + magic.size() && std::memcmp(bytes.data() + at, magic.data(), magic.size()) == 0;
}

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::span<const uint8_t> as_numbers(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}

bool is_text(std::span<const std::byte> bytes) {
  if (bytes.size() > kMostText) return false;
  return std::none_of(bytes.begin(), bytes.end(), [](std::byte b) {
    const auto c = static_cast<uint8_t>(b);
    return c < 32 && c != '\n' && c != '\t' && c != '\r' && c != '\f';
  });
}

std::string_view leaf(std::string_view path) { return path.substr(path.find_last_of("/\\") + 1); }

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return name.ends_with(end); });
}

const FileRoleRow* find_role(std::string_view name) {
  for (const FileRoleRow& row : kRoles) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

std::string_view role_name(FileRole role) {
  for (const FileRoleRow& row : kRoles) {
    if (row.role == role) return row.name;
  }
  return "unknown";
}

// Sorts files by their roles into an Opening.
class Preparation {
 public:
  Preparation(std::span<const GivenFile> files, const GivenMachine& wish, Diagnostics& diagnostics)
      : files_(files), wish_(wish), diagnostics_(diagnostics) {}

  std::optional<Opening> run() {
    out_.board = find_board(wish_.board);
    if (!out_.board) return fail("board", "no board is called `" + wish_.board + "`", boards_hint());
    for (const GivenFile& file : files_) {
      if (!sort(file)) return std::nullopt;
    }
    if (!choose_size() || !choose_program() || !choose_boot() || !fits()) return std::nullopt;
    return std::move(out_);
  }

 private:
  std::nullopt_t fail(std::string_view file, std::string message, std::string hint = {}) {
    diagnostics_.push_back({std::string(file), 0, 0, std::move(message), std::move(hint), Severity::error});
    return std::nullopt;
  }

  static std::string boards_hint() {
    std::string names;
    for (const Board* row : boards()) names += (names.empty() ? "boards: " : ", ") + std::string(row->name);
    return names;
  }

  bool sort(const GivenFile& file) {
    std::string device;
    FileRole role = guess_role(file.name, file.bytes);
    if (!file.role.empty()) {
      const FileRoleRow* row = find_role(file.role);
      role = row ? row->role : FileRole::disk;
      if (!row) device = file.role;
    }
    const bool one = role == FileRole::program || role == FileRole::firmware || role == FileRole::kernel ||
                     role == FileRole::initrd || role == FileRole::state;
    const GivenFile*& place = by_role_[static_cast<size_t>(role)];
    if (one && place) {
      fail(file.name, "is a second " + std::string(role_name(role)) + " beside " + place->name,
           "give one of them");
      return false;
    }
    place = &file;
    out_.summary += (out_.summary.empty() ? "" : ", ") + std::string(leaf(file.name)) + " (" +
                    std::string(role_name(role)) + ")";
    if (role == FileRole::unknown) {
      fail(file.name, "is no program, kernel, disk image or text that this machine knows",
           "give an ELF file linked for RISC-V, assembly (.S), firmware with a kernel, or a raw disk image");
      return false;
    }
    if (role == FileRole::source || role == FileRole::text)
      out_.texts[file.name] = std::string(as_text(file.bytes));
    return role != FileRole::disk || insert(file, device);
  }

  bool insert(const GivenFile& file, std::string device) {
    if (has(file.bytes, 0, "QFI\xfb")) {
      fail(file.name, "is a qcow2 image; raw bytes are wanted",
           "qemu-img convert -O raw " + std::string(leaf(file.name)) + " disk.img");
      return false;
    }
    const auto& rows = out_.board->devices;
    std::string names;
    for (const DeviceRow& row : rows) {
      if (row.make()->storage() == nullptr) continue;
      names += (names.empty() ? "" : ", ") + std::string(row.name);
      if (device.empty() && !out_.storage.contains(std::string(row.name))) device = row.name;
      if (device != row.name) continue;
      auto& bytes = out_.storage[device];
      bytes = file.bytes;
      bytes.resize((bytes.size() + kSector - 1) / kSector * kSector);
      return true;
    }
    fail(file.name,
         device.empty() ? "is one disk too many" : "no device that stores is called `" + device + "`",
         "devices that store: " + names);
    return false;
  }

  const GivenFile* file(FileRole role) const { return by_role_[static_cast<size_t>(role)]; }

  bool choose_size() {
    out_.options.harts = wish_.harts;
    if (file(FileRole::kernel)) out_.options.ram_size_bytes = kLinuxRam;
    if (wish_.harts < 0 || wish_.harts > kMaxHarts) {
      fail("harts", std::to_string(wish_.harts) + " processors do not go on this board",
           "1 to " + std::to_string(kMaxHarts));
      return false;
    }
    if (wish_.ram.empty()) return true;
    const auto size = parse_size(wish_.ram);
    if (!size || *size < (1 << 20) || *size > kMostRam) {
      fail("ram", "`" + wish_.ram + "` is no size between 1M and 1G", "write it as 64M or 256M");
      return false;
    }
    out_.options.ram_size_bytes = *size & ~(kPageSize - 1);
    return true;
  }

  bool choose_program() {
    if (const GivenFile* elf = file(FileRole::program)) {
      auto program = load_elf(*out_.board->isa, elf->name, as_numbers(elf->bytes), diagnostics_);
      if (program) out_.build = build_of(std::move(*program), std::string(elf->name));
      return program.has_value();
    }
    if (!file(FileRole::source)) return true;
    std::vector<Source> sources;
    for (const GivenFile& each : files_) {
      if (is_assembly(each)) sources.push_back({each.name, out_.texts[each.name]});
    }
    AssemblerOptions options;
    options.text_address = out_.board->ram_base;
    for (const Symbol& symbol : device_symbols(*out_.board))
      options.symbols.emplace_back(symbol.name, symbol.address);
    options.include = [&](std::string_view name) -> std::optional<std::string> {
      for (const auto& [path, text] : out_.texts) {
        if (leaf(path) == leaf(name)) return text;
      }
      return std::nullopt;
    };
    Assembled assembled = assemble(*out_.board->isa, sources, options);
    diagnostics_.insert(diagnostics_.end(), assembled.diagnostics.begin(), assembled.diagnostics.end());
    if (assembled.ok()) out_.build = build_of(std::move(assembled.program));
    return assembled.ok();
  }

  bool is_assembly(const GivenFile& each) const {
    return each.role.empty() ? guess_role(each.name, each.bytes) == FileRole::source : each.role == "source";
  }

  bool choose_boot() {
    const GivenFile* firmware = file(FileRole::firmware);
    const GivenFile* kernel = file(FileRole::kernel);
    const GivenFile* initrd = file(FileRole::initrd);
    const bool program = file(FileRole::program) || file(FileRole::source);
    if (!firmware) {
      if (kernel || initrd) {
        const GivenFile& lone = kernel ? *kernel : *initrd;
        fail(lone.name,
             kernel ? "is a kernel that wants firmware below it" : "is a file system without a kernel",
             "give OpenSBI's fw_jump.bin or fw_dynamic.bin together with it");
        return false;
      }
      if (!program) {
        fail(files_.empty() ? "files" : files_.front().name, "nothing here can be started",
             file(FileRole::state) ? "open its program first, then the saved state"
                                   : "a disk or a text goes with a program, or with firmware and a kernel");
      }
      return program;
    }
    for (const Placement& part : out_.build.placements) {
      if (part.offset >= out_.board->ram_base + firmware->bytes.size()) continue;
      fail(firmware->name, "goes where the program lies",
           "leave the firmware out: a program at the beginning of RAM starts by itself");
      return false;
    }
    BootParts& boot = out_.build.boot;
    boot.firmware = firmware->bytes;
    if (kernel) boot.kernel = kernel->bytes;
    if (initrd) boot.initrd = initrd->bytes;
    boot.arguments = wish_.arguments.empty() ? "console=ttyS0" : wish_.arguments;
    out_.build.entry = out_.board->reset_pc;
    return true;
  }

  // On a machine of its own, so that one that runs stays as it is when this one cannot be.
  bool fits() {
    Machine trial(*out_.board, out_.options);
    const size_t before = diagnostics_.size();
    insert_disks(out_.storage, trial);
    if (load(out_.build, trial, diagnostics_)) return state_fits(trial);
    const GivenFile* elf = file(FileRole::program);
    for (size_t i = before; i < diagnostics_.size() && elf; i++) {
      diagnostics_[i].file = elf->name;
      diagnostics_[i].hint += "; a program for Linux needs a Linux kernel below it";
    }
    return false;
  }

  bool state_fits(Machine& trial) {
    const GivenFile* state = file(FileRole::state);
    if (!state) return true;
    std::string error;
    if (!read_state(state->bytes, trial, trial.save(), identity_of(out_.build), error)) {
      fail(state->name, error);
      return false;
    }
    out_.state = state->bytes;
    return true;
  }

  std::span<const GivenFile> files_;
  const GivenMachine& wish_;
  Diagnostics& diagnostics_;
  Opening out_;
  const GivenFile* by_role_[9] = {};
};

}  // namespace

std::span<const FileRoleRow> file_roles() { return kRoles; }

FileRole guess_role(std::string_view name, std::span<const std::byte> bytes) {
  name = leaf(name);
  for (const Magic& magic : kMagics) {
    if (has(bytes, magic.at, magic.bytes)) return magic.role;
  }
  for (std::string_view magic : kCompressed) {
    if (!has(bytes, 0, magic)) continue;
    const bool kernel = name.find("Image") != name.npos || name.starts_with("vmlinu");
    return kernel ? FileRole::kernel : FileRole::initrd;
  }
  if (ends_with_any(name, {".S", ".s", ".asm"}) && is_text(bytes)) return FileRole::source;
  if (ends_with_any(name, {".img", ".iso", ".raw", ".ext2", ".ext4", ".disk"})) return FileRole::disk;
  if (name.starts_with("fw_") || name.starts_with("opensbi") || as_text(bytes).find("OpenSBI") != name.npos)
    return FileRole::firmware;
  if (bytes.empty()) return FileRole::unknown;
  if (is_text(bytes)) return FileRole::text;
  return bytes.size() % kSector == 0 ? FileRole::disk : FileRole::unknown;
}

void insert_disks(const Storage& storage, Machine& machine) {
  for (const auto& [name, bytes] : storage) {
    int device = machine.find_device(name);
    Pages* pages = device < 0 ? nullptr : machine.device(device).storage();
    if (!pages) continue;
    if (bytes.size() > pages->size_bytes()) *pages = Pages(bytes.size());
    pages->write(0, bytes);
  }
}

std::optional<Opening> prepare(std::span<const GivenFile> files, const GivenMachine& wish,
                               Diagnostics& diagnostics) {
  return Preparation(files, wish, diagnostics).run();
}

}  // namespace trapdoor
