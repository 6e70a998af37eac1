// kernel.c: a kernel that runs one program, and takes the keys that you press meanwhile.

#include <csr.h>
#include <devices.h>
#include <stdint.h>

// The frame: what the program had in the CPU when it came here. entry.S fills it, and puts it all back.
struct frame {
  uint64_t pc, ra;
  uint64_t t[7];
  uint64_t a[8];
};

// In console.S.
void print(const char* text);
void print_bytes(const char* bytes, long size);
void switch_off(long code);

// Why the program was left, in scause: it asked for something, or a device did.
#define CAUSE_SYSCALL 8
#define CAUSE_DEVICE ((1ul << 63) + 9)

static void sys_exit(struct frame* frame);
static void sys_sum(struct frame* frame);

enum { LINE_SIZE = 16, SERVICES = 2 };

// The line that is being typed, and how many letters it has.
// A text ends with a zero byte, which needs a place, too.
char line[LINE_SIZE] = "(nothing)";
int length;

// What a program can ask for. It puts the number of a service into a7.
void (*services[SERVICES])(struct frame*) = {sys_exit, sys_sum};

// A key was pressed. A letter goes to the end of the line; the return key begins a new one.
void key_pressed(void) {
  uint32_t number = PLIC_CLAIM;
  char key = UART_DATA;

  print_bytes(&key, 1);
  if (key == '\n') {
    length = 0;
  } else if (length < LINE_SIZE - 1) {
    line[length] = key;
    length++;
    line[length] = 0;
  }
  PLIC_CLAIM = number;
}

// exit: says what was typed last, and switches the machine off.
static void sys_exit(struct frame* frame) {
  print("last line: ");
  print(line);
  print("\n");
  switch_off(0);
}

// sum: shows the number in a0.
static void sys_sum(struct frame* frame) {
  char digits[20];
  int at = sizeof digits;
  uint64_t rest = frame->a[0];
  do {
    digits[--at] = '0' + rest % 10;
    rest /= 10;
  } while (rest != 0);
  print("\nsum: ");
  print_bytes(digits + at, sizeof digits - at);
  print("\n");
}

// The handler: entry.S calls it for each trap of the program.
void kernel_trap(struct frame* frame) {
  uint64_t cause = read_scause();
  if (cause == CAUSE_DEVICE) {
    key_pressed();
  } else if (cause == CAUSE_SYSCALL && frame->a[7] < SERVICES) {
    // go on behind the instruction that asked.
    frame->pc += 4;
    services[frame->a[7]](frame);
  } else {
    print("\nkernel: the program did what it may not\n");
    switch_off(1);
  }
}

// At the start: let the keys interrupt. The serial line, where they come in, is device number 10.
void open_gates(void) {
  UART_INTERRUPT_ENABLE = 1;
  PLIC_PRIORITY_10 = 1;
  PLIC_ENABLE = 1 << 10;
  set_sie(1 << 9);
}
