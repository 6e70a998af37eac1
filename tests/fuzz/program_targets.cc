// Targets: the readers of engine/program.
#include "engine/isa/riscv/words.h"
#include "engine/program/assembler.h"
#include "engine/program/disassembler.h"
#include "engine/program/elf.h"
#include "tests/fuzz/rows.h"

namespace trapdoor::fuzz {
namespace {

AssemblerOptions options_with_devices() {
  AssemblerOptions options;
  options.symbols = {{"UART0_BASE", 0x10000000}, {"TIMER_COMPARE", 0x2004000}};
  options.max_output_bytes = 1 << 20;
  return options;
}

void look_at(const Program& program) {
  for (const Section& section : program.sections) {
    program.name_of(section.address);
    program.place_of(section.address + section.size / 2);
  }
  for (size_t i = 0; i < program.files.size() && i < 4; i++) program.address_of(program.files[i], 1);
}

// What is written for debuggers says the same when it is read.
void same_lines(const Program& one, const Program& other, const Section& section) {
  for (const LineRow& row : one.lines) {
    if (row.line == 0 || row.address - section.address >= section.size) continue;
    std::optional<Place> first = one.place_of(row.address), second = other.place_of(row.address);
    fuzz_require(first.has_value() == second.has_value(), "write_elf keeps the lines");
    if (first) fuzz_require(first->line == second->line && first->file == second->file, "and their files");
  }
}

}  // namespace

void assembler(Bytes bytes) {
  if (bytes.size() > 20'000) return;
  AssemblerOptions options = options_with_devices();
  std::string text(text_of(bytes));
  int included = 0;
  options.include = [&](std::string_view name) -> std::optional<std::string> {
    if (name == "self") return text;
    if (name == "other" && included++ < 100) return "nop\n.macro other\nnop\n.endm\n";
    return std::nullopt;
  };
  std::vector<Source> sources{{"test.S", text}};
  Assembled result = assemble(riscv::kIsa, sources, options);
  fuzz_require(result.diagnostics.size() <= 100, "at most 100 diagnostics");
  for (const Diagnostic& diagnostic : result.diagnostics)
    fuzz_require(!diagnostic.message.empty() && diagnostic.line >= 0 && diagnostic.column >= 0,
                 "a diagnostic has a text and a place");
  if (!result.ok()) return;
  look_at(result.program);
  elf(write_elf(riscv::kIsa, result.program));
}

Seeds assembler_seeds() {
  Seeds seeds;
  for (const std::string& file : lesson_files()) {
    if (file.ends_with(".S")) seeds.push_back(file_text(file));
  }
  return seeds;
}

void elf(Bytes bytes) {
  Diagnostics diagnostics;
  std::optional<Program> program = load_elf(riscv::kIsa, "test.elf", bytes, diagnostics);
  fuzz_require(program || !diagnostics.empty(), "a file that is refused is refused with a reason");
  if (!program) return;
  look_at(*program);
  uint64_t held = 0;
  for (const Section& section : program->sections) held += section.bytes.size();
  fuzz_require(held <= bytes.size(), "a Program holds no more bytes than its file");
  if (held < 4096) disassemble(riscv::kIsa, *program, true);
  std::vector<uint8_t> again = write_elf(riscv::kIsa, *program);
  std::optional<Program> read = load_elf(riscv::kIsa, "again.elf", again, diagnostics);
  fuzz_require(read.has_value(), "what write_elf writes can be read");
  fuzz_require(read->entry == program->entry, "write_elf keeps the entry");
  fuzz_require(read->sections.size() == program->sections.size(), "write_elf keeps the sections");
  for (const Section& section : program->sections) {
    if (section.executable) same_lines(*program, *read, section);
  }
}

Seeds elf_seeds() {
  const char* sources[] = {
      "_start: la a0, text\n j _start\n.data\ntext: .asciz \"text\"\n.bss\n.space 100\n",
      ".globl _start\n.equ number, 5\n_start: nop\n.section .own, \"aw\"\nplace: .dword 1\n.size place, 8\n",
      "nop\n",
  };
  Seeds seeds;
  for (const char* text : sources) {
    std::vector<Source> one{{"test.S", text}};
    std::vector<uint8_t> file = write_elf(riscv::kIsa, assemble(riscv::kIsa, one).program);
    seeds.emplace_back(file.begin(), file.end());
  }
  return seeds;
}

}  // namespace trapdoor::fuzz
