// What a variable begins with: nested, by name, by index, of addresses; static and automatic; compound literals.
#include "virt.h"
struct point {
  int x, y;
};
struct figure {
  const char* name;
  struct point corner[3];
  struct {
    short a, b;
  } inner;
  int* where;
  int (*f)(int);
};
static int there = 5, *const also = &there;
static int next(int x) { return x + 1; }
static struct figure figures[] = {
    {"one", {{1, 2}, {3}}, {4, 5}, &there, next},
    {.f = next, .corner = {[1] = {.y = 7}, [0].x = 6}, .name = "two"},
    [4] = {"five", 1, 2, 3, 4, 5, 6, {7}, &there + 1},
};
static const char *const kNames[] = {[2] = "c", [0] = "a", "b"}, kText[8] = "abc", kFull[3] = {"xyz"};
static int sizes[] = {sizeof figures / sizeof *figures,
                      sizeof kText,
                      sizeof(struct figure),
                      (int)sizeof "12345",
                      1 + 2 * 3,
                      -7 / 2,
                      1 ? 10 : 20,
                      (char)300,
                      'a' << 8 | 'b'};
static uint64_t address = (uint64_t)&there;
static char *middle = (char*)kText + 1, letters[] = {'h', 'i', 0};
static double numbers[] = {1, 2.5, -3e2, 1 / 4.0};
static int total(struct point p, const int* list, int n) {
  int s = p.x * p.y;
  while (n--) s += *list++;
  return s;
}
int main(void) {
  int first = there;
  int local[7] = {1, first, [5] = first * 2};
  struct point p = {.y = first}, q[2] = {{1, 2}, p}, *r = &(struct point){8, 9};
  char text[] = "local", room[20] = {'r', 0};
  for (int i = 0; i < 5; i++) {
    struct figure* f = &figures[i];
    print("%s ", f->name ? f->name : "none");
    for (int j = 0; j < 3; j++) print("%d,%d ", (int64_t)f->corner[j].x, (int64_t)f->corner[j].y);
    print("%d %d %d %d\n", (int64_t)f->inner.a, (int64_t)f->inner.b, (int64_t)(f->where == &there),
          (int64_t)(f->f ? f->f(i) : -1));
  }
  for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) print("%d ", (int64_t)sizes[i]);
  for (int i = 0; i < 7; i++) print("%d ", (int64_t)local[i]);
  print("\n%s%s%s %s %c%c %d %s\n", kNames[0], kNames[1], kNames[2], middle, (int)kFull[0], (int)kFull[2],
        (int64_t)(address == (uint64_t)also), letters);
  print("%d %d %d %d %d %s %s %d\n", (int64_t)p.x, (int64_t)p.y, (int64_t)q[1].y, (int64_t)r->x,
        (int64_t)total((struct point){3, 4}, (int[]){1, 2, 3}, 3), text, room, (int64_t)sizeof text);
  for (int i = 0; i < 3; i++) {
    static int kept = 100;
    int fresh[3] = {i};
    kept += ++fresh[0];
    fresh[2]--;
    print("%d %d ", (int64_t)kept, (int64_t)fresh[2]);
  }
  print("%d %d\n", (int64_t)(numbers[0] + numbers[1] * 2 + numbers[2]), (int64_t)(numbers[3] * 100));
  return 0;
}
