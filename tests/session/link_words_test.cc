// What a build says when its files do not fit each other: the place in the source, what is missing, what to do.
#include <gtest/gtest.h>

#include "engine/boards/boards.h"
#include "engine/session/build.h"

namespace trapdoor {
namespace {

using Texts = std::map<std::string, std::string>;

std::string said_of(const Texts& sources) {
  Builder builder = builder_for(*find_board("riscv-virt"));
  BuildJob job;
  for (const auto& [name, text] : sources) {
    if (is_source(name)) job.files.push_back(name);
  }
  std::string out;
  for (const Diagnostic& diagnostic : builder.build(job, sources).diagnostics)
    out += to_text(diagnostic) + "\n";
  return out;
}

const std::string kMain = "int main(void) { return 0; }\n";
const std::string kStart = ".globl _start\n_start: call main\n1: j 1b\n";

TEST(LinkWords, NameThePlaceAndWhatToDo) {
  const std::pair<Texts, const char*> rows[] = {
      {{{"s.S", kStart}, {"a.c", "void begin(void);\nint main(void) {\n  begin();\n  return 0;\n}\n"}},
       "a.c:3:3: error: `begin' is not defined\n  hint: is it spelt right? If so, write it, or add the file "
       "that"},
      {{{"s.S", kStart}, {"a.c", "extern int ticks;\nint main(void) {\n  return ticks;\n}\n"}},
       "a.c:3:10: error: `ticks' is not defined\n"},
      {{{"s.S", kStart}, {"a.c", "int man(void) {\n  return 0;\n}\n"}},
       "s.S:2:14: error: `main' is not defined\n  hint: did you mean `man'?"},
      {{{"s.S", kStart + "loop: nop\n j lop\n"}, {"a.c", kMain}},
       "s.S:5:4: error: `lop' is not defined\n  hint: did you mean `loop'?"},
      {{{"s.S", kStart + "nop\n.word 1, BASE\n"}, {"a.c", kMain}},
       "s.S:5:10: error: `BASE' is not defined\n"},
      {{{"s.S", kStart}, {"a.c", kMain}, {"b.c", "\nint main(void) { return 1; }\n"}},
       "b.c:2:5: error: `main' is already defined in a.c:1\n  hint: give one of them another name, or make "
       "it static"},
      {{{"s.S", kStart}, {"t.S", "nop\n" + kStart}, {"a.c", kMain}},
       "t.S:3:1: error: `_start' is already defined in s.S:2\n  hint: give one of them another name, or take "
       ".globl"},
      {{{"s.S", kStart}, {"t.S", "main: ret\n"}},
       "s.S:2:14: error: `main' is not defined\n  hint: it is defined in t.S, for that file alone: share it "
       "there"},
      {{{"s.S", ".globl start\nstart: call main\n"}, {"a.c", kMain}},
       "warning: there is no _start, so the program begins with its first instruction, wherever `start' is"},
      {{{"a.c", kMain}},
       "a.c: warning: there is no _start, so the program begins with the first function of a.c"},
      {{{"s.S", kStart + " addi a0, a0, x32\n"}, {"a.c", kMain}},
       "s.S:4:15: error: `x32' is no register, and no number that is known here\n"},
      {{{"s.S", kStart + " addi a0, a0, $5\n"}, {"a.c", kMain}},
       "hint: registers and numbers are written without $"},
  };
  for (const auto& [sources, expected] : rows) {
    const std::string said = said_of(sources);
    EXPECT_NE(said.find(expected), std::string::npos) << expected << "\n" << said;
  }
}

TEST(LinkWords, NothingIsSaidOfWhatIsMeant) {
  EXPECT_EQ(said_of({{"s.S", kStart}, {"a.c", kMain}}), "");
  EXPECT_EQ(said_of({{"k.S", "nop\ntrap: mret\n"}}), "") << "a kernel may begin with its first instruction";
}

}  // namespace
}  // namespace trapdoor
