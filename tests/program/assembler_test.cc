#include "engine/program/assembler.h"

#include <algorithm>

#include "tests/program/assembled.h"

namespace trapdoor {
namespace {

using Words = std::vector<uint32_t>;
using Bytes = std::vector<uint8_t>;

TEST(Assembler, WritesOneWordForAnInstruction) {
  EXPECT_EQ(words_of("addi a0, a0, 10"), Words{0x00a50513});
  EXPECT_EQ(words_of("  add x10 , x11,\tx12 # sum"), Words{0x00c58533});
  EXPECT_EQ(words_of("ld a0, -8(sp)"), Words{0xff813503});
  EXPECT_EQ(words_of("amoswap.d.aqrl a0, a0, (a1)"), Words{0x0ea5b52f});
  EXPECT_EQ(words_of("csrrw sp, sscratch, sp"), Words{0x14011173});
}

TEST(Assembler, PseudoInstructionsAreWhatTheyStandFor) {
  EXPECT_EQ(words_of("mv a0, a1"), words_of("addi a0, a1, 0"));
  EXPECT_EQ(words_of("x: beqz a0, x"), words_of("x: beq a0, zero, x"));
  EXPECT_EQ(words_of("csrw mtvec, t0"), words_of("csrrw x0, mtvec, t0"));
  EXPECT_EQ(words_of("csrwi mstatus, 8"), words_of("csrw mstatus, 8"));
  EXPECT_EQ(words_of("ret"), words_of("jalr x0, 0(ra)"));
  EXPECT_EQ(words_of("lw a0, (a1)"), words_of("lw a0, 0(a1)"));
}

TEST(Assembler, LabelsAndLocalLabelsAreDistances) {
  EXPECT_EQ(words_of("start: nop; j start"), (Words{0x00000013, 0xffdff06f}));
  EXPECT_EQ(words_of("1: nop\n1: beq a0, a1, 1b\n beq a0, a1, 1f\n1: nop"),
            (Words{0x00000013, 0x00b50063, 0x00b50263, 0x00000013}));
}

TEST(Assembler, ExpressionsFollowGnuPrecedence) {
  EXPECT_EQ(
      bytes_in(
          program_of(
              ".data; .byte 1 + 2 * 3, (1 + 2) * 3, 1 | 2 + 4, 1 << 2 + 1, 5 == 5, 'a', ~0, 7 / 2, -7 % 4"),
          ".data"),
      (Bytes{7, 9, 7, 5, 0xff, 97, 0xff, 3, 0xfd}));
}

TEST(Assembler, SizesOfThingsCanBeComputedFromLabels) {
  EXPECT_EQ(words_of(".equ SIZE, end - start\nstart: nop; nop\nend: li a0, end - start\n"),
            (Words{0x00000013, 0x00000013, 0x00800513}));
}

TEST(Assembler, MacrosTakeArgumentsStandardsAndACounter) {
  Words expected = words_of("addi sp, sp, -16; sd ra, 8(sp); sd a0, 0(sp); sd a1, 8(sp)");
  EXPECT_EQ(words_of(R"(
    .macro save reg, at=8
      sd \reg, \at(sp)
    .endm
    addi sp, sp, -16
    save ra
    save a0, 0
    save at=8, reg=a1
  )"),
            expected);
  EXPECT_EQ(words_of(".macro spin\nwait\\@: j wait\\@\n.endm\nspin\nspin"), (Words{0x6f, 0x6f}));
}

TEST(Assembler, RepetitionsAndConditionsChooseLines) {
  EXPECT_EQ(words_of(".rept 3\nnop\n.endr"), words_of("nop;nop;nop"));
  EXPECT_EQ(words_of(".irp r, a0, a1\nmv \\r, zero\n.endr"), words_of("mv a0, zero; mv a1, zero"));
  EXPECT_EQ(words_of(".equ N, 2\n.if N > 1\nnop\n.else\nret\n.endif"), words_of("nop"));
  EXPECT_EQ(words_of(".ifdef N\nnop\n.elseif 0\nnop\n.else\nret\n.endif"), words_of("ret"));
  EXPECT_EQ(words_of(".if 0\n.if 1\nnop\n.endif\nnop\n.else\nret\n.endif"), words_of("ret"));
}

TEST(Assembler, IncludesFilesItIsGiven) {
  AssemblerOptions options;
  options.include = [](std::string_view name) -> std::optional<std::string> {
    if (name == "names.inc") return ".equ EXIT, 93\n";
    return std::nullopt;
  };
  EXPECT_EQ(bytes_in(program_of(".data\n.include \"names.inc\"\n.byte EXIT", options), ".data"), Bytes{93});
  EXPECT_EQ(
      errors_of(assembled("\n .include \"other.inc\"", options)),
      "test.S:2:11: error: there is no file \"other.inc\" (is it in the folder, and spelt like this?)\n");
}

TEST(Assembler, SourcesShareWhatIsGlobalAndNothingElse) {
  std::vector<Source> sources{{"a.S", ".globl _start\n_start: call f\n1: j 1b\nlocal: nop"},
                              {"b.S", ".globl f\nf: ret\nlocal: nop"}};
  Assembled result = assemble(riscv::kIsa, sources);
  ASSERT_TRUE(result.ok()) << errors_of(result);
  EXPECT_EQ(result.program.entry, 0x8000'0000);
  EXPECT_EQ(result.program.find_symbol("f")->address, 0x8000'0010);
  sources[1].text = "f: ret";
  EXPECT_EQ(errors_of(assemble(riscv::kIsa, sources)),
            "a.S:2:14: error: `f' is not defined (it is defined in b.S: share it there with .globl f)\n");
}

TEST(Assembler, SectionsAreLaidOutInTheOrderOfTheRule) {
  Program program = program_of(R"(
      .data
      word: .word 7
      .bss
      room: .space 100
      .section .rodata
      text: .asciz "hi"
      .text
      nop
      .section .text.init, "ax"
      .globl _start
      _start: ret)");
  std::vector<std::string> names;
  for (const Section& section : program.sections) names.push_back(section.name);
  EXPECT_EQ(names, (std::vector<std::string>{".text", ".rodata", ".data", ".bss"}));
  EXPECT_EQ(bytes_in(program), (Bytes{0x67, 0x80, 0, 0, 0x13, 0, 0, 0}));
  EXPECT_EQ(program.find_symbol("text")->address, 0x8000'0010);
  EXPECT_EQ(program.find_symbol("word")->address, 0x8000'0020);
  EXPECT_EQ(program.find_symbol("room")->address, 0x8000'0030);
  EXPECT_EQ(program.find_symbol("room")->size, 100u);
}

TEST(Assembler, PositionsCanBeChosen) {
  AssemblerOptions options;
  options.text_address = 0x10000;
  options.section_addresses[".data"] = 0x20000;
  options.symbols = {{"TIMER_COMPARE", 0x2004000}};
  Program program = program_of("la a0, x\nli a1, TIMER_COMPARE\n.data\nx: .dword TIMER_COMPARE", options);
  EXPECT_EQ(program.entry, 0x10000u);
  EXPECT_EQ(program.find_symbol("x")->address, 0x20000u);
}

TEST(Assembler, LinesAndSymbolsAreKept) {
  Program program = program_of("_start:\n nop\n li a0, 0x123456789\n\nloop: j loop\n.equ N, 3");
  EXPECT_EQ(program.place_of(0x8000'0000)->line, 2u);
  EXPECT_EQ(program.place_of(0x8000'0004)->line, 3u);
  EXPECT_EQ(program.place_of(0x8000'0008)->line, 3u);
  uint64_t loop = program.find_symbol("loop")->address;
  EXPECT_EQ(program.place_of(loop)->line, 5u);
  EXPECT_EQ(program.place_of(loop)->file, "test.S");
  EXPECT_EQ(program.place_of(loop + 4), std::nullopt);
  EXPECT_EQ(program.address_of("test.S", 4), loop);
  EXPECT_EQ(program.name_of(0x8000'0004), "_start+0x4");
  EXPECT_EQ(program.name_of(loop), "loop");
  EXPECT_EQ(program.name_of(0x1000), "");
  EXPECT_TRUE(program.find_symbol("N")->absolute);
}

TEST(Assembler, ABranchThatDoesNotReachJumps) {
  EXPECT_EQ(words_of("beq a0, a1, far\n.space 8000\nfar: nop").at(0), 0x00b51463u);  // bne over a jump
  EXPECT_EQ(words_of("beq a0, a1, far\n.space 4000\nfar: nop").at(0) & 0x1fff07fu, 0x0b50063u);
}

// Errors: file, line, column, what was expected, and a hint.
struct BadLine {
  const char* text;
  const char* expected;
};

class BadLines : public testing::TestWithParam<BadLine> {};

TEST_P(BadLines, SayWhereAndWhat) {
  EXPECT_EQ(errors_of(assembled(GetParam().text)), std::string(GetParam().expected) + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    Assembler, BadLines,
    testing::Values(
        BadLine{"\n  addd a0, a1, a2",
                "test.S:2:3: error: `addd' is not an instruction or macro known here (did you mean `add'?)"},
        BadLine{"add a0, a1, a99", "test.S:1:13: error: `a99' is not defined"},
        BadLine{"add a0, q1, a2",
                "test.S:1:9: error: an integer register (a0, sp, t1, x5, ...) expected, found `q1' (did you "
                "mean `t1'?)"},
        BadLine{"addi a0, a1, 5000",
                "test.S:1:14: error: a number from -2048 to 2047 expected, found 5000 (li loads any number "
                "into a register; an instruction on registers takes it from there)"},
        BadLine{
            "add a0, a1",
            "test.S:1:11: error: `,' expected, found the end of the line (it is written add rd, rs1, rs2)"},
        BadLine{"add a0, a1, a2, a3",
                "test.S:1:15: error: the end of the instruction expected, found `,' (it is written add rd, "
                "rs1, rs2)"},
        BadLine{"jal",
                "test.S:1:4: error: an integer register (a0, sp, t1, x5, ...) expected, found the end of the "
                "line (it is written jal rd, target)"},
        BadLine{"add a0, %a1, a2",
                "test.S:1:9: error: an integer register (a0, sp, t1, x5, ...) expected, found `%' (registers "
                "and numbers are written without %)"},
        BadLine{"addi a0, a0, #5",
                "test.S:1:13: error: a number expected, found the end of the line (a comment begins with #, "
                "so numbers are written without it)"},
        BadLine{
            "nop -- waits",
            "test.S:1:5: error: the end of the instruction expected, found `-' (a comment begins with #)"},
        BadLine{"nop ; waits here",
                "test.S:1:7: error: `waits' is not an instruction or macro known here (a comment begins with "
                "#; behind a ; comes another instruction)"},
        BadLine{"ADD a0, a1, a2",
                "test.S:1:1: error: `ADD' is not an instruction or macro known here (instructions are "
                "written in small letters: add)"},
        BadLine{"again nop",
                "test.S:1:1: error: `again' is not an instruction or macro known here (a label ends with a "
                "colon: again:)"},
        BadLine{"lui a0, %hu(3)", "test.S:1:9: error: `%hu' cannot stand here, only %hi or %pcrel_hi"},
        BadLine{"again\n",
                "test.S:1:1: error: `again' is not an instruction or macro known here (a label ends with a "
                "colon: again:)"},
        BadLine{"csrr a0, 0x1000",
                "test.S:1:10: error: a control register (mstatus, sepc, ...) from 0 to 4095 expected, found "
                "4096"},
        BadLine{"j far\n.space 0x200000\nfar: nop",
                "test.S:1:3: error: this target is too far away: 2097156 bytes (call and tail go everywhere; "
                "a branch goes there over a j)"},
        BadLine{"beq a0, a1, far + 1\nfar: nop",
                "test.S:1:13: error: this target is not a multiple of 2 bytes away (is the label at code? "
                ".balign 4 goes in front of code behind data)"},
        BadLine{"nop\n.byte 1\nnop\nnop\n.byte 1\nnop",
                "test.S:3:1: warning: this instruction begins at an odd address, from where no machine runs "
                "it (put .balign 4 in front of it)"},
        BadLine{".section .txt",
                "test.S:1:10: warning: section .txt is not part of the program (did you mean `.text'?)"},
        BadLine{".section .text, \"qx\"",
                "test.S:1:17: error: `q' is not a flag of sections (\"ax\" is for code, \"aw\" for "
                "variables, \"a\" for constants)"},
        BadLine{
            ".include \"no.inc\"",
            "test.S:1:10: error: there is no file \"no.inc\" (is it in the folder, and spelt like this?)"},
        BadLine{".endm", "test.S:1:1: error: .endm closes nothing (where is its .macro?)"},
        BadLine{".type f, @functon",
                "test.S:1:10: error: `functon' says nothing of a symbol that is known here (write .type f, "
                "@function or @object)"},
        BadLine{"slli a0, a1, 64", "test.S:1:14: error: a shift amount from 0 to 63 expected, found 64"},
        BadLine{
            "ld a0, 8(sp",
            "test.S:1:12: error: `)' expected, found the end of the line (it is written ld rd, imm(rs1))"},
        BadLine{"ld a0 8(sp)", "test.S:1:7: error: `,' expected, found `8' (it is written ld rd, imm(rs1))"},
        BadLine{"csrr a0, mstats",
                "test.S:1:10: error: a control register (mstatus, sepc, ...) expected, found `mstats' (did "
                "you mean `mstatus'?)"},
        BadLine{"j somewhere", "test.S:1:3: error: `somewhere' is not defined"},
        BadLine{"loop: nop\nj lop", "test.S:2:3: error: `lop' is not defined (did you mean `loop'?)"},
        BadLine{"j 1f", "test.S:1:3: error: there is no label `1:' after this line"},
        BadLine{"x: nop\nx: nop", "test.S:2:1: error: `x' is already defined in line 1 of test.S"},
        BadLine{".wrod 1",
                "test.S:1:1: error: `.wrod' is not a directive known here (did you mean `.word'?)"},
        BadLine{".word 1 +", "test.S:1:10: error: a number or a name expected, found the end of the line"},
        BadLine{".asciz \"hi", "test.S:1:8: error: this string does not end (close it with \")"},
        BadLine{".if 1\nnop", "test.S:1:1: error: this .if has no .endif"},
        BadLine{".macro m\nnop", "test.S:1:1: error: this .macro has no .endm"},
        BadLine{"/* open", "test.S:1:1: error: this comment does not end (close it with */)"},
        BadLine{".equ a, b\n.equ b, a\n.word a", "test.S:3:7: error: `b' is defined through itself"},
        BadLine{".data\nx: .dword 1\n.text\naddi a0, a0, x",
                "test.S:4:14: error: an address does not fit here (la loads an address into a register; "
                "%lo(label) is its low part)"},
        BadLine{"li a0, later\n.equ later, 5",
                "test.S:1:8: error: a number that is known here (la loads an address) expected, found "
                "`later' (a number that is defined further down is not known yet)"},
        BadLine{"ld a0, 4096(a1)",
                "test.S:1:8: error: a number from -2048 to 2047 expected, found 4096 (li loads any number "
                "into a register; an instruction on registers takes it from there)"},
        BadLine{"sd a0, -2049(sp)",
                "test.S:1:8: error: a number from -2048 to 2047 expected, found -2049 (li loads any number "
                "into a register; an instruction on registers takes it from there)"},
        BadLine{"j 1b", "test.S:1:3: error: there is no label `1:' before this line"},
        BadLine{"bnez a0, 2b", "test.S:1:10: error: there is no label `2:' before this line"},
        BadLine{"li a0, 0x1zz", "test.S:1:8: error: this is not a number: after 0x come 0 to 9 and a to f"},
        BadLine{"li a0, 089", "test.S:1:8: error: this is not a number: after a leading 0 come 0 to 7"},
        BadLine{"li a0, 18446744073709551616", "test.S:1:8: error: this number does not fit 64 bits"},
        BadLine{
            ".align 99",
            "test.S:1:8: error: a power of two from 0 to 20 expected, found 99 (the number is the power: 3 "
            "means 8 bytes)"},
        BadLine{
            ".align -1",
            "test.S:1:8: error: a power of two from 0 to 20 expected, found -1 (the number is the power: 3 "
            "means 8 bytes)"},
        BadLine{".balign -8", "test.S:1:9: error: a power of two expected, found -8"},
        BadLine{
            ".bss\n.word 5",
            "test.S:2:1: error: section .bss holds only zeros, and this is not zero (put it into .data)"}));

TEST(Assembler, GoesOnAfterAnError) {
  Assembled result = assembled("foo\nnop\nbar\n.word 1 / 0\n");
  EXPECT_EQ(result.diagnostics.size(), 3u) << errors_of(result);
  EXPECT_FALSE(result.ok());
}

TEST(Assembler, SaysInWhichMacroAnErrorIs) {
  EXPECT_EQ(errors_of(assembled(".macro m r\nmv \\r\n.endm\n\nm a0")),
            "test.S:5:6: error: in macro `m': `,' expected, found the end of the line (it is written mv rd, "
            "rs1)\n");
}

TEST(Assembler, AWarningIsNotAnError) {
  Assembled result = assembled(".byte 300");
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(errors_of(result),
            "test.S:1:7: warning: this number does not fit 1 byte; its low part is stored\n");
}

TEST(Assembler, SaysThatThereIsNoPreprocessor) {
  Assembled result =
      assembled("#define SIZE 4\n  #include \"x.h\"\n# a comment\nnop #if 1\n/*\n#if 0\n*/\n#if 1");
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(errors_of(result),
            "test.S:1:1: warning: `#define' is a comment here: there is no C preprocessor (write .equ name, "
            "number)\n"
            "test.S:2:3: warning: `#include' is a comment here: there is no C preprocessor (write .include "
            "\"file\")\n"
            "test.S:8:1: warning: `#if' is a comment here: there is no C preprocessor (write .if, .ifdef and "
            ".endif)\n");
}

}  // namespace
}  // namespace trapdoor
