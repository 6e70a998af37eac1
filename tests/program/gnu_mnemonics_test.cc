// Every mnemonic that GNU as knows for this machine, in every form that it takes: ours takes it, too, with the same bytes.
// Which ones those are is asked of GNU as itself: the texts in its program are the candidates.
#include <algorithm>
#include <sstream>
#include <string_view>

#include "tests/program/gnu.h"

namespace trapdoor {
namespace {

// What we do not take, and why.
struct Refused {
  std::string_view name, why;
};
constexpr Refused kRefused[] = {
    {"dret", "leaves debug mode, which no hart here has"},
    {"hret", "of the hypervisor of 1.9, which is gone"},
    {"uret", "of the N extension, which is gone"},
    {"sfence.vm", "the sfence.vma of 1.9: another instruction, which is gone"},
    {"c.unimp", "two zero bytes, which are no instruction"},
    {"la.tls.gd", "thread-local storage"},
    {"la.tls.ie", "thread-local storage"},
};

constexpr const char* kForms[] = {
    "", "a0", "fa0", "zero", "sp", "rtz", "here", "4", "(a0)", "16(a0)", "here(a0)",
    // two
    "a0, a1", "a0, fa1", "fa0, a1", "fa0, fa1", "zero, zero", "a0, 4", "a0, 0x12345678", "a0, -5", "a0, here",
    "here, t0", "a0, 16(a1)", "a0, (a1)", "fa0, 16(a1)", "fa0, (a1)", "a0, rtz", "a0, %hi(here)",
    "a0, %lo(here)(a1)", "mstatus, a0", "a0, mstatus", "mstatus, 4", "rw, w", "0, 0", "rw", "a0, here+4",
    // three and four
    "a0, a1, a2", "a0, a0, a1", "a0, a1, 4", "a0, a1, 0", "a0, a1, (a2)", "a0, a1, 0(a2)", "a0, a1, here",
    "a0, here, t0", "fa0, here, t0", "a0, fa1, fa2", "fa0, fa1, fa2", "a0, fa1, rtz", "fa0, a1, rtz",
    "fa0, fa1, rtz", "a0, mstatus, a1", "a0, mstatus, 4", "a0, a1, %lo(here)", "fa0, fa1, fa2, rtz",
    "fa0, fa1, fa2, fa3", "fa0, fa1, fa2, fa3, rtz", "a0, a1, a2, a3",
    // of short instructions
    "a0, sp, 16", "sp, 16", "sp, -16", "a0, 0xfffff", "a0, 31", "a0, 16(sp)", "fa0, 16(sp)", "a0, (sp)",
    "a0, 8(x2)", "a5, s0", "s1, 63", "fs0, 0(s1)", "ra", "t6, t5"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

using Line = std::pair<std::string, std::string>;  // mnemonic, operands

// GNU as knows the short ones only where it may choose short ones itself.
std::string source_of(const std::vector<Line>& lines) {
  std::string text = ".globl _start\n_start: here: nop\n";
  for (const auto& [name, operands] : lines) {
    const bool is_short = name.starts_with("c.");
    if (!is_short) {
      text += name + " " + operands + "\n";
      continue;
    }
    const bool far = operands == "here" || operands.ends_with(" here");  // too far for a short branch
    text += ".option rvc; " + name + " " + (far ? operands.substr(0, operands.size() - 4) + "." : operands);
    text += "; .option norvc\n";
  }
  return text;
}

// Texts of the program that may be a mnemonic. Linkers let a text be the end of a longer one: every end counts.
std::vector<std::string> candidates(const std::string& program) {
  std::set<std::string> found;
  auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.'; };
  for (size_t end = program.find('\0'); end != std::string::npos; end = program.find('\0', end + 1)) {
    for (size_t from = end; from > 0 && end - from < 12 && fits(program[from - 1]);) {
      from--;
      if (program[from] >= 'a') found.insert(program.substr(from, end - from));
    }
  }
  return {found.begin(), found.end()};
}

// Those of the lines that GNU as takes.
std::vector<Line> taken_by_gnu(const Folder& folder, const std::vector<Line>& lines) {
  std::vector<Line> taken;
  constexpr size_t kAtOnce = 100'000;
  for (size_t begin = 0; begin < lines.size(); begin += kAtOnce) {
    const std::vector<Line> some(
        lines.begin() + static_cast<std::ptrdiff_t>(begin),
        lines.begin() + static_cast<std::ptrdiff_t>(std::min(begin + kAtOnce, lines.size())));
    folder.write("some.s", source_of(some));
    folder.run(std::string(kAs) + " -o some.o some.s");
    std::set<size_t> wrong;
    std::istringstream log(folder.output);
    for (std::string line; std::getline(log, line);) {
      if (line.size() > 7 && is_digit(line[7]) && line.find(" Error: ") != std::string::npos)
        wrong.insert(std::stoul(line.substr(7)));
    }
    for (size_t i = 0; i < some.size(); i++) {
      if (wrong.count(i + 3) == 0) taken.push_back(some[i]);
    }
  }
  return taken;
}

// The line with one of its words replaced by a label that is nowhere: GNU as takes a register's name, or a bare number, for
// a label where it wants one. We do not.
std::vector<Line> with_a_label_instead(const Line& line) {
  std::vector<Line> all;
  const std::string& text = line.second;
  auto part = [](char c) { return isalnum(static_cast<unsigned char>(c)) != 0; };
  for (size_t at = 0; at < text.size(); at++) {
    if (!part(text[at]) || (at > 0 && (part(text[at - 1]) || text[at - 1] == '%'))) continue;
    size_t end = at;
    while (end < text.size() && part(text[end])) end++;
    if (text.substr(at, end - at) != "here")
      all.push_back({line.first, text.substr(0, at) + "nowhere" + text.substr(end)});
  }
  if (text.empty()) all.push_back({line.first, "nowhere"});  // a label may even be left out
  if (text.find(',') == std::string::npos) all.push_back({line.first, text + ", nowhere"});
  return all;
}

bool refused(const std::string& name) {
  return std::any_of(std::begin(kRefused), std::end(kRefused),
                     [&](const Refused& row) { return row.name == name; });
}

TEST(AgainstGnu, TakesEveryMnemonicThatGnuTakes) {
  Folder folder;
  ASSERT_TRUE(folder.run("cp \"$(command -v riscv64-unknown-elf-as)\" as")) << folder.output;
  std::vector<Line> lines;
  for (const std::string& name : candidates(folder.read("as"))) {
    for (const char* form : kForms) lines.push_back({name, form});
  }
  lines = taken_by_gnu(folder, lines);
  std::vector<Line> variants;
  for (const Line& line : lines) {
    for (Line& variant : with_a_label_instead(line)) variants.push_back(std::move(variant));
  }
  variants = taken_by_gnu(folder, variants);
  const std::set<Line> labels(variants.begin(), variants.end());
  std::set<std::string> names, not_ours;
  std::vector<Line> both;
  for (const Line& line : lines) {
    const std::vector<Line> instead = with_a_label_instead(line);
    if (std::any_of(instead.begin(), instead.end(), [&](const Line& one) { return labels.count(one) != 0; }))
      continue;
    names.insert(line.first);
    const Assembled ours = assembled(source_of({line}));
    if (refused(line.first)) {
      EXPECT_FALSE(ours.ok()) << line.first;
      not_ours.insert(line.first);
      continue;
    }
    EXPECT_TRUE(ours.ok()) << line.first << " " << line.second << "\n" << errors_of(ours);
    if (ours.ok()) both.push_back(line);
  }
  EXPECT_GT(names.size(), 360u);
  EXPECT_EQ(not_ours.size(), std::size(kRefused));
  AssemblerOptions low;  // where %hi reaches
  low.text_address = 0x10000;
  expect_same({{"both.S", source_of(both)}}, low);
}

TEST(AgainstGnu, ControlRegistersHaveTheSameNumbers) {
  std::vector<Line> lines;
  for (const riscv::CsrRow& row : riscv::csr_rows()) {
    if (row.option == 0) lines.push_back({"csrr", "a0, " + std::string(row.name)});
  }
  EXPECT_GT(lines.size(), 140u);
  expect_same({{"csrs.S", source_of(lines)}});
}

}  // namespace
}  // namespace trapdoor
