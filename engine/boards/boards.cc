#include "engine/boards/boards.h"

#include <algorithm>
#include <string>

#include "engine/boards/riscv_virt.h"

namespace trapdoor {
namespace {

constexpr const Board* kBoards[] = {&kRiscvVirt, &kRiscvBound};

std::string upper(std::string_view name) {
  std::string text(name);
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

void add(std::vector<Symbol>& symbols, std::string name, uint64_t address, uint64_t size) {
  bool known = std::any_of(symbols.begin(), symbols.end(), [&](const Symbol& s) { return s.name == name; });
  if (!known) symbols.push_back({std::move(name), address, size, true, true});
}

}  // namespace

std::span<const Board* const> boards() { return kBoards; }

const Board* find_board(std::string_view name) {
  for (const Board* board : kBoards) {
    if (board->name == name) return board;
  }
  return nullptr;
}

std::vector<Symbol> device_symbols(const Board& board) {
  std::vector<Symbol> symbols;
  add(symbols, "RAM_BASE", board.ram_base, 0);
  for (const DeviceRow& row : board.devices) {
    add(symbols, upper(row.name) + "_BASE", row.base, 0);
    std::unique_ptr<Device> device = row.make();
    for (const RegisterRow& reg : device->info().registers) {
      if (!reg.symbol.empty()) add(symbols, std::string(reg.symbol), row.base + reg.offset, reg.size);
    }
  }
  for (const WireRow& wire : board.wires) {
    constexpr std::string_view kInput = ".irq";
    size_t input = wire.to.find(kInput), port = wire.from.find(kInput);
    if (input == std::string_view::npos || port == std::string_view::npos) continue;
    uint64_t number = 0;
    for (char c : wire.to.substr(input + kInput.size()))
      number = number * 10 + static_cast<uint64_t>(c - '0');
    add(symbols, upper(wire.from.substr(0, port)) + "_IRQ", number, 0);
  }
  return symbols;
}

}  // namespace trapdoor
