// Sizes, alignments and offsets: what the ABI fixes.
#include "virt.h"
struct a {
  char c;
  int i;
};
struct b {
  char c;
  long l;
  char d;
};
struct c {
  short s[3];
  char c;
};
struct d {
  struct a a;
  char c;
};
struct e {
  char c;
  double d;
  float f;
};
struct f {
  int : 3;
  char c;
  int x : 9;
};
struct g {
  char c[3];
  struct {
    short s;
  } n;
};
struct h {
  char c;
  struct b list[2];
};
struct i {
  int n;
  char tail[];
};
struct __attribute__((packed)) p {
  char c;
  int i;
  short s;
  long l;
};
struct j {
  char c;
  int v __attribute__((aligned(16)));
};
union u {
  char c[5];
  int i;
};
enum small { kSmall };
#define SIZE(type) print("%s %d %d\n", #type, (int64_t)sizeof(type), (int64_t) __alignof__(type))
#define AT(type, field) print("%s.%s %d\n", #type, #field, (int64_t)offsetof(type, field))
static char first;
static long aligned;
static char odd[3];
static int word;
int main(void) {
  SIZE(char);
  SIZE(short);
  SIZE(int);
  SIZE(long);
  SIZE(long long);
  SIZE(float);
  SIZE(double);
  SIZE(void*);
  SIZE(_Bool);
  SIZE(enum small);
  SIZE(size_t);
  SIZE(struct a);
  SIZE(struct b);
  SIZE(struct c);
  SIZE(struct d);
  SIZE(struct e);
  SIZE(struct g);
  SIZE(struct h);
  SIZE(struct i);
  SIZE(struct p);
  SIZE(struct j);
  SIZE(union u);
  AT(struct a, i);
  AT(struct b, l);
  AT(struct b, d);
  AT(struct c, c);
  AT(struct d, c);
  AT(struct e, d);
  AT(struct e, f);
  AT(struct g, n);
  AT(struct h, list[1].l);
  AT(struct i, tail);
  AT(struct p, i);
  AT(struct p, l);
  AT(struct j, v);
  struct p packed = {1, -2, 3, -4};
  packed.i *= 70000;
  packed.l -= packed.i;
  packed.s++;
  print("%d %d %d %d\n", (int64_t)packed.c, (int64_t)packed.i, (int64_t)packed.s, (int64_t)packed.l);
  print("%d %d %d\n", (int64_t)((uintptr_t)&aligned % 8), (int64_t)((uintptr_t)&word % 4),
        (int64_t)(sizeof odd + sizeof first));
  print("%d %d %d %d\n", (int64_t)sizeof 'a', (int64_t)sizeof((char)1), (int64_t)sizeof(1 + 1l),
        (int64_t)sizeof "abc");
  return 0;
}
