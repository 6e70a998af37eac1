# entry.S: the way into the kernel and out of it, for a kernel in machine mode. (Other lessons have the same for
# supervisor mode: common/trap.S.)
#
# While a program runs, mscratch holds the address of its record. Its registers go there, and come back from there.

    .include "../common/names.inc"

    .text
    .globl trap
    .align 2
trap:
    csrrw sp, mscratch, sp
    sd   x1, 8 * 1(sp)
    sd   x3, 8 * 3(sp)
    sd   x4, 8 * 4(sp)
    sd   x5, 8 * 5(sp)
    sd   x6, 8 * 6(sp)
    sd   x7, 8 * 7(sp)
    sd   x8, 8 * 8(sp)
    sd   x9, 8 * 9(sp)
    sd   x10, 8 * 10(sp)
    sd   x11, 8 * 11(sp)
    sd   x12, 8 * 12(sp)
    sd   x13, 8 * 13(sp)
    sd   x14, 8 * 14(sp)
    sd   x15, 8 * 15(sp)
    sd   x16, 8 * 16(sp)
    sd   x17, 8 * 17(sp)
    sd   x18, 8 * 18(sp)
    sd   x19, 8 * 19(sp)
    sd   x20, 8 * 20(sp)
    sd   x21, 8 * 21(sp)
    sd   x22, 8 * 22(sp)
    sd   x23, 8 * 23(sp)
    sd   x24, 8 * 24(sp)
    sd   x25, 8 * 25(sp)
    sd   x26, 8 * 26(sp)
    sd   x27, 8 * 27(sp)
    sd   x28, 8 * 28(sp)
    sd   x29, 8 * 29(sp)
    sd   x30, 8 * 30(sp)
    sd   x31, 8 * 31(sp)
    csrr t0, mscratch           # the program's sp, where the swap put it
    sd   t0, FRAME_SP(sp)
    csrr t0, mepc               # where the program was
    sd   t0, FRAME_PC(sp)

    # while the kernel runs, a trap can only be a mistake of the kernel.
    la   t0, kernel_mistake
    csrw mtvec, t0

    mv   s0, sp
    la   sp, kernel_stack_top
    j    kernel_trap

# back_to_user: goes on with the program whose record s0 is. Does not return.
    .globl back_to_user
back_to_user:
    csrw mscratch, s0
    la   t0, trap
    csrw mtvec, t0
    ld   t0, FRAME_PC(s0)
    csrw mepc, t0

    # mret goes to the mode in MPP: user.
    li   t0, 3 << 11
    csrc mstatus, t0

    mv   sp, s0
    ld   x1, 8 * 1(sp)
    ld   x3, 8 * 3(sp)
    ld   x4, 8 * 4(sp)
    ld   x5, 8 * 5(sp)
    ld   x6, 8 * 6(sp)
    ld   x7, 8 * 7(sp)
    ld   x8, 8 * 8(sp)
    ld   x9, 8 * 9(sp)
    ld   x10, 8 * 10(sp)
    ld   x11, 8 * 11(sp)
    ld   x12, 8 * 12(sp)
    ld   x13, 8 * 13(sp)
    ld   x14, 8 * 14(sp)
    ld   x15, 8 * 15(sp)
    ld   x16, 8 * 16(sp)
    ld   x17, 8 * 17(sp)
    ld   x18, 8 * 18(sp)
    ld   x19, 8 * 19(sp)
    ld   x20, 8 * 20(sp)
    ld   x21, 8 * 21(sp)
    ld   x22, 8 * 22(sp)
    ld   x23, 8 * 23(sp)
    ld   x24, 8 * 24(sp)
    ld   x25, 8 * 25(sp)
    ld   x26, 8 * 26(sp)
    ld   x27, 8 * 27(sp)
    ld   x28, 8 * 28(sp)
    ld   x29, 8 * 29(sp)
    ld   x30, 8 * 30(sp)
    ld   x31, 8 * 31(sp)
    ld   x2, FRAME_SP(sp)       # the program's stack pointer, last: after this the record is out of reach
    mret

    .align 2
    .globl kernel_mistake
kernel_mistake:
    la   sp, kernel_stack_top
    la   a0, mistake_text
    call print
    li   a0, 2
    j    switch_off
mistake_text:
    .asciz "\nkernel: a trap inside the kernel. Which address did it touch?\n"

    .bss
    .align 4
kernel_stack:
    .space 1024
    .globl kernel_stack_top
kernel_stack_top:
