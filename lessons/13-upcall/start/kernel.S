# kernel.S: a kernel that passes the timer's interrupt on to the user program, as a signal.

    .include "../common/names.inc"

    .equ SLICE, 2000                # from one timer interrupt to the next, in units of the machine's time

    .text
    .globl kernel
kernel:
    # let user code read the time, and nothing else of the counters.
    li   t0, 1 << 1
    csrw scounteren, t0

    call set_alarm
    li   t0, ENABLE_TIMER
    csrs sie, t0

    la   a0, user
    la   a1, user_stack_top
    j    start_user

set_alarm:
    rdtime t0
    li   t1, SLICE
    add  t0, t0, t1
    csrw stimecmp, t0
    ret

# kernel_trap: the stub in trap.S has saved the user's registers in a frame; s0 is the frame's address.
# What this function changes in the frame is what the user finds in its registers.
    .globl kernel_trap
kernel_trap:
    addi sp, sp, -16
    sd   ra, 0(sp)

    csrr t0, scause
    li   t1, CAUSE_TIMER
    beq  t0, t1, timer_interrupt
    li   t1, CAUSE_SYSCALL
    beq  t0, t1, system_call

    # anything else: the user program did something it may not do. It ends here.
    la   a0, killed_text
    call print
    li   a0, 100
    j    switch_off

timer_interrupt:
    call set_alarm

    # a signal goes only to who asked for signals.
    la   t0, signal_handler
    ld   t0, 0(t0)
    beqz t0, trap_done

    # -------- step 3: not while the handler is busy -------------------------

    # ------------------------------------------------------------------------

    # -------- step 2: make the user program wake up in its signal handler ---



    # ------------------------------------------------------------------------

trap_done:
    ld   ra, 0(sp)
    addi sp, sp, 16
    ret

system_call:
    # go on after the ecall.
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
    li   t1, SYS_SIGNAL
    beq  t0, t1, sys_signal
    li   t1, SYS_SIGRETURN
    beq  t0, t1, sys_sigreturn
    li   t0, -1
    sd   t0, FRAME_A0(s0)
    j    trap_done

# write(a0 = address, a1 = how many bytes)
sys_write:
    # lesson 09 shows why the address should be checked first.
    call print_bytes
    j    trap_done

# signal(a0 = handler, a1 = end of the signal stack, a2 = return stub)
sys_signal:
    ld   a2, FRAME_A2(s0)
    la   t0, signal_handler
    sd   a0, 0(t0)
    la   t0, signal_stack_end
    sd   a1, 0(t0)
    la   t0, signal_return
    sd   a2, 0(t0)
    j    trap_done

# sigreturn(): the return stub calls it when the handler is done. The user's sp is where it was when the handler began.
sys_sigreturn:
    # -------- step 4: put back what step 2 saved ----------------------------

    # ------------------------------------------------------------------------
    j    trap_done

# copy_frame: copies a whole frame to a0, from a1. Changes t0 to t3 only.
copy_frame:
    mv   t0, a0
    mv   t1, a1
    addi t2, a1, FRAME_SIZE
1:  ld   t3, 0(t1)
    sd   t3, 0(t0)
    addi t0, t0, 8
    addi t1, t1, 8
    bltu t1, t2, 1b
    ret

killed_text:
    .asciz "\nkernel: the user program was stopped\n"

    .data
    .align 3
# What the user program told us with its signal call. Zero: nothing yet.
signal_handler:
    .dword 0
signal_stack_end:
    .dword 0
signal_return:
    .dword 0
# 1 while the user program is inside its handler.
signal_masked:
    .dword 0
