// Integers of every width into floating point and back.
#include "virt.h"
static uint64_t bits(double x) {
  union {
    double d;
    uint64_t u;
  } v;
  v.d = x;
  return v.u;
}
static uint64_t fbits(float x) {
  union {
    float f;
    uint32_t u;
  } v;
  v.f = x;
  return v.u;
}
int main(void) {
  int64_t numbers[] = {0,
                       1,
                       -1,
                       127,
                       -128,
                       65535,
                       16777217,
                       2147483647,
                       -2147483647 - 1,
                       4294967295,
                       9007199254740993,
                       0x7fffffffffffffff,
                       -0x7fffffffffffffff};
  for (int i = 0; i < 13; i++) {
    int64_t a = numbers[i];
    print("%x %x %x %x ", bits((double)a), bits((double)(uint64_t)a), bits((double)(int)a),
          bits((double)(unsigned)a));
    print("%x %x %x %x ", fbits((float)a), fbits((float)(uint64_t)a), fbits((float)(int)a),
          fbits((float)(unsigned)a));
    print("%x %x %x\n", bits((double)(short)a), bits((double)(signed char)a), fbits((float)(unsigned char)a));
  }
  double values[] = {0, 0.5, -0.5, 1.99, -1.99, 100.7, -100.7, 30000.9, 2147483000.5, -2147483000.5};
  for (int i = 0; i < 10; i++) {
    double d = values[i];
    float f = (float)d;
    print("%d %d %d %d ", (int64_t)d, (int64_t)(int)d, (int64_t)f, (int64_t)(int)f);
    if (d >= 0) print("%u %u %u %u ", (uint64_t)d, (uint64_t)(unsigned)d, (uint64_t)f, (uint64_t)(unsigned)f);
    if (d > -100 && d < 100) print("%d %d %d", (int64_t)(signed char)d, (int64_t)(short)f, (int64_t)(_Bool)d);
    print("\n");
  }
  print("%u %u %u\n", (uint64_t)1e19, (uint64_t)(unsigned)4e9, (uint64_t)1e19f);
  int i = 3;
  float f = 2.5f;
  double d = 0.25;
  long l = 1l << 53;
  unsigned u = 4000000000u;
  print("%x %x %x %x %x\n", bits(i + f), bits(f * d), bits(l + d), bits(u + f), bits(i / 2 * d));
  i += f;
  l -= d;
  u *= 0.5;
  f += i;
  d = i = 7.9;
  print("%d %d %u %x %x\n", (int64_t)i, (int64_t)l, (uint64_t)u, fbits(f), bits(d));
  return 0;
}
