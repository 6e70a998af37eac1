// The assembler against GNU as and ld: the same bytes, the same symbols.
#include "tests/program/gnu.h"

#include <map>
#include <random>

#include "engine/machine/assembly.h"

namespace trapdoor {
namespace {

TEST(AgainstGnu, EveryFormOfEveryMnemonic) {
  // A line for each syntax in the rows, its operands replaced by examples.
  const Assembly& assembly = *riscv::kIsa.assembly;
  const std::map<std::string_view, std::vector<std::string>> examples = {
      {"rd", {"a0", "x0", "t6", "fp"}},
      {"rs1", {"s11", "sp", "x7"}},
      {"rs2", {"gp", "a5", "zero"}},
      {"rt", {"t0"}},
      {"frd", {"fa0", "ft11", "f5"}},
      {"frs1", {"fs0", "f31"}},
      {"frs2", {"fa7", "ft0", "fs11"}},
      {"frs3", {"fa1", "f0"}},
      {"rm", {"rne", "rtz", "dyn", "rmm"}},
      {"imm", {"-2048", "2047", "0", "8"}},
      {"upper", {"0", "0xfffff", "74565"}},
      {"shamt", {"0", "31", "17"}},
      {"uimm", {"0", "31"}},
      {"csr", {"mstatus", "0x7c0", "time"}},
      {"target", {"near", "1f", ".+8", "beyond"}},
      {"pred", {"rw", "iorw", "o"}},
      {"succ", {"w", "ior"}},
      {"symbol", {"near", "beyond+16", "table"}},
      {"constant", {"1", "-2048", "0x12345678", "-0x123456789abcd"}}};
  std::string text = ".globl _start\n_start:\nnear: nop\n";
  int lines = 0;
  auto add = [&](std::string_view name, std::string_view syntax) {
    for (size_t round = 0; round < 4; round++) {
      std::string line(name);
      size_t word = 0;
      line += ' ';
      for (size_t i = 0; i <= syntax.size(); i++) {
        bool part = i < syntax.size() && (isalnum(syntax[i]) || syntax[i] == '_');
        if (part) continue;
        std::string_view operand = syntax.substr(word, i - word);
        auto found = examples.find(operand);
        line += found == examples.end() ? std::string(operand)
                                        : found->second[(round + i) % found->second.size()];
        if (i < syntax.size()) line += syntax[i];
        word = i + 1;
      }
      text += line + "\n1:\n";
      lines++;
    }
  };
  for (const InstructionRow& row : riscv::kIsa.instructions) {
    if (row.operands.find("rm_exact") != std::string_view::npos) continue;  // GNU takes it only without
    add(row.name, row.operands);
    for (const AlternateRow& alternate : assembly.alternates) {
      if (alternate.of == row.operands) add(row.name, alternate.syntax);
    }
    bool ordered = row.bits.find("aq rl") != std::string_view::npos;
    for (const char* suffix : {".aq", ".rl", ".aqrl"}) {
      if (ordered) add(std::string(row.name) + suffix, row.operands);
    }
  }
  for (const PseudoRow& row : assembly.pseudos) {
    if (row.name.starts_with("c.")) continue;  // gnu_mnemonics_test.cc has these
    bool number = row.syntax.find("constant") != std::string_view::npos;
    if (!number || row.name == "li")
      add(row.name, row.syntax);  // GNU's la takes no number of more than 32 bits
  }
  text += "la a0, 0x12345678\nlla a1, -5\n";
  text += ".space 5000\nbeyond: nop\n.data\ntable: .dword near, beyond, table\n";
  EXPECT_GT(lines, 700);
  expect_same({{"every.S", text}});
}

TEST(AgainstGnu, LiSplitsEveryConstantTheSameWay) {
  std::mt19937_64 random(1);
  std::string text;
  for (int i = 0; i < 20000; i++) {
    uint64_t value = random();
    switch (i % 5) {
      case 0:
        break;
      case 1:
        value >>= random() % 64;
        break;
      case 2:
        value = uint64_t{1} << (random() % 64);
        break;
      case 3:
        value = (uint64_t{1} << (random() % 64)) - (random() % 4096);
        break;
      default:
        value = ~(value >> random() % 64) << random() % 64;
        break;
    }
    text += "li a" + std::to_string(i % 8) + ", " +
            (i % 3 ? std::to_string(value) : std::to_string(static_cast<int64_t>(value))) + "\n";
  }
  expect_same({{"li.S", text}});
}

TEST(AgainstGnu, ExpressionsHaveTheSameValues) {
  std::mt19937_64 random(2);
  const char* operators[] = {
      "+", "-", "*", "|", "&", "^", "<<", ">>", "==", "!=", "<", ">", "<=", ">=", "&&", "||", "<>", "!"};
  auto pick = [&](size_t n) { return static_cast<size_t>(random() % n); };
  auto leaf = [&]() -> std::string {
    switch (pick(6)) {
      case 0:
        return std::to_string(random() % 100);
      case 1:
        return "0x" + std::to_string(random() % 1000);
      case 2:
        return "-" + std::to_string(random() % 100);
      case 3:
        return "~" + std::to_string(random() % 100);
      case 4:
        return "'" + std::string(1, static_cast<char>('a' + pick(26))) + "'";
      default:
        return "N";
    }
  };
  std::string text = ".equ N, 12\n.data\n";
  for (int i = 0; i < 3000; i++) {
    std::string line = leaf();
    for (size_t n = pick(5); n > 0; n--) {
      const char* sign = operators[pick(std::size(operators))];
      std::string right =
          sign[0] == sign[1] && (sign[0] == '<' || sign[0] == '>') ? std::to_string(pick(64)) : leaf();
      line = pick(3) ? line + " " + sign + " " + right : "(" + line + ") " + sign + " " + right;
    }
    text += ".dword " + line + "\n";
  }
  for (int i = 0; i < 500; i++) {
    text += ".dword " + std::to_string(static_cast<int64_t>(random() >> (random() % 64))) +
            (i % 2 ? " / " : " % ") + (i % 3 ? "" : "-") + std::to_string(1 + random() % 1000) + "\n";
  }
  expect_same({{"expressions.S", text}});
}

// Random programs: code of all kinds between labels, data, alignments, forward and backward branches near their reach.
std::string random_program(uint64_t seed) {
  std::mt19937_64 random(seed);
  auto pick = [&](size_t n) { return static_cast<size_t>(random() % n); };
  auto reg = [&] { return "x" + std::to_string(pick(32)); };
  std::string text = seed % 2 ? "" : ".option norelax\n";
  std::string far = std::to_string(seed);
  size_t labels = 20;
  std::vector<size_t> order(labels);
  auto label = [&] { return "L" + std::to_string(pick(labels)); };
  size_t next = 0;
  for (size_t i = 0; i < 400; i++) {
    if (i % 20 == 10) text += "L" + std::to_string(next++) + ":\n";
    switch (pick(16)) {
      case 0:
        text += "beq " + reg() + ", " + reg() + ", " + label();
        break;
      case 1:
        text += "bgtu " + reg() + ", " + reg() + ", " + label();
        break;
      case 2:
        text += "bnez " + reg() + ", other";
        break;
      case 3:
        text += "j " + label();
        break;
      case 4:
        text += "call " + std::string(pick(2) ? "other" : "L3");
        break;
      case 5:
        text += "la " + reg() + ", " + (pick(2) ? "table" : label()) + " + " + std::to_string(pick(64));
        break;
      case 6:
        text += "lw " + reg() + ", table";
        break;
      case 7:
        text += "sd " + reg() + ", table, t6";
        break;
      case 8:
        text += "li " + reg() + ", " + std::to_string(static_cast<int64_t>(random() >> pick(64)));
        break;
      case 9:
        text += ".p2align " + std::to_string(2 + pick(5));
        break;
      case 10:
        text += ".data\n.byte " + std::to_string(pick(256)) + "\n.half L2 - L1\n.text";
        break;
      case 11:
        text += ".section .rodata\n.asciz \"text " + std::to_string(pick(100)) + "\\n\"\n.text";
        break;
      case 12:
        text += "1: bltz " + reg() + ", 1b\n bgez " + reg() + ", 1f\n.if " + std::to_string(pick(2)) +
                "\nnop\n.endif\n1:";
        break;
      case 13:
        text += ".rept " + std::to_string(pick(5)) + "\naddi " + reg() + ", sp, 4 * " +
                std::to_string(pick(99)) + "\n.endr";
        break;
      case 14:
        text += pick(4) ? "nop" : ".fill " + std::to_string(pick(300)) + ", 4, 0x13";
        break;
      default:
        text += ".word . - L0, " + label() + " - L5";
        break;
    }
    text += "\n";
  }
  return text + ".data\n.balign 8\ntable: .dword L0, L1 + 8, -1\n.bss\n.balign 16\n.space 64\nend:\n";
}

TEST(AgainstGnu, RandomProgramsOfTwoSources) {
  for (uint64_t seed = 1; seed <= 40 && !testing::Test::HasFailure(); seed++) {
    SCOPED_TRACE(seed);
    expect_same({{"one.S", ".globl _start\n_start:\n" + random_program(seed)},
                 {"two.S", random_program(seed + 1000) + ".text\n.globl other\nother: ret\n"}});
  }
}

TEST(AgainstGnu, MacrosRepetitionsAndData) {
  AssemblerOptions options;
  options.symbols = {{"TIMER", 0x2004000}};
  expect_same({{"one.S", R"(
    .equ FRAME, 8 * 31
    .globl _start
    .macro save first, last, base=sp   # two registers
      sd \first, 0(\base)
      sd \last, 8 (\base)
    .endm
    .macro all op
      .irp n, 1,3,5,7
      \op x\n, 8*\n(sp)
      .endr
    .endm
    .macro count n
      .if \n
      .byte \n
      count \n-1
      .endif
    .endm
    .macro text string:req, more:vararg
      .asciz "\string"
      .byte \more
    .endm
    .macro twice name
    \name\()_a\@: nop
    \name\()_b\@: j \name\()_a\@
    .endm
    .macro early x
      .if \x
      .exitm
      .endif
      ret
    .endm
    _start: addi sp, sp, -FRAME   # a comment
      save ra, s0
      save base=a0, last = a1, first=a2
      all sd
      all ld
      twice foo; twice foo
      early 1; early 0
      li a0, 'x' ; li a1, '\n' ; li a2, ';' ; li a3, '#'
      la a0, TIMER; li a1, TIMER + 8
    x = 5
      li t0, x
    .set x, x + 1
      li t0, x
      addi t0, t0, (1 << 4) | 3
    2: auipc a0, %pcrel_hi(data)
      ld a1, %pcrel_lo(2b)(a0)
      lui a0, %hi(TIMER); lw a0, %lo(TIMER)(a0)
      .align 4
      .balign 64, 0x55
      .p2align 5,,3
      .word data - _start, 2b - _start
      /* over
         lines */ nop
      .section .rodata
      text "hi, \"you\"", 1, 2, 3
      .string "a" "b", "c\101\x41\\"
      .data
      data: count 4
      .fill 3, 2, 0x1234
      .fill 2, 8, -1
      .space 3, 7 ; .zero 4
      .half 1,2,3 ; .2byte -1 ; .4byte data ; .quad end - data, _start
      .irpc c, abc
      .ascii "\c"
      .endr
      .org data + 200
      .sleb128 -129; .uleb128 1000
      .comm shared, 16, 8
    end:
      .bss
      .align 3
      buffer: .skip 100
  )"}},
              options);
}

TEST(AgainstGnu, ReadelfObjdumpAndNmTakeOurFiles) {
  Program program = program_of(R"(
    .globl _start
    _start: la a0, text
    loop: j loop
    .section .rodata
    text: .asciz "hello"
    .data
    value: .dword text
    .bss
    room: .space 5000)");
  std::vector<uint8_t> file = write_elf(riscv::kIsa, program);
  Folder folder;
  folder.write("a.elf", {file.begin(), file.end()});
  ASSERT_TRUE(folder.run("riscv64-unknown-elf-readelf -W -a a.elf")) << folder.output;
  EXPECT_EQ(folder.output.find("arning"), std::string::npos) << folder.output;
  EXPECT_EQ(folder.output.find("rror"), std::string::npos) << folder.output;
  ASSERT_TRUE(folder.run("riscv64-unknown-elf-objdump -d a.elf"));
  EXPECT_NE(folder.output.find("<loop>:"), std::string::npos) << folder.output;
  EXPECT_NE(folder.output.find("# 80000010 <text>"), std::string::npos) << folder.output;
  ASSERT_TRUE(folder.run("riscv64-unknown-elf-nm a.elf"));
  EXPECT_EQ(folder.output,
            "0000000080000000 T _start\n0000000080000008 t loop\n0000000080000030 b room\n"
            "0000000080000010 r text\n0000000080000020 d value\n");
}

}  // namespace
}  // namespace trapdoor
