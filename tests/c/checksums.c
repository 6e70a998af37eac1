// CRC-32, Adler-32, FNV and rounds like those of SHA-256 over a text: 32-bit arithmetic that must wrap.
#include "virt.h"
static uint32_t table[256];
static void prepare(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t c = i;
    for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
    table[i] = c;
  }
}
static uint32_t crc(const uint8_t* p, size_t n) {
  uint32_t c = ~0u;
  while (n--) c = table[(c ^ *p++) & 255] ^ c >> 8;
  return ~c;
}
static uint32_t adler(const uint8_t* p, size_t n) {
  uint32_t a = 1, b = 0;
  while (n--) {
    a = (a + *p++) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}
static uint64_t fnv(const uint8_t* p, size_t n) {
  uint64_t h = 0xcbf29ce484222325;
  while (n--) h = (h ^ *p++) * 0x100000001b3;
  return h;
}
static uint32_t rotate(uint32_t x, int n) { return x >> n | x << (32 - n); }
static uint32_t k[64];
static int prime(unsigned n) {
  for (unsigned d = 2; d * d <= n; d++)
    if (n % d == 0) return 0;
  return 1;
}
// The first 16 bits of the fraction of the cube root of n, which make shorter constants than the real ones.
static uint32_t root(uint64_t n) {
  uint64_t low = 0, high = 7ull << 16;
  while (low < high) {
    uint64_t m = (low + high + 1) / 2;
    if (m * m * m <= n << 48)
      low = m;
    else
      high = m - 1;
  }
  return (uint32_t)(low << 16);
}
static void sha(const uint8_t* text, size_t n, uint32_t h[8]) {
  uint8_t block[64] = {0};
  uint32_t w[64];
  memcpy(block, text, n);
  block[n] = 0x80;
  block[62] = (uint8_t)(n * 8 >> 8);
  block[63] = (uint8_t)(n * 8);
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 |
           block[4 * i + 3];
  for (int i = 16; i < 64; i++)
    w[i] = w[i - 16] + w[i - 7] + (rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3) +
           (rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10);
  uint32_t s[8];
  memcpy(s, h, sizeof s);
  for (int i = 0; i < 64; i++) {
    uint32_t t = s[7] + (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) +
                 ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[i] + w[i];
    uint32_t u = (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)) +
                 ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
    for (int j = 7; j; j--) s[j] = s[j - 1];
    s[4] += t;
    s[0] = t + u;
  }
  for (int i = 0; i < 8; i++) h[i] += s[i];
}
int main(void) {
  const char text[] = "a machine you can open";
  const uint8_t* p = (const uint8_t*)text;
  size_t n = sizeof text - 1;
  prepare();
  print("%x %x %x\n", (uint64_t)crc(p, n), (uint64_t)adler(p, n), fnv(p, n));
  uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  for (unsigned i = 0, c = 2; i < 64; c++)
    if (prime(c)) k[i++] = root(c);
  sha(p, n, h);
  for (int i = 0; i < 8; i++) print("%x ", (uint64_t)h[i]);
  print("\n");
  return 0;
}
