// A hash table of words, counted, with open addressing; sieve of primes in bits.
#include "virt.h"
struct slot {
  const char* word;
  int size, count;
};
static struct slot slots[64];
static const char kText[] =
    "the trap takes the cpu the kernel gives the cpu back and the user never sees the trap at all";
static struct slot* find(const char* word, int size) {
  uint32_t h = 2166136261u;
  for (int i = 0; i < size; i++) h = (h ^ (uint8_t)word[i]) * 16777619u;
  for (uint32_t i = h % 64;; i = (i + 1) % 64) {
    if (!slots[i].word) return &slots[i];
    if (slots[i].size != size) continue;
    int same = 1;
    for (int j = 0; j < size && same; j++) same = slots[i].word[j] == word[j];
    if (same) return &slots[i];
  }
}
static uint64_t composite[32];
int main(void) {
  for (const char *p = kText, *start = p;; p++) {
    if (*p && *p != ' ') continue;
    struct slot* s = find(start, (int)(p - start));
    s->word = start;
    s->size = (int)(p - start);
    s->count++;
    if (!*p) break;
    start = p + 1;
  }
  for (int i = 0; i < 64; i++)
    if (slots[i].word) {
      print("%d:", (int64_t)i);
      for (int j = 0; j < slots[i].size; j++) put_char(slots[i].word[j]);
      print("=%d ", (int64_t)slots[i].count);
    }
  int primes = 0;
  for (unsigned i = 2; i < 2048; i++) {
    if (composite[i / 64] >> i % 64 & 1) continue;
    primes++;
    for (unsigned j = i * i; j < 2048; j += i) composite[j >> 6] |= 1ull << (j & 63);
  }
  print("\n%d %x %x\n", (int64_t)primes, composite[0], composite[31]);
  return 0;
}
