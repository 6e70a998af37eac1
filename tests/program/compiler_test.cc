// The C compiler: what our changes to it are for, errors in their places, hostile sources, the same bytes again.
#include "engine/program/compiler.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/isa/riscv/words.h"
#include "engine/program/c_headers.h"

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

TEST(Compiler, WhatItCannotDoIsAnErrorAndNotWrongCode) {
  const Compiled handler = compile("__attribute__((interrupt(\"machine\"))) void h(void) {}");
  EXPECT_FALSE(handler.ok());
  EXPECT_TRUE(
      says(handler,
           "a.c:1:16: error: this compiler writes no functions with the attribute `interrupt'\n  hint: "
           "write the entry in a .S file"))
      << said(handler);
  EXPECT_FALSE(compile("__attribute__((naked)) void h(void) {}").ok());
  EXPECT_TRUE(compile("__attribute__((noinline, unused)) void h(void) {}").ok());
  const Compiled sp = compile("register unsigned long sp_ asm(\"sp\");");
  EXPECT_FALSE(sp.ok());
  EXPECT_TRUE(says(sp,
                   "a.c:1:37: error: this compiler keeps no variable in the register `sp'\n  hint: read or "
                   "write sp in a function of a .S file; <csr.h>"))
      << said(sp);
  EXPECT_FALSE(compile("int f(void) { register long a asm(\"a0\") = 3; return a; }").ok());
  EXPECT_TRUE(compile("register int a; int f(register int n) { register int b = n; return b; }").ok());
}

TEST(Compiler, WhatIsConstStays) {
  for (const char* source :
       {"const int k = 5; void f(void) { k = 6; }", "const int k = 5; void f(void) { k++; }",
        "struct s { int n; }; void f(const struct s *p) { p->n = 1; }",
        "void f(const char *s) { s[0] = 'x'; }",
        "struct s { int n; }; const struct s a; void f(struct s b) { a = b; }"}) {
    const Compiled compiled = compile(source);
    EXPECT_FALSE(compiled.ok()) << source;
    EXPECT_TRUE(says(compiled, "error: this is const: it cannot be changed")) << said(compiled);
  }
  const Compiled allowed = compile(
      "struct s { int n; const int c; }; const int f(int x) { return x; } int *const fixed = (int *)8;\n"
      "const struct s g(struct s x) { const struct s y = x; const char t[] = \"abc\"; const char *p = t;\n"
      "  p++; p = \"x\"; *fixed = *p; return y; }\n"
      "int h(const int a, const struct s b) { const int n = a; return n + b.n + f(3) + g(b).n; }");
  EXPECT_TRUE(allowed.ok() && allowed.diagnostics.empty()) << said(allowed);
}

struct Wrong {
  const char *source, *said;
};

