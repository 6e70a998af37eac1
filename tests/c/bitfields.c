// Bit fields: signed and unsigned, across words, in unions, assigned and compared.
#include "virt.h"
struct status {
  unsigned ie : 1, : 2, pie : 1, mode : 2;
  int level : 4;
  unsigned rest : 20;
};
struct entry {
  uint64_t valid : 1, read : 1, write : 1, run : 1, user : 1, global : 1, accessed : 1, dirty : 1, soft : 2,
      page : 44, none : 10;
};
struct mixed {
  char a;
  int b : 3;
  int c : 5;
  unsigned d : 17;
  unsigned e : 15;
  char f;
  _Bool g : 1;
};
union word {
  uint32_t all;
  struct {
    uint32_t low : 8, mid : 16, high : 8;
  } part;
};
static int level(struct status s) { return s.level; }
static struct entry make(uint64_t page, int user) {
  struct entry e = {1, 1, 0, 1};
  e.page = page;
  e.user = (unsigned)user;
  return e;
}
int main(void) {
  struct status s = {0};
  for (int i = -9; i < 10; i += 3) {
    s.level = i;
    s.mode = (unsigned)i;
    s.ie = (unsigned)i & 1;
    print("%d %u %u ", (int64_t)level(s), (uint64_t)s.mode, (uint64_t)s.ie);
  }
  s.rest = 0xfffff;
  s.rest += 2;
  s.level++;
  s.mode--;
  s.pie ^= 1;
  print("%u %d %u %u\n", (uint64_t)s.rest, (int64_t)s.level, (uint64_t)s.mode, (uint64_t)s.pie);
  union {
    struct entry e;
    uint64_t u;
  } x = {make(0x80001, 1)};
  print("%x ", x.u);
  x.e.dirty = x.e.accessed = 1;
  x.e.page = 0xabcdef12345;
  x.e.none = 0x3ff;
  print("%x %x %d\n", x.u, (uint64_t)x.e.page, (int64_t)(x.e.none > 5));
  struct mixed m = {1, 2, 3, 4, 5, 6, 1};
  m.b = 7;
  m.c = -16;
  m.d = 131071;
  m.e = 32768 + 5;
  m.g = 2;
  print("%d %d %d %u %u %d %d\n", (int64_t)m.a, (int64_t)m.b, (int64_t)m.c, (uint64_t)m.d, (uint64_t)m.e,
        (int64_t)m.f, (int64_t)m.g);
  union word w = {0x12345678};
  w.part.mid++;
  w.part.low = w.part.high;
  print("%x %d %d %d\n", (uint64_t)w.all, (int64_t)sizeof(struct status), (int64_t)sizeof(struct entry),
        (int64_t)sizeof(struct mixed));
  struct {
    int a : 7;
    unsigned b : 7;
  } t = {-3, 100};
  print("%d %d %d %d\n", (int64_t)(t.a < 0), (int64_t)(t.a * t.b), (int64_t)(t.a + t.b), (int64_t)(t.b << 3));
  volatile struct status* p = &s;
  p->level = 3;
  p->level <<= 1;
  p->ie = !p->ie;
  print("%d %u\n", (int64_t)p->level, (uint64_t)p->ie);
  return 0;
}
