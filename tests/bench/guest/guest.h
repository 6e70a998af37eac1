// What the bench programs share. WORK says which one this is; COUNT how much of it.
#pragma once
#define COMPUTE 1
#define TRAPS 2
#define FAULTS 3
#define MEMORY 4
#define TIMER 5

#define MTIME 0x200bff8
#define MTIMECMP 0x2004000
#ifndef PERIOD
#define PERIOD 1000
#endif
#define USER_BASE 0x40000000
#define PAGES_BASE 0x50000000
