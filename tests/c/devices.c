// Devices as everybody writes them: stores and loads through constant addresses, through structures, volatile.
#include "virt.h"
#define REG8(a) (*(volatile uint8_t*)(a))
#define REG32(a) (*(volatile uint32_t*)(a))
#define REG64(a) (*(volatile uint64_t*)(a))
struct uart {
  uint8_t data, ier, iir, lcr, mcr, lsr, msr, scratch;
};
#define UART ((volatile struct uart*)0x10000000)
static volatile uint64_t* const kTimer = (volatile uint64_t*)0x200bff8;
static volatile int flag;
static int volatile* pointer = &flag;
static void send(const char* s) {
  while (*s) {
    while (!(UART->lsr & 0x20)) {
    }
    *(volatile uint8_t*)0x10000000 = (uint8_t)*s++;
  }
}
int main(void) {
  *(volatile char*)0x10000000 = 'A';
  REG8(0x10000000) = 'B';
  REG8(0x10000000 + 7) = 0x5a;
  print("%x ", (uint64_t)REG8(0x10000007));
  UART->scratch = 0xa5;
  UART->scratch++;
  UART->scratch |= 0x10;
  print("%x\n", (uint64_t)UART->scratch);
  send("sent\n");
  REG32(0x0c000000 + 4 * 10) = 3;
  REG32(0xc000028) += 1;
  print("%u ", (uint64_t) * (volatile uint32_t*)0xc000028);
  REG32(0xc002000) = 1 << 10;
  print("%x ", (uint64_t)REG32(0xc002000));
  REG32(0xc200000) = 5;
  print("%u\n", (uint64_t)REG32(0xc200000));
  *(volatile uint64_t*)0x2004000 = 0xffffffffffffffff;
  print("%x ", *(volatile uint64_t*)0x2004000);
  REG32(0x2004000) = 0x1234;
  REG32(0x2004004) = 0x5678;
  print("%x ", REG64(0x2004000));
  REG64(0x2004000) = -1ull;
  REG32(0x2000000) = 1;
  print("%u ", (uint64_t)REG32(0x2000000));
  REG32(0x2000000) = 0;
  uint64_t before = *kTimer, after = before;
  while (after == before) after = REG64(0x200bff8);
  print("%d\n", (int64_t)(after > before));
  for (volatile int i = 0; i < 10; i++) *pointer += i;
  flag++;
  print("%d\n", (int64_t)flag);
  uint32_t offset = 7;
  ((volatile uint8_t*)0x10000000)[offset] = 1;
  print("%d\n", (int64_t)((volatile uint8_t*)0x10000000)[offset]);
  return 0;
}
