#include "engine/boards/device_tree.h"

#include <algorithm>
#include <set>

#include "engine/boards/flat_tree.h"

namespace trapdoor {
namespace {

std::string hex(uint64_t value) {
  std::string text;
  for (; value || text.empty(); value /= 16) text.insert(text.begin(), "0123456789abcdef"[value % 16]);
  return text;
}

// "serial@10000000"
std::string node_name(const DeviceRow& row) { return std::string(row.tree.node) + "@" + hex(row.base); }

uint32_t hart_handle(int hart) { return 1 + static_cast<uint32_t>(hart); }
uint32_t device_handle(int device) { return 1 + kMaxHarts + static_cast<uint32_t>(device); }

// "interrupt-controller riscv,ndev=31 status=okay"
void put_properties(FlatTree& tree, std::string_view words) {
  while (!words.empty()) {
    size_t space = std::min(words.find(' '), words.size());
    std::string_view word = words.substr(0, space);
    words.remove_prefix(std::min(space + 1, words.size()));
    size_t equals = word.find('=');
    std::string_view name = word.substr(0, equals);
    if (equals == std::string_view::npos) {
      tree.flag(name);
      continue;
    }
    std::string_view value = word.substr(equals + 1);
    if (value.find_first_not_of("0123456789") == std::string_view::npos) {
      uint32_t number = 0;
      for (char c : value) number = number * 10 + static_cast<uint32_t>(c - '0');
      tree.cells(name, {number});
    } else {
      tree.text(name, value);
    }
  }
}

// "rv64imac_zicsr_zifencei": the letters of misa in the manual's order (unprivileged specification, chapter 27), then the
// extensions of several letters that instruction rows name, then Sstc if its register exists.
std::string isa_string(const Machine& machine) {
  std::string text = "rv64";
  const WordRow* misa = find_word(machine.isa(), "misa");
  uint64_t letters = misa ? machine.isa().read_word(machine, 0, misa->word) : 0;
  for (char c : std::string_view("imafdqc")) {
    if (letters >> (c - 'a') & 1) text += c;
  }
  std::set<std::string> more;
  for (const InstructionRow& row : machine.isa().instructions) {
    if (!row.extension.starts_with("Z")) continue;
    std::string name(row.extension);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c < 'a' ? static_cast<char>(c + 32) : c; });
    more.insert(name);
  }
  for (const std::string& name : more) text += "_" + name;
  if (find_word(machine.isa(), "stimecmp")) text += "_sstc";
  return text;
}

void put_harts(FlatTree& tree, const Machine& machine) {
  const Board& board = machine.board();
  tree.open("cpus");
  tree.cells("#address-cells", {1});
  tree.cells("#size-cells", {0});
  tree.cells("timebase-frequency", {static_cast<uint32_t>(board.time_frequency)});
  std::string isa = isa_string(machine);
  for (int hart = 0; hart < machine.hart_count(); hart++) {
    tree.open("cpu@" + hex(static_cast<uint64_t>(hart)));
    tree.text("device_type", "cpu");
    tree.cells("reg", {static_cast<uint32_t>(hart)});
    tree.text("status", "okay");
    tree.texts("compatible", board.hart_tree.compatible);
    tree.text("riscv,isa", isa);
    put_properties(tree, board.hart_tree.properties);
    tree.open("interrupt-controller");
    tree.cells("#interrupt-cells", {1});
    tree.cells("#address-cells", {0});
    tree.flag("interrupt-controller");
    tree.text("compatible", "riscv,cpu-intc");
    tree.cells("phandle", {hart_handle(hart)});
    tree.close();
    tree.close();
  }
  tree.close();
}