TEST(Compiler, SaysItInWordsAtItsPlace) {
  const Wrong rows[] = {
      {"int f(void) {\n  char *s = \"abc;\n  return 0;\n}\n", "a.c:2:13: error: this text does not end"},
      {"int f(void) { return 'a; }\nint x;\n", "a.c:1:22: error: this text does not end"},
      {"struct s { int a; }\nint main(void) { return 0; }", "a.c:1:20: error: `;' is missing here"},
      {"struct s { int a; }\nstruct t { int b; };", "a.c:1:20: error: `;' is missing here"},
      {"typedef int t;\nenum { A }\nt x;", "a.c:2:11: error: `;' is missing here"},
      {"int f(void) {\n  if (1) {\n}\nint g(void) {\n}\n",
       "a.c:4:13: error: a function begins here inside another one\n  hint: is a } missing above?"},
      {"int b[3] = {[5] = 1};", "error: this is outside of the array"},
      {"int x; int y = x;", "error: what is known before the program runs must stand here"},
      {"void f(void) { int a; char *a; }", "error: `a' is declared twice in the same block"},
      {"struct s { void v; };", "error: `v' cannot be of this type"},
      {"void v;", "error: void is no type for a variable"},
      {"int a = 09;", "error: this digit does not belong in this number"},
      {"#define A(1) 3\n", "error: between the ( ) of this macro stand names"},
      {"double i(double d) { return d % 2; }", "error: these two cannot be combined like this"},
      {"struct s { int a; }; int f(struct s x) { return x + 1; }",
       "error: these two cannot be combined like this"},
      {"int f(int *p, int *q) { return p * q; }", "error: this cannot be done with a pointer"},
      {"int x { return 1; }", "error: a function begins here without its parameters"},
      {"_Static_assert(0, \"so small\");", "error: this is not so: so small"},
      {"struct s { int a; _Static_assert(sizeof(int) == 8, \"wide\"); };", "error: this is not so: wide"},
      {"#include <stdio.h>\n", "error: there is no C library here, so no <stdio.h>"},
      {"void f(void) { printf(\"x\"); }", "hint: there is no C library here: write a function"},
      {"void f(void) { __builtin_trap(); }", "hint: write for (;;); there, or call"},
      {"int f(int x) { return __builtin_clz(x); }", "hint: write it as a function of a few lines of C"},
      {"int n; int f(void) { return __sync_fetch_and_add(&n, 1); }", "hint: <atomic.h> has atomic_add,"},
      {"int n; void f(void) { __sync_lock_release(&n); }", "hint: <atomic.h> has atomic_store"},
      {"int counter;\nint f(void) {\n  return conter;\n}",
       "a.c:3:10: error: `conter' is not declared\n  hint: did you mean `counter'?"},
      {"int f(void) {\n  retrun 0;\n}",
       "a.c:2:3: error: `retrun' is not a type that is known here\n  hint: did you mean `return'?"},
      {"int add(int a, int b) { return a + b; }\nint f(void) {\n  return add(1);\n}",
       "a.c:3:15: error: too few arguments: the function takes 2, and here it gets 1\n  hint: compare"},
      {"int add(int a, int b) { return a + b; }\nint f(void) {\n  return add(1, 2, 3);\n}",
       "a.c:3:21: error: too many arguments: the function takes 2\n  hint: compare"},
      {"struct big { long x[9]; } g(int a);\nvoid f(void) {\n  g();\n}",
       "a.c:3:5: error: too few arguments: the function takes 1, and here it gets 0"},
      {"int g(int a);\nint f(void) {\n  return g(3;\n}", "a.c:3:13: error: `)' is missing here; `;' stands"},
      {"int f(void) {\n  if (1) {\n    return 0;\n}\n",
       "a.c:1:13: error: this { has no }\n  hint: the file ends before it is closed"},
      {"int f(int x) {\n  if (x = 4)\n    return 1;\n  return 0;\n}",
       "a.c:2:9: warning: = stores here, and what was stored is the condition\n  hint: == compares"},
      {"void f(int x) {\n  while (x <= 3 && x) x++;\n  while (x = 4) x++;\n}",
       "a.c:3:12: warning: = stores here"},
      {"void f(int x) {\n  do x++; while (x = 4);\n}", "a.c:2:20: warning: = stores here"},
      {"void f(int x) {\n  for (; x = 4;) x++;\n}", "a.c:2:12: warning: = stores here"},
      {"int f(void) {\n  int x = 1;\n}",
       "a.c:3:1: warning: `f' may end without returning a value\n  hint: write return and the value"},
      {"int f(void) {\n  return;\n}",
       "a.c:2:3: warning: this return lacks its value\n  hint: write it before the ;"},
      {"int f(void) {\n  asm volatile(\"csrr %0, mstatus\"\n    : \"=r\"(x));\n}",
       "a.c:2:3: error: this compiler has no inline assembly\n  hint: write the function in a .S file"},
      {"int f(void) {\n  /* start\n  return 0;\n}\n",
       "a.c:2:3: error: this comment does not end\n  hint: close it"},
      {"#ifdef X\n#if 1\n#endif\nint x;\n", "a.c:1:1: error: an #if has no #endif\n  hint: write #endif"},
      {"#inclde \"x.h\"\nint x;\n",
       "a.c:1:2: error: `#inclde' is nothing that a line can begin with\n  hint: did you mean `include'?"},
      {"int f(void) {\n  goto out;\n  return 0;\n}",
       "a.c:2:3: error: there is no label `out:' in this function"},
      {"int f(void) {\n  else return 1;\n}", "a.c:2:3: error: this else has no if"},
      {"int f(void) {\n  int register = 3;\n}", "hint: `register' is a word of C and cannot be a name"},
      {"int f(int x) {\n  x = ;\n  return x;\n}",
       "a.c:2:7: error: an expression is missing before `;'\n  hint: a number"},
      {"int f(void) {\n  int a[];\n}", "hint: write between [ ] how many elements there are"},
      {"void f(void) {\n  char c = \"t\";\n}",
       "hint: \"\" is a text, which is a pointer; one character stands in ''"},
      {"struct s { int a; } x;\nint f(void) { return x->a; }", "hint: * [ ] and -> take a pointer"},
      {"char *s = \u201cabc\u201d;", "C does not know this character"},
      {"void f(void) {\n  char a[1ul << 40];\n}", "a.c:2:19: error: this array needs more than 1 GiB"},
      {"void f(void) { char a[1 << 30], b[1 << 30]; }",
       "error: the variables of this function need more than 1 GiB"},
  };
  for (const Wrong& row : rows) {
    const Compiled compiled = compile(row.source);
    EXPECT_FALSE(compiled.diagnostics.empty()) << row.source;
    EXPECT_TRUE(says(compiled, row.said)) << row.source << "\n" << said(compiled);
    EXPECT_FALSE(says(compiled, "`wide' cannot")) << row.source;
  }
  EXPECT_TRUE(
      compile("struct s { int a; _Static_assert(sizeof(int) == 4, \"int\"); int b; } const c = {1, 2};")
          .ok());
  EXPECT_TRUE(compile("#if 0\ndon't\n#endif\nint x;").ok()) << "what is left out may be any text";
  const Compiled meant = compile(
      "int g(int); void f(int x, int *p) { if ((x = 3)) x++; while ((*p = x)) x--; if (x == 3 || g(x = 4)) "
      "x++;"
      " for (x = 0; p[x = 1]; x = 2) x += 1; do { x = 5; } while (x >= 3); }");
  EXPECT_TRUE(meant.ok() && meant.diagnostics.empty()) << said(meant);
}

TEST(Compiler, SaysOneThingOnce) {
  const std::pair<const char*, size_t> rows[] = {
      {"int f(void) {\n  uint32_t x = 3;\n  return x;\n}", 1},  // not: undeclared, and no type
      {"int f(void) {\n  char *p = NUL;\n  return 0;\n}", 1},   // not: a number becomes a pointer
      {"int f(void) { int n = \"text\"; return n; }", 1},       // not: and of another size
  };
  for (const auto& [source, count] : rows) {
    const Compiled compiled = compile(source);
    EXPECT_EQ(compiled.diagnostics.size(), count) << said(compiled);
  }
}

// What stopped it outside functions does not hide what is wrong below.
TEST(Compiler, GoesOnBehindValuesToo) {
  const Compiled bad = compile(
      "int a = b;\nint f(void) { return c; }\nint d[] = {\n  1, e,\n};\nstruct s { int x; } g = { .y = 1 };\n"
      "int h(void) { return 3 }\nint i = 1 +;\nint j(void) { k; return a + d[0] + g.x + i; }\n");
  for (const char* place : {"a.c:1:", "a.c:2:22: error: `c'", "a.c:4:", "a.c:6:", "a.c:7:23: error: `;'",
                            "a.c:8:", "a.c:9:15: error: `k'"})
    EXPECT_TRUE(says(bad, place)) << place << "\n" << said(bad);
  EXPECT_EQ(bad.diagnostics.size(), 7u) << said(bad);
}

