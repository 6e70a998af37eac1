// Unsigned arithmetic wraps; mixing with signed follows the usual conversions.
#include "virt.h"
static const uint64_t kValues[] = {0,
                                   1,
                                   2,
                                   127,
                                   128,
                                   255,
                                   256,
                                   0x7fff,
                                   0x8000,
                                   0xffff,
                                   0x7fffffff,
                                   0x80000000,
                                   0xffffffff,
                                   0x100000000,
                                   0x7fffffffffffffff,
                                   0x8000000000000000,
                                   0xffffffffffffffff};
#define COUNT (sizeof kValues / sizeof *kValues)
int main(void) {
  for (unsigned i = 0; i < COUNT; i++) {
    uint64_t a = kValues[i];
    uint32_t b = (uint32_t)a;
    uint16_t c = (uint16_t)a;
    uint8_t d = (uint8_t)a;
    print("%u %u %u %u %u %u\n", a, (uint64_t)b, (uint64_t)c, (uint64_t)d, (uint64_t)(b + 1),
          (uint64_t)(uint8_t)(d + 1));
    print("  %u %u %u\n", (uint64_t)~b, (uint64_t)(uint16_t)~c, (uint64_t)(b >> 3));
    for (unsigned j = 0; j < COUNT; j++) {
      uint64_t e = kValues[j];
      uint32_t f = (uint32_t)e;
      print("  %x %x %x %x", a + e, a - e, a * e, (uint64_t)(b * f));
      print(" %d%d%d%d", (int64_t)(a < e), (int64_t)(b < f), (int64_t)((int)b < (int)f),
            (int64_t)((int64_t)a < (int64_t)e));
      print(" %d %d\n", (int64_t)(b > (unsigned)-1 / 2), (int64_t)((int)b < f));
    }
  }
  return 0;
}
