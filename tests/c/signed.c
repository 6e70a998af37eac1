// Signed arithmetic at the edges of every width.
#include "virt.h"
static const int64_t kValues[] = {0,
                                  1,
                                  -1,
                                  2,
                                  -2,
                                  127,
                                  -128,
                                  255,
                                  32767,
                                  -32768,
                                  65535,
                                  2147483647,
                                  -2147483647 - 1,
                                  4294967295,
                                  0x7fffffffffffffff,
                                  -0x7fffffffffffffff - 1,
                                  0x123456789abcdef};
#define COUNT (sizeof kValues / sizeof *kValues)
int main(void) {
  for (unsigned i = 0; i < COUNT; i++) {
    int64_t a = kValues[i];
    int b = (int)a;
    short c = (short)a;
    signed char d = (signed char)a;
    print("%d %d %d %d %d\n", a, (int64_t)b, (int64_t)c, (int64_t)d, (int64_t) - (uint64_t)a);
    print("  %d %d %d\n", (int64_t)(~b), (int64_t)(b >> 3), (int64_t)(d >> 1));
    for (unsigned j = 0; j < COUNT; j++) {
      int64_t e = kValues[j];
      print("  %d %d %d", (int64_t)((uint64_t)a + (uint64_t)e), (int64_t)((uint64_t)a - (uint64_t)e),
            (int64_t)((uint64_t)a * (uint64_t)e));
      print(" %d %d %d %d\n", (int64_t)(a < e), (int64_t)(a <= e), (int64_t)(b < (int)e),
            (int64_t)(c > (short)e));
    }
  }
  return 0;
}
