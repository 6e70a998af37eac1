// The user programs: what a process does depends on its number.
#include <stddef.h>
#include <stdint.h>

#include "kernel.h"

static uint64_t call(uint64_t number, uint64_t a, uint64_t b) {
  register uint64_t a0 __asm__("a0") = a;
  register uint64_t a1 __asm__("a1") = b;
  register uint64_t a7 __asm__("a7") = number;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a7) : "memory");
  return a0;
}

static void say(const char* text, uint64_t number) {
  char line[64];
  size_t size = 0;
  while (*text) line[size++] = *text++;
  char digits[20];
  int count = 0;
  do {
    digits[count++] = (char)('0' + number % 10);
    number /= 10;
  } while (number);
  while (count) line[size++] = digits[--count];
  line[size++] = '\n';
  call(CALL_WRITE, (uint64_t)line, size);
}

static void sieve(void) {
  uint8_t* composite = (uint8_t*)HEAP_BASE;
  enum { LIMIT = 30000 };
  uint64_t primes = 0;
  for (uint64_t i = 2; i < LIMIT; i++) {
    if (composite[i]) continue;
    primes++;
    for (uint64_t j = i * i; j < LIMIT; j += i) composite[j] = 1;
  }
  say("primes below 30000: ", primes);
}

static uint64_t depth(uint64_t n) {
  volatile uint8_t room[900];
  room[0] = (uint8_t)n;
  return n ? depth(n - 1) + room[0] : 0;
}

static void spin(void) {
  // Never yields: only the timer can take the processor away.
  uint64_t first = call(CALL_TICKS, 0, 0), sum = 0;
  while (call(CALL_TICKS, 0, 0) < first + 4) {
    for (uint64_t i = 0; i < 100; i++) __asm__ volatile("" : "+r"(sum));
  }
  say("spun through 4 ticks, sum ", sum);
}

__attribute__((section(".text.first"))) void user_entry(uint64_t pid) {
  say("I am ", call(CALL_PID, 0, 0));
  switch (pid) {
    case 0:
      sieve();
      say("unknown call: ", call(99, 0, 0) == (uint64_t)-2);
      say("write from the kernel: ", call(CALL_WRITE, 0x80000000, 4) == (uint64_t)-1);
      break;
    case 1:
      spin();
      say("stack sum ", depth(40));
      break;
    case 2:
      for (int i = 0; i < 5; i++) call(CALL_YIELD, 0, 0);
      *(volatile uint64_t*)0x80000000 = 1;  // the kernel's own page
      break;
    case 3: {
      uint64_t status;
      __asm__ volatile("csrr %0, sstatus" : "=r"(status));
      say("read sstatus ", status);
      break;
    }
    default: {
      volatile uint64_t* heap = (volatile uint64_t*)HEAP_BASE;
      uint64_t sum = 0;
      for (uint64_t i = 0; i < 20; i++) heap[i * 512 + i] = i;
      for (uint64_t i = 0; i < 20; i++) sum += heap[i * 512 + i];
      say("touched 20 pages, sum ", sum);
      // The last page of the heap and then one too far.
      heap[HEAP_PAGES * 512 - 1] = 1;
      heap[HEAP_PAGES * 512] = 1;
    }
  }
  call(CALL_EXIT, pid + 10, 0);
  for (;;) {
  }
}
