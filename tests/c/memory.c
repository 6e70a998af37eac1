// Blocks of bytes: moved over themselves, filled, compared, at every alignment.
#include "virt.h"
static int compare(const void* a, const void* b, size_t n) {
  const unsigned char *x = a, *y = b;
  for (; n--; x++, y++)
    if (*x != *y) return *x < *y ? -1 : 1;
  return 0;
}
static uint32_t sum(const void* p, size_t n) {
  uint32_t s = 1;
  for (const unsigned char* b = p; n--; b++) s = s * 31 + *b;
  return s;
}
int main(void) {
  static unsigned char room[256], other[256];
  for (int from = 0; from < 20; from += 3) {
    for (int to = 0; to < 20; to += 4) {
      for (int i = 0; i < 256; i++) room[i] = (unsigned char)(i * 7);
      memmove(room + to, room + from, 100);
      print("%x ", (uint64_t)sum(room, 256));
    }
  }
  for (int at = 0; at < 9; at++) {
    memset(room, 0xee, 256);
    memset(room + at, at * 300, (size_t)(20 + at));
    memcpy(other + 1, room + at, 60);
    print("%x %x ", (uint64_t)sum(room, 256), (uint64_t)sum(other, 256));
  }
  memcpy(other, room, 256);
  print("%d ", (int64_t)compare(room, other, 256));
  other[255]++;
  print("%d %d ", (int64_t)compare(room, other, 256), (int64_t)compare(room, other, 255));
  struct {
    uint64_t a;
    uint32_t b[5];
    uint16_t c;
  } x, y;
  memset(&x, 0x5a, sizeof x);
  y = x;
  y.b[3] = 0;
  print("%d %x %x %x\n", (int64_t)sizeof x, x.a, (uint64_t)x.b[4], (uint64_t)x.c);
  print("%d\n", (int64_t)compare(&x, &y, sizeof x));
  return 0;
}
