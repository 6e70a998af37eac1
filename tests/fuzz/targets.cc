#include "tests/fuzz/targets.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/rows.h"

namespace trapdoor {
namespace {

using namespace fuzz;

constexpr FuzzTarget kTargets[] = {
    {"assembler", assembler, assembler_seeds,
     ".macro .endm .rept .endr .if .else .endif .include .incbin .equ .set .section .text .data .bss .align "
     ".balign .org "
     ".space .fill .ascii .asciz .byte .word .dword .globl .irp .irpc .comm .option .size %hi %lo %pcrel_hi "
     "%pcrel_lo li la "
     "call tail csrrw ecall mret sret beq jal lui auipc ld sd \\@ 1b 1f << >> ( ) , : ; # \" '"},
    {"elf", elf, elf_seeds,
     "\x7f"
     "ELF .text .symtab .strtab .shstrtab .bss"},
    {"dwarf", dwarf, dwarf_seeds, ""},
    {"stabs", stabs, stabs_seeds,
     "int:t1=r1;-2147483648;2147483647; :F1 :p2 :G3 =*1 =ar1;0;7;2 =s32id:1,0,32;; =ered:0,green:5,; =f1"},
    {"objects", objects, object_seeds, ".text .data .rela.text .symtab .stab"},
    {"lesson", lesson, lesson_seeds,
     "+++ id title slides board panels files readonly images name at load device sector machine harts ram "
     "flaws limit "
     "```check ```hint expect refuse then within count>= type after ## [ ]( do: panel: ? & = \" [[image]] "
     "true [1]"},
    {"match", match, match_seeds,
     "trap interrupt exception ret exec load store word wire command console input wait power cause= from= "
     "to= hart= pc= at= "
     "value= word= wire= device= size= text= != .. + - 0x \" \\n timer ecall-u U S M _start TIMER_COMPARE "
     "mepc a0"},
    {"commands", commands, command_seeds,
     "step run pause run-until next-trap back back-until previous-trap back-run who-wrote who-reads seek "
     "break unbreak enable "
     "disable key poke set flaw build check branch drop speed reset solution restart help moment replay ; "
     "trap store "
     "exec "
     "pc= at= 0x80000000 "
     "counter \\n \" a0 pc mstatus"},
    {"debugger", debugger, debugger_seeds,
     "$ # + - g G p P m M c s bc bs Z0, Z2, z0, ? H T q qSupported qRcmd, qXfer:features:read:target.xml: "
     "vCont D k , : = ;"},
    {"state", state, state_seeds, "TRAPDOOR riscv-virt"},
    {"devices", devices, device_seeds, ""},
    {"guest", guest, guest_seeds, ""},
};

}  // namespace

std::span<const FuzzTarget> fuzz_targets() { return kTargets; }

const FuzzTarget* find_fuzz_target(std::string_view name) {
  for (const FuzzTarget& target : kTargets) {
    if (target.name == name) return &target;
  }
  return nullptr;
}

void fuzz_require(bool holds, std::string_view law) {
  if (holds) return;
  std::fprintf(stderr, "a law does not hold: %.*s\n", static_cast<int>(law.size()), law.data());
  std::abort();
}

namespace fuzz {

std::string file_text(const std::string& path) {
  std::ifstream in(std::string(TRAPDOOR_SOURCE_DIR "/") + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> lesson_files() {
  namespace fs = std::filesystem;
  const fs::path root = TRAPDOOR_SOURCE_DIR;
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / "lessons")) {
    if (entry.is_regular_file()) files.push_back(fs::relative(entry.path(), root).generic_string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace fuzz
}  // namespace trapdoor
