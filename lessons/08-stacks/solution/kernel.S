# kernel.S: a kernel that runs three user programs one after the other, and then two at the same time.

    .include "../common/names.inc"
    .include "layout.inc"
    .include "frame.inc"

    .equ SLICE, 1000                    # how long one of the two may run until it is the other's turn, in ticks

    .text
    .globl kernel
kernel:
    call protect_memory                 # memory.S: user code cannot touch the kernel's memory from now on

    # the kernel may touch the user's: it keeps registers there, and reads there what a program wants to print.
    li   t0, STATUS_USER_MEMORY
    csrs sstatus, t0

    la   t0, trap
    csrw stvec, t0

# start_next: starts the next program of the list at the beginning of user.S. Does not return.
start_next:
    la   t0, next
    ld   t1, 0(t0)
    addi t2, t1, 16
    sd   t2, 0(t0)
    ld   a0, 0(t1)
    ld   a1, 8(t1)
    beqz a0, start_two

# start_user: a0 = its first instruction, a1 = its stack. Does not return.
start_user:
    # sscratch, a word that the hardware never uses and user code cannot touch, holds the address of the kernel's stack.
    la   t0, kernel_stack_1_top
    csrw sscratch, t0

    # sret goes to the address in sepc, in the mode that sstatus.SPP names (0: user).
    csrw sepc, a0
    li   t0, STATUS_FROM_KERNEL
    csrc sstatus, t0
    mv   sp, a1                         # all other registers stay as they are; the trap.S of other lessons clears them
    sret

# start_two: t2 = the rows of left and right in the list. Starts left; right is ready to run.
start_two:
    # on right's kernel stack stands a frame, as if right had been interrupted just before its first instruction.
    la   t0, kernel_stack_2_top
    addi t0, t0, -FRAME_SIZE
    ld   t1, 16(t2)
    sd   t1, FRAME_PC(t0)
    ld   t1, 24(t2)
    sd   t1, FRAME_SP(t0)
    la   t1, ready
    sd   t0, 0(t1)

    # the timer interrupts whoever runs.
    rdtime t0
    addi t0, t0, SLICE
    csrw stimecmp, t0
    li   t0, ENABLE_TIMER
    csrs sie, t0

    ld   a0, 0(t2)
    ld   a1, 8(t2)
    j    start_user

# Every trap of a user program comes in here ...
    .align 2
trap:
    # -------- step 2: to the kernel's stack ---------------------------------
    csrrw sp, sscratch, sp
    # ------------------------------------------------------------------------

    # a frame for all that the program has in the CPU. a stack grows down, so make room first.
    addi sp, sp, -FRAME_SIZE
    save_registers                      # frame.inc: all but sp
    csrr t0, sepc
    sd   t0, FRAME_PC(sp)

    # -------- step 4: the user's stack pointer, into the frame --------------
    csrr t0, sscratch
    sd   t0, FRAME_SP(sp)
    # ------------------------------------------------------------------------

which_trap:
    # why are we here? sp is the frame's address all the time.
    csrr t0, scause
    li   t1, CAUSE_SYSCALL
    beq  t0, t1, system_call
    li   t1, CAUSE_TIMER
    beq  t0, t1, timer_interrupt
    la   a0, give_up_text
    call print
    li   a0, 2
    j    switch_off

# ... and goes out here. sp is the address of a frame: whose frame it is, that program goes on.
back_to_user:
    # -------- step 4: the user's stack pointer, to where step 2 swaps it in --
    ld   t0, FRAME_SP(sp)
    csrw sscratch, t0
    # ------------------------------------------------------------------------

    ld   t0, FRAME_PC(sp)
    csrw sepc, t0
    restore_registers                   # all but sp
    addi sp, sp, FRAME_SIZE

    # -------- step 2: to the user's stack -----------------------------------
    csrrw sp, sscratch, sp
    # ------------------------------------------------------------------------
    sret

timer_interrupt:
    rdtime t0
    addi t0, t0, SLICE
    csrw stimecmp, t0

    # -------- step 3: the other one's turn ----------------------------------
    la   t0, ready
    ld   t1, 0(t0)
    sd   sp, 0(t0)
    mv   sp, t1
    # ------------------------------------------------------------------------
    j    back_to_user

system_call:
    # go on after the ecall.
    ld   t0, FRAME_PC(sp)
    addi t0, t0, 4
    sd   t0, FRAME_PC(sp)

    ld   a0, FRAME_A0(sp)
    ld   a1, FRAME_A1(sp)
    ld   t0, FRAME_A7(sp)
    li   t1, SYS_EXIT
    beq  t0, t1, sys_exit
    li   t1, SYS_WRITE
    beq  t0, t1, sys_write
    li   t1, SYS_ERASE
    beq  t0, t1, sys_erase
    li   t0, -1
    sd   t0, FRAME_A0(sp)
    j    back_to_user

# exit(a0 = code). 0, all is well: the next program, please.
sys_exit:
    beqz a0, start_next
    j    switch_off

# write(a0 = address, a1 = how many bytes). Lesson 09 shows why the address should be checked first.
sys_write:
    call print_bytes
    j    back_to_user

# erase(): the disk, for the administrator only.
sys_erase:
    la   a0, not_you_text
    li   t0, USER_NUMBER
    ld   t0, 0(t0)
    bnez t0, 1f
    la   a0, erased_text
1:  call print
    j    back_to_user

not_you_text:
    .asciz "kernel: only the administrator may erase the disk\n"
erased_text:
    .asciz "kernel: yes, administrator. The disk is erased\n"
give_up_text:
    .asciz "\nkernel: a trap that I do not know. I give up\n"

    .data
    .align 3
next:
    .dword USER_START                   # the row of the next program in the list
ready:
    .dword 0                            # the frame of the program that is ready and does not run

# Two stacks of the kernel. Above each there is a little room that nobody should touch.
    .bss
    .align 4
kernel_stack_1:
    .space 1024
kernel_stack_1_top:
    .space 512
kernel_stack_2:
    .space 1024
kernel_stack_2_top:
    .space 512
