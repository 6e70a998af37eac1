// Functions with any number of arguments: integers, pointers, doubles; va_copy; handing a va_list on.
#include "virt.h"
static int64_t sum(int count, ...) {
  va_list v;
  va_start(v, count);
  int64_t s = 0;
  for (int i = 0; i < count; i++) s += va_arg(v, int);
  va_end(v);
  return s;
}
static int64_t longs(int count, va_list v) {
  int64_t s = 0;
  while (count--) s = s * 3 + va_arg(v, long);
  return s;
}
static int64_t twice(int a, int b, int c, int count, ...) {
  va_list v, w;
  va_start(v, count);
  va_copy(w, v);
  int64_t s = longs(count, v) + a;
  s += longs(count, w) * 2 + b + c;
  va_end(w);
  va_end(v);
  return s;
}
static double doubles(int count, ...) {
  va_list v;
  va_start(v, count);
  double s = 0;
  while (count--) s = s * 2 + va_arg(v, double);
  va_end(v);
  return s;
}
static void kinds(const char* how, ...) {
  va_list v;
  va_start(v, how);
  for (; *how; how++) {
    union {
      double d;
      uint64_t u;
    } x;
    switch (*how) {
      case 'i':
        print("%d ", (int64_t)va_arg(v, int));
        break;
      case 'u':
        print("%u ", (uint64_t)va_arg(v, unsigned));
        break;
      case 'l':
        print("%d ", (int64_t)va_arg(v, long));
        break;
      case 's':
        print("%s ", va_arg(v, char*));
        break;
      case 'd':
        x.d = va_arg(v, double);
        print("%x ", x.u);
        break;
      case 'p':
        print("%d ", (int64_t)*va_arg(v, int*));
        break;
    }
  }
  print("\n");
  va_end(v);
}
int main(void) {
  int n = 42;
  print("%d %d %d\n", sum(0), sum(3, 1, -2, 3), sum(12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
  print("%d %d\n", twice(1, 2, 3, 2, 10l, -20l), twice(1, 2, 3, 9, 1l, 2l, 3l, 4l, 5l, 6l, 7l, 8l, 1l << 40));
  union {
    double d;
    uint64_t u;
  } x = {doubles(10, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.5)};
  print("%x\n", x.u);
  kinds("iulsdp", -1, 4000000000u, 1l << 50, "text", 2.5, &n);
  kinds("didididididi", 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6);
  kinds("sssssssssl", "a", "b", "c", "d", "e", "f", "g", "h", "i", -7l);
  kinds("iiii", (char)'c', (short)-3, (unsigned char)200, (_Bool)1);
  return 0;
}
