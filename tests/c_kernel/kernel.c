#include "kernel.h"

#include <csr.h>
#include <devices.h>
#include <string.h>

enum { MIE_TIMER = 1 << 7, MSTATUS_MPIE = 1 << 7, MSTATUS_MPP = 3 << 11 };
enum { CAUSE_ECALL_U = 8 };
#define INTERRUPT (1ul << 63)
#define TIMER (INTERRUPT | 7)

struct task tasks[TASKS];
int current;

extern char program_one[], program_two[];
void enter_user(struct frame *frame);

static void put(char c) {
  while ((UART_LINE_STATUS & 0x20) == 0) {
  }
  *(volatile uint8_t *)0x10000000 = c;
}

void print(const char *text) {
  while (*text) put(*text++);
}

static void off(int code) {
  POWER = code == 0 ? 0x5555 : 0x3333 | code << 16;
  for (;;) wait_for_interrupt();
}

static void start(struct task *task, char *entry) {
  memset(task, 0, sizeof *task);
  task->frame.pc = (uint64_t)entry;
  task->alive = 1;
}

static struct frame *call(struct frame *frame) {
  struct task *task = &tasks[current];
  frame->pc += 4;
  switch (frame->x[A7]) {
    case 1:
      put((char)frame->x[A0]);
      return frame;
    case 2:
      task->alive = 0;
      if (!tasks[0].alive && !tasks[1].alive) {
        print("\n");
        off(0);
      }
      current = 1 - current;
      return &tasks[current].frame;
    default:
      print("unknown call\n");
      off(1);
  }
  return frame;
}

void trap_in_c(struct frame *frame) {
  uint64_t cause = read_mcause();
  tasks[current].frame = *frame;
  frame = &tasks[current].frame;
  if (cause == TIMER) {
    set_alarm();
    current = next_task();
    frame = &tasks[current].frame;
  } else if (cause == CAUSE_ECALL_U) {
    frame = call(frame);
  } else {
    print("a program did what it may not\n");
    off(2);
  }
  enter_user(frame);
}

int main(void) {
  write_pmpaddr0(~0ul);
  write_pmpcfg0(0x1f);
  start(&tasks[0], program_one);
  start(&tasks[1], program_two);
  set_alarm();
  write_mie(MIE_TIMER);
  clear_mstatus(MSTATUS_MPP);
  set_mstatus(MSTATUS_MPIE);
  enter_user(&tasks[0].frame);
  return 0;
}
