// More arguments than registers: integers, floating point and both, narrow ones on the stack.
#include "virt.h"
static long twelve(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k,
                   long l) {
  return a - b + c * 2 - d + e * 3 - f + g * 4 - h + i * 5 - j + k * 6 - l;
}
static int narrow(char a, short b, int c, long d, unsigned char e, unsigned short f, unsigned g,
                  signed char h, char i, short j, unsigned char k, int l) {
  print("%d %d %d %d %d %d ", (int64_t)a, (int64_t)b, (int64_t)c, (int64_t)d, (int64_t)e, (int64_t)f);
  print("%d %d %d %d %d %d\n", (int64_t)g, (int64_t)h, (int64_t)i, (int64_t)j, (int64_t)k, (int64_t)l);
  return l;
}
static double mixed(int a, double b, int c, float d, int e, double f, long g, float h, int i, double j, int k,
                    double l, int m, double n, int o, double p, double q, double r, double s) {
  return a + b + c + d + e + f + (double)g + h + i + j + k + l + m + n + o + p * 2 + q * 3 + r * 4 + s * 5;
}
static int* addresses(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j) {
  static int out;
  int* all[] = {&a, &b, &c, &d, &e, &f, &g, &h, &i, &j};
  out = 0;
  for (int n = 0; n < 10; n++) {
    *all[n] += n;
    out = out * 3 + *all[n];
  }
  return &out;
}
int main(void) {
  print("%d\n", (int64_t)twelve(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
  print("%d\n", (int64_t)twelve(twelve(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), 2, 3, 4, 5, 6, 7,
                                twelve(1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2), 9, 10,
                                twelve(3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3), 12));
  narrow('a', -5, -6, -7, 200, 60000, 4000000000u, -1, 'b', -30000, 255,
         narrow(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -12));
  union {
    double d;
    uint64_t u;
  } v = {mixed(1, 2.5, 3, 4.5f, 5, 6.5, 7, 8.5f, 9, 10.5, 11, 12.5, 13, 14.5, 15, 16.5, 17.5, 18.5, 19.5)};
  print("%x %d\n", v.u, (int64_t)*addresses(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  return 0;
}
