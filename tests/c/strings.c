// The string functions of C, written in C.
#include "virt.h"
static size_t length(const char* s) {
  const char* e = s;
  while (*e) e++;
  return (size_t)(e - s);
}
static int compare(const char* a, const char* b) {
  while (*a && *a == *b) a++, b++;
  return (unsigned char)*a - (unsigned char)*b;
}
static char* copy(char* to, const char* from) {
  char* start = to;
  while ((*to++ = *from++)) {
  }
  return start;
}
static char* join(char* to, const char* from) {
  copy(to + length(to), from);
  return to;
}
static const char* find(const char* s, char c) {
  for (; *s; s++)
    if (*s == c) return s;
  return 0;
}
static const char* search(const char* s, const char* part) {
  size_t n = length(part);
  for (; *s; s++) {
    size_t i = 0;
    while (i < n && s[i] == part[i]) i++;
    if (i == n) return s;
  }
  return 0;
}
static void reverse(char* s) {
  char* e = s + length(s);
  while (s < e) {
    char c = *s;
    *s++ = *--e;
    *e = c;
  }
}
static long number(const char* s, int base) {
  long v = 0;
  int minus = *s == '-';
  if (minus) s++;
  for (; *s; s++) {
    int d = *s <= '9' ? *s - '0' : (*s | 32) - 'a' + 10;
    v = v * base + d;
  }
  return minus ? -v : v;
}
static char* spell(long v, char* to, int base) {
  char* p = to;
  unsigned long u = v < 0 ? 0ul - (unsigned long)v : (unsigned long)v;
  do *p++ = "0123456789abcdefghijklmnopqrstuvwxyz"[u % (unsigned)base];
  while (u /= (unsigned)base);
  if (v < 0) *p++ = '-';
  *p = 0;
  reverse(to);
  return to;
}
static int words(char* s, char** out) {
  int n = 0;
  while (*s) {
    while (*s == ' ') *s++ = 0;
    if (!*s) break;
    out[n++] = s;
    while (*s && *s != ' ') s++;
  }
  return n;
}
int main(void) {
  char room[100] = "trap";
  print("%d %s %s\n", (int64_t)length(room), join(room, "door"), copy(room + 50, "x\ty\\z\"\x41\101"));
  print("%d %d %d\n", (int64_t)compare("abc", "abd"), (int64_t)compare("abc", "ab"),
        (int64_t)(compare("", "") == 0));
  print("%s %d %s\n", find(room, 'd'), (int64_t)(find(room, 'q') == 0), search(room, "pd"));
  reverse(room);
  print("%s %d %d %d\n", room, (int64_t)number("-12345678901", 10), (int64_t)number("7fff", 16),
        (int64_t)number("-zz", 36));
  for (int base = 2; base < 37; base += 7) print("%s ", spell(-9876543210l, room, base));
  char line[] = "  the  quick brown   fox ", *out[10];
  int n = words(line, out);
  for (int i = 0; i < n; i++) print("[%s]", out[i]);
  print("%d %s %s\n", (int64_t)n,
        "one"
        "two" /* joined */ "three",
        &"skipped"[4]);
  const char* list[] = {"a", "bb", "ccc", 0};
  for (const char** p = list; *p; p++) print("%s%d ", *p, (int64_t)sizeof "bb");
  print("%c%c%d\n", "hello"[1], 1 ["hello"], (int64_t)'\xff');
  return 0;
}
