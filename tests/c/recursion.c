// Functions that call themselves and each other.
#include "virt.h"
static int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }
static unsigned ackermann(unsigned m, unsigned n) {
  return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}
static int is_odd(unsigned n);
static int is_even(unsigned n) { return n == 0 ? 1 : is_odd(n - 1); }
static int is_odd(unsigned n) { return n == 0 ? 0 : is_even(n - 1); }
static int moves;
static void hanoi(int n, char from, char to, char by) {
  if (n == 0) return;
  hanoi(n - 1, from, by, to);
  moves++;
  if (n == 4) print("%c%c ", (int)from, (int)to);
  hanoi(n - 1, by, to, from);
}
static int permute(char* s, int at, int size) {
  if (at == size) {
    print("%s ", s);
    return 1;
  }
  int count = 0;
  for (int i = at; i < size; i++) {
    char c = s[at];
    s[at] = s[i];
    s[i] = c;
    count += permute(s, at + 1, size);
    c = s[at];
    s[at] = s[i];
    s[i] = c;
  }
  return count;
}
static int queens(int row, unsigned columns, unsigned left, unsigned right, int n) {
  if (row == n) return 1;
  int count = 0;
  for (int c = 0; c < n; c++) {
    unsigned bit = 1u << c;
    if (columns & bit || left & bit << row || right & bit << (n - row)) continue;
    count += queens(row + 1, columns | bit, left | bit << row, right | bit << (n - row), n);
  }
  return count;
}
static uint64_t depth(int n) {
  volatile char room[64];
  room[n & 63] = (char)n;
  return n == 0 ? 0 : depth(n - 1) + (uint64_t)room[n & 63];
}
int main(void) {
  for (int i = 0; i < 18; i++) print("%d ", (int64_t)fibonacci(i));
  print("%u %d %d\n", (uint64_t)ackermann(2, 6), (int64_t)is_even(50), (int64_t)is_odd(50));
  hanoi(7, 'a', 'c', 'b');
  char text[] = "abcd";
  print("%d\n%d\n", (int64_t)moves, (int64_t)permute(text, 0, 4));
  for (int n = 1; n < 8; n++) print("%d ", (int64_t)queens(0, 0, 0, 0, n));
  print("%u\n", depth(60));
  return 0;
}
