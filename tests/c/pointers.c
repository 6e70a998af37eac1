// Pointers: to pointers, compared, subtracted, cast, to const and volatile, into structures.
#include "virt.h"
struct node {
  int value;
  struct node *left, *right;
};
static struct node pool[40];
static int used;
static struct node** place(struct node** at, int value) {
  while (*at && (*at)->value != value) at = value < (*at)->value ? &(*at)->left : &(*at)->right;
  return at;
}
static void insert(struct node** tree, int value) {
  struct node** at = place(tree, value);
  if (*at) return;
  *at = &pool[used++];
  (*at)->value = value;
}
static int walk(const struct node* n, int depth) {
  if (!n) return depth;
  int a = walk(n->left, depth + 1);
  print("%d ", (int64_t)n->value);
  int b = walk(n->right, depth + 1);
  return a > b ? a : b;
}
static void swap(void** a, void** b) {
  void* t = *a;
  *a = *b;
  *b = t;
}
static void set(int* const p, const int* q) { *p = *q + 1; }
#define container(p, type, member) ((type*)((char*)(p)-offsetof(type, member)))
struct outer {
  long a;
  char name[5];
  struct node inner;
};
int main(void) {
  struct node* tree = 0;
  unsigned seed = 12345;
  for (int i = 0; i < 30; i++) {
    seed = seed * 1103515245 + 12345;
    insert(&tree, (int)(seed >> 16) % 100);
  }
  print("depth %d of %d\n", (int64_t)walk(tree, 0), (int64_t)used);
  int x = 1, y = 2, *p = &x, *q = &y, **pp = &p;
  **pp = 5;
  pp = &q;
  **pp += 7;
  swap((void**)&p, (void**)&q);
  set(p, q);
  print("%d %d %d %d\n", (int64_t)x, (int64_t)y, (int64_t)*p, (int64_t)*q);
  struct outer o = {1, "abc", {9, 0, 0}};
  struct node* inner = &o.inner;
  print("%s %d %d\n", container(inner, struct outer, inner)->name, (int64_t)offsetof(struct outer, inner),
        (int64_t)((char*)inner - (char*)&o));
  long numbers[8], *from = numbers + 1, *to = &numbers[6];
  print("%d %d %d %d\n", (int64_t)(to - from), (int64_t)(from < to), (int64_t)(to == from + 5),
        (int64_t)((char*)to - (char*)from));
  unsigned char bytes[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const unsigned short* half = (const unsigned short*)(bytes + 2);
  print("%x %x %d\n", (uint64_t)*half, (uint64_t)half[1], (int64_t)(*(bytes + 4))++);
  int* none = 0;
  void* any = bytes;
  print("%d %d %d %d\n", (int64_t)!none, (int64_t)(any != 0), (int64_t)(none == 0 && any), (int64_t)bytes[4]);
  uintptr_t number = (uintptr_t)&bytes[3];
  print("%d %d\n", (int64_t) * (unsigned char*)(number + 1), (int64_t)(number - (uintptr_t)bytes));
  char* moving = (char*)bytes;
  int sum = 0;
  while (moving < (char*)bytes + 9) sum = sum * 2 + *moving++;
  print("%d\n", (int64_t)sum);
  return 0;
}
