// Arithmetic and comparisons of double and float, seen as bits.
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
static double square_root(double x) {
  double r = x > 1 ? x : 1;
  for (int i = 0; i < 60; i++) r = (r + x / r) / 2;
  return r;
}
static double sine(double x) {
  double term = x, sum = x;
  for (int i = 1; i < 12; i++) {
    term *= -x * x / (2 * i * (2 * i + 1));
    sum += term;
  }
  return sum;
}
static float average(const float* p, int n) {
  float s = 0;
  for (int i = 0; i < n; i++) s += p[i];
  return s / (float)n;
}
static int order(double a, double b) {
  return (a < b) | (a <= b) << 1 | (a > b) << 2 | (a >= b) << 3 | (a == b) << 4 | (a != b) << 5 | !a << 6 |
         (a && b) << 7;
}
int main(void) {
  double values[] = {0.0, 1.0, -1.0, 0.1, 1e10, -2.5e-300, 1e308, 123456.789, 3};
  for (int i = 0; i < 9; i++) {
    double a = values[i];
    print("%x %x %x ", bits(a), bits(-a), fbits((float)a));
    for (int j = 0; j < 9; j++) {
      double b = values[j];
      print("%x %x %x %d ", bits(a + b), bits(a - b), bits(a * b), (int64_t)order(a, b));
      if (b != 0) print("%x", bits(a / b));
    }
    print("\n");
  }
  print("%x %x %x\n", bits(square_root(2)), bits(sine(1.5)), bits(square_root(1e-6)));
  float list[] = {1.5f, 2.25f, -7.125f, 1e10f, 0.3f};
  print("%x ", fbits(average(list, 5)));
  float f = 0.1f;
  f *= 3;
  f -= 0.3f;
  f = -f;
  print("%x %d ", fbits(f), (int64_t)(f < 0.1f));
  double d = 5;
  d /= 3;
  d += 1;
  d++;
  --d;
  print("%x ", bits(d));
  int n = 7;
  n *= 1.5;
  print("%d %x %x\n", (int64_t)n, bits(1 / 3.0 + 1 / 3), bits(n ? d : f));
  double zero = values[0], inf = 1 / zero;
  print("%x %x %d %d\n", bits(inf), bits(-inf), (int64_t)(inf > 1e308), (int64_t)(inf == inf));
  double nan = zero / zero;
  print("%d %d %d %d\n", (int64_t)(nan == nan), (int64_t)(nan != nan), (int64_t)(nan < 1),
        (int64_t) !(nan >= 1));
  return 0;
}
