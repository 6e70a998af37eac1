// Timer interrupts: a handler in assembly calls C, which sets the next one; main computes meanwhile.
#include "virt.h"
#define TIME (*(volatile uint64_t*)0x200bff8)
#define COMPARE (*(volatile uint64_t*)0x2004000)
void timer_start(void);
void timer_stop(void);
static volatile int ticks;
void tick(uint64_t cause) {
  if (cause != 0x8000000000000007) power_off(5);
  ticks++;
  COMPARE = ticks < 5 ? TIME + 200 : ~0ull;
}
static uint64_t work(uint64_t x) {
  for (int i = 0; i < 50; i++) x = x * 6364136223846793005u + 1442695040888963407u;
  return x;
}
int main(void) {
  uint64_t x = 1, y = 1;
  int rounds = 0;
  COMPARE = TIME + 200;
  timer_start();
  while (ticks < 5) {
    x = work(x);
    rounds++;
  }
  timer_stop();
  for (int i = 0; i < rounds; i++) y = work(y);
  print("%d %d\n", (int64_t)ticks, (int64_t)(x == y));
  return ticks;
}
