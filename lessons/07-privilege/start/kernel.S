# kernel.S: a kernel that runs one user program after the other.

    .include "../common/names.inc"

    .text
    .globl kernel
kernel:
    j    start_next

# start_next: starts the next program of the list, or switches off when there is none. Does not return.
start_next:
    la   t0, next
    ld   t1, 0(t0)                  # how many have been started
    addi t2, t1, 1
    sd   t2, 0(t0)
    la   t0, programs
    slli t1, t1, 3
    add  t0, t0, t1
    ld   a0, 0(t0)
    beqz a0, all_done
    la   a1, user_stack_top
    j    start_user
all_done:
    li   a0, 0
    j    switch_off

# kernel_trap: trap.S has saved the user's registers in a frame; s0 is the frame's address.
    .globl kernel_trap
kernel_trap:
    addi sp, sp, -16
    sd   ra, 0(sp)
    csrr t0, scause
    li   t1, CAUSE_SYSCALL
    beq  t0, t1, system_call

    # -------- step 2: an illegal instruction: say so, start the next program -

    # ------------------------------------------------------------------------

    # -------- step 3: any other exception of a user program -----------------

    # ------------------------------------------------------------------------

    # the kernel does not know this trap. it cannot go on.
    la   a0, give_up_text
    call print
    li   a0, 1
    j    switch_off

system_call:
    ld   t0, FRAME_PC(s0)
    addi t0, t0, 4
    sd   t0, FRAME_PC(s0)
    ld   a0, FRAME_A0(s0)
    ld   a1, FRAME_A1(s0)
    ld   t0, FRAME_A7(s0)
    li   t1, SYS_EXIT
    beq  t0, t1, start_next
    call print_bytes                # SYS_WRITE
    ld   ra, 0(sp)
    addi sp, sp, 16
    ret

give_up_text:
    .asciz "kernel: what is this? I give up\n"
illegal_text:
    .asciz "kernel: illegal instruction, program ended\n"
fault_text:
    .asciz "kernel: program ended\n"

    .data
    .align 3
next:
    .dword 0

    .bss
    .align 4
user_stack:
    .space 1024
user_stack_top:
