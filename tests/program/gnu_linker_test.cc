// The linker against GNU ld, with objects of the assembler, of GNU as and of the C compilers.
#include "engine/program/compiler.h"
#include "tests/program/gnu_link.h"

namespace trapdoor {
namespace {

constexpr const char* kEntry = R"(
  .globl _start, shared, table
  _start: la sp, stack_top
    call work
    beqz a0, away
    lla t0, table
    ld t1, 8(t0)
    lui t2, %hi(number)
    lw t2, %lo(number)(t2)
    lw a1, shared
    sw a1, shared, t3
    j away
  1: j 1b
  .equ number, 0x12345678
  .section .rodata
  text: .asciz "text"
  .data
  .balign 8
  shared: .word 5
  .balign 8
  table: .dword work, text, text + 2, table
  .word . - shared, away - away, work - _start
  .comm room, 64, 16
  .bss
  .space 100
  stack_top:
)";
constexpr const char* kWork = R"(
  .globl work, away
  .weak perhaps
  work: lw a0, shared
    la a1, room
    blt a0, a1, away
    ret
  .balign 32
  away: bnez a0, _start
    tail work
  .data
  .dword away, _start + 4
)";

TEST(Linker, ObjectsAcrossTheFence) { expect_links({{"entry.S", kEntry}, {"work.S", kWork}}, {}); }

TEST(Linker, CompilersObjects) {
  Folder folder;
  const std::string c = R"(
    extern int shared; extern unsigned long table[]; extern char room[64]; static int own[3] = {1, 2, 3};
    const char *names[] = {"one", "two"}; int away(void); int zeros[100];
    int work(int n) { for (int i = 0; i < 3; i++) n += own[i] + shared + names[i & 1][0]; zeros[n & 63] = n;
      return n ? (int)table[1] : work(n - 1); }
    int away(void) { return work(3); })";
  folder.write("work.c", c);
  folder.write("ld.x", kScript);
  AssembledObject entry = assemble_object(riscv::kIsa, {"entry.S", kEntry});
  ASSERT_TRUE(entry.ok());
  Compiled tcc = compile_c({{"work.c", c}}, "work.c");
  ASSERT_TRUE(tcc.ok()) << text_of(tcc.diagnostics);
  folder.write("entry.o", {entry.object.begin(), entry.object.end()});
  folder.write("tcc.o", {tcc.object.begin(), tcc.object.end()});
  ASSERT_TRUE(
      folder.run("riscv64-unknown-elf-gcc -march=rv64gc -mabi=lp64d -mcmodel=medany -mno-relax -O1 -g "
                 "-fno-common -ffreestanding -msmall-data-limit=0 -c work.c -o gcc.o"))
      << folder.output;
  for (const char* name : {"tcc.o", "gcc.o"}) {
    SCOPED_TRACE(name);
    ASSERT_TRUE(folder.run(
        "riscv64-unknown-elf-ld --no-relax --no-warn-rwx-segments --defsym TEXT_ADDRESS=0x80000000 "
        "-T ld.x -o out.elf entry.o " +
        std::string(name)))
        << folder.output;
    Diagnostics diagnostics;
    auto gnu = load_elf(riscv::kIsa, "out.elf", bytes_of_text(folder.read("out.elf")), diagnostics);
    auto first = read_object(riscv::kIsa, "entry.S", entry.object, diagnostics);
    auto second = read_object(riscv::kIsa, "work.c", bytes_of_text(folder.read(name)), diagnostics);
    ASSERT_TRUE(gnu && first && second) << text_of(diagnostics);
    Program own = linked({*first, *second}, {});
    for (const Section& section : own.sections)
      EXPECT_FALSE(section.writable && section.executable) << section.name;
    auto place = own.place_of(own.find_symbol("work")->address);
    if (std::string(name) == "tcc.o") {
      ASSERT_TRUE(place);
      EXPECT_EQ(place->file, "work.c");
      EXPECT_EQ(place->line, 4u);
      expect_same_bytes(own, *gnu, name);
    }
    std::vector<uint8_t> elf = write_elf(riscv::kIsa, own);
    folder.write("own.elf", {elf.begin(), elf.end()});
    ASSERT_TRUE(folder.run("riscv64-unknown-elf-readelf -W -a own.elf")) << folder.output;
    EXPECT_EQ(folder.output.find("arning"), std::string::npos) << folder.output;
    ASSERT_TRUE(folder.run("riscv64-unknown-elf-objdump -d own.elf")) << folder.output;
    EXPECT_NE(folder.output.find("<work>:"), std::string::npos);
  }
}

// What .type and .size say is the same in GNU's object and in ours.
TEST(Linker, SymbolsSayWhatTheyAre) {
  const std::string text =
      ".globl f\n.type f, @function\nf: ret\nnop\n.size f, . - f\n.type g, %function\ng: ret\n"
      ".type h, STT_FUNC\nh: ret\n.type i, \"function\"\n.weak i\ni: ret\n.size i, 4\nj: ret\n.type k, "
      "@notype\nk: ret\n"
      ".data\n.type d, @object\nd: .dword 1\n.size d, 8\n.type e STT_OBJECT\ne: .dword f\n";
  Folder folder;
  folder.write("a.s", text);
  ASSERT_TRUE(folder.run(std::string(kAs) + " a.s -o a.o")) << folder.output;
  Diagnostics diagnostics;
  auto gnus = read_object(riscv::kIsa, "a.o", bytes_of_text(folder.read("a.o")), diagnostics);
  auto ours =
      read_object(riscv::kIsa, "a.o", assemble_object(riscv::kIsa, {"a.s", text}).object, diagnostics);
  ASSERT_TRUE(gnus && ours) << text_of(diagnostics);
  std::map<std::string, ObjectSymbol> expected;
  for (const ObjectSymbol& symbol : gnus->symbols) expected[symbol.name] = symbol;
  std::string seen;
  for (const ObjectSymbol& symbol : ours->symbols) {
    if (symbol.name.size() != 1) continue;
    const ObjectSymbol& other = expected[symbol.name];
    EXPECT_EQ(symbol.type, other.type) << symbol.name;
    EXPECT_EQ(symbol.size, other.size) << symbol.name;
    EXPECT_EQ(symbol.global, other.global) << symbol.name;
    EXPECT_EQ(symbol.weak, other.weak) << symbol.name;
    seen += symbol.name;
  }
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(seen, "defghijk");
  Program program = linked({*ours}, {});
  EXPECT_EQ(program.find_symbol("f")->kind, SymbolKind::function);
  EXPECT_EQ(program.find_symbol("d")->kind, SymbolKind::object);
  EXPECT_EQ(program.find_symbol("j")->kind, SymbolKind::unknown);
}

// gcc counts from anchors 4 KiB apart, of which the last may lie behind its section.
TEST(Linker, SymbolsMayLieOutsideOfTheirSections) {
  Folder folder;
  folder.write("a.s", ".data\nstart: .dword behind\n.set behind, start + 4096\n");
  ASSERT_TRUE(folder.run("riscv64-unknown-elf-as -march=rv64i -mabi=lp64 a.s -o a.o")) << folder.output;
  Diagnostics diagnostics;
  auto object = read_object(riscv::kIsa, "a.o", bytes_of_text(folder.read("a.o")), diagnostics);
  ASSERT_TRUE(object) << text_of(diagnostics);
  Program program = linked({*object}, {});
  const Symbol* start = program.find_symbol("start");
  ASSERT_TRUE(start);
  for (int i = 0; i < 8; i++) {
    EXPECT_EQ(byte_at(program, start->address + static_cast<uint64_t>(i)),
              static_cast<uint8_t>((start->address + 4096) >> (8 * i)));
  }
}

