// What a bare program needs of QEMU's virt board: a console and an end.
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

void put_char(char c);
void print(const char* format, ...);  // %d %u %x %s %c %%; d, u and x take 64 bits
void* memset(void* to, int value, size_t size);
void* memcpy(void* to, const void* from, size_t size);
void* memmove(void* to, const void* from, size_t size);
void power_off(unsigned code) __attribute__((noreturn));
