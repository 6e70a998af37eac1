// 64-bit arithmetic at its edges, with and without signs; multiplication, division, shifts, 128-bit products.
#include "virt.h"

static const uint64_t kEdges[] = {
    0,          1,          2,          63,         64,        0x7fffffff, 0x80000000,
    0xffffffff, 1ull << 32, ~0ull >> 1, 1ull << 63, ~0ull - 1, ~0ull,      0x123456789abcdef};
enum { COUNT = sizeof kEdges / sizeof *kEdges };

static uint64_t mix(uint64_t hash, uint64_t value) { return (hash ^ value) * 0x100000001b3 + (hash >> 29); }

int main(void) {
  uint64_t sums = 0, products = 0, quotients = 0, shifts = 0, words = 0;
  for (int i = 0; i < COUNT; i++) {
    for (int j = 0; j < COUNT; j++) {
      volatile uint64_t a = kEdges[i], b = kEdges[j];
      sums = mix(sums, a + b), sums = mix(sums, a - b), sums = mix(sums, (int64_t)a < (int64_t)b),
      sums = mix(sums, a < b);
      products = mix(products, a * b);
      products = mix(products, (uint64_t)((unsigned __int128)a * b >> 64));
      products = mix(products, (uint64_t)((__int128)(int64_t)a * (int64_t)b >> 64));
      if (b) quotients = mix(mix(quotients, a / b), a % b);
      if (b && !((int64_t)a == INT64_MIN && b == ~0ull)) {
        quotients = mix(quotients, (uint64_t)((int64_t)a / (int64_t)b));
        quotients = mix(quotients, (uint64_t)((int64_t)a % (int64_t)b));
      }
      shifts = mix(shifts, a << (b & 63)), shifts = mix(shifts, a >> (b & 63));
      shifts = mix(shifts, (uint64_t)((int64_t)a >> (b & 63)));
      words = mix(words, (uint32_t)a * (uint32_t)b), words = mix(words, (uint64_t)(int64_t)(int32_t)(a + b));
      if ((uint32_t)b)
        words = mix(words, (uint32_t)a / (uint32_t)b), words = mix(words, (uint32_t)a % (uint32_t)b);
    }
  }
  print("sums %x\nproducts %x\nquotients %x\nshifts %x\nwords %x\n", sums, products, quotients, shifts,
        words);
  print("%d %d %u\n", (int64_t)INT64_MIN, (int64_t)-1, ~0ull);
  return 0;
}
