// The call stack and the variables of running C programs, as gcc, clang and our own compiler describe them.
#include <map>

#include "engine/isa/riscv/words.h"
#include "engine/program/assembler.h"
#include "engine/program/compiler.h"
#include "engine/program/elf.h"
#include "engine/program/linker.h"
#include "engine/session/session.h"
#include "engine/session/variables.h"
#include "tests/program/tools.h"

namespace trapdoor {
namespace {

constexpr const char* kSource =
    R"(struct task { int id; const char *name; unsigned flags : 3; struct task *next; };
enum state { ready, running = 5 };
struct task tasks[2] = {{1, "init", 5, &tasks[1]}, {2, "shell", 0, 0}};
int counter = 7;
static short hidden = -3;
volatile int sink;
void *memmove(void *to, const void *from, unsigned long n) {
  char *a = to;
  const char *b = from;
  while (n--) *a++ = *b++;
  return to;
}
void *memcpy(void *to, const void *from, unsigned long n) { return memmove(to, from, n); }
int stop(int n) {
  sink = n;
  return n + 1;
}
int leaf(int n, char c, enum state s) {
  int sum = n * 2;
  double half = 2.5;
  unsigned char bytes[3] = {1, 2, 255};
  struct task copy = tasks[0];
  struct task *at = &tasks[1];
  {
    long inner = sum + 100000000000;
    sum += stop(sum) + (int)inner;
  }
  return sum + bytes[n & 1] + copy.id + at->id + half + c + s + hidden;
}
int middle(long a) {
  long b = a * 3;
  return leaf(b, 'x', running) + b;
}
int main(void) {
  int m = 4;
  return middle(m) + m;
}
)";
constexpr const char* kEntry =
    "_start: la sp, stack_top\n li t0, 0x6000\n csrs mstatus, t0\n call main\n1: j 1b\n.bss\n.balign "
    "16\n.space 4096\nstack_top:\n";

struct Flavour {
  const char* name = "";
  const char* command = "";  // empty: our own
};
void PrintTo(const Flavour& flavour, std::ostream* out) { *out << flavour.name; }

constexpr const char* kGcc =
    "riscv64-unknown-elf-gcc -march=rv64imafd_zicsr -mabi=lp64d -mcmodel=medany -ffreestanding -fno-builtin "
    "-fno-inline "
    "-fno-optimize-sibling-calls -fno-ipa-cp -fno-ipa-sra -fno-ipa-icf -fno-tree-loop-distribute-patterns ";

const Flavour kFlavours[] = {
    {"gcc_2_O0", "-gdwarf-2 -O0"}, {"gcc_3_O0", "-gdwarf-3 -O0"}, {"gcc_4_O0", "-gdwarf-4 -O0"},
    {"gcc_5_O0", "-gdwarf-5 -O0"}, {"gcc_5_Og", "-gdwarf-5 -Og"}, {"ours", ""},
};

class CallStack : public testing::TestWithParam<Flavour> {
 protected:
  void SetUp() override {
    std::optional<Program> program = *GetParam().command ? by_gnu() : by_us();
    ASSERT_TRUE(program) << folder.output;
    Diagnostics diagnostics;
    MachineOptions options;
    options.ram_size_bytes = 1 << 20;
    ASSERT_TRUE(session.open_program(std::move(*program), "riscv-virt", options, diagnostics));
    ASSERT_TRUE(session.apply("run-until exec pc=stop").ok);
    session.advance(100'000);
    ASSERT_FALSE(session.running());
    frames = call_stack(session.machine(), session.program(), 0);
  }

  std::optional<Program> by_gnu() {
    folder.write("main.c", kSource);
    folder.write("start.s", kEntry);
    if (!folder.run(std::string(kGcc) + GetParam().command +
                    " -nostdlib -Wl,--build-id=none,-N,-Ttext=0x80000000 start.s main.c -o out.elf"))
      return std::nullopt;
    Diagnostics diagnostics;
    return load_elf(riscv::kIsa, "out.elf", bytes_of_text(folder.read("out.elf")), diagnostics);
  }

  std::optional<Program> by_us() {
    Diagnostics diagnostics;
    AssembledObject start = assemble_object(riscv::kIsa, {"start.s", kEntry});
    Compiled main = compile_c({{"main.c", kSource}}, "main.c");
    for (const Diagnostic& d : main.diagnostics) folder.output += to_text(d) + "\n";
    if (!start.ok() || !main.ok()) return std::nullopt;
    std::vector<ObjectFile> objects;
    objects.push_back(*read_object(riscv::kIsa, "start.o", start.object, diagnostics));
    objects.push_back(*read_object(riscv::kIsa, "main.o", main.object, diagnostics));
    Linked linked = link(riscv::kIsa, objects);
    for (const Diagnostic& d : linked.diagnostics) folder.output += to_text(d) + "\n";
    if (!linked.ok()) return std::nullopt;
    return std::move(linked.program);
  }

  std::map<std::string, VariableValue> variables(size_t frame) {
    std::map<std::string, VariableValue> out;
    for (const VariableValue& v : variables_of(session.machine(), session.program(), 0, frames[frame]))
      out.emplace(v.name, v);
    return out;
  }
  bool optimised() const {
    return std::string(GetParam().command).find("-O2") != std::string::npos ||
           std::string(GetParam().command).find("-Og") != std::string::npos;
  }

  Folder folder;
  Session session;
  std::vector<DebugFrame> frames;
};

TEST_P(CallStack, NamesWhoCalledWhom) {
  ASSERT_GE(frames.size(), 4u) << to_text(frames);
  const char* names[] = {"stop", "leaf", "middle", "main"};
  const uint32_t lines[] = {14, 26, 32, 36};
  for (size_t i = 0; i < 4; i++) {
    EXPECT_EQ(frames[i].name, names[i]) << to_text(frames);
    ASSERT_TRUE(frames[i].place) << i;
    EXPECT_TRUE(same_file(frames[i].place->file, "main.c"));
    EXPECT_TRUE(i == 0 || frames[i].place->line == lines[i]) << i << " " << frames[i].place->line;
  }
  ASSERT_TRUE(session.apply("stack").ok);
  EXPECT_NE(session.apply("stack").message.find("#1 leaf ("), std::string::npos)
      << session.apply("stack").message;
}

TEST_P(CallStack, ReadsTheVariablesOfEveryFrame) {
  ASSERT_GE(frames.size(), 4u);
  struct Row {
    size_t frame;
    const char *name, *type, *value;
  };
  const Row rows[] = {
      {1, "n", "int", "12"},
      {1, "c", "char", "120 'x'"},
      {1, "s", "enum state", "running"},
      {1, "sum", "int", "24"},
      {1, "half", "double", "2.5"},
      {1, "bytes", "unsigned char [3]", "{1, 2, 255}"},
      {1, "inner", "long int", "100000000024"},
      {2, "a", "long int", "4"},
      {2, "b", "long int", "12"},
      {3, "m", "int", "4"},
  };
  size_t known = 0;
  for (const Row& row : rows) {
    auto all = variables(row.frame);
    if (optimised() && (!all.contains(row.name) || !all[row.name].known)) continue;
    ASSERT_TRUE(all.contains(row.name)) << row.name;
    EXPECT_EQ(all[row.name].value, row.value) << row.name;
    // Our compiler says which kind of char it is.
    EXPECT_TRUE(all[row.name].type == row.type || all[row.name].type == std::string("unsigned ") + row.type)
        << row.name;
    known++;
  }
  EXPECT_GE(known, optimised() ? 3u : std::size(rows));
  if (optimised()) return;
  auto leaf = variables(1);
  EXPECT_TRUE(leaf["n"].parameter);
  EXPECT_LT(leaf["inner"].depth, leaf["sum"].depth) << "the innermost block comes first";
  EXPECT_TRUE(leaf["copy"].value.starts_with("{id = 1, name = 0x8000")) << leaf["copy"].value;
  EXPECT_NE(leaf["copy"].value.find("flags = 5, next = 0x8000"), std::string::npos) << leaf["copy"].value;
  EXPECT_NE(leaf["at"].value.find("<tasks+0x20>"), std::string::npos) << leaf["at"].value;
  EXPECT_EQ(leaf["at"].type, "struct task *");
}

TEST_P(CallStack, ReadsGlobalVariables) {
  std::map<std::string, VariableValue> globals;
  for (const VariableValue& v : global_variables(session.machine(), session.program(), 0))
    globals.emplace(v.name, v);
  EXPECT_EQ(globals["counter"].value, "7");
  EXPECT_TRUE(optimised() || globals["hidden"].value == "-3") << globals["hidden"].value;
  EXPECT_NE(globals["tasks"].value.find("{id = 2"), std::string::npos) << globals["tasks"].value;
  CommandResult locals = session.apply("locals 1");
  EXPECT_TRUE(locals.ok) << locals.message;
  EXPECT_FALSE(session.apply("locals 99").ok);
  EXPECT_TRUE(session.apply("globals").ok);
}

TEST_P(CallStack, HoldsAtEveryInstruction) {
  // Wherever we are in leaf and what it calls, middle and main are found.
  ASSERT_TRUE(session.apply("reset").ok);
  ASSERT_TRUE(session.apply("run-until exec pc=leaf").ok);
  session.advance(100'000);
  int looked = 0;
  for (int i = 0; i < 400; i++) {
    std::vector<DebugFrame> now = call_stack(session.machine(), session.program(), 0);
    if (now[0].name == "middle") break;
    bool whole = now.size() >= 3 && now[now[0].name == "leaf" ? 1 : 2].name == "middle";
    ASSERT_TRUE(whole) << to_text(now);
    looked++;
    session.apply("step");
    session.advance(1);
  }
  EXPECT_GT(looked, 15);
}

INSTANTIATE_TEST_SUITE_P(All, CallStack, testing::ValuesIn(kFlavours),
                         [](const auto& which) { return std::string(which.param.name); });

}  // namespace
}  // namespace trapdoor
