// Exceptions taken in C: an assembly handler saves everything, calls trap(), and goes on after the instruction.
#include "virt.h"
struct frame {
  uint64_t x[32], pc, cause, value;
};
void install(void);
uint64_t ecall(uint64_t, uint64_t, uint64_t);
void illegal(void);
void breakpoint(void);
uint64_t load_from(uint64_t);
void store_to(uint64_t, uint64_t);
static int count;
static uint64_t causes;
void trap(struct frame* f) {
  count++;
  causes = causes * 16 + (f->cause & 15);
  switch (f->cause) {
    case 11:
      print("ecall %u %u %u\n", f->x[10], f->x[11], f->x[17]);
      f->x[10] = f->x[10] * 100 + f->x[11];
      break;
    case 2:
      print("illegal %x\n", f->value & 0xffffffff);
      break;
    case 3:
      print("breakpoint\n");
      break;
    case 5:
      print("load %x\n", f->value);
      f->x[10] = 0xdead;
      break;
    case 7:
      print("store %x\n", f->value);
      break;
    default:
      print("cause %u\n", f->cause);
      power_off(9);
  }
  f->pc += 4;
}
static int recurse(int n) { return n == 0 ? (int)ecall((uint64_t)n + 5, 1, 2) : n + recurse(n - 1); }
int main(void) {
  install();
  print("%u\n", ecall(3, 4, 64));
  illegal();
  breakpoint();
  print("%x\n", load_from(0x90000000));
  store_to(0x90000008, 1);
  print("%d\n", (int64_t)recurse(10));
  double x = 1.5;
  for (int i = 0; i < 4; i++) {
    x *= 1.5;
    ecall((uint64_t)i, (uint64_t)x, 0);
  }
  print("%d %x\n", (int64_t)count, causes);
  return count;
}
