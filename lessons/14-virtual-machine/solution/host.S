# host.S: a kernel with one user program. That program is a kernel, too.

    .include "../common/names.inc"
    .include "calls.inc"

# where the guest's kernel begins.
    .equ GUEST, 0x40000000
# the time from one timer interrupt of the host to the next.
    .equ SLICE, 1000

    .text
    .globl kernel
kernel:
    la   sp, kernel_stack_top
    call protect_memory
    # let user code read the time, and nothing else of the counters.
    li   t0, 1 << 1
    csrw scounteren, t0

    call set_alarm
    li   t0, ENABLE_TIMER
    csrs sie, t0

    li   a0, GUEST
    li   a1, 0
    j    start_user

set_alarm:
    rdtime t0
    li   t1, SLICE
    add  t0, t0, t1
    csrw stimecmp, t0
    ret

# kernel_trap: the stub in trap.S has saved the registers in a frame; s0 is the frame's address.
# What this function changes in the frame is what the guest finds in its registers.
    .globl kernel_trap
kernel_trap:
    addi sp, sp, -16
    sd   ra, 0(sp)

    csrr t0, scause
    li   t1, CAUSE_TIMER
    beq  t0, t1, timer_interrupt
    li   t1, CAUSE_ILLEGAL
    beq  t0, t1, illegal_instruction
    li   t1, CAUSE_SYSCALL
    beq  t0, t1, system_call

give_up:
    la   a0, give_up_text
    call print
    li   a0, 100
    j    switch_off

illegal_instruction:
    # -------- step 5: whose instruction is it? ------------------------------
    ld   t0, guest_mode
    beqz t0, reflect
    # ------------------------------------------------------------------------

    # the hardware left us the instruction's bits in stval.
    csrr a0, stval
    call decode
    beqz a0, give_up
    li   t0, 2
    beq  a0, t0, guest_sret

    # it reads and writes a control register. a1: the value to write. a2: the address of the guest's virtual word.
    # a3: the place in the frame of the register that gets the old value.
    # -------- step 2: do to the virtual word what it asks for ---------------
    ld   t0, 0(a2)
    sd   t0, 0(a3)
    sd   a1, 0(a2)
    j    next_instruction
    # ------------------------------------------------------------------------
    j    trap_done

guest_sret:
    # -------- step 3: what does the hardware do for an sret? ----------------
    ld   t0, guest_sepc
    sd   t0, FRAME_PC(s0)
    ld   t0, guest_sstatus
    srli t0, t0, 8
    andi t0, t0, 1
    sd   t0, guest_mode, t1
    # ------------------------------------------------------------------------
    j    trap_done

system_call:
    # -------- step 4: who calls? --------------------------------------------
    ld   t0, guest_mode
    beqz t0, reflect
    # ------------------------------------------------------------------------

    # the guest's kernel calls its firmware: that is us.
    ld   t0, FRAME_A7(s0)
    li   t1, FIRMWARE_OFF
    beq  t0, t1, firmware_off
    li   t1, FIRMWARE_PUT
    bne  t0, t1, next_instruction
    addi a0, s0, FRAME_A0
    li   a1, 1
    call print_bytes

# The guest goes on behind its instruction.
next_instruction:
    ld   t0, FRAME_PC(s0)
    addi t0, t0, 4
    sd   t0, FRAME_PC(s0)

trap_done:
    ld   ra, 0(sp)
    addi sp, sp, 16
    ret

firmware_off:
    ld   a0, FRAME_A0(s0)
    j    switch_off

# reflect: the trap that has just come, with its cause in scause, is one for the guest's kernel.
reflect:
    # the small print: where it tripped; and bit 8 of sstatus says that it was in user mode.
    csrr t0, stval
    sd   t0, guest_stval, t1
    ld   t0, guest_sstatus
    andi t0, t0, ~STATUS_FROM_KERNEL
    sd   t0, guest_sstatus, t1

    # -------- step 4: what does the hardware do for a trap? -----------------
    ld   t0, FRAME_PC(s0)
    sd   t0, guest_sepc, t1
    csrr t0, scause
    sd   t0, guest_scause, t1
    li   t0, 1
    sd   t0, guest_mode, t1
    ld   t0, guest_stvec
    sd   t0, FRAME_PC(s0)
    # ------------------------------------------------------------------------
    j    trap_done

timer_interrupt:
    call set_alarm
    # t0: the time. t1: when the guest wants its alarm.
    rdtime t0
    ld   t1, guest_stimecmp

    # -------- step 6: is it one for the guest? ------------------------------
    ld   t2, guest_mode
    bnez t2, trap_done
    bgeu t0, t1, reflect
    # ------------------------------------------------------------------------
    j    trap_done

give_up_text:
    .asciz "\nhost: what is this? I give up\n"
