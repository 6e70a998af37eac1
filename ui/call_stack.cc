#include "ui/call_stack.h"

#include <algorithm>
#include <array>

#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

bool in_code(const View& view, uint64_t address) {
  const auto& sections = view.program().sections;
  return std::any_of(sections.begin(), sections.end(), [&](const Section& section) {
    return section.executable && address - section.address < section.size;
  });
}

// The bytes before `address`, as the present mode would fetch them.
bool fetch_before(const View& view, uint64_t address, std::span<std::byte> out) {
  const Machine& machine = view.machine();
  const Translation place = view.isa().translate(machine, machine.running_hart(), address - out.size(),
                                                 AccessKind::fetch, view.mode().mode);
  return place.ok && machine.bus.peek(place.physical, out);
}

}  // namespace

bool follows_call(const View& view, uint64_t address) {
  if (address < 4 || !in_code(view, address - 2)) return false;
  for (const size_t size : {size_t{4}, size_t{2}}) {
    std::array<std::byte, 4> bytes{};
    if (!fetch_before(view, address, std::span(bytes).first(size))) continue;
    std::array<uint8_t, 4> code{};
    std::transform(bytes.begin(), bytes.end(), code.begin(),
                   [](std::byte b) { return static_cast<uint8_t>(b); });
    const Decoded decoded = view.isa().decode(code);
    if (decoded.row == nullptr || decoded.size != static_cast<int>(size)) continue;
    if (decoded.row->flow == Flow::call || decoded.row->flow == Flow::jump) return true;
  }
  return false;
}

std::vector<StackFrame> call_stack(const View& view, int words) {
  const uint64_t pc = view.cpu()[view.isa().pc_word];
  std::vector<StackFrame> frames{{pc, 0, view.program().name_of(pc)}};
  auto add = [&](uint64_t address, uint64_t at) {
    if (address == 0 || address == frames.back().address || !follows_call(view, address)) return;
    frames.push_back({address, at, view.program().name_of(address)});
  };
  // Instruction sets that call through a register name it so; a function that called nobody yet has it only there.
  if (const WordRow* link = find_word(view.isa(), "ra")) add(view.read(link->word), 0);
  const uint64_t stack = view.cpu()[view.isa().stack_word];
  const int bytes = view.isa().xlen / 8;
  for (int i = 0; i < words; ++i) {
    const uint64_t at = stack + static_cast<uint64_t>(i * bytes);
    const auto word = shown_word(view, at, bytes, true);
    if (!word) break;
    add(*word, at);
  }
  return frames;
}

}  // namespace trapdoor
