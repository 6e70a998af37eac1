// Unions, byte order, anonymous members, and one thing seen as another.
#include "virt.h"
union all {
  uint64_t u64;
  int64_t i64;
  uint32_t u32[2];
  uint16_t u16[4];
  uint8_t u8[8];
  double d;
  float f[2];
  void* p;
};
struct value {
  enum { kInt, kText, kPair } kind;
  union {
    long number;
    const char* text;
    struct {
      int left, right;
    };
  };
};
static void show(struct value v) {
  switch (v.kind) {
    case kInt:
      print("int %d ", (int64_t)v.number);
      break;
    case kText:
      print("text %s ", v.text);
      break;
    case kPair:
      print("pair %d %d ", (int64_t)v.left, (int64_t)v.right);
  }
}
static struct value pair(int a, int b) {
  struct value v = {kPair};
  v.left = a;
  v.right = b;
  return v;
}
static union all negate(union all x) {
  x.u8[7] ^= 0x80;
  return x;
}
int main(void) {
  union all x = {0x0123456789abcdef};
  for (int i = 0; i < 8; i++) print("%x ", (uint64_t)x.u8[i]);
  print("%x %x %x %x\n", (uint64_t)x.u16[0], (uint64_t)x.u16[3], (uint64_t)x.u32[0], (uint64_t)x.u32[1]);
  x.d = 1.0;
  print("%x ", x.u64);
  x.f[0] = -2.5f;
  print("%x ", (uint64_t)x.u32[0]);
  x.i64 = -2;
  print("%x %d\n", x.u64, (int64_t)(int16_t)x.u16[2]);
  x.d = 3.5;
  print("%x %d\n", negate(x).u64, (int64_t)sizeof x);
  struct value list[] = {{kInt, {5}}, {kText, {.text = "words"}}, pair(-1, 1l << 20)};
  for (int i = 0; i < 3; i++) show(list[i]);
  list[0] = list[2];
  list[2].right++;
  show(list[0]);
  show(list[2]);
  union {
    struct {
      uint8_t r, g, b, a;
    };
    uint32_t all;
  } pixel = {{1, 2, 3, 4}};
  pixel.g += 254;
  print("%x %d\n", (uint64_t)pixel.all, (int64_t)((char*)&list[1].text - (char*)&list[1]));
  return 0;
}
