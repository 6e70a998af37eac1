// Coroutines: a context switch in assembly, everything else in C.
#include "virt.h"
struct context {
  uint64_t ra, sp, s[12];
};
void swap_context(struct context* from, struct context* to);
#define COUNT 3
static struct context contexts[COUNT + 1];
static uint64_t stacks[COUNT][512];
static int current, alive;
static void yield(void) {
  int me = current;
  do current = current % COUNT + 1;
  while (!contexts[current].sp && current != me);
  if (current != me) swap_context(&contexts[me], &contexts[current]);
}
static void body(void) {
  int me = current, sum = 0;
  long weight = me;
  for (int i = 0; i < 2 + me; i++) {
    sum += i * me;
    weight *= 2;
    print("%d:%d ", (int64_t)me, (int64_t)sum);
    yield();
  }
  print("end%d:%d ", (int64_t)me, (int64_t)weight);
  contexts[me].sp = 0;
  if (--alive == 0) {
    static struct context dead;
    swap_context(&dead, &contexts[0]);
  }
  yield();
}
int main(void) {
  for (int i = 1; i <= COUNT; i++) {
    contexts[i].ra = (uint64_t)body;
    contexts[i].sp = (uint64_t)(stacks[i - 1] + 512);
    alive++;
  }
  current = 1;
  swap_context(&contexts[0], &contexts[1]);
  print("\ndone %d\n", (int64_t)alive);
  return 0;
}
