# A bare program in machine mode: a stack, then main; what main returns is the exit code.
        .section .text.start
        .globl  _start
_start:
#ifdef __riscv_flen
        li      t0, 0x6000
        csrs    mstatus, t0
#endif
        la      sp, stack_top
        call    main
        call    power_off
        .bss
        .balign 16
        .space  16384
stack_top:
