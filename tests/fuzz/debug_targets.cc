// Targets: debug information, and objects on their way through the linker.
#include <cstring>

#include "engine/isa/riscv/words.h"
#include "engine/program/assembler.h"
#include "engine/program/dwarf.h"
#include "engine/program/linker.h"
#include "engine/program/location.h"
#include "engine/program/stabs.h"
#include "tests/fuzz/rows.h"

namespace trapdoor::fuzz {
namespace {

// The input's sections: a 16-bit size before each, in this order; the last one takes the rest.
constexpr std::span<const uint8_t> DebugBytes::*kSections[] = {
    &DebugBytes::abbrev,      &DebugBytes::info,     &DebugBytes::line,     &DebugBytes::str,
    &DebugBytes::line_str,    &DebugBytes::ranges,   &DebugBytes::loc,      &DebugBytes::addr,
    &DebugBytes::str_offsets, &DebugBytes::rnglists, &DebugBytes::loclists, &DebugBytes::frame,
    &DebugBytes::eh_frame};

void look_at(const Program& program, uint64_t given) {
  const DebugInfo& debug = program.debug;
  uint64_t kept = program.lines.size() + debug.types.size() + debug.scopes.size() + debug.globals.size();
  fuzz_require(kept <= 100'000 + 100 * given, "what is kept is a fixed multiple of what was given");
  for (const LineRow& row : program.lines)
    fuzz_require(row.line == 0 || row.file < program.files.size(), "a row's file is one");
  for (size_t i = 0; i < debug.scopes.size(); i++) {
    const DebugScope& scope = debug.scopes[i];
    fuzz_require(scope.parent == kNone || scope.parent < i, "a scope's parent comes before it");
    fuzz_require(scope.file == kNone || scope.file < program.files.size(), "a scope's file is one");
    for (const DebugVariable& variable : scope.variables) {
      fuzz_require(variable.type == kNone || variable.type < debug.types.size(), "a variable's type is one");
      LocationContext context;
      context.reg = [](uint64_t number) { return std::optional<uint64_t>(number * 16); };
      context.memory = [](uint64_t address, int) { return std::optional<uint64_t>(address ^ 5); };
      context.frame_base = [] { return std::optional<uint64_t>(4096); };
      for (const Location& location : variable.locations) {
        evaluate(location.expression, context);
        expression_text(location.expression);
      }
    }
  }
  for (uint32_t type = 0; type < debug.types.size() && type < 200; type++) {
    debug.type_text(type);
    debug.plain_type(type);
    for (const DebugMember& member : debug.types[type].members)
      fuzz_require(member.type == kNone || member.type < debug.types.size(), "a member's type is one");
  }
  for (uint64_t address = 0x80000000; address < 0x80000200; address += 6) {
    program.place_of(address);
    program.function_at(address);
    program.frames.rules_at(address);
  }
}

bool is_code(uint64_t address) { return address >= 0x80000000 && address < 0x80001000; }

std::string sized(const std::string& bytes) {
  std::string out{static_cast<char>(bytes.size() & 255), static_cast<char>(bytes.size() >> 8)};
  return out + bytes;
}

std::string bytes_of(std::initializer_list<int> values) {
  std::string out;
  for (int value : values) out += static_cast<char>(value);
  return out;
}

}  // namespace

void dwarf(Bytes bytes) {
  const uint64_t given = bytes.size();
  DebugBytes debug;
  for (auto section : kSections) {
    if (bytes.size() < 2) break;
    size_t size = std::min<size_t>(bytes[0] + 256u * bytes[1], bytes.size() - 2);
    debug.*section = bytes.subspan(2, size);
    bytes = bytes.subspan(2 + size);
  }
  debug.eh_frame_address = 0x80000800;
  Program program;
  read_debug(debug, 8, is_code, program);
  look_at(program, given);
}

// A function with a variable, in a unit with lines: DWARF 4, by hand.
Seeds dwarf_seeds() {
  const std::string abbrev = bytes_of(
      {1, 0x11, 1, 0x03, 0x08, 0x10, 0x17, 0x11, 0x01, 0x12, 0x06, 0,    0,                       // unit
       2, 0x2e, 1, 0x03, 0x08, 0x11, 0x01, 0x12, 0x06, 0x40, 0x18, 0x3a, 0x0b, 0x3b, 0x0b, 0, 0,  // function
       3, 0x34, 0, 0x03, 0x08, 0x49, 0x13, 0x02, 0x18, 0,    0,                                   // variable
       4, 0x24, 0, 0x03, 0x08, 0x3e, 0x0b, 0x0b, 0x0b, 0,    0,    0});                           // type
  std::string body =
      bytes_of({4, 0, 0,    0, 0, 0, 8, 1,    't', '.', 'c', 0,   0, 0,  0,   0, 0, 0, 0,    0x80, 0, 0,
                0, 0, 0x40, 0, 0, 0, 4, 'i',  'n', 't', 0,   5,   4, 2,  'f', 0, 0, 0, 0,    0x80, 0, 0,
                0, 0, 0x20, 0, 0, 0, 1, 0x9c, 1,   1,   3,   'v', 0, 32, 0,   0, 0, 2, 0x91, 0x6c, 0, 0});
  const std::string info = bytes_of({static_cast<int>(body.size()), 0, 0, 0}) + body;
  const std::string header =
      bytes_of({1, 1, 1, 0xfb, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 't', '.', 'c', 0, 0, 0, 0, 0});
  const std::string code = bytes_of({0, 9, 2, 0, 0, 0, 0x80, 0, 0, 0, 0, 0x14, 0x83, 2, 0x10, 0, 1, 1});
  std::string lines = bytes_of({4, 0, static_cast<int>(header.size()), 0, 0, 0}) + header + code;
  lines = bytes_of({static_cast<int>(lines.size()), 0, 0, 0}) + lines;
  const std::string frame =
      bytes_of({12,   0, 0, 0, 0xff, 0xff, 0xff, 0xff, 3,    0,  1,  0x7c, 1, 12, 2, 0,  // common
                24,   0, 0, 0, 0,    0,    0,    0,    0,    0,  0,  0x80, 0, 0,  0, 0,
                0x20, 0, 0, 0, 0,    0,    0,    0,    0x42, 14, 32, 0x81});
  std::string all = sized(abbrev) + sized(info) + sized(lines);
  for (int i = 0; i < 8; i++) all += sized("");
  return {all + sized(frame), sized(abbrev) + sized(info)};
}

void stabs(Bytes bytes) {
  const uint64_t given = bytes.size();
  size_t entries = bytes.empty() ? 0 : std::min<size_t>(bytes[0] * 12u, bytes.size() - 1);
  Program program;
  program.symbols.push_back({"v", 0x80000100, 4, true, false});
  if (!bytes.empty()) read_stabs(bytes.subspan(1, entries), bytes.subspan(1 + entries), 8, is_code, program);
  look_at(program, given);
}

Seeds stabs_seeds() {
  struct Row {
    uint8_t kind;
    const char* text;
    uint16_t extra;
    uint32_t value;
  };
  const Row rows[] = {{0x64, "t.c", 0, 0x80000000},
                      {0x80, "int:t1=r1;-2147483648;2147483647;", 0, 0},
                      {0x80, "task:T2=s16id:1,0,32;next:3=4=*2,64,64;;", 0, 0},
                      {0x20, "v:G1", 0, 0},
                      {0x24, "f:F1", 3, 0x80000000},
                      {0x44, "", 3, 0},
                      {0x44, "", 4, 8},
                      {0xa0, "n:p1", 0, 0xffffffe8},
                      {0xc0, "", 0, 0},
                      {0x80, "t:5=ar1;0;7;2", 0, 0xffffffe0},
                      {0xc0, "", 0, 8},
                      {0x80, "e:6=ered:0,green:5,;", 0, 0xffffffd0},
                      {0xe0, "", 0, 12},
                      {0xe0, "", 0, 16},
                      {0x64, "", 0, 0x80000010}};
  std::string entries, strings(1, '\0');
  for (const Row& row : rows) {
    uint32_t at = *row.text ? static_cast<uint32_t>(strings.size()) : 0;
    if (*row.text) strings += row.text + std::string(1, '\0');
    char entry[12] = {};
    std::memcpy(entry, &at, 4);
    entry[4] = static_cast<char>(row.kind);
    std::memcpy(entry + 6, &row.extra, 2);
    std::memcpy(entry + 8, &row.value, 4);
    entries.append(entry, 12);
  }
  return {std::string(1, static_cast<char>(std::size(rows))) + entries + strings};
}

// One object, linked with itself left out of the names.
void objects(Bytes bytes) {
  Diagnostics diagnostics;
  auto object = read_object(riscv::kIsa, "test.o", bytes, diagnostics);
  fuzz_require(object || !diagnostics.empty(), "an object that is refused is refused with a reason");
  if (!object) return;
  LinkOptions options;
  options.max_output_bytes = 1 << 20;
  std::vector<ObjectFile> one{*object};
  options.symbols.emplace_back("elsewhere", 0x90000000);
  Linked linked = link(riscv::kIsa, one, options);
  fuzz_require(linked.ok() || !linked.diagnostics.empty(), "a link that fails says why");
  write_object(riscv::kIsa, *object);
}

Seeds object_seeds() {
  const char* sources[] = {
      ".globl _start\n_start: la a0, text\n call elsewhere\n beqz a0, 1f\n1: lw a1, %pcrel_lo(2f)(a0)\n2: "
      "auipc a0, %pcrel_hi(text)\n"
      ".data\ntext: .dword _start, text+8\n.word end-text\nend:\n.bss\n.comm room, 16, 8\n",
      "nop\n.align 4\nnop\nj 1f\n1:\n.section .rodata\n.asciz \"x\"\n"};
  Seeds seeds;
  for (const char* text : sources) {
    AssembledObject made = assemble_object(riscv::kIsa, {"test.S", text});
    seeds.emplace_back(made.object.begin(), made.object.end());
  }
  return seeds;
}

}  // namespace trapdoor::fuzz
