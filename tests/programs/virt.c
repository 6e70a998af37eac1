#include "virt.h"

#define UART ((volatile uint8_t*)0x10000000)
#define POWER ((volatile uint32_t*)0x100000)

void put_char(char c) {
  while (!(UART[5] & 0x20)) {
  }
  UART[0] = (uint8_t)c;
}

static void put_number(uint64_t value, unsigned base) {
  char digits[20];
  int count = 0;
  do {
    digits[count++] = "0123456789abcdef"[value % base];
    value /= base;
  } while (value);
  while (count) put_char(digits[--count]);
}

void print(const char* format, ...) {
  va_list values;
  va_start(values, format);
  for (const char* at = format; *at; at++) {
    if (*at != '%') {
      put_char(*at);
      continue;
    }
    switch (*++at) {
      case 'd': {
        int64_t value = va_arg(values, int64_t);
        if (value < 0) put_char('-');
        put_number(value < 0 ? -(uint64_t)value : (uint64_t)value, 10);
        break;
      }
      case 'u':
        put_number(va_arg(values, uint64_t), 10);
        break;
      case 'x':
        put_number(va_arg(values, uint64_t), 16);
        break;
      case 's':
        for (const char* text = va_arg(values, const char*); *text; text++) put_char(*text);
        break;
      case 'c':
        put_char((char)va_arg(values, int));
        break;
      default:
        put_char(*at);
    }
  }
  va_end(values);
}

void power_off(unsigned code) {
  *POWER = code ? code << 16 | 0x3333 : 0x5555;
  for (;;) {
  }
}

void* memset(void* to, int value, size_t size) {
  for (size_t i = 0; i < size; i++) ((uint8_t*)to)[i] = (uint8_t)value;
  return to;
}

void* memcpy(void* to, const void* from, size_t size) {
  for (size_t i = 0; i < size; i++) ((uint8_t*)to)[i] = ((const uint8_t*)from)[i];
  return to;
}

void* memmove(void* to, const void* from, size_t size) {
  uint8_t* target = to;
  const uint8_t* source = from;
  if (target < source) {
    while (size--) *target++ = *source++;
  } else {
    while (size--) target[size] = source[size];
  }
  return to;
}
