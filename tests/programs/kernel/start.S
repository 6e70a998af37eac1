# Machine mode sets the machine up, hands traps to the kernel, and afterwards only turns its timer interrupts into the
# kernel's software interrupts. The kernel's trap entry and exit follow.
#include "kernel.h"

        .section .text.start
        .globl  _start
_start:
        la      sp, kernel_stack_top
        la      t0, machine_trap
        csrw    mtvec, t0
        la      t0, machine_area
        csrw    mscratch, t0
        li      t0, -1
        srli    t0, t0, 10
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        li      t0, 0xb1ff              # all exceptions but the kernel's own calls
        csrw    medeleg, t0
        li      t0, 2
        csrw    mideleg, t0
        la      t0, user_trap
        csrw    stvec, t0
        call    set_timer
        li      t0, 0x80                # machine timer
        csrw    mie, t0
        csrsi   mie, 2
        li      t0, 0x1800
        csrc    mstatus, t0
        li      t0, 0x800
        csrs    mstatus, t0
        la      t0, kernel_main
        csrw    mepc, t0
        mret

set_timer:                              # clobbers t0, t1
        li      t0, MTIME
        ld      t1, 0(t0)
        li      t0, PERIOD
        add     t1, t1, t0
        li      t0, MTIMECMP
        sd      t1, 0(t0)
        ret

        .balign 4
machine_trap:
        csrrw   sp, mscratch, sp
        sd      t0, 0(sp)
        sd      t1, 8(sp)
        sd      ra, 16(sp)
        csrr    t0, mcause
        bgez    t0, unexpected
        call    set_timer
        csrsi   mip, 2
        ld      t0, 0(sp)
        ld      t1, 8(sp)
        ld      ra, 16(sp)
        csrrw   sp, mscratch, sp
        mret
unexpected:
        li      t0, 0x100000
        li      t1, 0x633333            # exit code 99
        sw      t1, 0(t0)
        j       .

        .text
        .balign 4
user_trap:                              # sscratch: the frame of the process
        csrrw   x31, sscratch, x31
        .irp    n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
        sd      x\n, 8*\n(x31)
        .endr
        csrr    t0, sscratch
        sd      t0, 8*31(x31)
        csrr    t0, sepc
        sd      t0, 0(x31)
        la      sp, kernel_stack_top
        mv      a0, x31
        call    trap
        # returns the frame of the process to go on with
        .globl  enter_user
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
kernel_stack_top:
machine_area:
        .space  32
