# Machine mode for the bench programs: gives everything to the kernel, turns timer interrupts into the kernel's software
# interrupts, and starts main in supervisor mode. The kernel's trap entry saves all 31 registers.
#include "guest.h"
        .section .text.start
        .globl  _start, enter_user
_start:
        la      sp, stack_top
        la      t0, machine_trap
        csrw    mtvec, t0
        la      t0, machine_area
        csrw    mscratch, t0
        li      t0, -1
        srli    t0, t0, 10
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        li      t0, 0xb1ff
        csrw    medeleg, t0
        csrwi   mideleg, 2
        csrwi   mcounteren, 7
        la      t0, user_trap
        csrw    stvec, t0
        la      t0, frame
        csrw    sscratch, t0
#if WORK == TIMER
        li      t2, MTIME
        ld      t0, 0(t2)
        li      t2, PERIOD
        add     t0, t0, t2
        li      t2, MTIMECMP
        sd      t0, 0(t2)
        li      t0, 0x82
        csrw    mie, t0
#endif
        li      t0, 0x1800
        csrc    mstatus, t0
        li      t0, 0x800
        csrs    mstatus, t0
        la      t0, main
        csrw    mepc, t0
        mret

        .balign 4
machine_trap:
        csrrw   sp, mscratch, sp
        sd      t0, 0(sp)
        sd      t1, 8(sp)
        li      t0, MTIME
        ld      t0, 0(t0)
        li      t1, PERIOD
        add     t0, t0, t1
        li      t1, MTIMECMP
        sd      t0, 0(t1)
        csrsi   mip, 2
        ld      t0, 0(sp)
        ld      t1, 8(sp)
        csrrw   sp, mscratch, sp
        mret

        .text
        .balign 4
user_trap:
        csrrw   x31, sscratch, x31
        .irp    n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
        sd      x\n, 8*\n(x31)
        .endr
        csrr    t0, sscratch
        sd      t0, 8*31(x31)
        csrr    t0, sepc
        sd      t0, 0(x31)
        la      sp, stack_top
        mv      a0, x31
        csrr    a1, scause
        csrr    a2, stval
        call    trap
        la      a0, frame
enter_user:
        mv      x31, a0
        ld      t0, 0(x31)
        csrw    sepc, t0
        ld      t0, 8*31(x31)
        csrw    sscratch, t0
        .irp    n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
        ld      x\n, 8*\n(x31)
        .endr
        csrrw   x31, sscratch, x31
        sret

        .bss
        .balign 16
        .space  16384
stack_top:
        .globl  frame
frame:  .space  256
machine_area:
        .space  32
