# boot.S: where the machine starts, and where every trap arrives.

    .equ FRAME, 32 * 8

    .globl _start
_start:
    la   sp, stack_top
    la   t0, trap
    csrw mtvec, t0
    call main

# All registers of the user go into a frame on the kernel's stack; the C code gets its address and returns another's.
    .balign 4
trap:
    csrrw sp, mscratch, sp      # mscratch held the kernel's stack
    addi sp, sp, -FRAME
    .irp n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    sd   x\n, 8 * \n(sp)
    .endr
    csrr t0, mscratch
    sd   t0, 16(sp)
    csrr t0, mepc
    sd   t0, 0(sp)
    mv   a0, sp
    call trap_in_c

    .globl enter_user
enter_user:                     # a0: the frame to continue with
    ld   t0, 0(a0)
    csrw mepc, t0
    la   t0, stack_top
    csrw mscratch, t0
    mv   x31, a0
    .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
    ld   x\n, 8 * \n(x31)
    .endr
    ld   x31, 8 * 31(x31)
    mret

    .bss
    .balign 16
    .space 8192
stack_top:
