// Numbers that the kernel's C, its assembly and its user programs share.
#pragma once
#define MTIME 0x200bff8
#define MTIMECMP 0x2004000
#define PERIOD 5000

#define CALL_WRITE 1
#define CALL_EXIT 2
#define CALL_TICKS 3
#define CALL_PID 4
#define CALL_YIELD 5

#define USER_BASE 0x40000000
#define HEAP_BASE 0x41000000
#define HEAP_PAGES 64
#define STACK_TOP 0x42000000
#define STACK_PAGES 16
#define PROCESSES 5
