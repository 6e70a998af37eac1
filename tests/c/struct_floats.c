// Structures with floating-point members by value: in registers, in pairs, on the stack.
#include "virt.h"
static void show(double x) {
  union {
    double d;
    uint64_t u;
  } v = {x};
  print("%x ", v.u);
}
struct f {
  float a;
};
struct d {
  double a;
};
struct ff {
  float a, b;
};
struct dd {
  double a, b;
};
struct fi {
  float a;
  int b;
};
struct id {
  long a;
  double b;
};
struct ddd {
  double a, b, c;
};
struct fff {
  float a[3];
};
static struct f pf(struct f x) {
  x.a *= 2;
  return x;
}
static struct d pd(struct d x) {
  x.a += 0.5;
  return x;
}
static struct ff pff(struct ff x) {
  float t = x.a;
  x.a = x.b;
  x.b = t;
  return x;
}
static struct dd pdd(struct dd x, double y) {
  x.a += y;
  x.b -= y;
  return x;
}
static struct fi pfi(struct fi x) {
  x.a = x.a + (float)x.b;
  x.b = 7;
  return x;
}
static struct id pid(int n, struct id x) {
  x.a += n;
  x.b *= n;
  return x;
}
static struct ddd pddd(struct ddd x) {
  x.b = x.a + x.c;
  return x;
}
static struct fff pfff(struct fff x) {
  x.a[1] = x.a[0] + x.a[2];
  return x;
}
static double many(double a, struct dd b, float c, struct ff d, double e, double f, double g, struct dd h,
                   double i, float j) {
  return a + b.a + b.b + c + d.a + d.b + e + f + g + h.a * 100 + h.b + i + j;
}
int main(void) {
  struct f a = {1.25f};
  struct d b = {2.5};
  struct ff c = {1, 2};
  struct dd e = {3, 4};
  struct fi g = {0.5f, 3};
  struct id h = {5, 1.5};
  struct ddd i = {1, 2, 3};
  struct fff j = {{1, 2, 3}};
  show(pf(a).a);
  show(pd(b).a);
  c = pff(c);
  show(c.a);
  show(c.b);
  e = pdd(e, 0.25);
  show(e.a);
  show(e.b);
  g = pfi(g);
  show(g.a);
  print("%d ", (int64_t)g.b);
  h = pid(3, h);
  show(h.b);
  print("%d ", (int64_t)h.a);
  show(pddd(i).b);
  show(pfff(j).a[1]);
  show(many(1, e, 2, c, 3, 4, 5, e, 6, 7));
  print("\n");
  return 0;
}
