# kernel.S: the kernel. It gets ready for traps, then copies the login program and starts it in user mode.

    .include "../common/names.inc"
    .include "layout.inc"

    .text
kernel:
    la   sp, kernel_stack_top
    la   a0, welcome
    call print

    # be ready for the traps of user programs before there is one. (trap.S says what sscratch is for.)
    la   t0, trap
    csrw stvec, t0
    la   t0, kernel_stack_top
    csrw sscratch, t0

    # -------- step 3: copy the login program, then start it in user mode ----



    # ------------------------------------------------------------------------

    # nobody to run: stop.
    la   a0, nobody
    call print
    li   a0, 3
    j    switch_off

# read_disk(a0 = first sector, a1 = how many, a2 = where to): copies by DMA and waits for the end.
read_disk:
    li   t0, DISK_SECTOR
    sw   a0, SECTOR(t0)
    sw   a1, COUNT(t0)
    sd   a2, ADDRESS(t0)
    li   t1, READ_DMA
    sw   t1, COMMAND(t0)
1:  lw   t1, STATUS(t0)
    andi t1, t1, BUSY
    bnez t1, 1b
    # the bytes are instructions: let the CPU forget what it may have fetched from there before.
    fence.i
    ret

# kernel_trap: trap.S has saved the user's registers in a frame; s0 is the frame's address.
    .globl kernel_trap
kernel_trap:
    addi sp, sp, -16
    sd   ra, 0(sp)
    csrr t0, scause
    li   t1, CAUSE_SYSCALL
    bne  t0, t1, killed

    # a system call: go on after the ecall, and do what a7 says.
    ld   t0, FRAME_PC(s0)
    addi t0, t0, 4
    sd   t0, FRAME_PC(s0)
    ld   a0, FRAME_A0(s0)
    ld   a1, FRAME_A1(s0)
    ld   t0, FRAME_A7(s0)
    li   t1, SYS_EXIT
    beq  t0, t1, switch_off
    li   t1, SYS_WRITE
    beq  t0, t1, sys_write
    li   t1, SYS_READ
    beq  t0, t1, sys_read
    li   t0, -1
    sd   t0, FRAME_A0(s0)
    j    trap_done
sys_write:
    call print_bytes
    j    trap_done
sys_read:
    # wait for a key, give it back in a0.
    li   t0, UART_DATA
1:  lbu  t1, UART_LINE_STATUS - UART_DATA(t0)
    andi t1, t1, 1
    beqz t1, 1b
    lbu  t1, 0(t0)
    sd   t1, FRAME_A0(s0)
trap_done:
    ld   ra, 0(sp)
    addi sp, sp, 16
    ret

killed:
    la   a0, killed_text
    call print
    li   a0, 100
    j    switch_off

welcome:
    .asciz "kernel: here I am\n"
nobody:
    .asciz "kernel: nobody to run\n"
killed_text:
    .asciz "\nkernel: the user program was stopped\n"
