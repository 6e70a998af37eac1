# guest.S: a small kernel, written for a machine of its own. It believes that it runs in kernel mode.

    .include "../common/names.inc"
    .include "calls.inc"

# where its process begins.
    .equ PROCESS, 0x40100000
# the time from one tick of its clock to the next, and after how many it switches its machine off.
    .equ SLICE, 12000
    .equ TICKS, 3
    .equ NO_SIZE, 4
    .equ TICK_SIZE, 5

    .text
start:
    la   t0, vector
set_vector:
    csrw stvec, t0

    # a careful kernel tests its machine: does it get back what it put in?
    la   sp, stack_top
    csrw sscratch, sp
    csrrw t0, sscratch, zero
    bne  t0, sp, bad_machine
    csrw sscratch, sp

    call set_alarm
    li   t0, ENABLE_TIMER
    csrs sie, t0

    # it will have to read what the process wants to write.
    li   t0, STATUS_USER_MEMORY
    csrs sstatus, t0

    # to the process, in user mode. it has no stack.
    li   t0, PROCESS
    csrw sepc, t0
    li   t0, STATUS_FROM_KERNEL
    csrc sstatus, t0
    li   sp, 0
to_process:
    sret

bad_machine:
    j    bad_machine

# All traps of the process come here: its system calls, its mistakes, and interrupts.
    .align 2
vector:
    csrrw sp, sscratch, sp
    addi sp, sp, -48
    sd   ra, 0(sp)
    sd   t0, 8(sp)
    sd   t1, 16(sp)
    sd   a0, 24(sp)
    sd   a1, 32(sp)
    sd   a7, 40(sp)

    csrr t0, scause
    li   t1, CAUSE_TIMER
    beq  t0, t1, tick

    # the process goes on behind its instruction.
    csrr t1, sepc
    addi t1, t1, 4
    csrw sepc, t1
    li   t1, CAUSE_SYSCALL
    beq  t0, t1, system_call

    # an instruction that a process may not use: say so, and skip it.
    la   a0, no_text
    li   a1, NO_SIZE
    call say

back:
    ld   ra, 0(sp)
    ld   t0, 8(sp)
    ld   t1, 16(sp)
    ld   a0, 24(sp)
    ld   a1, 32(sp)
    ld   a7, 40(sp)
    addi sp, sp, 48
    csrrw sp, sscratch, sp
    sret

# write(a0 = address, a1 = how many bytes): the only system call there is.
system_call:
    # lesson 09 shows why the address should be checked first.
    call say
    j    back

tick:
    la   a0, tick_text
    li   a1, TICK_SIZE
    call say
    la   t0, ticks
    ld   t1, 0(t0)
    addi t1, t1, 1
    sd   t1, 0(t0)
    li   t0, TICKS
    beq  t1, t0, enough
    call set_alarm
    j    back
enough:
    li   a0, 0
    li   a7, FIRMWARE_OFF
    ecall

set_alarm:
    rdtime t0
    li   t1, SLICE
    add  t0, t0, t1
    csrw stimecmp, t0
    ret

# say: a0 = address, a1 = how many bytes. Calls the firmware for each of them. Changes t0, a0, a1, a7.
say:
    mv   t0, a0
    add  a1, a1, t0
1:  lbu  a0, 0(t0)
    li   a7, FIRMWARE_PUT
    ecall
    addi t0, t0, 1
    bltu t0, a1, 1b
    ret

no_text:
    .ascii "no!\n"
tick_text:
    .ascii "tick\n"

    .data
    .align 3
ticks:
    .dword 0

    .bss
    .align 4
stack:
    .space 1024
stack_top:
