// Numbers longer than a register: factorials, Fibonacci numbers, products of 64 by 64 bits, square roots.
#include "virt.h"
#define WORDS 12
struct big {
  uint32_t w[WORDS];
};
static struct big from(uint32_t x) {
  struct big b = {{x}};
  return b;
}
static struct big add(struct big a, struct big b) {
  uint64_t carry = 0;
  for (int i = 0; i < WORDS; i++) {
    carry += (uint64_t)a.w[i] + b.w[i];
    a.w[i] = (uint32_t)carry;
    carry >>= 32;
  }
  return a;
}
static struct big times(struct big a, uint32_t f) {
  uint64_t carry = 0;
  for (int i = 0; i < WORDS; i++) {
    carry += (uint64_t)a.w[i] * f;
    a.w[i] = (uint32_t)carry;
    carry >>= 32;
  }
  return a;
}
static uint32_t divide(struct big* a, uint32_t d) {
  uint64_t r = 0;
  for (int i = WORDS; i--;) {
    r = r << 32 | a->w[i];
    a->w[i] = (uint32_t)(r / d);
    r %= d;
  }
  return (uint32_t)r;
}
static int zero(const struct big* a) {
  for (int i = 0; i < WORDS; i++)
    if (a->w[i]) return 0;
  return 1;
}
static void show(struct big a) {
  char text[130];
  int n = 0;
  do text[n++] = (char)('0' + divide(&a, 10));
  while (!zero(&a));
  while (n) put_char(text[--n]);
  put_char('\n');
}
static void product(uint64_t a, uint64_t b, uint64_t* high, uint64_t* low) {
  uint64_t al = (uint32_t)a, ah = a >> 32, bl = (uint32_t)b, bh = b >> 32, mid = ah * bl + (al * bl >> 32),
           mid2 = al * bh + (uint32_t)mid;
  *high = ah * bh + (mid >> 32) + (mid2 >> 32);
  *low = mid2 << 32 | (uint32_t)(al * bl);
}
static uint64_t root(uint64_t n) {
  uint64_t r = 0, bit = 1ull << 62;
  while (bit > n) bit >>= 2;
  while (bit) {
    if (n >= r + bit) {
      n -= r + bit;
      r = (r >> 1) + bit;
    } else
      r >>= 1;
    bit >>= 2;
  }
  return r;
}
static uint64_t power(uint64_t b, uint64_t e, uint64_t m) {
  uint64_t r = 1;
  for (b %= m; e; e >>= 1, b = b * b % m)
    if (e & 1) r = r * b % m;
  return r;
}
int main(void) {
  struct big f = from(1), a = from(0), b = from(1);
  for (uint32_t i = 1; i <= 60; i++) {
    f = times(f, i);
    if (i % 10 == 0) show(f);
  }
  for (int i = 0; i < 300; i++) {
    struct big t = add(a, b);
    a = b;
    b = t;
  }
  show(a);
  uint64_t high, low;
  product(0xfedcba9876543210, 0x123456789abcdef1, &high, &low);
  print("%x %x %u %u %u\n", high, low, root(0xffffffffffffffff), root(1000000007),
        power(3, 1000000006, 1000000007));
  return 0;
}