// A wire to a hart is an entry of interrupts-extended, hart by hart; a wire to a controller's input is an interrupt.
void put_interrupts(FlatTree& tree, const Machine& machine, int device) {
  std::vector<uint32_t> to_harts;
  for (int hart = 0; hart < machine.hart_count(); hart++) {
    for (const Machine::WireInfo& wire : machine.wire_infos()) {
      if (wire.device != device || wire.to_hart != hart) continue;
      to_harts.insert(to_harts.end(), {hart_handle(hart), static_cast<uint32_t>(wire.to_bit)});
    }
  }
  if (!to_harts.empty()) tree.cells("interrupts-extended", to_harts);
  for (const Machine::WireInfo& wire : machine.wire_infos()) {
    if (wire.device != device || wire.to_device < 0) continue;
    tree.cells("interrupts", {static_cast<uint32_t>(wire.to_port) + 1});  // input irq1 is port 0
    tree.cells("interrupt-parent", {device_handle(wire.to_device)});
  }
}

void put_device(FlatTree& tree, const Machine& machine, int device) {
  const DeviceRow& row = machine.board().devices[static_cast<size_t>(device)];
  if (row.tree.node.empty()) return;
  tree.open(node_name(row));
  tree.texts("compatible", row.tree.compatible);
  tree.wide("reg", {row.base, row.size});
  put_interrupts(tree, machine, device);
  put_properties(tree, row.tree.properties);
  tree.cells("phandle", {device_handle(device)});
  tree.close();
}

// Linux' syscon-poweroff and syscon-reboot bindings: what to write where.
void put_power(FlatTree& tree, const Machine& machine) {
  int device = machine.find_device("power");
  if (device < 0) return;
  constexpr std::pair<const char*, uint32_t> kWays[] = {{"poweroff", 0x5555}, {"reboot", 0x7777}};
  for (auto [name, value] : kWays) {
    tree.open(name);
    tree.text("compatible", std::string("syscon-") + name);
    tree.cells("regmap", {device_handle(device)});
    tree.cells("offset", {0});
    tree.cells("value", {value});
    tree.close();
  }
}

void put_chosen(FlatTree& tree, const Machine& machine, const TreeOptions& options) {
  tree.open("chosen");
  tree.text("bootargs", options.arguments);
  int console = machine.find_device("uart0");
  if (console >= 0) {
    tree.text("stdout-path", "/soc/" + node_name(machine.board().devices[static_cast<size_t>(console)]));
  }
  if (options.initrd_end > options.initrd_start) {
    tree.wide("linux,initrd-start", {options.initrd_start});
    tree.wide("linux,initrd-end", {options.initrd_end});
  }
  tree.close();
}

}  // namespace

std::vector<std::byte> device_tree(const Machine& machine, const TreeOptions& options) {
  const Board& board = machine.board();
  FlatTree tree;
  tree.open("");
  tree.cells("#address-cells", {2});
  tree.cells("#size-cells", {2});
  tree.texts("compatible", board.tree.compatible);
  tree.text("model", "trapdoor," + std::string(board.name));
  put_chosen(tree, machine, options);
  tree.open("memory@" + hex(board.ram_base));
  tree.text("device_type", "memory");
  tree.wide("reg", {board.ram_base, machine.options().ram_size_bytes});
  tree.close();
  put_harts(tree, machine);
  tree.open("soc");
  tree.cells("#address-cells", {2});
  tree.cells("#size-cells", {2});
  tree.text("compatible", "simple-bus");
  tree.flag("ranges");
  for (int device = 0; device < machine.device_count(); device++) put_device(tree, machine, device);
  tree.close();
  put_power(tree, machine);
  tree.close();
  return tree.finish();
}

// Firmware writes what it found into the tree, which grows where it lies.
constexpr uint64_t kTreeGrowth = 16 << 10;

uint64_t place_device_tree(Machine& machine, const TreeOptions& options) {
  std::vector<std::byte> tree = device_tree(machine, options);
  uint64_t end = machine.bus.ram_end();
  uint64_t size = (tree.size() + kTreeGrowth + kPageSize - 1) / kPageSize * kPageSize;
  const WordRow* a1 = find_word(machine.isa(), "a1");
  if (a1 == nullptr || !machine.poke(end - size, tree)) return 0;
  for (int hart = 0; hart < machine.hart_count(); hart++) machine.hart(hart).cpu[a1->word] = end - size;
  return end - size;
}

}  // namespace trapdoor
