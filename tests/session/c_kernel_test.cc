// C in a session: a kernel with traps, a timer and two user programs, built from sources, changed, built again.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/boards/boards.h"
#include "engine/program/builder.h"
#include "engine/session/build.h"
#include "engine/session/session.h"

namespace trapdoor {
namespace {

Files c_kernel() {
  std::filesystem::path folder = std::string(TRAPDOOR_SOURCE_DIR) + "/tests/c_kernel";
  Files files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files[std::filesystem::relative(entry.path(), folder).generic_string()] = {
        std::istreambuf_iterator<char>(in), {}};
  }
  return files;
}

std::string said(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) out += to_text(diagnostic) + "\n";
  return out;
}

std::string console_after_run(Session& session) {
  session.apply("run");
  for (int i = 0; i < 100 && session.running(); i++) session.advance(100'000);
  return session.console();
}

TEST(CKernel, IsBuiltChangedAndBuiltAgain) {
  Session session;
  Diagnostics diagnostics;
  Files files = c_kernel();
  ASSERT_TRUE(session.open_lesson(files, diagnostics)) << said(diagnostics);
  EXPECT_TRUE(session.diagnostics().empty()) << said(session.diagnostics());
  EXPECT_EQ(console_after_run(session), "11111111112222222222\n") << "nobody chooses the other program";
  EXPECT_TRUE(session.set_source("timer.c", files.at("solution/timer.c")).ok);
  CommandResult result = session.apply("build");
  ASSERT_TRUE(result.ok) << result.message;
  std::string both = console_after_run(session);
  EXPECT_NE(both.find("12121"), std::string::npos) << both;
  EXPECT_EQ(both.size(), 21u) << both;
}

TEST(CKernel, LinesAndNamesOfCSources) {
  Session session;
  Diagnostics diagnostics;
  ASSERT_TRUE(session.open_lesson(c_kernel(), diagnostics)) << said(diagnostics);
  const Program& program = session.program();
  const Symbol* alarm = program.find_symbol("set_alarm");
  ASSERT_NE(alarm, nullptr);
  auto place = program.place_of(alarm->address);
  ASSERT_TRUE(place);
  EXPECT_EQ(place->file, "timer.c");
  EXPECT_EQ(place->line, 7u);
  auto choice = program.address_of("timer.c", 10);
  ASSERT_TRUE(choice);
  EXPECT_EQ(program.name_of(*choice).substr(0, 9), "next_task");
  EXPECT_TRUE(program.find_symbol("program_two"));
  EXPECT_EQ(program.name_of(program.find_symbol("two:work")->address), "two:work");
}

TEST(CKernel, ErrorsStandAtTheirPlaces) {
  Session session;
  Diagnostics diagnostics;
  Files files = c_kernel();
  ASSERT_TRUE(session.open_lesson(files, diagnostics));
  session.set_source("timer.c", "#include \"kernel.h\"\nvoid set_alarm(void) { TIMER_COMPARE = 1 }\n");
  session.set_source("kernel.c", files.at("kernel.c") + "int f(void) { return nothing; }\n");
  EXPECT_FALSE(session.apply("build").ok);
  std::string all = said(session.diagnostics());
  EXPECT_NE(all.find("timer.c:2:24: error: `TIMER_COMPARE' is not declared"), std::string::npos) << all;
  EXPECT_NE(all.find("timer.c:2:41: error: `;' is missing here"), std::string::npos) << all;
  EXPECT_NE(all.find("error: `nothing' is not declared"), std::string::npos) << all;
  session.set_source("timer.c", "#include \"kernel.h\"\nvoid set_alarm(void) { }\n");
  session.set_source("kernel.c", files.at("kernel.c"));
  EXPECT_FALSE(session.apply("build").ok);
  EXPECT_NE(said(session.diagnostics()).find("error: `next_task' is not defined"), std::string::npos)
      << said(session.diagnostics());
}

// This test runs natively and, compiled for the web, under node; tests/browser/compiler.test.mjs reads the number here and
// asks for it in the page.
TEST(CKernel, HasTheSameBytesOnEveryHost) {
  Session session;
  Diagnostics diagnostics;
  ASSERT_TRUE(session.open_lesson(c_kernel(), diagnostics)) << said(diagnostics);
  EXPECT_EQ(session.identity(), 0x65b4c52e9875324au) << std::hex << session.identity();
}

TEST(Builder, OnlyWhatChangedIsMadeAgain) {
  Builder builder = builder_for(*find_board("riscv-virt"));
  std::map<std::string, std::string> sources = {
      {"a.S", ".globl _start\n_start: call f\n"},
      {"b.c", "#include \"b.h\"\n#include <csr.h>\nint f(void) { return B + (int)read_mhartid(); }\n"},
      {"b.h", "#define B 1\n"}};
  BuildJob job{{"a.S", "b.c"}};
  BuiltProgram first = builder.build(job, sources);
  ASSERT_TRUE(first.ok) << said(first.diagnostics);
  EXPECT_EQ(builder.made(), 2u);
  EXPECT_TRUE(first.program.find_symbol("read_mhartid"));
  EXPECT_FALSE(first.program.find_symbol("write_mstatus")) << "only what is used is linked";
  builder.build(job, sources);
  EXPECT_EQ(builder.made(), 2u);
  sources["b.h"] = "#define B 2\n";
  BuiltProgram second = builder.build(job, sources);
  EXPECT_EQ(builder.made(), 3u);
  Builder fresh = builder_for(*find_board("riscv-virt"));
  BuiltProgram again = fresh.build(job, sources);
  ASSERT_EQ(again.program.sections.size(), second.program.sections.size());
  for (size_t i = 0; i < again.program.sections.size(); i++)
    EXPECT_EQ(again.program.sections[i].bytes, second.program.sections[i].bytes);
}

TEST(Builder, HeadersCompileOnTheirOwn) {
  Builder builder = builder_for(*find_board("riscv-virt"));
  std::string all;
  for (const char* header : {"stdint.h", "stddef.h", "stdbool.h", "stdarg.h", "limits.h", "string.h", "csr.h",
                             "atomic.h", "devices.h"})
    all += "#include <" + std::string(header) + ">\n";
  all += R"(
    int sum(int count, ...) { va_list list; va_start(list, count); int total = 0; bool any = false;
      while (count--) { total += va_arg(list, int); any = true; } va_end(list); return any ? total : INT_MAX; }
    volatile int lock; struct pair { long a, b, c; } from, to;
    int main(void) { if (atomic_swap(&lock, 1) == 0) UART_DATA = 'x'; set_mstatus(8); to = from; fence();
      return sum(3, 1, 2, 3) + (int)offsetof(struct pair, b) + (int)strlen("text") + memcmp("a", "b", 1); })";
  all += "void _start(void) { main(); }\n";
  BuiltProgram built = builder.build({{"all.c"}}, {{"all.c", all}});
  EXPECT_TRUE(built.ok) << said(built.diagnostics);
  EXPECT_TRUE(built.diagnostics.empty()) << said(built.diagnostics);
}

}  // namespace
}  // namespace trapdoor
