// Functions as values: tables, callbacks, functions that give functions, members of structures.
#include "virt.h"
typedef int64_t (*operation)(int64_t, int64_t);
static int64_t add(int64_t a, int64_t b) { return a + b; }
static int64_t subtract(int64_t a, int64_t b) { return a - b; }
static int64_t multiply(int64_t a, int64_t b) { return a * b; }
static const struct {
  char sign;
  operation run;
} kTable[] = {{'+', add}, {'-', subtract}, {'*', &multiply}};
static operation choose(char sign) {
  for (int i = 0; i < 3; i++)
    if (kTable[i].sign == sign) return kTable[i].run;
  return 0;
}
static void each(const int* from, int count, void (*visit)(int, void*), void* with) {
  for (int i = 0; i < count; i++) visit(from[i], with);
}
static void sum(int value, void* with) { *(int*)with += value; }
static void show(int value, void* with) { print("%s%d ", (const char*)with, (int64_t)value); }
static int (*twice(int (*f)(int)))(int);
static int three(int x) { return x * 3; }
static int four(int x) { return x * 4; }
static int (*twice(int (*f)(int)))(int) { return f == three ? four : three; }
struct shape {
  int width;
  int (*area)(const struct shape*);
};
static int square(const struct shape* s) { return s->width * s->width; }
static int line(const struct shape* s) { return s->width; }
static void many(void (*f)(int, int, int, int, int, int, int, int, int, int)) {
  f(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
}
static void ten(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j) {
  print("%d\n", (int64_t)(a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j * 10));
}
int main(void) {
  print("%d %d %d %d\n", choose('+')(5, 7), (*choose('-'))(5, 7), (**choose('*'))(5, 7),
        (int64_t)(choose('/') == 0));
  int values[] = {3, 1, 4, 1, 5}, total = 0;
  each(values, 5, sum, &total);
  each(values, 5, show, "#");
  print("%d %d %d\n", (int64_t)total, (int64_t)twice(three)(10), (int64_t)twice(four)(10));
  struct shape shapes[] = {{5, square}, {6, line}, {7, square}};
  for (int i = 0; i < 3; i++) print("%d ", (int64_t)shapes[i].area(&shapes[i]));
  many(ten);
  return 0;
}
