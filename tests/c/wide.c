// Constants of every size, frames beyond the reach of one instruction, large offsets in structures and arrays.
#include "virt.h"
struct large {
  char before[5000];
  int at;
  char between[70000];
  long far;
};
static struct large big, *where = &big;
static uint64_t constants(int n) {
  switch (n) {
    case 0:
      return 0x7ff;
    case 1:
      return 0x800;
    case 2:
      return -0x801;
    case 3:
      return 0x7fffffff;
    case 4:
      return 0x80000000;
    case 5:
      return 0xfffff7ff;
    case 6:
      return 0xfffff800;
    case 7:
      return 0x100000000;
    case 8:
      return 0x123456789abcdef0;
    case 9:
      return 0xffffffff80000000;
    case 10:
      return 0x8000000000000000;
    case 11:
      return 0x7ffffffffffff800;
    case 12:
      return 0xfffffffffffff800;
    case 13:
      return 0xffffffff7fffffff;
    case 14:
      return 0x00ff00ff00ff00ff;
    case 15:
      return -1;
  }
  return 0;
}
static int frame(int seed, int a, int b, int c, int d, int e, int f, int g, int on_stack) {
  char room[3000];
  int numbers[500];
  char tail[10];
  for (int i = 0; i < 3000; i++) room[i] = (char)(i * seed);
  for (int i = 0; i < 500; i++) numbers[i] = i * seed + room[i * 6];
  for (int i = 0; i < 10; i++) tail[i] = (char)(numbers[i * 50] + on_stack);
  int sum = a + b + c + d + e + f + g;
  for (int i = 0; i < 10; i++) sum = sum * 7 + tail[i] + room[2999 - i] - numbers[499 - i];
  return sum;
}
static int variable(int n) {
  int list[n];
  for (int i = 0; i < n; i++) list[i] = i * i;
  int s = 0;
  for (int i = 0; i < n; i++) s += list[n - 1 - i];
  return s + (int)(sizeof list);
}
int main(void) {
  for (int i = 0; i < 17; i++) print("%x ", constants(i));
  where->at = 7;
  where->far = -9;
  where->between[69999] = 'z';
  where->before[4999] = 'y';
  print("%d %d %c %c %d\n", (int64_t)big.at, (int64_t)big.far, (int)big.between[69999],
        (int)*(&big.before[0] + 4999), (int64_t)offsetof(struct large, far));
  print("%d %d\n", (int64_t)frame(3, 1, 2, 3, 4, 5, 6, 7, 8), (int64_t)frame(-5, 1, 2, 3, 4, 5, 6, 7, 100));
  uint64_t x = 5;
  x += 0x7ff;
  x += 0x800;
  x -= 0x801;
  x &= 0xfffffffff;
  x |= 0xf000000000000000;
  x ^= 0x12345678;
  print("%x ", x);
  int y = 5;
  y += 4096;
  y -= 100000;
  y &= ~0xfff;
  y |= 0x7ff;
  print("%d %d %d\n", (int64_t)y, (int64_t)(y < 2048), (int64_t)(y > -2049));
  for (int n = 1; n < 20; n += 6) print("%d ", (int64_t)variable(n));
  print("\n");
  return 0;
}
