// Structures by value, many arguments, function pointers, recursion, switch and goto, atomics, self-written code.
#include "virt.h"

struct pair {
  uint64_t a, b;
};
struct big {
  uint64_t v[5];
};

static struct pair swap(struct pair p) { return (struct pair){p.b, p.a}; }
static struct big rotate(struct big b) {
  uint64_t first = b.v[0];
  for (int i = 0; i < 4; i++) b.v[i] = b.v[i + 1];
  b.v[4] = first;
  return b;
}
__attribute__((noinline)) static uint64_t ten(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e,
                                              uint64_t f, uint64_t g, uint64_t h, uint64_t i, uint64_t j) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j;
}
static uint64_t fibonacci(uint64_t n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }
static uint64_t twice(uint64_t x) { return 2 * x; }
static uint64_t square(uint64_t x) { return x * x; }

static const char* name_of(int n) {
  switch (n) {
    case 0:
      return "none";
    case 1:
    case 2:
      return "few";
    case 3 ... 7:
      return "several";
    case 1000:
      return "many";
    default:
      return "some";
  }
}

static void sort(int* values, int count) {
  for (int i = 1; i < count; i++) {
    int value = values[i], j = i;
  again:
    if (j > 0 && values[j - 1] > value) {
      values[j] = values[j - 1];
      j--;
      goto again;
    }
    values[j] = value;
  }
}

// Writes `li a0, n; ret` and calls it.
static uint64_t written(uint32_t* code, uint32_t n) {
  code[0] = n << 20 | 0x513;
  code[1] = 0x00008067;
  __asm__ volatile("fence.i" ::: "memory");
  return ((uint64_t(*)(void))code)();
}

int main(void) {
  struct pair p = swap((struct pair){1, 2});
  struct big b = rotate((struct big){{1, 2, 3, 4, 5}});
  print("pair %u %u, big %u %u, ten %u\n", p.a, p.b, b.v[0], b.v[4], ten(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  uint64_t (*functions[])(uint64_t) = {twice, square, fibonacci};
  for (int i = 0; i < 3; i++) print("function %u: %u\n", (uint64_t)i, functions[i](17));
  for (int i = 0; i < 1001; i += 100) print("%s ", name_of(i));
  int values[] = {5, -3, 99, 0, -100, 42, 7};
  sort(values, 7);
  for (int i = 0; i < 7; i++) print("%d ", (int64_t)values[i]);
  uint64_t count = 5, expected = 6;
  __atomic_fetch_add(&count, 1, __ATOMIC_SEQ_CST);
  int swapped = __atomic_compare_exchange_n(&count, &expected, 60, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
  print("\natomics %u %u\n", count, (uint64_t)swapped);
  static uint32_t code[2] __attribute__((aligned(8)));
  uint64_t sum = 0;
  for (uint32_t i = 0; i < 50; i++) sum += written(code, i);
  print("written code %u\n", sum);
  return 3;
}
