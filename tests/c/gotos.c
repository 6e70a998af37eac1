// goto: out of loops, into blocks, backwards, through a table of labels.
#include "virt.h"
static int find(int rows, int columns, int wanted) {
  int r, c;
  for (r = 0; r < rows; r++)
    for (c = 0; c < columns; c++)
      if (r * columns + c == wanted) goto found;
  return -1;
found:
  return r * 100 + c;
}
static int backwards(int n) {
  int sum = 0;
again:
  if (n > 0) {
    sum += n--;
    goto again;
  }
  return sum;
}
static int cleanup(int fail_at) {
  int steps = 0;
  if (fail_at == 0) goto none;
  steps |= 1;
  if (fail_at == 1) goto first;
  steps |= 2;
  if (fail_at == 2) goto second;
  return steps;
second:
  steps |= 16;
first:
  steps |= 32;
none:
  return steps | 64;
}
static int machine(const char* code) {
  static void* labels[] = {&&add, &&twice, &&back, &&stop};
  int value = 0;
next:
  goto* labels[*code++ - '0'];
add:
  value++;
  goto next;
twice:
  value *= 2;
  goto next;
back:
  value -= 3;
  goto next;
stop:
  return value;
}
static int into(int x) {
  int y = 1;
  if (x > 5) goto middle;
  while (y < 100) {
    y *= 2;
  middle:
    y += 3;
  }
  return y;
}
int main(void) {
  for (int i = 0; i < 13; i++) print("%d ", (int64_t)find(3, 4, i));
  print("%d %d %d\n", (int64_t)backwards(0), (int64_t)backwards(10), (int64_t)backwards(1000));
  for (int i = 0; i < 4; i++) print("%d ", (int64_t)cleanup(i));
  print("%d %d %d %d\n", (int64_t)machine("3"), (int64_t)machine("00113"), (int64_t)machine("000111213"),
        (int64_t)into(3) * 1000 + into(9));
  return 0;
}
