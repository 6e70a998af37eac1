#include "calls.h"
struct large hidden(unsigned n, struct word_float x) {
  struct large back = {x.a, x.b * 2, {n, n + 1, n + 2}};
  return back;
}
struct float_double float_double_back(struct float_double x, struct float_int y) {
  x.a += y.a;
  x.b -= y.b;
  return x;
}
struct char_double char_double_at(struct char_double* from) {
  return *from;
}
struct pair pair_at(struct pair* from) {
  return *from;
}
struct pair pair_kept(long a) {
  static struct pair kept[2] = {{1, 2}, {3, 4}};
  kept[1].b += a;
  return kept[1];
}
struct twelve twelve_back(int n) {
  struct twelve back = {n, n + 1, n + 2};
  return back;
}
struct five five_back(char c) {
  struct five back;
  for (int i = 0; i < 5; i++) back.a[i] = (char)(c + i);
  return back;
}
double many_doubles(double a, double b, double c, double d, double e, double f, double g, double h, double i,
                    double j, int k, struct doubles l, float m, struct float_int n, long o, long p, long q,
                    long r, double s, struct pair t) {
  double sum = a + 2 * b + 3 * c + 5 * d + 7 * e + 11 * f + 13 * g + 17 * h + 19 * i + 23 * j + 29 * k;
  sum += 31 * l.a + 37 * l.b + 41 * m + 43 * n.a + 47 * n.b;
  return sum + 53 * (double)o + 59 * (double)p + 61 * (double)q + 67 * (double)r + 71 * s + 73 * (double)t.a +
         79 * (double)t.b;
}
long many_pairs(struct pair a, struct pair b, struct pair c, int d, struct pair e, char f) {
  return a.a + 10 * a.b + 100 * b.a + 1000 * b.b + 10000 * c.a + 100000 * c.b + 1000000 * d + 10000000 * e.a +
         100000000 * e.b + 1000000000l * f;
}
long huge_sum(int before, struct huge x, struct huge y, int after) {
  long sum = before * 7 + after * 11;
  for (int i = 0; i < 700; i++) sum += x.a[i] * 3 - y.a[i];
  return sum;
}
double by_reference(long n, struct doubles_chars x) {
  return (double)n + x.a * 2 + x.b + x.c[0] * 10 + x.c[1];
}
struct float_int float_int_back(float a, int b) {
  char room[5000];
  struct float_int back = {a, b};
  for (int i = 0; i < 5000; i++) room[i] = (char)(b + i);
  back.b += room[b] + room[4999];
  return back;
}
unsigned low_word(long x) { return (unsigned)(x + 1); }
int varied(int count, ...) {
  va_list rest;
  va_start(rest, count);
  double d = va_arg(rest, double);
  struct pair p = va_arg(rest, struct pair);
  struct large l = va_arg(rest, struct large);
  struct float_int f = va_arg(rest, struct float_int);
  int last = va_arg(rest, int);
  va_end(rest);
  return count + (int)(d * 2 + (double)p.a + (double)p.b * 3 + (double)l.a * 5 + l.b + l.c[2] + f.a * 4) +
         f.b + last;
}
double without_prototype(a, b, c)
double a;
int b;
double c;
{ return a * b - c; }
