// Line tables, functions and variables of programs that gcc and clang compiled, beside what GNU addr2line and gdb say.
#include <map>
#include <set>
#include <sstream>

#include "engine/isa/riscv/words.h"
#include "engine/program/elf.h"
#include "engine/program/location.h"
#include "tests/program/tools.h"

namespace trapdoor {
namespace {

constexpr const char* kMain = R"(
#include "part.h"
struct task { int id; const char *name; unsigned flags : 3; unsigned rest : 13; struct task *next; };
enum colour { red, green = 5, blue };
typedef unsigned long word;
static struct task tasks[3];
volatile word sink;
int global_count = 7;

static inline int square(int x) {
  int twice = x * 2;
  sink = twice;
  return x * x;
}

__attribute__((noinline)) int leaf(int n, char c, enum colour k) {
  int sum = 0;
  for (int i = 0; i < n; i++) {
    int step = square(i) + c;
    if (step > 10) {
      word big = step * 3;
      sum += big;
    }
    sum += step + k;
  }
  return sum;
}

__attribute__((noinline)) int recurse(int n) {
  if (n <= 1) return 1;
  return n * recurse(n - 1);
}

__attribute__((cold, noinline)) void fail(const char *why) {
  while (*why) sink = *why++;
}

int main(void) {
  word local = 5;
  struct task *t = &tasks[1];
  t->id = leaf(4, 'x', green);
  t->next = tasks;
  switch (t->id & 3) {
    case 0: local += helper(3); break;
    case 1: local += recurse(5); break;
    default: fail("odd");
  }
  return local + recurse(3) + helper(9) + global_count;
}
)";
constexpr const char* kPart = R"(#include "part.h"
int unused_function(int a) {
  return a + 1;
}
int helper(int a)
{
  int b = a * 3;

  return inlined_from_header(b)
    + 1;
}
)";
constexpr const char* kHeader = R"(int helper(int a);
int recurse(int n);
static inline int inlined_from_header(int v) {
  int w = v ^ 5;
  return w + recurse(v & 3);
}
)";
constexpr const char* kStart = R"(
        .globl _start
_start: la sp, stack_top
        call main
1:      j 1b
        .bss
        .space 4096
stack_top:
)";

struct Flavour {
  const char* name = "";
  const char* compiler = "";
  const char* flags = "";
  const char* link = "";
};
void PrintTo(const Flavour& flavour, std::ostream* out) { *out << flavour.name; }

constexpr const char* kGcc =
    "riscv64-unknown-elf-gcc -march=rv64imac_zicsr -mabi=lp64 -mcmodel=medany -ffreestanding -nostdlib";
constexpr const char* kClang =
    "clang --target=riscv64-unknown-elf -march=rv64imac -mabi=lp64 -mcmodel=medany -ffreestanding -nostdlib";
constexpr const char* kRelaxed = "--gc-sections";
constexpr const char* kUnrelaxed = "--gc-sections --no-relax";

const Flavour kFlavours[] = {
    {"gcc_2_O0", kGcc, "-gdwarf-2 -O0", kRelaxed},
    {"gcc_2_O2", kGcc, "-gdwarf-2 -O2", kRelaxed},
    {"gcc_2_strict", kGcc, "-gdwarf-2 -gstrict-dwarf -O1", kRelaxed},
    {"gcc_3_O0", kGcc, "-gdwarf-3 -O0", kRelaxed},
    {"gcc_3_O2", kGcc, "-gdwarf-3 -gstrict-dwarf -O2", kUnrelaxed},
    {"gcc_4_O0", kGcc, "-gdwarf-4 -O0", kRelaxed},
    {"gcc_4_O2", kGcc, "-gdwarf-4 -O2", kRelaxed},
    {"gcc_5_O0", kGcc, "-gdwarf-5 -O0", kRelaxed},
    {"gcc_5_O2", kGcc, "-gdwarf-5 -O2", kRelaxed},
    {"gcc_5_64bit", kGcc, "-gdwarf-5 -gdwarf64 -O2", kRelaxed},
    {"gcc_5_Os_unrelaxed", kGcc, "-gdwarf-5 -Os", kUnrelaxed},
    {"clang_3_O0", kClang, "-gdwarf-3 -O0 -mno-relax", kRelaxed},
    {"clang_4_O0", kClang, "-gdwarf-4 -O0 -mno-relax", kRelaxed},
    {"clang_4_O2", kClang, "-gdwarf-4 -O2 -mno-relax", kRelaxed},
    {"clang_5_O0", kClang, "-gdwarf-5 -O0 -mno-relax", kRelaxed},
    {"clang_5_O2", kClang, "-gdwarf-5 -O2 -mno-relax", kRelaxed},
};

