# trap.S: the kernel's stub. Every trap of a user program comes in here and goes out here.
#
# It saves all that the user program has in the CPU into a frame on the kernel's stack, calls kernel_trap with the
# frame's address in s0, and puts everything back. A user program that was interrupted cannot tell that it was.

    .include "../common/names.inc"

    .text
    .globl trap
    .align 2
trap:
    # sp is still the user's, and a user can put anything into sp. sscratch holds the kernel's: swap the two.
    csrrw sp, sscratch, sp
    addi sp, sp, -FRAME_SIZE

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
    csrr t0, sscratch           # the user's sp, where the swap put it
    sd   t0, FRAME_SP(sp)
    csrr t0, sepc               # where the user was
    sd   t0, FRAME_PC(sp)

    # while the kernel runs, a trap can only be a mistake of the kernel.
    la   t0, kernel_mistake
    csrw stvec, t0

    mv   s0, sp
    call kernel_trap

    .globl back_to_user
back_to_user:
    # sp is the frame's address here. from now on traps come from the user again.
    la   t0, trap
    csrw stvec, t0

    ld   t0, FRAME_PC(sp)
    csrw sepc, t0
    addi t0, sp, FRAME_SIZE
    csrw sscratch, t0

    # sret goes to the mode in SPP: user.
    li   t0, STATUS_FROM_KERNEL
    csrc sstatus, t0

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
    ld   x2, FRAME_SP(sp)       # the user's stack, last: after this the frame is out of reach
    sret

# start_user: leaves the kernel for a fresh user program. a0: its first instruction, a1: its stack.
    .globl start_user
start_user:
    la   sp, kernel_stack_top
    addi sp, sp, -FRAME_SIZE
    mv   t0, sp                 # a frame of zeros: nothing of the kernel's registers may leak to the user
    addi t1, sp, FRAME_SIZE
1:  sd   zero, 0(t0)
    addi t0, t0, 8
    bltu t0, t1, 1b
    sd   a0, FRAME_PC(sp)
    sd   a1, FRAME_SP(sp)
    j    back_to_user

    .align 2
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
    .space 4096
    .globl kernel_stack_top
kernel_stack_top:
