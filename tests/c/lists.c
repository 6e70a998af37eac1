// Linked lists with a free list; a queue; reversing and merging.
#include "virt.h"
struct node {
  int value;
  struct node* next;
};
static struct node pool[64], *unused;
static struct node* take(int value, struct node* next) {
  struct node* n = unused;
  unused = n->next;
  *n = (struct node){value, next};
  return n;
}
static void give(struct node* n) {
  n->next = unused;
  unused = n;
}
static struct node* reverse(struct node* l) {
  struct node* r = NULL;
  while (l) {
    struct node* n = l->next;
    l->next = r;
    r = l;
    l = n;
  }
  return r;
}
static struct node* merge(struct node* a, struct node* b) {
  if (!a) return b;
  if (!b) return a;
  if (a->value <= b->value) {
    a->next = merge(a->next, b);
    return a;
  }
  b->next = merge(a, b->next);
  return b;
}
static struct node* sort(struct node* l) {
  if (!l || !l->next) return l;
  struct node *slow = l, *fast = l->next;
  while (fast && fast->next) {
    slow = slow->next;
    fast = fast->next->next;
  }
  struct node* half = slow->next;
  slow->next = NULL;
  return merge(sort(l), sort(half));
}
static struct node* drop(struct node* l, int (*bad)(int)) {
  for (struct node** at = &l; *at;)
    if (bad((*at)->value)) {
      struct node* n = *at;
      *at = n->next;
      give(n);
    } else
      at = &(*at)->next;
  return l;
}
static int odd(int x) { return x & 1; }
static void show(const struct node* l) {
  for (; l; l = l->next) print("%d ", (int64_t)l->value);
  print("\n");
}
int main(void) {
  for (int i = 0; i < 64; i++) give(&pool[i]);
  struct node* list = NULL;
  unsigned x = 7;
  for (int i = 0; i < 40; i++) {
    x = x * 69069 + 1;
    list = take((int)(x >> 20 & 255) - 100, list);
  }
  show(list);
  show(list = reverse(list));
  show(list = sort(list));
  show(list = drop(list, odd));
  int left = 0;
  for (struct node* n = unused; n; n = n->next) left++;
  print("%d\n", (int64_t)left);
  return 0;
}
