// Sorting by several ways, with comparisons through pointers; searching.
#include "virt.h"
typedef int (*order)(const void*, const void*);
static void swap(char* a, char* b, size_t n) {
  while (n--) {
    char t = *a;
    *a++ = *b;
    *b++ = t;
  }
}
static void quick(void* base, size_t count, size_t size, order o) {
  if (count < 2) return;
  char *b = base, *pivot = b + (count - 1) * size;
  size_t at = 0;
  for (size_t i = 0; i + 1 < count; i++)
    if (o(b + i * size, pivot) < 0) {
      swap(b + i * size, b + at * size, size);
      at++;
    }
  swap(b + at * size, pivot, size);
  quick(b, at, size, o);
  quick(b + (at + 1) * size, count - at - 1, size, o);
}
static void insertion(long* a, int n) {
  for (int i = 1; i < n; i++) {
    long v = a[i];
    int j = i;
    while (j-- > 0 && a[j] > v) a[j + 1] = a[j];
    a[j + 1] = v;
  }
}
static void sift(long* a, int at, int n) {
  for (int child; (child = 2 * at + 1) < n; at = child) {
    if (child + 1 < n && a[child + 1] > a[child]) child++;
    if (a[at] >= a[child]) return;
    long t = a[at];
    a[at] = a[child];
    a[child] = t;
  }
}
static void heap(long* a, int n) {
  for (int i = n / 2; i--;) sift(a, i, n);
  while (n-- > 1) {
    long t = a[0];
    a[0] = a[n];
    a[n] = t;
    sift(a, 0, n);
  }
}
static int by_number(const void* a, const void* b) {
  long x = *(const long*)a, y = *(const long*)b;
  return (x > y) - (x < y);
}
struct record {
  char name[6];
  short key;
};
static int by_key(const void* a, const void* b) {
  return ((const struct record*)a)->key - ((const struct record*)b)->key;
}
static int search(const long* a, int n, long v) {
  int low = 0, high = n;
  while (low < high) {
    int mid = low + (high - low) / 2;
    if (a[mid] < v)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}
int main(void) {
  long a[50], b[50], c[50];
  uint64_t x = 88172645463325252u;
  for (int i = 0; i < 50; i++) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    a[i] = b[i] = c[i] = (long)(x % 2001) - 1000;
  }
  quick(a, 50, sizeof *a, by_number);
  insertion(b, 50);
  heap(c, 50);
  int same = 1;
  for (int i = 0; i < 50; i++) {
    print("%d ", (int64_t)a[i]);
    same = same && a[i] == b[i] && b[i] == c[i];
  }
  print("%d %d %d\n", (int64_t)same, (int64_t)search(a, 50, 0), (int64_t)search(a, 50, 5000));
  struct record r[] = {{"five", 5}, {"one", 1}, {"nine", 9}, {"minus", -3}};
  quick(r, 4, sizeof *r, by_key);
  for (int i = 0; i < 4; i++) print("%s ", r[i].name);
  print("\n");
  return 0;
}
