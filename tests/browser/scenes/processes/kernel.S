# kernel.S: three processes, each with an address space and a kernel stack of its own; the timer switches between them.

    .equ SLICE, 400
    .equ FRAME, 80                      # what a trap saves
    .equ SWITCHED, 16                   # what a switch saves
    .equ KERNEL_PAGE, 0xcf              # an entry's rights: valid, read, write, execute, accessed, dirty
    .equ USER_CODE, 0xdb                # valid, read, execute, user, accessed, dirty
    .equ USER_DATA, 0xd7                # valid, read, write, user, accessed, dirty

    .text
    .globl kernel
kernel:
    la   sp, boot_stack_top
    la   t0, trap
    csrw stvec, t0
    li   s0, 0                          # number of the process
1:  mv   a0, s0
    call make_process
    addi s0, s0, 1
    li   t0, 3
    bltu s0, t0, 1b
    call set_alarm
    li   t0, 1 << 5
    csrs sie, t0
    li   t0, 1 << 8                     # sret goes to user mode
    csrc sstatus, t0
    li   a0, 0
    j    switch_to

# make_process(a0 = number): page table, frames, and a kernel stack that looks as if the process had been switched away.
make_process:
    la   t0, tables
    li   t1, 3 * 4096
    mul  t1, t1, a0
    add  t0, t0, t1                     # root; the middle and the last table stand behind it
    li   t1, (0x80000000 >> 2) + KERNEL_PAGE
    sd   t1, 16(t0)                     # gigabyte 2: the kernel
    li   t3, 4096
    add  t2, t0, t3
    srli t1, t2, 2
    ori  t1, t1, 1
    sd   t1, 8(t0)                      # gigabyte 1: the user
    add  t4, t2, t3
    srli t1, t4, 2
    ori  t1, t1, 1
    sd   t1, 0(t2)
    li   t1, (0x80200000 >> 2) + USER_CODE
    sd   t1, 0(t4)                      # page 0: code, the same for all
    slli t5, a0, 16
    li   t1, 0x80210000
    add  t5, t5, t1                     # this process's frames
    srli t1, t5, 2
    ori  t1, t1, USER_DATA
    sd   t1, 8(t4)                      # page 1: data
    li   t6, 0x40000 >> 2
    add  t1, t1, t6
    sd   t1, 24(t4)                     # page 3: heap
    add  t1, t1, t6
    sd   t1, 64(t4)                     # page 8: stack

    slli t6, a0, 3
    la   t1, spaces
    add  t1, t1, t6
    srli t0, t0, 12
    li   t2, 8 << 60
    or   t0, t0, t2
    sd   t0, 0(t1)

    la   t0, stack_tops
    add  t0, t0, t6
    ld   t0, 0(t0)
    addi t0, t0, -FRAME
    li   t1, 0x40000000
    sd   t1, 64(t0)                     # pc
    li   t1, 0x40009000
    sd   t1, 56(t0)                     # sp
    sd   a0, 32(t0)                     # a0: its number
    addi t0, t0, -SWITCHED
    la   t1, resume
    sd   t1, 0(t0)
    la   t1, saved
    add  t1, t1, t6
    sd   t0, 0(t1)
    ret

set_alarm:
    rdtime t0
    addi t0, t0, SLICE
    csrw stimecmp, t0
    ret

    .align 2
trap:
    csrrw sp, sscratch, sp              # sscratch holds the top of this process's kernel stack
    addi sp, sp, -FRAME
    sd   ra, 0(sp)
    sd   t0, 8(sp)
    sd   t1, 16(sp)
    sd   t2, 24(sp)
    sd   a0, 32(sp)
    sd   a7, 40(sp)
    sd   s0, 48(sp)
    csrr t0, sscratch
    sd   t0, 56(sp)
    csrr t0, sepc
    sd   t0, 64(sp)
    call kernel_trap
resume:
    addi t0, sp, FRAME
    csrw sscratch, t0
    ld   t0, 64(sp)
    csrw sepc, t0
    ld   ra, 0(sp)
    ld   t0, 8(sp)
    ld   t1, 16(sp)
    ld   t2, 24(sp)
    ld   a0, 32(sp)
    ld   a7, 40(sp)
    ld   s0, 48(sp)
    ld   sp, 56(sp)
    sret

kernel_trap:
    csrr t0, scause
    bltz t0, timer_interrupt
    ld   t0, 64(sp)                     # a system call: it goes on behind it
    addi t0, t0, 4
    sd   t0, 64(sp)
    addi sp, sp, -16
    sd   ra, 0(sp)
    call sys_read
    ld   ra, 0(sp)
    addi sp, sp, 16
    ret

# read(): there is never anything to read, so whoever asks waits.
sys_read:
    addi sp, sp, -16
    sd   ra, 0(sp)
    call disk_driver
    ld   ra, 0(sp)
    addi sp, sp, 16
    ret

disk_driver:
    addi sp, sp, -16
    sd   ra, 0(sp)
    li   t1, 30                         # tell the device
1:  addi t1, t1, -1
    bnez t1, 1b
    la   t0, current
    ld   t1, 0(t0)
    la   t0, waits
    add  t0, t0, t1
    li   t1, 1
    sb   t1, 0(t0)
    call switch
    ld   ra, 0(sp)
    addi sp, sp, 16
    ret

timer_interrupt:
    addi sp, sp, -16
    sd   ra, 0(sp)
    call set_alarm
    call switch
    ld   ra, 0(sp)
    addi sp, sp, 16
    ret

# switch(): puts this process aside and goes on with the next that does not wait.
switch:
    addi sp, sp, -SWITCHED
    sd   ra, 0(sp)
    la   t0, current
    ld   t1, 0(t0)
    slli t1, t1, 3
    la   t0, saved
    add  t0, t0, t1
    sd   sp, 0(t0)
    la   t0, current
    ld   a0, 0(t0)
1:  addi a0, a0, 1
    li   t1, 3
    bltu a0, t1, 2f
    li   a0, 0
2:  la   t0, waits
    add  t0, t0, a0
    lbu  t0, 0(t0)
    bnez t0, 1b
switch_to:
    la   t0, current
    sd   a0, 0(t0)
    slli t1, a0, 3
    la   t0, spaces
    add  t0, t0, t1
    ld   t0, 0(t0)
    csrw satp, t0
    sfence.vma
    la   t0, saved
    add  t0, t0, t1
    ld   sp, 0(t0)
    ld   ra, 0(sp)
    addi sp, sp, SWITCHED
    ret

    .data
    .align 3
current:
    .dword 0
spaces:
    .dword 0, 0, 0
saved:
    .dword 0, 0, 0
stack_tops:
    .dword kernel_stack_1_top, kernel_stack_2_top, kernel_stack_3_top
waits:
    .byte 0, 0, 0

    .bss
    .align 12
tables:
    .space 9 * 4096
boot_stack:
    .space 256
boot_stack_top:
kernel_stack_1:
    .space 512
kernel_stack_1_top:
kernel_stack_2:
    .space 512
kernel_stack_2_top:
kernel_stack_3:
    .space 512
kernel_stack_3_top:
    .space 16
