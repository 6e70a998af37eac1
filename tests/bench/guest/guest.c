// One kernel, five kinds of work. Each ends with a line `WORK checksum` and power off.
#include "guest.h"

#include <stddef.h>
#include <stdint.h>

enum { V = 1, R = 2, W = 4, X = 8, U = 16, A = 64, D = 128 };
enum { PAGE = 4096, SPAN = 2048 };  // pages of the user's data area

struct frame {
  uint64_t pc;
  uint64_t x[31];
};
extern struct frame frame;
void enter_user(struct frame*) __attribute__((noreturn));

static uint64_t root[512] __attribute__((aligned(PAGE)));
static uint64_t middle[512] __attribute__((aligned(PAGE)));
static uint64_t last[SPAN] __attribute__((aligned(PAGE)));
static uint64_t traps __attribute__((unused));

static void put(char c) { *(volatile uint8_t*)0x10000000 = (uint8_t)c; }

__attribute__((noreturn)) static void finish(const char* name, uint64_t checksum) {
  while (*name) put(*name++);
  put(' ');
  for (int shift = 60; shift >= 0; shift -= 4) put("0123456789abcdef"[checksum >> shift & 15]);
  put('\n');
  *(volatile uint32_t*)0x100000 = 0x5555;
  for (;;) {
  }
}

static uint64_t random_state = 1;
__attribute__((unused)) static uint64_t random_number(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  return random_state ^= random_state << 17;
}

// 2,048 pages of user data, one frame each, from 16 MiB above the program.
static void make_tables(int present) {
  root[0] = V | R | W | A | D;
  root[2] = (uint64_t)0x80000000 >> 2 | V | R | W | X | A | D;
  root[1] = (uint64_t)middle >> 2 | V;
  middle[0] = (uint64_t)0x80000000 >> 2 | V | R | W | X | U | A | D;  // the program, for the user
  for (uint64_t i = 0; i < SPAN / 512; i++) middle[128 + i] = (uint64_t)(last + 512 * i) >> 2 | V;
  for (uint64_t i = 0; i < SPAN; i++) {
    last[i] = (0x81000000 + i * PAGE) >> 2 | R | W | U | A | D | (present ? V : 0);
  }
  __asm__ volatile("csrw satp, %0; sfence.vma" ::"r"((uint64_t)8 << 60 | (uint64_t)root >> 12) : "memory");
}

__attribute__((unused, noreturn)) static void go(void (*user)(void)) {
  frame.pc = (uint64_t)user - 0x80000000 + USER_BASE;
  enter_user(&frame);
}

#if WORK == COMPUTE
static uint32_t crc_table[256], numbers[4096];
static uint8_t sieve[32768];
static int64_t matrix[3][24][24];

static uint64_t compute(uint64_t round) {
  uint64_t hash = round;
  uint32_t crc = ~0u;
  for (uint32_t i = 0; i < 4096; i++) numbers[i] = (uint32_t)(random_number() >> 20);
  for (uint32_t i = 0; i < 4096; i++) crc = crc >> 8 ^ crc_table[(crc ^ numbers[i]) & 255];
  hash = hash * 31 + crc;
  for (uint32_t gap = 1750; gap; gap /= 2) {
    for (uint32_t i = gap; i < 4096; i++) {
      uint32_t value = numbers[i], j = i;
      for (; j >= gap && numbers[j - gap] > value; j -= gap) numbers[j] = numbers[j - gap];
      numbers[j] = value;
    }
  }
  for (uint32_t i = 0; i < 4096; i += 97) hash = hash * 31 + numbers[i];
  for (uint32_t i = 0; i < sizeof sieve; i++) sieve[i] = 1;
  for (uint32_t i = 2; i < sizeof sieve; i++) {
    if (!sieve[i]) continue;
    hash += i;
    for (uint32_t j = 2 * i; j < sizeof sieve; j += i) sieve[j] = 0;
  }
  for (int i = 0; i < 24; i++) {
    for (int j = 0; j < 24; j++) {
      int64_t sum = 0;
      for (int k = 0; k < 24; k++) sum += matrix[0][i][k] * matrix[1][k][j];
      matrix[2][i][j] = sum;
      hash = hash * 31 + (uint64_t)sum;
    }
  }
  for (int i = 0; i < 24; i++) {
    for (int j = 0; j < 24; j++) matrix[0][i][j] = matrix[2][i][j] % 1000 + i - j;
  }
  return hash;
}

