#include "tests/support/guest.h"

#include <gtest/gtest.h>

#include "engine/boards/boards.h"
#include "engine/program/assembler.h"

namespace trapdoor {

Guest::Guest(std::string_view assembly, GuestOptions options) {
  const Board& board = options.board ? *options.board : *find_board("riscv-virt");
  machine = std::make_unique<Machine>(board, MachineOptions{options.ram_size_bytes, options.harts});
  machine->trace.detail = options.detail;
  AssemblerOptions assembler;
  assembler.text_address = board.ram_base;
  for (const Symbol& symbol : device_symbols(board))
    assembler.symbols.emplace_back(symbol.name, symbol.address);
  Source source{"guest.S", std::string(assembly)};
  Assembled assembled = assemble(*board.isa, {&source, 1}, assembler);
  for (const Diagnostic& d : assembled.diagnostics) ADD_FAILURE() << to_text(d);
  program = std::move(assembled.program);
  for (const Section& section : program.sections) {
    EXPECT_TRUE(machine->poke(section.address, std::as_bytes(std::span(section.bytes)))) << section.name;
  }
  for (int i = 0; i < machine->hart_count(); i++) machine->hart(i).cpu[board.isa->pc_word] = program.entry;
}

void Guest::run(Tick limit) {
  EXPECT_EQ(machine->run(machine->now() + limit), Stop::power)
      << "at pc " << std::hex << word("pc") << " " << program.name_of(word("pc"));
}

uint64_t Guest::word(std::string_view name) const {
  const WordRow* row = find_word(machine->isa(), name);
  if (!row) {
    ADD_FAILURE() << "no word " << name;
    return 0;
  }
  return machine->isa().read_word(*machine, 0, row->word);
}

uint64_t Guest::symbol(std::string_view name) const {
  const Symbol* found = program.find_symbol(name);
  if (!found) ADD_FAILURE() << "no symbol " << name;
  return found ? found->address : 0;
}

uint64_t Guest::memory(std::string_view name, int index) const {
  uint64_t value = 0;
  EXPECT_TRUE(machine->bus.peek(symbol(name) + 8 * static_cast<uint64_t>(index),
                                std::as_writable_bytes(std::span(&value, 1))));
  return value;
}

std::string Guest::console() const {
  std::string text;
  for (const Event& e : events(EventKind::console)) text += static_cast<char>(e.value);
  return text;
}

std::vector<Event> Guest::events(EventKind kind) const {
  std::vector<Event> found;
  for (uint64_t i = machine->trace.first(); i < machine->trace.next(); i++) {
    if (machine->trace[i].kind == kind) found.push_back(machine->trace[i]);
  }
  return found;
}

}  // namespace trapdoor
