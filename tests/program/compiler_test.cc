// The C compiler: what our changes to it are for, errors in their places, hostile sources, the same bytes again.
#include "engine/program/compiler.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace trapdoor {
namespace {

Compiled compile(const std::string& text, CFiles files = {}) {
  files["a.c"] = text;
  return compile_c(files, "a.c");
}

std::string said(const Compiled& compiled) {
  std::string out;
  for (const Diagnostic& diagnostic : compiled.diagnostics) out += to_text(diagnostic) + "\n";
  return out;
}

bool says(const Compiled& compiled, const std::string& text) {
  return said(compiled).find(text) != std::string::npos;
}

// The instruction words of a compiled object, anywhere in the file.
bool holds(const Compiled& compiled, std::vector<uint32_t> words) {
  std::vector<uint8_t> bytes;
  for (uint32_t word : words) {
    for (int i = 0; i < 4; i++) bytes.push_back(static_cast<uint8_t>(word >> (8 * i)));
  }
  return std::search(compiled.object.begin(), compiled.object.end(), bytes.begin(), bytes.end()) !=
         compiled.object.end();
}

TEST(Compiler, StoresThroughANumberAsAddress) {  // an internal error of TinyCC as Debian has it
  Compiled uart = compile("void put(char c) { *(volatile char *)0x10000000 = c; }");
  ASSERT_TRUE(uart.ok()) << said(uart);
  EXPECT_TRUE(holds(uart, {0x100002b7, 0x00a28023})) << "lui t0, 0x10000; sb a0, 0(t0)";
  EXPECT_TRUE(
      compile(
          "void f(void) { *(volatile unsigned long *)0x80000ff8 = 1; *(volatile float *)0x10000800 = 1.5f;"
          "*(volatile unsigned short *)0xffffffffc0000800 = 2; }")
          .ok());
}

TEST(Compiler, LoadsThroughANumberAsAddress) {
  Compiled timer = compile("unsigned long now(void) { return *(volatile unsigned long *)0x200bff8; }");
  ASSERT_TRUE(timer.ok()) << said(timer);
  EXPECT_TRUE(holds(timer, {0x0200c537, 0xff853503})) << "lui a0, 0x200c; ld a0, -8(a0)";
}

TEST(Compiler, GlobalsNeedNoTableOfAddresses) {
  Compiled far =
      compile("extern int a[4000]; int f(void) { return a[3000]; }");  // once "unimp: large addend"
  EXPECT_TRUE(far.ok()) << said(far);
}

TEST(Compiler, IncludesOnlyWhatItIsGiven) {
  Compiled two = compile("#include \"b.h\"\n#include <c.h>\nint x = B + C;",
                         {{"start/b.h", "#define B 1\n"}, {"/include/c.h", "#define C 2\n"}});
  EXPECT_TRUE(two.ok()) << said(two);
  EXPECT_EQ(two.used, (std::vector<std::string>{"a.c", "start/b.h", "/include/c.h"}));
  EXPECT_TRUE(says(compile("#include \"/etc/passwd\"\n"),
                   "a.c:1:2: error: there is no file `/etc/passwd' to include"));
}

TEST(Compiler, PackingIsPutAsideAndComesBack) {
  Compiled packed = compile(
      "#pragma pack(1)\n#pragma pack(push)\nstruct a { char c; long l; };\n#pragma pack(2)\nstruct b { char "
      "c; long l; };\n"
      "#pragma pack(pop)\nstruct c { char c; long l; };\n#pragma pack()\nstruct d { char c; long l; };\n"
      "char sizes[sizeof(struct a) == 9 && sizeof(struct b) == 10 && sizeof(struct c) == 9 && sizeof(struct "
      "d) == 16 ? 1 : -1];");
  EXPECT_TRUE(packed.ok()) << said(packed);
}

TEST(Compiler, SaysAllThatIsWrong) {
  Compiled bad = compile(
      "uint32_t n;\n"
      "int f(int x) {\n"
      "  int y = x + zz\n"
      "  return y;\n"
      "}\n"
      "struct s { int a; };\n"
      "void g(struct s *p) { p->b = 1; }\n"
      "void h(void) { other++; asm volatile(\"csrw mstatus, %0\" : : \"r\"(3)); }\n"
      "int i(void) { return __sync_fetch_and_add(&n, 1); }\n"
      "void j(void) { char *q = 5; foo(1); }\n");
  EXPECT_FALSE(bad.ok());
  EXPECT_TRUE(says(bad,
                   "a.c:1:1: error: `uint32_t' is not a type that is known here\n  hint: it is in a header: "
                   "#include <stdint.h>"))
      << said(bad);
  EXPECT_TRUE(says(bad, "a.c:3:17: error: `;' is missing here")) << said(bad);
  EXPECT_TRUE(says(bad, "error: `zz' is not declared"));
  EXPECT_TRUE(says(bad, "a.c:7:26: error: this structure has no field `b'"));
  EXPECT_TRUE(says(bad, "a.c:8:16: error: `other' is not declared"));
  EXPECT_TRUE(says(bad, "error: this compiler has no inline assembly"));
  EXPECT_TRUE(says(bad, "error: `__sync_fetch_and_add' is not built into this compiler"));
  EXPECT_TRUE(says(bad, "warning: a number becomes a pointer here"));
  EXPECT_TRUE(says(bad, "warning: `foo' is called, and nothing above says that it is a function"));
}

TEST(Compiler, TheSameBytesAgainAfterOtherWork) {
  std::string source = "int a, b = 2; const char *s = \"x\"; int f(int n) { return a + b * n; }";
  Compiled first = compile(source);
  ASSERT_TRUE(first.ok());
  compile("static int other(void) { return 1; } int z = 3; int g(void) { return other() + z; }");
  compile("void broken(void) { int x = { { ; }");
  EXPECT_EQ(compile(source).object, first.object);
}

TEST(Compiler, FoldsNumbersAsTheMachineWould) {
  Compiled folded =
      compile("int a[] = { (int)-1.5, (int)1e30, (int)((0.1 + 0.2) * 10) }; unsigned char b = (int)-3.9;");
  EXPECT_TRUE(folded.ok()) << said(folded);
}

std::string many(const std::string& text, int count) {
  std::string out;
  for (int i = 0; i < count; i++) out += text;
  return out;
}

TEST(Compiler, HostileSourcesEndInErrors) {
  std::string doubling = "#define a0 x\n";
  for (int i = 0; i < 40; i++) {
    std::string n = std::to_string(i);
    doubling += "#define a" + std::to_string(i + 1) + " a" + n + " a" + n + "\n";
  }
  const std::string sources[] = {
      "#include \"a.c\"\n",
      doubling + "int y = a40;\n",
      "int x = " + many("(", 100000) + "1" + many(")", 100000) + ";",
      "char a[2000000000]; long b[1u << 31];",
      "char a[1000000000] = {1};",
      "int x[] = {[0 ... 100000000] = 1};",
      "char *s = \"abc",
      "/* no end",
      "int " + many("*", 500000) + "p;",
      "void f(void)" + many("{", 100000),
      "int a" + many("[1]", 100000) + ";",
      "int f(int x) { return " + many("x ? 1 : ", 20000) + "0; }",
      "int f(int x) { " + many("if (x) x++; else ", 20000) + "; return 0; }",
      "struct a { struct a x; };" + many("struct {", 5000),
      "#if " + many("(", 5000) + "1\n#endif\n",
      many("#if 1\n", 5000),
      many("int g(void) { return {;}\n", 3000),
      "int a = 1 / 0; int f[-1]; float g = 1e999; int h = 08; int i = '';",
      std::string("\0\1\2\377\376{{{\"", 9),
  };
  for (const std::string& source : sources) {
    Compiled compiled = compile(source);
    EXPECT_FALSE(compiled.ok()) << source.substr(0, 60);
    EXPECT_FALSE(compiled.diagnostics.empty()) << source.substr(0, 60);
  }
  EXPECT_TRUE(compile("int x;").ok()) << "and the next one is fine";
}

}  // namespace
}  // namespace trapdoor
