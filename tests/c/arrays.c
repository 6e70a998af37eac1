// Arrays of arrays, pointers into them, rows and columns, negative indices.
#include "virt.h"
static int grid[3][4][5];
static long total(int rows, int (*at)[5]) {
  long s = 0;
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < 5; c++) s = s * 3 + at[r][c];
  return s;
}
static void fill(int* to, int count) {
  for (int i = 0; i < count; i++) to[i] = i * i - 7;
}
static int last(int list[static 3], int n) { return *(list + n - 1) + n[list - 1]; }
struct row {
  short cells[7];
};
int main(void) {
  fill(&grid[0][0][0], 60);
  print("%d %d %d %d\n", (int64_t)grid[2][3][4], (int64_t) * (*(*(grid + 1) + 2) + 3),
        (int64_t)total(4, grid[1]), (int64_t)total(2, &grid[2][1]));
  print("%d %d %d\n", (int64_t)(&grid[2] - &grid[0]), (int64_t)(&grid[1][0][0] - &grid[0][0][0]),
        (int64_t)sizeof grid[0]);
  int* middle = &grid[1][0][0];
  print("%d %d %d\n", (int64_t)middle[-1], (int64_t)middle[-20], (int64_t)last(middle, 5));
  struct row rows[4] = {{{1, 2, 3}}, {{4}}, [3] = {{[6] = 9}}};
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 7; j++) rows[i].cells[j] = (short)(rows[i].cells[j] * 1000 + i * 10 + j);
  for (struct row* r = rows; r < rows + 4; r++)
    for (short* c = r->cells; c != r->cells + 7; ++c) print("%d ", (int64_t)*c);
  char triangle[5][6];
  for (int i = 0; i < 5; i++) {
    for (int j = 0; j < 6; j++) triangle[i][j] = (char)(j <= i ? '*' : 0);
    print("%s", triangle[i]);
  }
  const char names[][4] = {"ab", "cde", ""};
  print("\n%s%s%s %d\n", names[0], names[1], names[2], (int64_t)sizeof names);
  unsigned char index = 200;
  static int table[256];
  table[index] = 5;
  table[(unsigned char)(index + 100)] = 6;
  table[index & 15]++;
  print("%d %d %d\n", (int64_t)table[200], (int64_t)table[44], (int64_t)table[8]);
  long i = -1;
  unsigned u = 2;
  int* p = table + 201;
  print("%d %d\n", (int64_t)p[i], (int64_t) * (p - u + 1));
  return 0;
}
