// The preprocessor: arguments, pasting, strings, conditions, varying counts, macros that make functions.
#include "virt.h"
#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)
#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define SHOW(format, ...) print("[" format "]", __VA_ARGS__)
#define COUNT(...) COUNT_(__VA_ARGS__, 5, 4, 3, 2, 1)
#define COUNT_(a, b, c, d, e, n, ...) n
#define LIST(x) x(red, 1) x(green, 2) x(blue, 4)
#define AS_ENUM(name, value) k_##name = value,
#define AS_TEXT(name, value) {#name, value},
#define VERSION 3
#define EMPTY
#define SELF SELF + 1
enum colour { LIST(AS_ENUM) };
static const struct {
  const char* name;
  int value;
} kColours[] = {LIST(AS_TEXT)};
#define ACCESS(type, field)                                           \
  static type get_##field(const struct thing* t) { return t->field; } \
  static void set_##field(struct thing* t, type v) { t->field = v; }
struct thing {
  int size;
  long weight;
};
ACCESS(int, size)
ACCESS(long, weight)
#if VERSION >= 3 && defined(EMPTY) && !defined(NOTHING) && (1 ? 2 : 0) == 2
static const int chosen = 1;
#elif VERSION
static const int chosen = 2;
#else
#error not here
#endif
#ifdef NOTHING
this is not C
#endif
#undef VERSION
#define VERSION 4
    int
    main(void) {
  int PASTE(var, 1) = 5, var2 = 6, SELF_ = 1;
  (void)SELF_;
  SHOW("%s %d", TEXT(VERSION), (int64_t)MAX(var1++, var2));
  SHOW("%d %d %d", (int64_t)COUNT(a), (int64_t)COUNT(a, b, c), (int64_t)var1);
  SHOW("%s|%s|%s", TEXT_(a "b\n" 'c'), TEXT(PASTE(x, y) z), TEXT((1, 2)));
  for (unsigned i = 0; i < 3; i++) SHOW("%s=%d", kColours[i].name, (int64_t)kColours[i].value);
  struct thing t;
  set_size(&t, k_red | k_blue);
  set_weight(&t, -1);
  SHOW("%d %d %d", (int64_t)get_size(&t), (int64_t)get_weight(&t), (int64_t)chosen);
#line 500 "renamed.c"
  SHOW("%d %s", (int64_t)__LINE__, __FILE__);
  SHOW("%s %d", __func__, (int64_t)(MAX(MAX(1, 2), MAX(4, 3)) EMPTY));
  print("\n");
  return 0;
}
