# entry.S: the way into the kernel, and out again.

    .text
# The firmware hands the machine over here.
    .globl kernel
kernel:
    la   sp, frame
    call open_gates

    # start the program as if it had been interrupted before its first instruction, in user mode.
    la   t0, user
    sd   t0, 0(sp)
    li   t0, 1 << 8
    csrc sstatus, t0
    j    back_to_user

# Every trap of the program comes in here.
    .globl trap
    .align 2
trap:
    # sp is the program's, and sscratch holds the frame's address. swap the two.
    csrrw sp, sscratch, sp

    # where was the program?
    csrr t2, sepc
    sd   t2, 0(sp)

    # save the registers that a C function may change. (the others it gives back itself.)
    sd   ra, 8(sp)
    sd   t0, 16(sp)
    sd   t1, 24(sp)
    sd   t2, 32(sp)
    sd   t3, 40(sp)
    sd   t4, 48(sp)
    sd   t5, 56(sp)
    sd   t6, 64(sp)
    sd   a0, 72(sp)
    sd   a1, 80(sp)
    sd   a2, 88(sp)
    sd   a3, 96(sp)
    sd   a4, 104(sp)
    sd   a5, 112(sp)
    sd   a6, 120(sp)
    sd   a7, 128(sp)

    # while the kernel runs, a trap can only be a mistake of the kernel.
    la   t0, kernel_mistake
    csrw stvec, t0

    # kernel_trap(frame), in kernel.c. the kernel's stack grows down from the frame.
    mv   a0, sp
    call kernel_trap

back_to_user:
    # put everything back.
    la   t0, trap
    csrw stvec, t0
    ld   t0, 0(sp)
    csrw sepc, t0
    ld   ra, 8(sp)
    ld   t0, 16(sp)
    ld   t1, 24(sp)
    ld   t2, 32(sp)
    ld   t3, 40(sp)
    ld   t4, 48(sp)
    ld   t5, 56(sp)
    ld   t6, 64(sp)
    ld   a0, 72(sp)
    ld   a1, 80(sp)
    ld   a2, 88(sp)
    ld   a3, 96(sp)
    ld   a4, 104(sp)
    ld   a5, 112(sp)
    ld   a6, 120(sp)
    ld   a7, 128(sp)
    csrrw sp, sscratch, sp
    sret

    .align 2
kernel_mistake:
    la   sp, frame
    la   a0, mistake_text
    call print
    li   a0, 2
    j    switch_off
mistake_text:
    .asciz "\nkernel: a trap inside the kernel\n"

    .bss
    .align 4
kernel_stack:
    .space 4096
    .globl frame
frame:
    .space 8 * 17