// One program of three sources, linked; what the reader says of it beside what GNU says.
class GnuDebug : public testing::TestWithParam<Flavour> {
 protected:
  void SetUp() override {
    const Flavour& flavour = GetParam();
    folder.write("src/main.c", kMain);
    folder.write("part.c", kPart);
    folder.write("src/part.h", kHeader);
    folder.write("start.s", kStart);
    std::string compile =
        std::string(flavour.compiler) + " -ffunction-sections -Isrc " + flavour.flags + " -c ";
    ASSERT_TRUE(folder.run(compile + "src/main.c -o main.o && " + compile +
                           "part.c -o part.o && riscv64-unknown-elf-as " +
                           "-march=rv64imac_zicsr -mabi=lp64 -g start.s -o start.o && riscv64-unknown-elf-ld "
                           "-Ttext=0x80000000 " +
                           flavour.link + " start.o main.o part.o -o out.elf"))
        << folder.output;
    Diagnostics diagnostics;
    auto loaded = load_elf(riscv::kIsa, "out.elf", bytes_of_text(folder.read("out.elf")), diagnostics);
    ASSERT_TRUE(loaded);
    program = std::move(*loaded);
  }

  // Every place an instruction can begin.
  std::vector<uint64_t> addresses() const {
    std::vector<uint64_t> out;
    for (const Section& section : program.sections) {
      if (!section.executable) continue;
      for (uint64_t at = 0; at < section.bytes.size(); at += 2) out.push_back(section.address + at);
    }
    return out;
  }

  struct Answer {
    std::string function, place;
  };
  std::vector<Answer> addr2line(const std::vector<uint64_t>& addresses) {
    std::ostringstream list;
    for (uint64_t address : addresses) list << std::hex << address << "\n";
    folder.write("addresses", list.str());
    EXPECT_TRUE(folder.run("riscv64-unknown-elf-addr2line -f -e out.elf < addresses"));
    std::vector<Answer> answers;
    std::istringstream in(folder.output);
    for (Answer a; std::getline(in, a.function) && std::getline(in, a.place);) {
      a.place = a.place.substr(0, a.place.find(" (discriminator"));
      answers.push_back(a);
    }
    return answers;
  }

  const DebugScope* function(std::string_view name) const {
    for (const DebugScope& scope : program.debug.scopes) {
      if (scope.name == name && scope.kind == ScopeKind::function) return &scope;
    }
    return nullptr;
  }

  Folder folder;
  Program program;
};

// The rows that readelf decodes; of those with one address the last one holds.
TEST_P(GnuDebug, RowsAreThoseOfReadelf) {
  ASSERT_TRUE(folder.run("riscv64-unknown-elf-readelf --debug-dump=decodedline out.elf"));
  std::map<uint64_t, std::pair<std::string, std::string>> rows;
  std::istringstream in(folder.output);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string file, number, address;
    words >> file >> number >> address;
    if (!address.starts_with("0x") || address.size() < 10) continue;  // thrown away by the linker: near 0
    uint64_t at = std::stoull(address, nullptr, 16);
    if (number == "-" && rows.contains(at)) continue;
    rows[at] = {file, number};
  }
  ASSERT_GT(rows.size(), 40u) << folder.output;
  for (const auto& [address, row] : rows) {
    std::optional<Place> place = program.place_of(address);
    if (row.second == "-" || row.second == "0") {
      EXPECT_FALSE(place) << std::hex << address;
      continue;
    }
    ASSERT_TRUE(place) << std::hex << address;
    EXPECT_TRUE(same_file(place->file, row.first)) << place->file << " " << row.first << std::hex << address;
    EXPECT_EQ(std::to_string(place->line), row.second) << std::hex << address;
  }
}