TEST(Linker, AGapOfAnySizeEndsInAnError) {
  constexpr uint32_t kAlign = 43;  // R_RISCV_ALIGN
  ObjectFile object{
      "a.o", {{".text", true, false, true, false, 4, 4, {1, 0, 0, 0}, {{0, kAlign, 0, -1}}}}, {{}}};
  EXPECT_NE(text_of(link(riscv::kIsa, std::vector{object}).diagnostics).find("a linker that rewrites code"),
            std::string::npos);
}

// The lines of a weak function that gives way stay its own.
TEST(Linker, DebugInformationSpeaksOfItsOwnObject) {
  Diagnostics diagnostics;
  Compiled weak =
      compile_c({{"weak.c", "\n__attribute__((weak)) int f(void) {\n  return 1;\n}\n"}}, "weak.c");
  Compiled strong = compile_c({{"strong.c", "int f(void) { return 2; }\n"}}, "strong.c");
  auto first = read_object(riscv::kIsa, "weak.c", weak.object, diagnostics);
  auto second = read_object(riscv::kIsa, "strong.c", strong.object, diagnostics);
  ASSERT_TRUE(first && second) << text_of(diagnostics);
  Program program = linked({*first, *second}, {});
  const Symbol* f = program.find_symbol("f");
  ASSERT_TRUE(f);
  EXPECT_GT(f->address, program.sections[0].address);
  for (auto [address, file] :
       {std::pair(f->address + 8, "strong.c"), {program.sections[0].address + 8, "weak.c"}}) {
    auto place = program.place_of(address);
    ASSERT_TRUE(place) << file;
    EXPECT_EQ(place->file, file);
  }
}

TEST(Linker, ErrorsNameTheirLines) {
  auto object = [](const std::string& name, const std::string& text) {
    Diagnostics diagnostics;
    bool c = name.ends_with(".c");
    std::vector<uint8_t> bytes =
        c ? compile_c({{name, text}}, name).object : assemble_object(riscv::kIsa, {name, text}).object;
    auto read = read_object(riscv::kIsa, name, bytes, diagnostics);
    EXPECT_TRUE(read) << text_of(diagnostics);
    return read.value_or(ObjectFile{});
  };
  auto errors = [](std::vector<ObjectFile> objects) {
    return text_of(link(riscv::kIsa, objects).diagnostics);
  };
  EXPECT_EQ(
      errors(
          {object("a.c",
                  "int kernel_main(void);\nint f(void) {\n  return kernel_man();\n}\nint kernel_man(void);"),
           object("b.c", "int kernel_main(void) { return 0; }")}),
      "a.c:3: error: `kernel_man' is not defined\n  hint: did you mean `kernel_main'?\n");
  EXPECT_EQ(errors({object("a.S", "nop\nnop\ncall away\n"), object("b.S", "away: ret\n")}),
            "a.S:3: error: `away' is not defined\n  hint: it is defined in b.S, for that file alone: share "
            "it there with "
            ".globl away\n");
  EXPECT_EQ(
      errors({object("a.c", "int f(void) { return 1; }"), object("b.c", "int f(void) { return 2; }")}),
      "b.c:1: error: `f' is already defined in a.c:1\n  hint: give one of them another name, or make it "
      "static\n");
  EXPECT_EQ(
      errors({object("a.S", "nop\n\n.globl f\nf: ret\n"),
              object("b.c", "int x;\n\nint f(void) {\n  return 2;\n}\n")}),
      "b.c:3: error: `f' is already defined in a.S:4\n  hint: give one of them another name, or make it "
      "static\n");
  EXPECT_EQ(
      errors({object("a.c", "int table[2] = {1, 2};"), object("b.c", "int table[2] = {3, 4};")}),
      "b.c: error: `table' is already defined in a.c\n  hint: give one of them another name, or make it "
      "static\n");
  EXPECT_EQ(errors({object("a.S", ".globl far\nbeqz a0, far\n"),
                    object("b.S", ".globl far\n.space 2000000\nfar: ret\n")}),
            "a.S:2: error: `far' is too far away from here\n  hint: use call, or la and a jump\n");
}

}  // namespace
}  // namespace trapdoor
