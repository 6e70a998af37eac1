// Names: inner ones hide outer ones; statics keep; extern and tentative definitions; enums; typedefs as names.
#include "virt.h"
static int x = 1;
extern int later;
int tentative, tentative;
typedef int number;
enum { kFirst = 5, kSecond, kThird = kFirst * 10, kLast };
static int counter(void) {
  static int x = 10;
  return x++;
}
static int other(void) {
  static int x;
  x += 3;
  return x;
}
static int hides(int x) {
  {
    int x = 50;
    x++;
    {
      extern int later;
      x += later;
    }
    tentative = x;
  }
  for (int x = 0; x < 3; x++) tentative += x;
  return x;
}
static number type_name(number number) { return number + (int)sizeof(number); }
static int label(int x) {
x:
  if (x > 10) return x;
  x += 3;
  goto x;
}
struct tag {
  int tag;
} tag = {7};
static int later_used(void) { return later; }
static inline int small(int a) { return a * 2; }
int later = 33;
int main(void) {
  int x = 2;
  {
    enum { kFirst = 100 };
    struct tag {
      long a[3];
    };
    print("%d %d\n", (int64_t)kFirst, (int64_t)sizeof(struct tag));
  }
  print("%d %d %d %d %d\n", (int64_t)x, (int64_t)kFirst, (int64_t)kSecond, (int64_t)kLast,
        (int64_t)sizeof(struct tag));
  for (int i = 0; i < 3; i++) print("%d %d ", (int64_t)counter(), (int64_t)other());
  {
    extern int later;
    later++;
    {
      int later = 9;
      x += later;
    }
  }
  print("%d %d %d %d\n", (int64_t)hides(4), (int64_t)tentative, (int64_t)later, (int64_t)later_used());
  print("%d %d %d %d %d\n", (int64_t)type_name(4), (int64_t)label(0), (int64_t)tag.tag, (int64_t)small(x),
        (int64_t)({
          int y = x;
          y* y;
        }));
  if (x > 1) {
    int x = 77;
    print("%d ", (int64_t)x);
  } else {
    int x = 78;
    print("%d ", (int64_t)x);
  }
  do {
    int x = 5;
    tentative = x;
  } while (x < 0);
  print("%d %d\n", (int64_t)tentative, (int64_t)x);
  return 0;
}