int main(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t value = i;
    for (int j = 0; j < 8; j++) value = value & 1 ? 0xedb88320 ^ value >> 1 : value >> 1;
    crc_table[i] = value;
  }
  for (int i = 0; i < 24; i++) {
    for (int j = 0; j < 24; j++) matrix[0][i][j] = i * j - 7, matrix[1][i][j] = i - 2 * j;
  }
  make_tables(1);
  uint64_t hash = 0;
  for (uint64_t i = 0; i < COUNT; i++) hash ^= compute(i) + (hash << 1);
  finish("compute", hash);
}
void trap(struct frame* f, uint64_t cause, uint64_t value) { finish("unexpected", f->pc ^ cause ^ value); }

#elif WORK == TRAPS
static void user(void) {
  for (uint64_t i = 0;; i++) {
    register uint64_t a0 __asm__("a0") = i;
    __asm__ volatile("ecall" : "+r"(a0)::"memory");
  }
}
void trap(struct frame* f, uint64_t cause, uint64_t value) {
  (void)value;
  static uint64_t hash;
  hash = hash * 31 + f->x[9] + cause;
  if (traps++ == COUNT) finish("traps", hash);
  f->pc += 4;
}
int main(void) {
  make_tables(1);
  go(user);
}

#elif WORK == FAULTS
// Every store finds its page absent; the page 8 behind is taken away again.
static void user(void) {
  for (uint64_t i = 0;; i++) *(volatile uint64_t*)(PAGES_BASE + i % SPAN * PAGE) = i;
}
void trap(struct frame* f, uint64_t cause, uint64_t value) {
  uint64_t page = (value - PAGES_BASE) / PAGE;
  static uint64_t hash;
  hash = hash * 31 + page + cause + (f->pc & 0);
  if (traps++ == COUNT) finish("faults", hash);
  uint64_t old = (page + SPAN - 8) % SPAN;
  last[old] &= ~(uint64_t)V;
  __asm__ volatile("sfence.vma %0, zero" ::"r"(PAGES_BASE + old * PAGE) : "memory");
  last[page] |= V;
  __asm__ volatile("sfence.vma %0, zero" ::"r"(value) : "memory");
}
int main(void) {
  make_tables(0);
  go(user);
}

#elif WORK == MEMORY
static void user(void) {
  uint64_t* at = (uint64_t*)PAGES_BASE;
  for (uint64_t i = 0; i < COUNT; i++) at = (uint64_t*)*at;
  register uint64_t a0 __asm__("a0") = (uint64_t)at;
  __asm__ volatile("ecall" ::"r"(a0));
}
void trap(struct frame* f, uint64_t cause, uint64_t value) { finish("memory", f->x[9] + cause + value); }
// One random cycle through all pages, at a random word of each.
int main(void) {
  make_tables(1);
  static uint16_t order[SPAN], word[SPAN];
  for (uint64_t i = 0; i < SPAN; i++) order[i] = (uint16_t)i, word[i] = (uint16_t)(random_number() % 512);
  word[0] = 0;
  for (uint64_t i = SPAN - 1; i > 1; i--) {
    uint64_t j = 1 + random_number() % i;
    uint16_t kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  for (uint64_t i = 0; i < SPAN; i++) {
    uint64_t from = order[i], to = order[(i + 1) % SPAN];
    ((uint64_t*)(0x81000000 + from * PAGE))[word[from]] = PAGES_BASE + to * PAGE + 8 * word[to];
  }
  go(user);
}

#else  // TIMER
static void user(void) {
  uint64_t x = 1;
  for (;;) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    __asm__ volatile("" : "+r"(x));
  }
}
void trap(struct frame* f, uint64_t cause, uint64_t value) {
  (void)f, (void)value;
  __asm__ volatile("csrci sip, 2");
  if (traps++ == COUNT) finish("timer", cause);
}
int main(void) {
  make_tables(1);
  go(user);
}
#endif
