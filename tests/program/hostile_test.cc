// Sources that mean no good end in an error, soon, and without much memory.
#include <sys/resource.h>

#include <chrono>
#include <random>

#include "tests/program/assembled.h"

namespace trapdoor {
namespace {

// A sanitizer makes everything several times slower and bigger.
#if defined(__SANITIZE_ADDRESS__)  // g++'s word for it
#define TRAPDOOR_SLOW 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)  // clang's
#define TRAPDOOR_SLOW 1
#endif
#endif
#ifdef TRAPDOOR_SLOW
constexpr double kSeconds = 60;
#else
constexpr double kSeconds = 2;
#endif

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

void expect_refused(const std::string& what, std::string text, const AssemblerOptions& options = {}) {
  SCOPED_TRACE(what);
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  long memory = peak_kilobytes();
  Assembled result = assembled(std::move(text), options);
  getrusage(RUSAGE_SELF, &after);
  auto seconds = [](const rusage& u) {
    return static_cast<double>(u.ru_utime.tv_sec) + static_cast<double>(u.ru_utime.tv_usec) / 1e6;
  };
  EXPECT_FALSE(result.ok());
  EXPECT_LE(result.diagnostics.size(), 100u);
  EXPECT_LT(seconds(after) - seconds(before), kSeconds);
  EXPECT_LT(peak_kilobytes() - memory, 256 * 1024 * (kSeconds > 2 ? 4 : 1));
}

std::string repeated(const std::string& text, size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (size_t i = 0; i < count; i++) out += text;
  return out;
}

TEST(Hostile, WhatNeverEndsIsStopped) {
  expect_refused("a macro that calls itself", ".macro m\nm\n.endm\nm");
  expect_refused("a macro that calls itself twice", ".macro m\nm\nm\n.endm\nm");
  expect_refused("a macro that doubles its argument", ".macro m a\nm \\a\\a\n.endm\nm xxxxxxxxxxxxxxxx");
  expect_refused("repetitions in repetitions",
                 repeated(".rept 1000000\n", 20) + "nop\n" + repeated(".endr\n", 20));
  expect_refused("a long repetition of nothing much", ".rept 4000000000\n.if 0\n.endif\n.endr");
  AssemblerOptions options;
  options.include = [](std::string_view) {
    return std::optional<std::string>(".include \"x\"\n.include \"x\"\n");
  };
  expect_refused("a file that includes itself", ".include \"x\"", options);
}

TEST(Hostile, WhatIsTooBigIsRefused) {
  expect_refused("space", ".space 0x7fffffffffffffff");
  expect_refused("zero section", ".bss\n.space 0x7fffffffffffffff\n.space 0x7fffffffffffffff");
  expect_refused("fill", ".fill 0x7fffffffffffffff, 8, 1");
  expect_refused("fill, wrapping", ".fill 0x2000000000000001, 8, 1");
  expect_refused("org", ".org 0x7fffffffffffffff");
  expect_refused("space of a label", ".space end\nend:");
  expect_refused("alignments", ".rept 400000\n.align 12\nnop\n.endr");
  expect_refused("branches", ".rept 400000\nbeq a0, a1, end\n.endr\nend:");
  expect_refused("distant branches", repeated("beq a0, a1, end\n", 250'000));
  expect_refused("numbers", ".rept 400000\n.word x+1,x+2,x+3,x+4\n.endr");
  expect_refused("a long line", ".byte " + repeated("1,", 1'000'000) + "x");
  expect_refused("many lines", repeated("nop\n", 600'000));
  expect_refused("a lot of source", repeated("# nothing\n", 2'000'000));
  expect_refused("errors", repeated("foo\n", 250'000));
  expect_refused("names", [] {
    std::string text;
    for (int i = 0; i < 50'000; i++)
      text += "name" + std::to_string(i) + ": j nam" + std::to_string(i) + "\n";
    return text;
  }());
}

std::string numbered(size_t count, const std::string& before, const std::string& after) {
  std::string text;
  for (size_t i = 0; i < count; i++) text += before + std::to_string(i) + after;
  return text;
}

TEST(Hostile, SectionsAndNamesAreCounted) {
  expect_refused("sections", numbered(60'000, ".section s", ",\"ax\"\nnop\n"));
  EXPECT_TRUE(assembled(numbered(900, ".section s", ",\"ax\"\nnop\n")).ok());
  std::string chain, fan;
  for (size_t i = 0; i < 150'000; i++)
    chain += ".equ n" + std::to_string(i) + ", n" + std::to_string(i + 1) + " + 1\n";
  expect_refused("a chain of names that nobody uses", chain);
  for (size_t i = 0; i < 900; i++)
    fan += ".equ n" + std::to_string(i) + ", n" + std::to_string(i + 1) + " + 1\n";
  expect_refused("names at the end of a chain", fan + numbered(150'000, ".equ u", ", n0 + 1\n"));
}

TEST(Hostile, ObjectsAreNotDearerThanPrograms) {
  std::string doubling;
  for (int i = 0; i < 90; i++) {
    std::string next = "n" + std::to_string(i + 1);
    doubling += ".equ n" + std::to_string(i) + ", " + next + " + " + next + "\n";
  }
  for (const char* last : {".equ n90, x\n", ".equ n90, 1\n", "n90: nop\n"}) {
    AssembledObject object = assemble_object(riscv::kIsa, {"a.S", doubling + last + ".dword n0\n"}, {});
    EXPECT_FALSE(object.diagnostics.empty()) << last;
  }
}

TEST(Hostile, ExpressionsDoNotExplode) {
  expect_refused("parentheses", ".word " + repeated("(", 100'000) + "1" + repeated(")", 100'000));
  expect_refused("signs", ".word " + repeated("-", 100'000) + "1");
  expect_refused("a long sum", ".word " + repeated("x+", 100'000) + "1");
  std::string doubling = ".equ n0, end - start\n";
  for (int i = 1; i < 100; i++)
    doubling +=
        ".equ n" + std::to_string(i) + ", n" + std::to_string(i - 1) + " + n" + std::to_string(i - 1) + "\n";
  expect_refused("doubling", "start: beq a0, a1, end\n" + doubling + ".dword n99\nend:");
  std::string backward;
  for (int i = 0; i < 100; i++)
    backward +=
        ".equ n" + std::to_string(i) + ", n" + std::to_string(i + 1) + " + n" + std::to_string(i + 1) + "\n";
  expect_refused("doubling, defined backwards", backward + ".dword n0");
  std::string chain;
  for (int i = 0; i < 50'000; i++)
    chain += ".equ n" + std::to_string(i) + ", n" + std::to_string(i + 1) + " + 1\n";
  expect_refused("a long chain", chain + ".dword n0");
  expect_refused("itself", ".equ a, a + 1\n.dword a");
  expect_refused("a size of itself", ".equ n, end - start\nstart: .space n + 1\nend:");
}

TEST(Hostile, NoiseIsAnErrorAtMost) {
  std::mt19937_64 random(9);
  const char* pieces[] = {"add",
                          " a0",
                          ",",
                          "(",
                          ")",
                          "%",
                          "lo",
                          "\"",
                          "'",
                          "\\",
                          ".macro m x\n",
                          ".endm\n",
                          "m ",
                          "\n",
                          ";",
                          ":",
                          "1",
                          "1f",
                          "1b",
                          ".word ",
                          ".if 1\n",
                          ".else\n",
                          ".endif\n",
                          ".rept 3\n",
                          ".endr\n",
                          "#",
                          "/*",
                          "*/",
                          "//",
                          ".equ x,",
                          "x",
                          "+",
                          "-",
                          "<<",
                          "0x",
                          "ld ",
                          "sp",
                          "call ",
                          "beq ",
                          ".align ",
                          ".section ",
                          ".asciz ",
                          "\\x",
                          "\\@",
                          "=",
                          ".irp x, a, b\n",
                          ".org ",
                          "."};
  for (int i = 0; i < 2000; i++) {
    std::string text;
    for (uint64_t n = random() % 60; n > 0; n--) {
      text +=
          random() % 20 ? pieces[random() % std::size(pieces)] : std::string(1, static_cast<char>(random()));
    }
    Assembled result = assembled(text);
    EXPECT_LE(result.diagnostics.size(), 100u);
    for (const Diagnostic& diagnostic : result.diagnostics) {
      EXPECT_FALSE(diagnostic.message.empty());
      EXPECT_GE(diagnostic.column, 0) << text;
    }
  }
}

}  // namespace
}  // namespace trapdoor
