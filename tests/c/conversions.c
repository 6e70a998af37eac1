// Every integer type into every other: cut, extended with zeros or with the sign.
#include "virt.h"
#define ALL(x)                                                                                          \
  print("%d %u %d %u %d %u %d %u\n", (int64_t)(signed char)(x), (uint64_t)(unsigned char)(x),           \
        (int64_t)(short)(x), (uint64_t)(unsigned short)(x), (int64_t)(int)(x), (uint64_t)(unsigned)(x), \
        (int64_t)(x), (uint64_t)(x))
static signed char to_char(int x) { return (signed char)x; }
static unsigned char to_byte(int x) { return (unsigned char)x; }
static short to_short(long x) { return (short)x; }
static unsigned short to_half(long x) { return (unsigned short)x; }
static int to_int(long x) { return (int)x; }
static unsigned to_unsigned(long x) { return (unsigned)x; }
static long widen(int x) { return x; }
static unsigned long widen_unsigned(unsigned x) { return x; }
static char plain(int x) { return (char)x; }
int main(void) {
  long values[] = {0,     1,     -1,         127,        128,        255,        256,  32767, 32768,
                   65535, 65536, 2147483647, 2147483648, 4294967295, 4294967296, -129, -32769};
  for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
    long v = values[i];
    signed char a = (signed char)v;
    unsigned char b = (unsigned char)v;
    short c = (short)v;
    unsigned short d = (unsigned short)v;
    int e = (int)v;
    unsigned f = (unsigned)v;
    char g = (char)v;
    ALL(a);
    ALL(b);
    ALL(c);
    ALL(d);
    ALL(e);
    ALL(f);
    ALL(v);
    ALL(g);
    print("%d %u %d %u %d %u %d %u %d\n", (int64_t)to_char(e), (uint64_t)to_byte(e), (int64_t)to_short(v),
          (uint64_t)to_half(v), (int64_t)to_int(v), (uint64_t)to_unsigned(v), (int64_t)widen(e),
          (uint64_t)widen_unsigned(f), (int64_t)plain(e));
    print("%d %d %d\n", (int64_t)(a == b), (int64_t)(c == d), (int64_t)((unsigned)e == f));
    print("%d %d %d\n", (int64_t) !!v, (int64_t)(_Bool)v, (int64_t)(_Bool)(v & 0x100));
  }
  return 0;
}
