# kernel.S: a kernel that works with interrupts on, and keeps a log: one letter for each thing that happened.

    .include "../common/names.inc"

    .equ PIECES,   48                   # pieces of work, then the day is over
    .equ SLICE,    130                  # from one timer interrupt to the next, in units of the machine's time
    .equ LOG_SIZE, 96

    .text
    .globl kernel
kernel:
    la   sp, kernel_stack_top
    la   t0, trap
    csrw stvec, t0

    # the timer, as in lesson 05.
    rdtime t0
    addi t0, t0, SLICE
    csrw stimecmp, t0
    li   t0, ENABLE_TIMER
    csrs sie, t0

    # bit 1 of sstatus, SIE: from here on the timer may interrupt the kernel itself.
    csrsi sstatus, 2

    # the work. each piece takes its time, and then there is a dash for it in the log.
    li   s0, 0                          # pieces done
work:
    li   t0, 8
1:  addi t0, t0, -1
    bnez t0, 1b
    li   a0, '-'
    call append
    addi s0, s0, 1
    li   t0, PIECES
    bltu s0, t0, work

    # the day is over. from here on nobody interrupts the kernel: it ends its log with a new line ...
    csrci sstatus, 2
day_over:
    li   a0, '\n'
    call append
    la   a0, log
    call print

    # ... and counts: is there a letter for each piece of work, for each interrupt, and for the new line?
    la   t0, ticks
    ld   t0, 0(t0)
    add  t0, t0, s0
    addi t0, t0, 1
    la   t1, log_count
    ld   t1, 0(t1)
    sub  s0, t0, t1
    li   t0, 9                          # one digit is enough
    bleu s0, t0, 1f
    mv   s0, t0
1:  la   a0, missing_text
    call print
    li   t0, UART_DATA
    addi t1, s0, '0'
    sb   t1, 0(t0)
    li   t1, '\n'
    sb   t1, 0(t0)
    mv   a0, s0                         # exit code 0: nothing is missing
    j    switch_off

    .align 2
trap:
    # from kernel to kernel: the stack is right already. save what we use, and all that append may change.
    addi sp, sp, -48
    sd   ra, 0(sp)
    sd   a0, 8(sp)
    sd   t0, 16(sp)
    sd   t1, 24(sp)
    sd   t2, 32(sp)
    sd   t3, 40(sp)

    # an exception is not a timer interrupt. the highest bit of scause tells them apart.
    csrr t0, scause
    bgez t0, mistake

    la   t0, log_count
    ld   t0, 0(t0)
    li   t1, LOG_SIZE
    bgeu t0, t1, log_full

    # count the interrupt, and put a T for it into the log.
    la   t0, ticks
    ld   t1, 0(t0)
    addi t1, t1, 1
    sd   t1, 0(t0)
    li   a0, 'T'
    call append

    # set the next alarm. until this line, the timer goes on asking.
    rdtime t0
    addi t0, t0, SLICE
    csrw stimecmp, t0

    ld   ra, 0(sp)
    ld   a0, 8(sp)
    ld   t0, 16(sp)
    ld   t1, 24(sp)
    ld   t2, 32(sp)
    ld   t3, 40(sp)
    addi sp, sp, 48
    sret

log_full:
    la   a0, log
    call print
    la   a0, full_text
    call print
    li   a0, 10
    j    switch_off

mistake:
    la   a0, mistake_text
    call print
    li   a0, 11
    j    switch_off

missing_text:
    .asciz "letters missing: "
full_text:
    .asciz "\nthe log is full\n"
mistake_text:
    .asciz "\nan exception, and nobody here who can deal with it\n"

    .data
    .align 12                           # at a round address, easy to find in memory
ticks:
    .dword 0                            # timer interrupts since the start
    .globl log_count
log_count:
    .dword 0                            # letters in the log
    .globl log
log:
    .space LOG_SIZE + 8                 # ends with a zero byte, whatever happens

    .bss
    .align 4
kernel_stack:
    .space 8192
kernel_stack_top:
