// Where a value is fetched from: numbers as addresses, floats through a pointer that had to leave its register.
#include "virt.h"
struct point {
  float x;
  double y;
};
static long deep(long a, long b, long c, long d) {
  return ((a + b) * (c - d) + (a - b) * (c + d)) * ((a * b - c * d) + ((a + c) * (b + d) - (a * d + b * c))) +
         (a + (b * (c + (d * (a + (b * (c + d)))))));
}
static float far_float(struct point* p, long* n, int i) {
  return p[i].x +
         (float)((n[0] * (n[1] + (n[2] * (n[3] + n[i])))) + (long)p[i + 1].x * deep(n[0], n[1], n[2], n[3]));
}
static double far_double(struct point** p, long n) {
  return p[n]->y * (p[n + 1]->y + (p[n]->y - (double)n) * p[n]->x);
}
int main(void) {
  char* ram = (char*)0x80000000;
  unsigned long high = 0xffffffff80000000;
  print("%x %x %d ", (uint64_t)ram, (uint64_t)(ram + 0x7fffffff), (int64_t)((unsigned long)ram == high));
  print("%x %x %x\n", (uint64_t)(void*)0xfffff800, (uint64_t)(unsigned*)0x7fffffffffffffff,
        (uint64_t)(char*)0x123456789abcd800);
  struct point points[3] = {{1.5f, 2.5}, {3.5f, 4.5}, {5.5f, 6.5}},
               *list[3] = {&points[2], &points[0], &points[1]};
  long numbers[4] = {3, 5, 7, 11};
  print("%d %d ", (int64_t)far_float(points, numbers, 1), (int64_t)far_double(list, 1));
  print("%d %d\n", (int64_t)deep(1, -2, 3, -4),
        (int64_t)(far_double(list, 0) > far_float(points, numbers, 0)));
  int c = '\377', m = 'ab', n = '\x80';
  print("%d %d %d %d\n", (int64_t)c, (int64_t)m, (int64_t)n, (int64_t)("\x80"[0] == '\x80'));
  double zero = points[0].x - points[0].x, one = 1;
  float none = (float)zero;
  print("%d%d%d%d%d%d", (int64_t)(zero && one), (int64_t)(one && zero), (int64_t)(zero || none),
        (int64_t)(none || one), (int64_t)(!none && one), (int64_t)((zero ? 1 : 2) + (none ? 4 : 8)));
  while (one) one -= 0.5, print(".");
  if (none) print("wrong");
  for (float f = 2; f; f--) print(",");
  do one += 1;
  while (one < 3 && !zero);
  print("%d\n", (int64_t)one);
  return 0;
}
