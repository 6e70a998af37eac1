#include <devices.h>

#include "kernel.h"

#define SLICE 4000

void set_alarm(void) { TIMER_COMPARE = TIMER_NOW + SLICE; }

int next_task(void) {
  int other = 1 - current;
  return tasks[other].alive ? other : current;
}
