// What a machine begins with, as the options name it.
#include <algorithm>

#include "engine/boards/boards.h"
#include "engine/cli/cli.h"
#include "engine/session/words.h"

namespace trapdoor::cli {
namespace {

std::vector<std::byte> bytes_in(const std::string& text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

// FILE, or DEVICE=FILE. What the guest writes stays in memory. False after saying what is wrong.
bool insert_disk(Opening& opening, const std::string& option) {
  constexpr size_t kSector = 512;
  const auto& rows = opening.board->devices;
  auto row_of = [&](std::string_view name) {
    return std::find_if(rows.begin(), rows.end(), [&](const DeviceRow& row) { return row.name == name; });
  };
  std::string device = "virtio_disk", path = option;
  if (size_t equals = option.find('=');
      equals != std::string::npos && row_of(option.substr(0, equals)) != rows.end()) {
    device = option.substr(0, equals);
    path = option.substr(equals + 1);
  }
  const auto row = row_of(device);
  if (row == rows.end() || !row->make()->storage())
    return complain("--disk: " + device + " keeps nothing: it cannot hold a file"), false;
  auto text = read_file(path);
  if (!text) return false;
  std::vector<std::byte>& bytes = opening.storage[device] = bytes_in(*text);
  bytes.resize((bytes.size() + kSector - 1) / kSector * kSector);
  return true;
}

// Firmware and what it starts. False after saying what is wrong.
bool read_boot(const Target& target, Opening& opening) {
  BootParts& boot = opening.build.boot;
  const std::string* paths[] = {&target.bios, &target.kernel, &target.initrd};
  std::vector<std::byte>* parts[] = {&boot.firmware, &boot.kernel, &boot.initrd};
  for (int i = 0; i < 3; i++) {
    if (paths[i]->empty()) continue;
    auto text = read_file(*paths[i]);
    if (!text) return false;
    *parts[i] = bytes_in(*text);
  }
  if (boot.firmware.empty()) return complain(target.bios + ": the firmware is empty"), false;
  boot.arguments = target.append;
  opening.build.entry = opening.board->reset_pc;
  return true;
}

}  // namespace

const Board* Target::find(MachineOptions& options) const {
  const Board* found = find_board(board.empty() ? "riscv-virt" : board);
  if (!found) {
    std::string names;
    for (const Board* row : boards()) names += (names.empty() ? "" : ", ") + std::string(row->name);
    complain("no board is called " + board + "; boards: " + names);
    return nullptr;
  }
  if (!ram.empty()) {
    auto size = parse_size(ram);
    if (!size || *size < kPageSize || *size > (uint64_t{16} << 30) || *size % kPageSize) {
      complain("--ram " + ram + ": expected a size from 4K to 16G in whole pages of 4K, such as 128M");
      return nullptr;
    }
    options.ram_size_bytes = *size;
  }
  if (harts < 0 || harts > kMaxHarts) {
    complain("--harts " + std::to_string(harts) + ": expected 1 to " + std::to_string(kMaxHarts));
    return nullptr;
  }
  options.harts = harts;
  return found;
}

std::optional<Opening> read_opening(const std::vector<std::string>& files, const Target& target) {
  Opening opening;
  opening.board = target.find(opening.options);
  if (!opening.board) return std::nullopt;
  if (files.empty() == target.bios.empty()) {
    complain("either a program or --bios is needed (trapdoor run --help)");
    return std::nullopt;
  }
  if (target.bios.empty() && !(target.kernel + target.initrd + target.append).empty()) {
    complain("--kernel, --initrd and --append are for firmware to start: they need --bios");
    return std::nullopt;
  }
  for (const std::string& disk : target.disks) {
    if (!insert_disk(opening, disk)) return std::nullopt;
  }
  if (!target.bios.empty()) {
    if (!read_boot(target, opening)) return std::nullopt;
    return opening;
  }
  if (is_lesson(files)) {
    auto built = build_lesson(files[0], target);
    if (!built) return std::nullopt;
    opening.board = built->board;
    opening.options = built->options;
    opening.build = std::move(built->build);
    return opening;
  }
  if (!target.answer.empty()) {
    complain("--answer goes with a lesson: name the folder of its lesson.md");
    return std::nullopt;
  }
  auto program = read_program(files, *opening.board);
  if (!program) return std::nullopt;
  opening.build = build_of(std::move(*program), files.front());
  return opening;
}

std::unique_ptr<Machine> power_on(const Opening& opening) {
  auto machine = std::make_unique<Machine>(*opening.board, opening.options);
  insert_disks(opening.storage, *machine);
  Diagnostics diagnostics;
  if (load(opening.build, *machine, diagnostics)) return machine;
  print(diagnostics);
  return nullptr;
}

bool power_on(Opening opening, Session& session) {
  Diagnostics diagnostics;
  if (session.open(std::move(opening), diagnostics)) return true;
  print(diagnostics);
  return false;
}

}  // namespace trapdoor::cli
