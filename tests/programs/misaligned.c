// Loads and stores of every size at every offset, over a page's end as well.
#include "virt.h"

static uint8_t memory[8192] __attribute__((aligned(4096)));

int main(void) {
  uint64_t hash = 1;
  for (uint64_t place = 4096 - 16; place < 4096 + 8; place++) {
    for (uint64_t i = 0; i < 48; i++) memory[4096 - 24 + i] = (uint8_t)(i * 37 + place);
    volatile void* at = &memory[place];
    hash = hash * 31 + *(volatile uint64_t*)at;
    hash = hash * 31 + (uint64_t)(int64_t) * (volatile int32_t*)at;
    hash = hash * 31 + *(volatile uint16_t*)at;
    *(volatile uint64_t*)at = hash;
    *(volatile uint16_t*)((volatile uint8_t*)at + 3) = (uint16_t)place;
    for (uint64_t i = 0; i < 48; i++) hash = hash * 31 + memory[4096 - 24 + i];
  }
  print("misaligned %x\n", hash);
  return 0;
}
