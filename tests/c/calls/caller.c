#include "calls.h"
static void show(double x) {
  union {
    double d;
    uint64_t u;
  } v;
  v.d = x;
  print("%x ", v.u);
}
static void structures(void) {
  struct word_float x = {-7, 2.25f};
  struct large l = hidden(40, x);
  print("%d %u %u ", (int64_t)l.a, (uint64_t)l.c[0], (uint64_t)l.c[2]);
  show(l.b);
  print("%u ", (uint64_t)hidden(41, x).c[1]);
  struct float_double fd = {1.5f, 2.5};
  struct float_int fi = {0.25f, -3};
  fd = float_double_back(fd, fi);
  show(fd.a);
  show(fd.b);
  struct char_double cd[2] = {{1, 1.25}, {-2, 2.75}};
  struct char_double one = char_double_at(&cd[1]);
  print("%d ", (int64_t)one.a);
  show(one.b);
  struct pair pairs[3] = {{1, 2}, {3, 4}, {5, 6}};
  for (int i = 0; i < 3; i++) print("%d %d ", (int64_t)pair_at(&pairs[i]).a, (int64_t)pair_at(pairs + i).b);
  print("%d %d\n", (int64_t)pair_kept(5).a, (int64_t)pair_kept(5).b);
}
// What comes back in whole registers must not reach into what lies beside it.
static void neighbours(void) {
  int before = 77;
  struct twelve t = twelve_back(5);
  int after = 78;
  char first = 'x';
  struct five f = five_back('a');
  char last = 'y';
  print("%d %d %d %d %d %c%c%c%c\n", (int64_t)before, (int64_t)after, (int64_t)t.a, (int64_t)t.b,
        (int64_t)t.c, first, f.a[0], f.a[4], last);
}
static void many(struct pair* p, int n) {
  struct doubles d = {1.5, 2.5};
  struct float_int f = {3.5f, 4};
  show(many_doubles(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, d, 12, f, 13, 14, 15, 16, 17, *p));
  print("%d ", (int64_t)many_pairs(*p, p[1], p[n], n, p[n - 1], 'c'));
  print("%d ",
        (int64_t)many_pairs(pair_at(p), n ? p[1] : p[0], pair_kept(0), n + p->a > 3, *p, (char)(n && p)));
  struct large l = {5, 6.5f, {7, 8, 9}};
  print("%d ", (int64_t)varied(4, 2.5, p[1], l, f, 10));
  long (*through)(struct pair, struct pair, struct pair, int, struct pair, char) = many_pairs;
  print("%d ", (int64_t)through(p[2], p[2], p[1], 1, p[0], 2));
  struct doubles_chars dc = {1.5, 2.25, {3, 4}}, *at = &dc;
  show(by_reference(n, *at));
  show(without_prototype(2.5, 4, 1.25));
  print("\n");
}
static void numbers(long x) {
  static struct huge a, b;
  char room[3000], *end = room + 2999;
  struct float_int f = float_int_back(2.5f, 9);
  *end = (char)f.b;
  show(f.a);
  print("%d %d ", (int64_t)*end, (int64_t)float_int_back(1, *end & 15).b);
  for (int i = 0; i < 700; i++) a.a[i] = i * i, b.a[i] = 5 - i;
  print("%d ", (int64_t)huge_sum(1, a, b, 2));
  unsigned y = 0x80000001;
  print("%d %d %d %d\n", (int64_t)(low_word(x) == y), (int64_t)((unsigned)(x + 1) == y),
        (int64_t)((unsigned)(x + 1) > 5u), (int64_t)((unsigned long)(unsigned)(x + 1) >> 4));
}
int main(void) {
  struct pair pairs[3] = {{1, 2}, {3, 4}, {5, 6}};
  structures();
  neighbours();
  many(pairs, 2);
  numbers(0x1180000000);
  return 0;
}
