// Order, side effects, short circuits, the comma, conditional values, compound assignment to everything.
#include "virt.h"
static int calls;
static int say(int value) {
  calls = calls * 10 + value;
  return value;
}
static int* slot(int* p) {
  calls++;
  return p;
}
struct box {
  char c;
  short s;
  int i;
  long l;
  unsigned u : 5;
};
int main(void) {
  int a = 5, b = 3, list[4] = {1, 2, 3, 4};
  print("%d ", (int64_t)((say(0) && say(1)) | (say(2) || say(3)) << 1));
  print("%d\n", (int64_t)calls);
  calls = 0;
  print("%d %d ", (int64_t)(say(1), say(2), 7), (int64_t)(a > b ? say(3) : say(4)));
  print("%d\n", (int64_t)calls);
  calls = 0;
  *slot(list) += 10;
  (*slot(list + 1))++;
  *slot(list + 2) <<= 3;
  --*slot(list + 3);
  print("%d %d %d %d %d\n", (int64_t)list[0], (int64_t)list[1], (int64_t)list[2], (int64_t)list[3],
        (int64_t)calls);
  int i = 0;
  int x = list[i++];
  x += list[i++] * 2;
  i--;
  x -= list[--i];
  print("%d %d\n", (int64_t)x, (int64_t)i);
  struct box v = {1, 2, 3, 4, 5};
  v.c += 200;
  v.s -= 30000;
  v.s -= 30000;
  v.i *= -70000;
  v.l |= 1l << 45;
  v.u += 30;
  v.u <<= 1;
  print("%d %d %d %d %d\n", (int64_t)v.c, (int64_t)v.s, (int64_t)v.i, (int64_t)v.l, (int64_t)v.u);
  unsigned char c = 250;
  c += 10;
  print("%d ", (int64_t)c);
  c -= 10;
  print("%d ", (int64_t)c);
  c = ~c;
  print("%d ", (int64_t)c);
  c ^= 0xff;
  c %= 7;
  print("%d ", (int64_t)c);
  c *= 100;
  print("%d\n", (int64_t)c++);
  print("%d %d %d %d\n", (int64_t)(a & b | a ^ b), (int64_t)(a << b >> 1), (int64_t)(-a % b),
        (int64_t)(a - b - 1 - a * b / 2));
  print("%d %d %d %d\n", (int64_t)(!a == !b), (int64_t)(a == 5 == 1), (int64_t)(~a & 0xf), (int64_t) - (-a));
  int y = a = b = 9;
  print("%d ", (int64_t)(y + a + b));
  y = (a = 3) * (b = 4);
  print("%d ", (int64_t)y);
  a = b++ + ++y;
  print("%d %d %d\n", (int64_t)a, (int64_t)b, (int64_t)y);
  long wide = a > 0 ? -1 : 5u;
  unsigned long uw = (unsigned)-1;
  print("%d %u %d %d\n", (int64_t)wide, (uint64_t)uw, (int64_t)(a > 0 ? (short)-1 : 'a'),
        (int64_t)sizeof(a > 0 ? 1 : 2l));
  const char* p = "abc";
  print("%c%c %d %s\n", (int)*p++, (int)*++p, (int64_t)(*p ? 1 : 0), (a ? p : "none") - 1);
  int deep = ((((((a + 1) * 2 - 3) * 4 + 5) * 6 - 7) * 8 + 9) * (a + (b + (y + (i + (x + 1))))));
  print("%d\n", (int64_t)deep);
  uint64_t u = (a + b) * 1ull << 33 | (uint64_t)(uint32_t)-a >> 4;
  print("%x %d\n", u, (int64_t)sizeof(struct { char a[sizeof(int) * 3]; }));
  return 0;
}
