// Quotients and remainders of every width and sign, by variables and by constants.
#include "virt.h"
static int64_t kLong[] = {1,
                          -1,
                          2,
                          -2,
                          3,
                          -3,
                          7,
                          -7,
                          10,
                          -10,
                          255,
                          4096,
                          -4096,
                          1000000007,
                          -1000000007,
                          0x7fffffffffffffff,
                          -0x7fffffffffffffff};
#define COUNT (sizeof kLong / sizeof *kLong)
int main(void) {
  for (unsigned i = 0; i < COUNT; i++) {
    for (unsigned j = 0; j < COUNT; j++) {
      int64_t a = kLong[i], b = kLong[j];
      uint64_t ua = (uint64_t)a, ub = (uint64_t)b;
      int c = (int)(a >> 3), d = (int)b | 1;
      unsigned uc = (unsigned)c, ud = (unsigned)d;
      if (c == -2147483647 - 1) c = 5;
      print("%d %d %u %u ", a / b, a % b, ua / ub, ua % ub);
      print("%d %d %u %u\n", (int64_t)(c / d), (int64_t)(c % d), (uint64_t)(uc / ud), (uint64_t)(uc % ud));
    }
    int64_t a = kLong[i];
    int b = (int)a;
    unsigned u = (unsigned)a;
    print("const %d %d %d %d %d ", a / 10, a % 10, a / -8, a % 8, a / 3);
    print("%d %d %d %u %u %u\n", (int64_t)(b / 10), (int64_t)(b % 16), (int64_t)(b / 7), (uint64_t)(u / 10),
          (uint64_t)(u % 1000), (uint64_t)(u / 8));
  }
  short s = -32768;
  signed char h = -128;
  print("%d %d %d\n", (int64_t)(s / -1), (int64_t)(h / -1), (int64_t)(s % 7));
  return 0;
}
