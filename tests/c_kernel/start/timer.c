#include <devices.h>

#include "kernel.h"

#define SLICE 4000

void set_alarm(void) { TIMER_COMPARE = TIMER_NOW + SLICE; }

int next_task(void) {
  return current;
}
