// A little machine in C: bytecode with a stack, calls and memory.
#include "virt.h"
enum { kPush, kAdd, kMul, kSub, kLess, kJump, kJumpZero, kLoad, kStore, kCall, kReturn, kPrint, kDup, kHalt };
static long memory[16], stack[32];
static int frames[16];
static long run(const signed char* code, int at) {
  long* sp = stack;
  int *fp = frames, steps = 0;
  for (;;) {
    steps++;
    int op = code[at++];
    switch (op) {
      case kPush:
        *sp++ = code[at++];
        break;
      case kAdd:
        sp--;
        sp[-1] += *sp;
        break;
      case kMul:
        sp--;
        sp[-1] *= *sp;
        break;
      case kSub:
        sp--;
        sp[-1] -= *sp;
        break;
      case kLess:
        sp--;
        sp[-1] = sp[-1] < *sp;
        break;
      case kJump:
        at = code[at];
        break;
      case kJumpZero:
        at = *--sp ? at + 1 : code[at];
        break;
      case kLoad:
        *sp++ = memory[(int)code[at++]];
        break;
      case kStore:
        memory[(int)code[at++]] = *--sp;
        break;
      case kCall:
        *fp++ = at + 1;
        at = code[at];
        break;
      case kReturn:
        at = *--fp;
        break;
      case kPrint:
        print("%d ", (int64_t) * --sp);
        break;
      case kDup:
        *sp = sp[-1];
        sp++;
        break;
      case kHalt:
        return steps;
      default:
        return -1;
    }
  }
}
static const signed char kProgram[] = {
    kPush, 1,  kStore, 0,  kPush,  1,         kStore, 1,  // product = 1, i = 1
    kLoad, 1,  kPush,  16, kLess,  kJumpZero, 29,         // 8: while (i < 16)
    kCall, 30, kLoad,  0,  kPrint, kLoad,     1,      kPush, 1,      kAdd, kStore, 1, kJump, 8, kHalt,  // 15
    kLoad, 0,  kLoad,  1,  kMul,   kDup,      kStore, 0,     kStore, 2,    kReturn                      // 30
};
int main(void) {
  long steps = run(kProgram, 0);
  print("\n%d %d %d\n", (int64_t)steps, (int64_t)memory[2], (int64_t)run((const signed char*)"\x20", 0));
  return (int)(steps & 63);
}
