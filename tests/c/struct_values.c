// Structures given and returned by value, from one byte to forty.
#include "virt.h"
struct one {
  char a;
};
struct three {
  char a, b, c;
};
struct four {
  short a, b;
};
struct eight {
  int a, b;
};
struct nine {
  char a;
  int b;
  char c;
};
struct sixteen {
  long a;
  int b;
  char c;
};
struct pair {
  long a, b;
};
struct big {
  long a, b, c;
};
struct bigger {
  int a[10];
};
struct nested {
  struct three x;
  struct pair y;
  struct one z[3];
};
static struct one f1(struct one x) {
  x.a++;
  return x;
}
static struct three f3(struct three x) {
  char t = x.a;
  x.a = x.c;
  x.c = t;
  return x;
}
static struct four f4(struct four x) {
  x.a = (short)(x.a * x.b);
  return x;
}
static struct eight f8(struct eight x, int y) {
  x.a += y;
  x.b -= y;
  return x;
}
static struct nine f9(struct nine x) {
  x.b *= 2;
  x.c = 'z';
  return x;
}
static struct sixteen f16(struct sixteen x) {
  x.a = -x.a;
  x.b++;
  return x;
}
static struct pair fp(long a, struct pair x, long b) {
  x.a += a;
  x.b += b;
  return x;
}
static struct big fb(struct big x) {
  x.c = x.a + x.b;
  x.a = 0;
  return x;
}
static struct bigger fc(struct bigger x, struct bigger y) {
  for (int i = 0; i < 10; i++) x.a[i] = x.a[i] * 100 + y.a[9 - i];
  y.a[0] = 77;
  return x;
}
static struct nested fn(struct nested n, struct one o) {
  n.z[1] = o;
  n.y.a += n.x.b;
  n.x = f3(n.x);
  return n;
}
static long last(int a, int b, int c, int d, int e, int f, int g, struct pair x, struct big y, struct one z) {
  return a + b + c + d + e + f + g + x.a + x.b + y.a + y.b + y.c + z.a;
}
static struct pair global = {11, 22};
int main(void) {
  struct one a = {'x'};
  struct three b = {1, 2, 3};
  struct four c = {100, -7};
  struct eight d = {5, 6};
  struct nine e = {1, -200000, 3};
  struct sixteen g = {1l << 40, 7, 'c'};
  struct big h = {1, 2, 3};
  struct bigger i = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}}, j = fc(i, i);
  struct nested k = {{1, 2, 3}, {4, 5}, {{6}, {7}, {8}}};
  b = f3(b);
  c = f4(c);
  d = f8(f8(d, 3), 4);
  e = f9(e);
  g = f16(g);
  print("%c %d %d %d %d %d\n", (int)f1(a).a, (int64_t)a.a, (int64_t)b.a, (int64_t)b.b, (int64_t)b.c,
        (int64_t)c.a);
  print("%d %d %d %d %d %d %d\n", (int64_t)d.a, (int64_t)d.b, (int64_t)e.a, (int64_t)e.b, (int64_t)e.c,
        (int64_t)g.a, (int64_t)g.b);
  struct pair p = fp(1, global, 2), q = p;
  q.a = 0;
  print("%d %d %d %d %d\n", (int64_t)p.a, (int64_t)p.b, (int64_t)global.a, (int64_t)q.a, (int64_t)q.b);
  print("%d %d %d\n", (int64_t)fb(h).c, (int64_t)fb(fb(h)).c, (int64_t)h.c);
  for (int n = 0; n < 10; n++) print("%d ", (int64_t)j.a[n]);
  k = fn(k, a);
  print("\n%d %d %d %d %d %d\n", (int64_t)k.x.a, (int64_t)k.x.c, (int64_t)k.y.a, (int64_t)k.z[0].a,
        (int64_t)k.z[1].a, (int64_t)k.z[2].a);
  print("%d %d\n", (int64_t)last(1, 2, 3, 4, 5, 6, 7, p, h, a), (int64_t)i.a[0]);
  struct bigger* to = &i;
  *to = j;
  print("%d %d\n", (int64_t)i.a[3], (int64_t)(1 ? i : j).a[4]);
  return 0;
}
