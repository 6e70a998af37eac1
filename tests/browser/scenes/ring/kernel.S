# kernel.S: puts two requests into the ring of the virtio disk, one after the other, and waits for its interrupts.

    .equ DISK, 0x10001000
    .equ QUEUE_NUM, 0x38
    .equ QUEUE_READY, 0x44
    .equ NOTIFY, 0x50
    .equ INTERRUPT_STATUS, 0x60
    .equ INTERRUPT_ACK, 0x64
    .equ STATUS, 0x70
    .equ DESCRIPTORS, 0x80
    .equ AVAILABLE, 0x90
    .equ USED, 0xa0
    .equ NEXT, 1
    .equ WRITE, 2

    .text
_start:
    la   sp, stack_top
    la   t0, disk_interrupt
    csrw mtvec, t0
    li   t0, 0x0c000004                 # interrupt controller: the disk is number 1
    li   t1, 1
    sw   t1, 0(t0)
    li   t0, 0x0c002000
    li   t1, 2
    sw   t1, 0(t0)
    li   t0, 1 << 11
    csrs mie, t0
    csrsi mstatus, 8

    li   s0, DISK
    li   t0, 11                         # acknowledge, driver, features agreed
    sw   t0, STATUS(s0)
    li   t0, 8
    sw   t0, QUEUE_NUM(s0)
    la   t0, descriptors
    sw   t0, DESCRIPTORS(s0)
    la   t0, available
    sw   t0, AVAILABLE(s0)
    la   t0, used
    sw   t0, USED(s0)
    li   t0, 1
    sw   t0, QUEUE_READY(s0)
    li   t0, 15                         # ready
    sw   t0, STATUS(s0)

read_sectors:
    la   t0, available
    li   t1, 2                          # two requests, from entries 0 and 3 on
    fence
    sh   t1, 2(t0)
    sw   zero, NOTIFY(s0)
work:
    addi s1, s1, 1                      # something else to do meanwhile
    j    work

    .align 2
disk_interrupt:
    addi sp, sp, -16
    sd   t0, 0(sp)
    sd   t1, 8(sp)
    li   t0, 0x0c200004
    lw   t1, 0(t0)
    sw   t1, 0(t0)
    lw   t1, INTERRUPT_STATUS(s0)
    sw   t1, INTERRUPT_ACK(s0)
    ld   t0, 0(sp)
    ld   t1, 8(sp)
    addi sp, sp, 16
    mret

    .macro entry address, size, flags, next
    .dword \address
    .word \size
    .half \flags
    .half \next
    .endm

    .data
    .align 4
descriptors:
    entry header_1, 16, NEXT, 1
    entry buffer_1, 512, NEXT + WRITE, 2
    entry answer_1, 1, WRITE, 0
    entry header_2, 16, NEXT, 4
    entry buffer_2, 512, NEXT + WRITE, 5
    entry answer_2, 1, WRITE, 0
    entry 0, 0, 0, 0
    entry 0, 0, 0, 0
available:
    .half 0, 0, 0, 3, 0, 0, 0, 0, 0, 0
    .align 3
header_1:
    .word 0, 0
    .dword 3
header_2:
    .word 0, 0
    .dword 4
    .bss
    .align 3
used:
    .space 4 + 8 * 8
    .align 3
buffer_1:
    .space 512
buffer_2:
    .space 512
answer_1:
    .space 8
answer_2:
    .space 8
stack:
    .space 256
stack_top:
    .space 16