// addr2line 2.40 cannot read the 64-bit form, and takes the wrong file for the first rows of a DWARF 5 sequence.
TEST_P(GnuDebug, LinesAndFunctionsAreThoseOfAddr2line) {
  const std::string name = GetParam().name;
  const bool reads_files = name.find("_5_") == std::string::npos;
  if (name == "gcc_5_64bit") return;
  std::vector<uint64_t> all = addresses();
  std::vector<Answer> gnu = addr2line(all);
  ASSERT_EQ(gnu.size(), all.size());
  size_t with_line = 0, with_function = 0;
  for (size_t i = 0; i < all.size() && !HasFailure(); i++) {
    if (reads_files) {
      std::optional<Place> place = program.place_of(all[i]);
      bool nowhere = gnu[i].place.ends_with(":?") || gnu[i].place.ends_with(":0");
      with_line += !nowhere;
      std::string ours = place ? std::string(place->file) + ":" + std::to_string(place->line) : "nowhere";
      EXPECT_EQ(ours, nowhere ? "nowhere" : gnu[i].place) << std::hex << all[i];
    }
    std::string_view function = program.function_at(all[i]);
    if (function.empty()) continue;  // where there is no C, addr2line says the label
    with_function++;
    EXPECT_EQ(function, gnu[i].function) << std::hex << all[i];
  }
  EXPECT_GT(with_function, 100u);
  EXPECT_TRUE(with_line > 100 || !reads_files);
}

TEST_P(GnuDebug, TheFirstAddressOfALineIsOnIt) {
  for (const LineRow& row : program.lines) {
    if (row.line == 0) continue;
    auto address = program.address_of(program.files[row.file], row.line);
    ASSERT_TRUE(address);
    EXPECT_LE(*address, row.address);
    EXPECT_EQ(program.place_of(*address)->line, row.line);
  }
  EXPECT_TRUE(program.address_of("part.c", 7)) << "the last parts of a name are enough";
  EXPECT_TRUE(program.address_of("src/main.c", 39));
  EXPECT_FALSE(program.address_of("ain.c", 39));
  const Symbol* unused = program.find_symbol("unused_function");
  EXPECT_FALSE(unused) << "thrown away by the linker";
  for (const LineRow& row : program.lines) EXPECT_GE(row.address, 0x80000000u);
}

// What gdb's `info scope` lists: every name with the length of its type.
TEST_P(GnuDebug, VariablesAreThoseOfGdb) {
  for (const char* name : {"leaf", "recurse", "main", "helper", "fail"}) {
    const DebugScope* scope = function(name);
    ASSERT_TRUE(scope) << name;
    uint64_t address = scope->ranges.front().low;
    std::ostringstream command;
    command << "gdb-multiarch -nx -batch -ex 'info scope *0x" << std::hex << address << "' out.elf";
    ASSERT_TRUE(folder.run(command.str())) << folder.output;
    std::multimap<std::string, uint64_t> gdb, ours;
    std::istringstream in(folder.output);
    std::string symbol;
    std::set<std::string> gone;
    for (std::string line; std::getline(in, line);) {
      size_t at = line.find("Symbol "), is = line.find(" is "), length = line.find(", length ");
      if (at != std::string::npos && is != std::string::npos) symbol = line.substr(at + 7, is - at - 7);
      if (length != std::string::npos) gdb.emplace(symbol, std::stoul(line.substr(length + 9)));
      if (line.find("is optimized out") != std::string::npos) gone.insert(symbol);
    }
    for (const DebugScope* s : program.debug.scopes_at(address)) {
      for (const DebugVariable& v : s->variables) {
        const DebugType* type = program.debug.plain_type(v.type);
        if (gone.contains(v.name)) {
          EXPECT_TRUE(v.locations.empty()) << v.name;
          continue;
        }
        ours.emplace(v.name, type ? type->size : 0);
      }
    }
    EXPECT_FALSE(ours.empty());
    EXPECT_EQ(ours, gdb) << name << "\n" << folder.output;
  }
}

TEST_P(GnuDebug, TypesAreWrittenAsInC) {
  const DebugScope* leaf = function("leaf");
  ASSERT_TRUE(leaf);
  std::map<std::string, std::string> types;
  for (const DebugVariable& v : leaf->variables) types[v.name] = program.debug.type_text(v.type);
  EXPECT_EQ(types["n"], "int");
  EXPECT_EQ(types["c"], "char");
  EXPECT_EQ(types["k"], "enum colour");
  EXPECT_EQ(types["sum"], "int");
  const DebugScope* main = function("main");
  ASSERT_TRUE(main);
  for (const DebugVariable& v : main->variables) types[v.name] = program.debug.type_text(v.type);
  EXPECT_EQ(types["local"], "word");
  EXPECT_EQ(types["t"], "struct task *");
  const DebugType* task = nullptr;
  for (const DebugType& type : program.debug.types) {
    if (type.name == "task" && type.kind == TypeKind::structure) task = &type;
  }
  ASSERT_TRUE(task);
  EXPECT_EQ(task->size, 32u);
  ASSERT_EQ(task->members.size(), 5u);
  EXPECT_EQ(program.debug.type_text(task->members[1].type), "const char *");
  EXPECT_EQ(task->members[3].bit_size, 13);
  EXPECT_EQ(task->members[3].offset * 8 + task->members[3].first_bit, 16 * 8 + 3u);
  EXPECT_EQ(task->members[4].offset, 24u);
  bool found = false;
  for (const DebugVariable& v : program.debug.globals) {
    if (v.name != "global_count") continue;
    found = true;
    ASSERT_EQ(v.locations.size(), 1u);
    auto place = evaluate(v.locations[0].expression, {});
    ASSERT_TRUE(place);
    const Symbol* symbol = program.find_symbol("global_count");
    ASSERT_TRUE(symbol);
    EXPECT_EQ(place->number, symbol->address);
  }
  EXPECT_TRUE(found);
}

TEST_P(GnuDebug, EveryFunctionSaysWhereItsFrameIs) {
  for (const char* name : {"leaf", "recurse", "main", "helper"}) {
    const DebugScope* scope = function(name);
    ASSERT_TRUE(scope) << name;
    auto rules = program.frames.rules_at(scope->ranges.front().low);
    ASSERT_TRUE(rules) << name;
    EXPECT_TRUE(rules->cfa_known);
    EXPECT_EQ(rules->cfa_register, 2u) << "at the first instruction the stack pointer is the caller's";
    EXPECT_EQ(rules->cfa_offset, 0);
    EXPECT_EQ(rules->return_register, 1u);
  }
}

std::vector<Flavour> flavours_here() {
  std::vector<Flavour> out;
  for (const Flavour& flavour : kFlavours) {
    // clang with RISC-V is not everywhere; gcc has to be.
    static const bool clang = std::system("clang --print-targets 2>/dev/null | grep -q riscv64") == 0;
    if (flavour.compiler != kClang || clang) out.push_back(flavour);
  }
  return out;
}

INSTANTIATE_TEST_SUITE_P(All, GnuDebug, testing::ValuesIn(flavours_here()),
                         [](const auto& which) { return std::string(which.param.name); });

}  // namespace
}  // namespace trapdoor
