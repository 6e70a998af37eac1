#include "engine/isa/riscv/c_functions.h"

#include <algorithm>

#include "engine/isa/riscv/words.h"

namespace trapdoor::riscv {
namespace {

struct Row {
  const char *header, *name, *declaration, *code;
};

constexpr Row kRows[] = {
    // The old value comes back. Each one is in order with everything before and after it.
    {"atomic.h", "atomic_add", "int atomic_add(volatile int *place, int number);",
     "amoadd.w.aqrl a0, a1, (a0); ret"},
    {"atomic.h", "atomic_and", "int atomic_and(volatile int *place, int bits);",
     "amoand.w.aqrl a0, a1, (a0); ret"},
    {"atomic.h", "atomic_or", "int atomic_or(volatile int *place, int bits);",
     "amoor.w.aqrl a0, a1, (a0); ret"},
    {"atomic.h", "atomic_swap", "int atomic_swap(volatile int *place, int value);",
     "amoswap.w.aqrl a0, a1, (a0); ret"},
    {"atomic.h", "atomic_add_64", "uint64_t atomic_add_64(volatile uint64_t *place, uint64_t number);",
     "amoadd.d.aqrl a0, a1, (a0); ret"},
    {"atomic.h", "atomic_swap_64", "uint64_t atomic_swap_64(volatile uint64_t *place, uint64_t value);",
     "amoswap.d.aqrl a0, a1, (a0); ret"},
    {"atomic.h", "atomic_compare_swap",
     "int atomic_compare_swap(volatile int *place, int expected, int value);",
     "1: lr.w.aqrl a3, (a0); bne a3, a1, 2f; sc.w.aqrl a4, a2, (a0); bnez a4, 1b; 2: mv a0, a3; ret"},
    {"atomic.h", "atomic_load", "int atomic_load(const volatile int *place);",
     "lw a0, 0(a0); fence r, rw; ret"},
    {"atomic.h", "atomic_store", "void atomic_store(volatile int *place, int value);",
     "fence rw, w; sw a1, 0(a0); ret"},
    {"atomic.h", "fence", "void fence(void);", "fence; ret"},
    {"csr.h", "wait_for_interrupt", "void wait_for_interrupt(void);", "wfi; ret"},
    {"csr.h", "fence_code", "void fence_code(void);", "fence.i; ret"},
    {"csr.h", "flush_tlb", "void flush_tlb(void);", "sfence.vma; ret"},
    {"csr.h", "flush_tlb_page", "void flush_tlb_page(uint64_t address);", "sfence.vma a0; ret"},
    {"string.h", "memcpy", "void *memcpy(void *to, const void *from, size_t count);",
     "mv a3, a0; or a4, a0, a1; or a4, a4, a2; andi a4, a4, 7; bnez a4, 2f; add a2, a2, a1;"
     "1: bgeu a1, a2, 4f; ld a4, 0(a1); sd a4, 0(a3); addi a1, a1, 8; addi a3, a3, 8; j 1b;"
     "2: add a2, a2, a1; 3: bgeu a1, a2, 4f; lbu a4, 0(a1); sb a4, 0(a3); addi a1, a1, 1; addi a3, a3, 1; j "
     "3b;"
     "4: ret"},
    {"string.h", "memmove", "void *memmove(void *to, const void *from, size_t count);",
     "bltu a1, a0, 3f; mv a3, a0; add a2, a2, a1;"
     "1: bgeu a1, a2, 2f; lbu a4, 0(a1); sb a4, 0(a3); addi a1, a1, 1; addi a3, a3, 1; j 1b; 2: ret;"
     "3: beqz a2, 2b; addi a2, a2, -1; add a3, a1, a2; lbu a4, 0(a3); add a3, a0, a2; sb a4, 0(a3); j 3b"},
    {"string.h", "memset", "void *memset(void *to, int byte, size_t count);",
     "add a2, a2, a0; mv a3, a0; 1: bgeu a3, a2, 2f; sb a1, 0(a3); addi a3, a3, 1; j 1b; 2: ret"},
    {"string.h", "memcmp", "int memcmp(const void *left, const void *right, size_t count);",
     "add a2, a2, a0; 1: bgeu a0, a2, 2f; lbu a3, 0(a0); lbu a4, 0(a1); bne a3, a4, 3f; addi a0, a0, 1;"
     "addi a1, a1, 1; j 1b; 2: li a0, 0; ret; 3: sub a0, a3, a4; ret"},
    {"string.h", "strlen", "size_t strlen(const char *text);",
     "mv a1, a0; 1: lbu a2, 0(a1); beqz a2, 2f; addi a1, a1, 1; j 1b; 2: sub a0, a1, a0; ret"},
    {"string.h", "strcmp", "int strcmp(const char *left, const char *right);",
     "1: lbu a2, 0(a0); lbu a3, 0(a1); bne a2, a3, 2f; beqz a2, 2f; addi a0, a0, 1; addi a1, a1, 1; j 1b;"
     "2: sub a0, a2, a3; ret"},
    {"string.h", "strncmp", "int strncmp(const char *left, const char *right, size_t count);",
     "1: beqz a2, 3f; lbu a3, 0(a0); lbu a4, 0(a1); bne a3, a4, 2f; beqz a3, 3f; addi a0, a0, 1; addi a1, "
     "a1, 1;"
     "addi a2, a2, -1; j 1b; 2: sub a0, a3, a4; ret; 3: li a0, 0; ret"},
    {"string.h", "strcpy", "char *strcpy(char *to, const char *from);",
     "mv a2, a0; 1: lbu a3, 0(a1); sb a3, 0(a2); addi a1, a1, 1; addi a2, a2, 1; bnez a3, 1b; ret"},
};

void add_register(const CsrRow& row, std::vector<CFunctionRow>& list) {
  std::string name(row.name);
  if (name.find("hpm") != std::string::npos) return;  // always 0, and three in five registers are such
  auto add = [&](const std::string& verb, const std::string& result, const std::string& argument,
                 const std::string& code) {
    list.push_back(
        {"csr.h", verb + "_" + name, result + " " + verb + "_" + name + "(" + argument + ");", code});
  };
  add("read", "uint64_t", "void", "csrr a0, " + name + "; ret");
  constexpr uint16_t kReadOnly = 0xc00;  // Privileged ISA 2.1: the top two bits of the address
  if ((row.address & kReadOnly) == kReadOnly) return;
  add("write", "void", "uint64_t value", "csrw " + name + ", a0; ret");
  add("set", "uint64_t", "uint64_t bits", "csrrs a0, " + name + ", a0; ret");
  add("clear", "uint64_t", "uint64_t bits", "csrrc a0, " + name + ", a0; ret");
}

}  // namespace

const std::vector<CFunctionRow>& c_functions() {
  static const std::vector<CFunctionRow> rows = [] {
    std::vector<CFunctionRow> list;
    for (const Row& row : kRows) list.push_back({row.header, row.name, row.declaration, row.code});
    for (const CsrRow& row : csr_rows()) add_register(row, list);
    std::stable_sort(list.begin(), list.end(),
                     [](const CFunctionRow& a, const CFunctionRow& b) { return a.header < b.header; });
    return list;
  }();
  return rows;
}

}  // namespace trapdoor::riscv
