// A kernel in supervisor mode: processes with page tables of their own, preempted by the timer, whose heap and stack
// pages appear when they are first touched. Output is kept per process and printed in order at the end, so that the
// text does not depend on when the timer fires.
#include "kernel.h"

#include "../virt.h"

enum { V = 1, R = 2, W = 4, X = 8, U = 16, A = 64, D = 128 };
enum { PAGE = 4096 };

struct frame {
  uint64_t pc;
  uint64_t x[31];  // x1 to x31
};
struct process {
  struct frame frame;
  uint64_t* root;
  int alive;
  uint64_t faults, calls, turns, exit_code;
  const char* death;
  uint64_t death_cause, death_value;
  char output[1024];
  uint64_t output_size;
};

extern char user_image[], user_size[], end[];
void enter_user(struct frame*) __attribute__((noreturn));
void user_entry(uint64_t pid);

static struct process processes[PROCESSES];
static struct process* current;
static uint64_t ticks, pages_given;
static char* free_page;

static uint64_t* new_page(void) {
  if (!free_page) free_page = end;
  uint64_t* page = (uint64_t*)free_page;
  free_page += PAGE;
  pages_given++;
  memset(page, 0, PAGE);
  return page;
}

static uint64_t* entry_of(uint64_t* root, uint64_t address, int make) {
  uint64_t* table = root;
  for (int level = 2; level > 0; level--) {
    uint64_t* entry = &table[address >> (12 + 9 * level) & 511];
    if (!(*entry & V)) {
      if (!make) return NULL;
      *entry = (uint64_t)new_page() >> 2 | V;
    }
    table = (uint64_t*)(*entry >> 10 << 12);
  }
  return &table[address >> 12 & 511];
}

static void map(uint64_t* root, uint64_t address, uint64_t physical, uint64_t flags) {
  *entry_of(root, address, 1) = physical >> 2 | flags | V | U | A | D;
}

// The kernel's address of a user's byte, NULL if the user may not read it.
static const char* user_byte(struct process* p, uint64_t address) {
  if (address < USER_BASE || address >= STACK_TOP) return NULL;
  uint64_t* entry = entry_of(p->root, address, 0);
  if (!entry || (*entry & (V | U | R)) != (V | U | R)) return NULL;
  return (const char*)(*entry >> 10 << 12) + address % PAGE;
}

static void start(struct process* p, uint64_t pid) {
  p->root = new_page();
  p->root[0] = V | R | W | A | D;                                  // devices, for the kernel
  p->root[2] = (uint64_t)0x80000000 >> 2 | V | R | W | X | A | D;  // itself
  for (uint64_t at = 0; at < (uint64_t)user_size; at += PAGE) {
    map(p->root, USER_BASE + at, (uint64_t)user_image + at, R | X);
  }
  p->frame.pc = (uint64_t)user_entry;
  p->frame.x[1] = STACK_TOP;
  p->frame.x[9] = pid;
  p->alive = 1;
}

static void use(struct process* p) {
  if (current == p) return;
  current = p;
  p->turns++;
  uint64_t satp = (uint64_t)8 << 60 | (uint64_t)(p - processes) << 44 | (uint64_t)p->root >> 12;
  __asm__ volatile("csrw satp, %0; sfence.vma" ::"r"(satp) : "memory");
}

static void finish(void) {
  uint64_t preempted = 0;
  for (int i = 0; i < PROCESSES; i++) {
    struct process* p = &processes[i];
    print("process %u: ", (uint64_t)i);
    if (p->death) {
      print("killed, %s, cause %u, value %x", p->death, p->death_cause, p->death_value);
    } else {
      print("exit %u", p->exit_code);
    }
    print(", %u page faults\n", p->faults);
    for (uint64_t j = 0; j < p->output_size; j++) put_char(p->output[j]);
    preempted += p->turns > 1;
  }
  print("pages given: %u\n", pages_given);
  print("timer: %s, preemption: %s\n", ticks >= 3 ? "works" : "silent", preempted >= 2 ? "works" : "none");
  power_off(7);
}

static void next_process(void) {
  uint64_t from = (uint64_t)(current - processes);
  for (uint64_t i = 1; i <= PROCESSES; i++) {
    struct process* p = &processes[(from + i) % PROCESSES];
    if (p->alive) return use(p);
  }
  finish();
}

static void kill(const char* why, uint64_t cause, uint64_t value) {
  current->alive = 0;
  current->death = why;
  current->death_cause = cause;
  current->death_value = value;
  next_process();
}

static void system_call(struct frame* f) {
  current->calls++;
  f->pc += 4;
  uint64_t a0 = f->x[9], a1 = f->x[10], result = 0;
  switch (f->x[16]) {
    case CALL_WRITE:
      for (uint64_t i = 0; i < a1; i++) {
        const char* byte = user_byte(current, a0 + i);
        if (!byte || current->output_size == sizeof current->output) {
          result = (uint64_t)-1;
          break;
        }
        current->output[current->output_size++] = *byte;
        result++;
      }
      break;
    case CALL_EXIT:
      current->alive = 0;
      current->exit_code = a0;
      return next_process();
    case CALL_TICKS:
      result = ticks;
      break;
    case CALL_PID:
      result = (uint64_t)(current - processes);
      break;
    case CALL_YIELD:
      f->x[9] = 0;
      return next_process();
    default:
      result = (uint64_t)-2;
  }
  f->x[9] = result;
}

static void page_fault(uint64_t cause, uint64_t address) {
  int heap = address >= HEAP_BASE && address < HEAP_BASE + HEAP_PAGES * PAGE;
  int stack = address < STACK_TOP && address >= STACK_TOP - STACK_PAGES * PAGE;
  if (cause == 12 || !(heap || stack)) return kill("page fault", cause, address);
  current->faults++;
  map(current->root, address, (uint64_t)new_page(), R | W);
  __asm__ volatile("sfence.vma %0, zero" ::"r"(address) : "memory");
}

struct frame* trap(struct frame* f) {
  uint64_t cause, value;
  __asm__ volatile("csrr %0, scause; csrr %1, stval" : "=r"(cause), "=r"(value));
  if (cause >> 63) {
    __asm__ volatile("csrci sip, 2");
    ticks++;
    next_process();
  } else if (cause == 8) {
    system_call(f);
  } else if (cause >= 12) {
    page_fault(cause, value);
  } else {
    kill(cause == 2 ? "illegal instruction" : "exception", cause, cause == 3 ? 0 : value);
  }
  return &current->frame;
}

void kernel_main(void) {
  print("kernel: supervisor mode\n");
  for (uint64_t i = 0; i < PROCESSES; i++) start(&processes[i], i);
  use(&processes[0]);
  enter_user(&current->frame);
}
