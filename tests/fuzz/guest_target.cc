// Target: a guest that means no good: any instructions on any operands, with addresses at every edge there is. What it must not
// do is touch the host, and what it does must not depend on who watches.
#include <algorithm>
#include <array>
#include <cstring>

#include "engine/boards/boards.h"
#include "engine/isa/riscv/instructions.h"
#include "engine/machine/machine.h"
#include "tests/fuzz/rows.h"

namespace trapdoor::fuzz {
namespace {

constexpr uint64_t kBase = 0x8000'0000, kSize = 1 << 16, kTable = kBase + 0x8000, kHandler = kBase + 0x7000;
constexpr size_t kRegisters = 31, kMostInstructions = 256;

// What registers begin with: near page 0, the ends of RAM, devices, the edges of what is canonical, a page table.
constexpr auto kEdges = std::to_array<uint64_t>({0,
                                                 1,
                                                 3,
                                                 7,
                                                 8,
                                                 0xff8,
                                                 0xfff,
                                                 0x1000,
                                                 0x1fff,
                                                 kBase,
                                                 kBase + 1,
                                                 kBase + 0x7fd,
                                                 kBase + 0xffd,
                                                 kBase + 0x1000,
                                                 kTable,
                                                 kTable + 8,
                                                 kBase + kSize - 8,
                                                 kBase + kSize - 1,
                                                 kBase + kSize,
                                                 kBase - 1,
                                                 0x0200'4000,
                                                 0x0c00'0028,
                                                 0x1000'0000,
                                                 0x1000'1050,
                                                 0x1001'0000,
                                                 0x1001'2ff8,
                                                 0x10'0000,
                                                 (uint64_t{1} << 38) - 8,
                                                 uint64_t{1} << 38,
                                                 ~uint64_t{0},
                                                 ~uint64_t{7},
                                                 uint64_t{1} << 63,
                                                 (uint64_t{8} << 60) | kTable >> 12,
                                                 (uint64_t{9} << 60) | kTable >> 12,
                                                 0x1f,
                                                 0x1800,
                                                 0xaaaa'aaaa'5555'5555});

// The word of a row with these bits where it leaves a choice; beyond the rows: these bits.
uint32_t word_of(uint16_t choice, uint32_t bits) {
  const size_t row = choice % (riscv::kInstructionCount + 8);
  if (row >= riscv::kInstructionCount) return bits;
  const auto& pattern = riscv::kInstructions[row].pattern;
  return (bits & ~pattern.mask) | pattern.match;
}

std::unique_ptr<Machine> machine_with(Bytes bytes) {
  auto machine = std::make_unique<Machine>(*find_board("riscv-virt"), MachineOptions{kSize, 1});
  // Sv39: gigabyte 2 is itself; the first pages of address 0 are pages of RAM, one for everybody, one that nobody may write.
  const std::array<uint64_t, 3> root = {(kTable + 0x1000) >> 2 | 1, 0, kBase >> 2 | 0xdf};
  const std::array<uint64_t, 1> middle = {(kTable + 0x2000) >> 2 | 1};
  const std::array<uint64_t, 3> last = {kBase >> 2 | 0xdf, (kBase + 0x1000) >> 2 | 0x53,
                                        (kBase + 0x3000) >> 2 | 0x1f};
  machine->poke(kTable, std::as_bytes(std::span(root)));
  machine->poke(kTable + 0x1000, std::as_bytes(std::span(middle)));
  machine->poke(kTable + 0x2000, std::as_bytes(std::span(last)));
  // A trap goes on behind its instruction; mscratch keeps the register that this takes.
  const std::array<uint32_t, 6> handler = {0x340f9ff3, 0x34102ff3, 0x004f8f93,
                                           0x341f9073, 0x340f9ff3, 0x30200073};
  machine->poke(kHandler, std::as_bytes(std::span(handler)));
  const size_t head = std::min(bytes.size(), kRegisters);
  std::vector<uint32_t> code;
  for (size_t at = head; at + 6 <= bytes.size() && code.size() < kMostInstructions; at += 6) {
    uint16_t choice = 0;
    uint32_t bits = 0;
    std::memcpy(&choice, &bytes[at], 2);
    std::memcpy(&bits, &bytes[at + 2], 4);
    code.push_back(word_of(choice, bits));
  }
  machine->poke(kBase, std::as_bytes(std::span(code)));
  machine->hart(0).reset(kBase);
  machine->set_word(0, find_word(machine->isa(), "mtvec")->word, kHandler);
  for (size_t i = 0; i < head; i++) {
    const WordRow* row = find_word(machine->isa(), "x" + std::to_string(i + 1));
    machine->set_word(0, row->word, kEdges[bytes[i] % kEdges.size()]);
  }
  return machine;
}

}  // namespace

void guest(Bytes bytes) {
  constexpr Tick kTicks = 600;
  std::unique_ptr<Machine> whole = machine_with(bytes), pieces = machine_with(bytes);
  whole->run(kTicks);
  pieces->trace.detail = Detail::full;
  for (Tick piece = 1; pieces->now() < kTicks; piece = piece % 13 + 1) {
    if (pieces->run(std::min(kTicks, pieces->now() + piece)) != Stop::limit) break;
  }
  fuzz_require(pieces->save() == whole->save(), "a run is the same in pieces, and watched");
}

Seeds guest_seeds() {
  Seeds seeds;
  for (unsigned seed = 0; seed < 24; seed++) {
    std::string text;
    uint64_t random = seed * 0x9e37'79b9'7f4a'7c15 + 1;
    auto next = [&] {
      random ^= random << 13, random ^= random >> 7, random ^= random << 17;
      return random;
    };
    for (size_t i = 0; i < kRegisters + 6 * 64; i++) text += static_cast<char>(next() >> 24);
    seeds.push_back(text);
  }
  return seeds;
}

}  // namespace trapdoor::fuzz
