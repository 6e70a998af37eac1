# threads.S: two threads share the CPU, the reader's and the worker's. Each has a kernel stack of its own, so that it
# can stop in the middle of a system call and go on there later.
#
# Whoever is awake may run, the reader first. The kernel itself is never interrupted here: interrupts are on in user
# mode only. So nothing can happen between telling the disk and going to sleep.

    .include "../common/names.inc"

    .equ AWAKE,       0
    .equ ASLEEP,      1
    .equ ENDED,       2
    .equ READER,      0
    .equ WORKER,      1
    .equ SWITCH_SIZE, 112           # what next_thread puts aside: ra and s0 to s11

    .text
# start_threads: starts the reader, and has the worker ready to be started. Does not return.
    .globl start_threads
start_threads:
    # the worker's stack looks as if it had been interrupted before its first instruction.
    la   t0, worker_kernel_stack_top - FRAME_SIZE
    la   t1, worker
    sd   t1, FRAME_PC(t0)
    la   t1, worker_stack_top
    sd   t1, FRAME_SP(t0)
    addi t0, t0, -SWITCH_SIZE
    la   t1, back_to_user
    sd   t1, 0(t0)
    la   t1, stacks
    sd   t0, 8 * WORKER(t1)

    la   a0, reader
    la   a1, reader_stack_top
    j    start_user

# sleep: the thread that calls this stops here, until somebody calls wake.
    .globl sleep
sleep:
    la   t0, current
    ld   t0, 0(t0)
    la   t1, states
    add  t0, t0, t1
    li   t1, ASLEEP
    sb   t1, 0(t0)
    j    next_thread

# wake: whoever sleeps may run again, when its turn comes. Changes t0 and t1 only.
    .globl wake
wake:
    la   t0, states
    lbu  t1, READER(t0)
    addi t1, t1, -ASLEEP
    bnez t1, 1f
    sb   zero, READER(t0)
1:  ret

# thread_ends: the thread that calls this never comes back.
    .globl thread_ends
thread_ends:
    la   t0, current
    ld   t0, 0(t0)
    la   t1, states
    add  t0, t0, t1
    li   t1, ENDED
    sb   t1, 0(t0)

# next_thread: whose turn is it? Returns at once, or when it is the caller's turn again.
    .globl next_thread
next_thread:
    la   t0, states
    li   t1, READER
    lbu  t2, READER(t0)
    beqz t2, turn_of
    li   t1, WORKER
    lbu  t3, WORKER(t0)
    beqz t3, turn_of

    # nobody. a real kernel would wait for an interrupt here, but then the worker would have had too little to do.
    li   a0, 0
    addi t2, t2, -ENDED
    beqz t2, switch_off
    la   a0, stuck
    call print
    li   a0, 3
    j    switch_off

turn_of:
    la   t0, current
    ld   t2, 0(t0)
    bne  t1, t2, 1f
    ret

    # put aside what the caller of a function may rely on, and take up what the other thread has put aside.
1:  sd   t1, 0(t0)
    addi sp, sp, -SWITCH_SIZE
    sd   ra, 0(sp)
    sd   s0, 8(sp)
    sd   s1, 16(sp)
    sd   s2, 24(sp)
    sd   s3, 32(sp)
    sd   s4, 40(sp)
    sd   s5, 48(sp)
    sd   s6, 56(sp)
    sd   s7, 64(sp)
    sd   s8, 72(sp)
    sd   s9, 80(sp)
    sd   s10, 88(sp)
    sd   s11, 96(sp)
    la   t0, stacks
    slli t2, t2, 3
    add  t2, t2, t0
    sd   sp, 0(t2)
    slli t1, t1, 3
    add  t1, t1, t0
    ld   sp, 0(t1)
    ld   ra, 0(sp)
    ld   s0, 8(sp)
    ld   s1, 16(sp)
    ld   s2, 24(sp)
    ld   s3, 32(sp)
    ld   s4, 40(sp)
    ld   s5, 48(sp)
    ld   s6, 56(sp)
    ld   s7, 64(sp)
    ld   s8, 72(sp)
    ld   s9, 80(sp)
    ld   s10, 88(sp)
    ld   s11, 96(sp)
    addi sp, sp, SWITCH_SIZE
    ret

stuck:
    .asciz "kernel: the worker is done, the reader sleeps, and nobody wakes it\n"

    .data
    .align 3
current:
    .dword READER
# where each thread's kernel stack ends while another one runs.
stacks:
    .dword 0, 0
# AWAKE, ASLEEP or ENDED, one byte each.
states:
    .byte AWAKE, AWAKE

    .bss
    .align 4
worker_kernel_stack:
    .space 1024
worker_kernel_stack_top:
