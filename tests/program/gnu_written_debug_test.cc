// The lines and functions that we write into linked files, as GNU readelf, objdump, addr2line and gdb read them.
#include <algorithm>
#include <map>
#include <sstream>

#include "engine/isa/riscv/words.h"
#include "engine/program/builder.h"
#include "engine/program/elf.h"
#include "engine/program/location.h"
#include "tests/program/tools.h"

namespace trapdoor {
namespace {

const std::map<std::string, std::string> kSources = {
    {"start.S", R"(# The first code.
        .globl _start
_start: la sp, stack_top
        call timer_start
        call twice
1:      j 1b
        .bss
        .space 4096
stack_top:
)"},
    {"kernel/timer.c", R"(#include "clock.h"
int ticks;
struct alarm { struct alarm *next; unsigned at : 20, on : 1; char name[6]; enum { ONCE, ALWAYS } kind; };
static struct alarm alarms[3];
typedef unsigned long word;
void timer_tick(int by) {
  ticks += by; { const word twice = 2UL * by; alarms[1].at = twice; } }

int timer_start(void) {
  int n = 3;
  while (n--)
    timer_tick(next_time(n));
  return ticks;
}
struct alarm *next_alarm(const struct alarm *a, unsigned char by) { return a->next + by; }
static word count(void) { return sizeof alarms / sizeof alarms[0]; }
struct pair { long a, b; } pair_of(word n) { struct pair p = { n, count() }; return p; }
enum kind { OPEN, SHUT } kind_of(void) { return SHUT; } void nothing(void) {}
)"},
    {"kernel/clock.h", R"(#pragma once
static inline int next_time(int now) {
  return now * 100;
}
)"},
    {"kernel/trap.S", R"(
# Far down, past what one byte of a line program can step over.
)" + std::string(300, '\n') +
                          R"(        .globl twice
twice:  slli a0, a0, 1
        .space 40
        ret
        .type twice, @function
        .size twice, . - twice
        .section .text.late, "ax"
        nop
)"},
};

class WrittenDebug : public testing::Test {
 protected:
  void SetUp() override {
    BuildJob job;
    job.files = {"start.S", "kernel/timer.c", "kernel/trap.S"};
    BuiltProgram built = Builder(riscv::kIsa, {}).build(job, kSources);
    std::string problem;
    for (const Diagnostic& d : built.diagnostics) problem += to_text(d) + "\n";
    ASSERT_TRUE(built.ok) << problem;
    program = std::move(built.program);
    std::vector<uint8_t> file = write_elf(riscv::kIsa, program, folder / ".");
    folder.write("out.elf", {file.begin(), file.end()});
    for (const auto& [name, text] : kSources) folder.write(name, text);
  }

  std::string says(const std::string& command) {
    EXPECT_TRUE(folder.run(command)) << command << "\n" << folder.output;
    EXPECT_EQ(folder.output.find("arning"), std::string::npos) << folder.output;
    EXPECT_EQ(folder.output.find("rror"), std::string::npos) << folder.output;
    return folder.output;
  }
  std::string gdb(const std::string& command) {
    return says("gdb-multiarch -nx -batch -ex '" + command + "' out.elf");
  }
  static std::string hexadecimal(uint64_t value) {
    std::ostringstream out;
    out << "0x" << std::hex << value;
    return out.str();
  }

  // As GNU says the place of a source: behind the folder that write_elf was given.
  std::string path_of(std::string_view file) const { return folder / "./" + std::string(file); }

  Folder folder;
  Program program;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// "struct alarm [3] alarms addr 0x80000120", sorted.
std::vector<std::string> texts_of(const Program& program, const std::vector<DebugVariable>& variables) {
  std::vector<std::string> out;
  for (const DebugVariable& variable : variables) {
    out.push_back(program.debug.type_text(variable.type) + " " + variable.name);
    for (const Location& location : variable.locations)
      out.back() += " " + expression_text(location.expression);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> variables_at(const Program& program, uint64_t address) {
  std::vector<std::string> out;
  for (const DebugScope* scope : program.debug.scopes_at(address)) {
    out.push_back(scope->kind == ScopeKind::function ? "function" : "block");
    for (std::string& text : texts_of(program, scope->variables)) out.push_back(std::move(text));
  }
  return out;
}

// "global int timer_start"
std::string function_text(const Program& program, uint64_t address) {
  std::vector<const DebugScope*> scopes = program.debug.scopes_at(address);
  if (scopes.empty()) return "";
  const DebugScope& function = *scopes.back();
  return (function.external ? "global " : "static ") + program.debug.type_text(function.returns) + " " +
         function.name;
}

TEST_F(WrittenDebug, EveryAddressHasItsLineForAddr2line) {
  std::vector<uint64_t> all;
  std::string list;
  for (const Section& section : program.sections) {
    for (uint64_t at = 0; section.executable && at < section.bytes.size(); at += 4) {
      all.push_back(section.address + at);
      list += hexadecimal(all.back()) + "\n";
    }
  }
  folder.write("addresses", list);
  std::istringstream answers(says("riscv64-unknown-elf-addr2line -f -e out.elf < addresses"));
  size_t with_line = 0, with_function = 0;
  for (uint64_t address : all) {
    std::string function, place;
    std::getline(answers, function);
    std::getline(answers, place);
    std::optional<Place> ours = program.place_of(address);
    std::string expected = "??:?";
    if (ours) expected = path_of(ours->file) + ":" + std::to_string(ours->line);
    EXPECT_EQ(place, expected) << hexadecimal(address);
    with_line += ours.has_value();
    if (program.function_at(address).empty()) continue;
    EXPECT_EQ(function, program.function_at(address)) << hexadecimal(address);
    with_function++;
  }
  EXPECT_GT(with_line, 40u);
  EXPECT_GT(with_function, 30u);
}

TEST_F(WrittenDebug, ReadelfAndObjdumpFindNothingWrong) {
  std::string readelf =
      says("riscv64-unknown-elf-readelf -W -S --debug-dump=info,abbrev,Ranges,decodedline out.elf");
  EXPECT_TRUE(has(readelf, ".debug_line")) << readelf;
  EXPECT_TRUE(has(readelf, "kernel/trap.S")) << readelf;
  EXPECT_TRUE(has(says("riscv64-unknown-elf-readelf -W --debug-dump=rawline out.elf"), "End of Sequence"));
  std::string objdump = says("riscv64-unknown-elf-objdump -dlS out.elf");
  for (const char* line : {"kernel/timer.c:7\n", "kernel/clock.h:3\n", "start.S:3\n", "kernel/trap.S:304\n",
                           "ticks += by; {", "slli a0, a0, 1\n"})
    EXPECT_TRUE(has(objdump, line)) << line << objdump;
}

TEST_F(WrittenDebug, GdbKnowsLinesAndStopsAtThem) {
  const Symbol* tick = program.find_symbol("timer_tick");
  ASSERT_TRUE(tick);
  EXPECT_TRUE(has(gdb("info line *" + hexadecimal(tick->address)), "Line 6 of \"kernel/timer.c\""))
      << folder.output;
  for (const char* place : {"timer.c:10", "kernel/timer.c:12", "clock.h:3", "trap.S:304", "start.S:4"}) {
    std::string file = place;
    auto line = static_cast<uint32_t>(std::stoul(file.substr(file.find(':') + 1)));
    file.resize(file.find(':'));
    std::string said = gdb("break " + std::string(place));
    auto address = program.address_of(file, line);
    ASSERT_TRUE(address) << place;
    EXPECT_TRUE(has(said, "Breakpoint 1 at " + hexadecimal(*address) + ": file ")) << place << said;
    EXPECT_TRUE(has(said, ", line " + std::to_string(line) + ".")) << place << said;
  }
  EXPECT_TRUE(has(gdb("break timer_tick"), "file kernel/timer.c, line 7.")) << folder.output;
  EXPECT_TRUE(has(gdb("list timer_start"), "int n = 3;")) << folder.output;
  EXPECT_TRUE(has(gdb("info symbol timer_start"), "timer_start in section .text")) << folder.output;
}

TEST_F(WrittenDebug, GdbKnowsVariablesAndTypes) {
  EXPECT_TRUE(has(gdb("whatis ticks"), "type = int")) << folder.output;
  EXPECT_TRUE(has(gdb("whatis alarms"), "type = struct alarm [3]")) << folder.output;
  const std::string alarm = gdb("ptype /o struct alarm");
  for (const char* part : {"struct alarm *next;", "unsigned int at : 20;", "unsigned int on : 1;",
                           "char name[6];", "{ONCE, ALWAYS} kind;", "total size (bytes):   24"})
    EXPECT_TRUE(has(alarm, part)) << part << alarm;
  const std::string scope = gdb("info scope timer_tick");
  EXPECT_TRUE(has(scope, "Symbol by is")) << scope;
  EXPECT_TRUE(has(scope, "Symbol twice is")) << scope;
  EXPECT_TRUE(has(gdb("info address ticks"), hexadecimal(program.find_symbol("ticks")->address)))
      << folder.output;
}

TEST_F(WrittenDebug, GdbKnowsWhatFunctionsReturn) {
  const std::pair<const char*, const char*> rows[] = {
      {"timer_tick", "type = void (int)\n"},
      {"timer_start", "type = int (void)\n"},
      {"next_time", "type = int (int)\n"},
      {"next_alarm", "} *(struct alarm *, unsigned char)\n"},
      {"count", "type = unsigned long (void)\n"},
      {"kind_of", "type = enum kind {OPEN, SHUT} (void)\n"},
      {"nothing", "type = void (void)\n"},
      {"pair_of", "type = struct pair {\n    long a;\n    long b;\n} (unsigned long)\n"}};
  for (const auto& [function, type] : rows)
    EXPECT_TRUE(has(gdb("ptype " + std::string(function)), type)) << function << folder.output;
  const std::string all = gdb("info functions");
  for (const char* line :
       {"File kernel/timer.c:", "static unsigned long count(void);", "struct pair pair_of(unsigned long);",
        "void timer_tick(int);", "static int next_time(int);"})
    EXPECT_TRUE(has(all, line)) << line << all;
  EXPECT_TRUE(has(gdb("info variables"), "static struct alarm alarms[3];")) << folder.output;
  EXPECT_FALSE(has(folder.output, "static int ticks;")) << folder.output;
}

TEST_F(WrittenDebug, SymbolsOfFunctionsSayThatTheyAre) {
  const std::string table = says("riscv64-unknown-elf-readelf -sW out.elf");
  for (const auto& [name, row] : std::map<std::string, std::string>{{"timer_tick", "FUNC    GLOBAL"},
                                                                    {"twice", "FUNC    GLOBAL"},
                                                                    {"count", "FUNC    LOCAL"},
                                                                    {"ticks", "OBJECT  GLOBAL"},
                                                                    {"alarms", "OBJECT  LOCAL"},
                                                                    {"_start", "NOTYPE  GLOBAL"}}) {
    const Symbol* symbol = program.find_symbol(name);
    ASSERT_TRUE(symbol) << name;
    std::string line;
    for (std::istringstream in(table); std::getline(in, line) && !line.ends_with(" " + name);) {
    }
    std::istringstream fields(line);
    std::string number, address, size;
    fields >> number >> address >> size;
    EXPECT_EQ(std::stoull("0x" + address, nullptr, 0), symbol->address) << line;
    EXPECT_EQ(std::stoull(size, nullptr, 0), symbol->size) << line;
    EXPECT_TRUE(has(line, row)) << line;
  }
  EXPECT_EQ(program.find_symbol("twice")->size, 48u);
  const Symbol *tick = program.find_symbol("timer_tick"), *start = program.find_symbol("timer_start");
  EXPECT_EQ(tick->address + tick->size, start->address) << "the compiler puts them next to each other";
}

TEST_F(WrittenDebug, WhatIsWrittenIsReadBack) {
  Diagnostics diagnostics;
  auto back = load_elf(riscv::kIsa, "out.elf", bytes_of_text(folder.read("out.elf")), diagnostics);
  ASSERT_TRUE(back);
  for (const Section& section : program.sections) {
    for (uint64_t at = 0; at < section.size && section.executable; at += 2) {
      uint64_t address = section.address + at;
      std::optional<Place> first = program.place_of(address), second = back->place_of(address);
      ASSERT_EQ(first.has_value(), second.has_value()) << hexadecimal(address);
      if (!first) continue;
      EXPECT_EQ(second->file, path_of(first->file));
      EXPECT_EQ(second->line, first->line);
      EXPECT_EQ(back->function_at(address), program.function_at(address));
      EXPECT_EQ(variables_at(*back, address), variables_at(program, address));
      EXPECT_EQ(function_text(*back, address), function_text(program, address));
    }
  }
  for (const Symbol& symbol : program.symbols) {
    const Symbol* again = back->find_symbol(symbol.name);
    ASSERT_TRUE(again) << symbol.name;
    EXPECT_EQ(again->kind == SymbolKind::function, symbol.kind == SymbolKind::function) << symbol.name;
  }
  EXPECT_EQ(texts_of(*back, back->debug.globals), texts_of(program, program.debug.globals));
  EXPECT_EQ(program.debug.globals.size(), 2u);
}

}  // namespace
}  // namespace trapdoor
