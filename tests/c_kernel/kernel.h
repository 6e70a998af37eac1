#pragma once
#include <stddef.h>
#include <stdint.h>

struct frame {
  uint64_t pc;
  uint64_t x[31];  // x1 to x31
};

struct task {
  struct frame frame;
  int alive;
};

enum { TASKS = 2, A0 = 9, A7 = 16 };

extern struct task tasks[TASKS];
extern int current;

void set_alarm(void);
int next_task(void);
void print(const char* text);
