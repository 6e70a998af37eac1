// A program in user mode asks for services by ecall; the kernel around it is C and assembly.
#include "virt.h"
struct frame {
  uint64_t ra, a[8], t[7], pc;
};
void enter_user(void (*program)(void), uint64_t stack);
uint64_t syscall3(uint64_t, uint64_t, uint64_t, uint64_t);
void leave_user(void);
enum { kWrite, kAdd, kExit };
static uint64_t user_stack[512];
static int calls;
void on_trap(struct frame* f, uint64_t cause) {
  if (cause != 8) {
    print("cause %u\n", cause);
    power_off(3);
  }
  calls++;
  f->pc += 4;
  switch (f->a[3]) {
    case kWrite:
      for (uint64_t i = 0; i < f->a[1]; i++) put_char(((const char*)f->a[0])[i]);
      f->a[0] = f->a[1];
      break;
    case kAdd:
      f->a[0] = f->a[0] + f->a[1] + f->a[2];
      break;
    case kExit:
      print("exit %u after %d calls\n", f->a[0], (int64_t)calls);
      power_off((unsigned)f->a[0]);
    default:
      f->a[0] = (uint64_t)-1;
  }
}
static void program(void) {
  uint64_t n = syscall3((uint64_t) "hello from user\n", 16, 0, kWrite), sum = 0;
  for (uint64_t i = 0; i < 10; i++) sum = syscall3(sum, i, n, kAdd);
  char text[] = "sum 000\n";
  for (uint64_t v = sum, i = 6; v; v /= 10) text[i--] = (char)('0' + v % 10);
  syscall3((uint64_t)text, 8, 0, kWrite);
  if (syscall3(0, 0, 0, 99) != (uint64_t)-1) syscall3(1, 0, 0, kExit);
  syscall3(sum & 63, 0, 0, kExit);
}
int main(void) {
  enter_user(program, (uint64_t)(user_stack + 512));
  return 1;
}
