// Shifts by constants and variables, of every width; rotations, masks, bit counts.
#include "virt.h"
static int ones(uint64_t x) {
  int n = 0;
  while (x) {
    x &= x - 1;
    n++;
  }
  return n;
}
static uint32_t rotate(uint32_t x, int n) { return x << n | x >> (32 - n); }
static uint64_t rotate64(uint64_t x, int n) { return x << n | x >> (64 - n); }
static uint64_t reverse(uint64_t x) {
  uint64_t y = 0;
  for (int i = 0; i < 64; i++, x >>= 1) y = y << 1 | (x & 1);
  return y;
}
int main(void) {
  uint64_t x = 0x8123456789abcdef;
  for (int n = 0; n < 64; n++) {
    print("%x %x %d ", x << n, x >> n, (int64_t)x >> n);
    if (n < 32)
      print("%x %x %d", (uint64_t)((uint32_t)x << n), (uint64_t)((uint32_t)x >> n),
            (int64_t)((int32_t)(uint32_t)x >> n));
    print("\n");
    if (n) print("%x ", rotate64(x, n));
    if (n && n < 32) print("%x", (uint64_t)rotate((uint32_t)x, n));
    print(" %d\n", (int64_t)ones(x >> n));
  }
  unsigned char c = 0x81;
  c <<= 1;
  print("%x ", (uint64_t)c);
  c |= 0x80;
  c >>= 3;
  print("%x ", (uint64_t)c);
  short s = -20000;
  s >>= 2;
  print("%d ", (int64_t)s);
  s <<= 1;
  print("%d ", (int64_t)s);
  print("%x %x\n", reverse(x), (uint64_t)(1ull << 63 | 1u << 31));
  return 0;
}