TEST(Compiler, NamesTheHeaderThatDeclaresIt) {
  const CFiles headers =
      c_headers(riscv::kIsa, std::vector<Symbol>{{.name = "UART_DATA", .address = 0x10000000, .size = 1}});
  const Compiled bad = compile(
      "void f(void) { UART_DATA = 3; }\nvoid g(void) { read_mepc(); }\nint h(void) { return value; }\n"
      "int i(void) { return LLONG_MAX; }\nvoid j(void) { atomic_add(0, 1); }",
      headers);
  for (const char* hint :
       {"`UART_DATA' is not declared\n  hint: it is in a header: #include <devices.h>", "#include <csr.h>",
        "`LLONG_MAX' is not declared\n  hint: it is in a header: #include "
        "<limits.h>",
        "#include <atomic.h>"})
    EXPECT_TRUE(says(bad, hint)) << hint << "\n" << said(bad);
  EXPECT_TRUE(says(bad, "`value' is not declared\n  hint: is it spelt right?"))
      << "a parameter is nothing to include";
}

TEST(Compiler, HeadersHaveWhatTheStandardAsksOfThem) {
  const Compiled uses = compile(
      "#include <limits.h>\n#include <stdint.h>\n#include <stdalign.h>\n#include <stdnoreturn.h>\n"
      "long long a = LLONG_MAX, b = LLONG_MIN; unsigned long long c = ULLONG_MAX; int_least8_t d = "
      "INT_LEAST8_MAX;\n"
      "uint_fast16_t e = UINT_FAST16_MAX; intmax_t f = INTMAX_MIN; long g = PTRDIFF_MAX; int8_t h = "
      "INT8_C(-3);\n"
      "uint64_t i = UINTMAX_C(7); alignas(16) char j; unsigned long k = alignof(long); noreturn void "
      "l(void);\n"
      "_Static_assert(sizeof(uint_fast32_t) == 8 && sizeof(int_least16_t) == 2 && sizeof(ULLONG_MAX) == 8, "
      "\"sizes\");\n"
      "_Static_assert(UINT32_MAX > 0 && UINT16_C(3) == 3 && INT_FAST64_MIN < 0, \"values\");",
      c_headers(riscv::kIsa, {}));
  EXPECT_TRUE(uses.ok() && uses.diagnostics.empty()) << said(uses);
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
      "#define f(x) f(f(x)) f(f(x))\nint y = f(f(f(f(f(f(f(f(1))))))));",
      "char a[1ul << 40];",
      "#define A " + many("; ", 1000) + "\n" + many("A\n", 4000),
      "void f(void) { char a[1ul << 40]; }",
      "void f(void) { int x[] = {[0 ... 100000000] = 1}; }",
      "int f(void) { return sizeof(struct { char a[1 << 30], b[1 << 30], c[1 << 30]; }); }",
      many("struct s { struct s *p; ", 3000),
      many("/*", 1000000),
      "char *s = \"" + many("abc", 500000),
      many("int a = \"x\" + {;\n", 3000),
      many("void f(void) { x = ; }\n", 3000),
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
  int rounds = 0;
  uint64_t work = 0, bytes = 0;
  for (const std::string& source : sources) {
    Compiled compiled = compile(source);
    EXPECT_FALSE(compiled.ok()) << source.substr(0, 60);
    EXPECT_FALSE(compiled.diagnostics.empty()) << source.substr(0, 60);
    EXPECT_LE(compiled.diagnostics.size(), 100u) << source.substr(0, 60);
    EXPECT_LE(compiled.cost.rounds, kMaxCompileRounds) << source.substr(0, 60);
    EXPECT_LE(compiled.cost.work, kMaxCompileWork + kMaxCompileRounds) << source.substr(0, 60);
    EXPECT_LE(compiled.cost.bytes, kMaxCompileBytes) << source.substr(0, 60);
    rounds = std::max(rounds, compiled.cost.rounds);
    work = std::max(work, compiled.cost.work);
    bytes = std::max(bytes, compiled.cost.bytes);
  }
  // The bounds are reached by some.
  EXPECT_EQ(rounds, kMaxCompileRounds);
  EXPECT_GE(work, kMaxCompileWork);
  EXPECT_GE(bytes, kMaxCompileBytes / 2);
  EXPECT_TRUE(compile("int x;").ok()) << "and the next one is fine";
}

}  // namespace
}  // namespace trapdoor
