# kernel.S: a kernel with two services, exit and write.

    .include "../common/names.inc"

    .equ USER_START,  0x40000000    # the user program's memory: from here ...
    .equ USER_END,    0x40200000    # ... up to here, not including it
    .equ BUFFER_SIZE, 64
    .equ SERVICES, 2                # how many there are

    .text
    .globl kernel
kernel:
    la   sp, kernel_stack_top
    call protect_memory
    li   a0, USER_START
    li   a1, USER_END               # the stack grows down from the end
    j    start_user

# kernel_trap: the stub in trap.S has saved the user's registers in a frame; s0 is the frame's address.
    .globl kernel_trap
kernel_trap:
    addi sp, sp, -16
    sd   ra, 0(sp)
    csrr t0, scause
    li   t1, CAUSE_SYSCALL
    bne  t0, t1, killed

    # -------- step 2: find the service, call it, hand back its answer -------
    ld   t0, FRAME_PC(s0)
    addi t0, t0, 4
    sd   t0, FRAME_PC(s0)

    ld   a0, FRAME_A0(s0)
    ld   a1, FRAME_A1(s0)
    ld   t0, FRAME_A7(s0)
    la   t1, no_such_call
    li   t2, SERVICES
    bgeu t0, t2, 1f
    la   t1, services
    slli t0, t0, 3
    add  t1, t1, t0
    ld   t1, 0(t1)
1:  jalr t1
    sd   a0, FRAME_A0(s0)
    # ------------------------------------------------------------------------

    ld   ra, 0(sp)
    addi sp, sp, 16
    ret

no_such_call:
    li   a0, -1
    ret

# The services, by number: a limited number of carefully coded entry points.
    .align 3
services:
    .dword sys_exit
    .dword sys_write

# exit(a0 = code)
sys_exit:
    j    switch_off

# write(a0 = address, a1 = how many bytes): shows them on the console. Gives back how many, or -1.
sys_write:
    addi sp, sp, -16
    sd   ra, 0(sp)
    sd   a1, 8(sp)

    # no more than fits the kernel's buffer.
    li   t0, BUFFER_SIZE
    bgtu a1, t0, bad_argument

    # -------- step 4: does every byte belong to the user? -------------------
    li   t0, USER_START
    bltu a0, t0, bad_argument
    li   t0, USER_END
    sub  t0, t0, a1
    bgtu a0, t0, bad_argument
    # ------------------------------------------------------------------------

    # -------- step 3: copy a1 bytes from a0, in user memory, to buffer ------
    li   t0, STATUS_USER_MEMORY
    csrs sstatus, t0
    la   t1, buffer
1:  beqz a1, 2f
    lbu  t2, 0(a0)
    sb   t2, 0(t1)
    addi a0, a0, 1
    addi t1, t1, 1
    addi a1, a1, -1
    j    1b
2:  csrc sstatus, t0
    # ------------------------------------------------------------------------

    # from here on only the kernel's own copy counts, whatever the user does to the original.
    la   a0, buffer
    ld   a1, 8(sp)
    call print_bytes
    ld   a0, 8(sp)
    j    1f
bad_argument:
    li   a0, -1
1:  ld   ra, 0(sp)
    addi sp, sp, 16
    ret

# A trap that is no system call: the user program did something it may not do. It ends here.
killed:
    la   a0, killed_text
    call print
    li   a0, 100
    j    switch_off
killed_text:
    .asciz "\nkernel: the user program was stopped\n"

    .bss
    .align 3
buffer:
    .space BUFFER_SIZE
