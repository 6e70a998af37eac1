# kernel.S: the smallest kernel there is. It does one thing for a user program: it prints a letter.

    .equ CAUSE_SYSCALL, 8               # scause: a user program asked for something
    .equ STATUS_FROM_KERNEL, 1 << 8     # sstatus.SPP: the mode that sret goes to (0: user)
    .equ SWITCH_FAIL, 0x13333           # to the power switch: off, exit code 1

    .text
    .globl kernel
kernel:
    # the door: the one address where every trap goes.
    la   t0, door
    csrw stvec, t0

    # start the user program: sret goes to the address in sepc, in user mode.
    li   t0, STATUS_FROM_KERNEL
    csrc sstatus, t0
    la   t0, user
    csrw sepc, t0
    sret

    .align 2
    .globl door
door:
    # why are we here? this kernel knows one reason. (it uses a1 alone: all else is the program's, and comes back to it.)
    csrr a1, scause
    addi a1, a1, -CAUSE_SYSCALL
    bnez a1, give_up

    # the service: the letter in a0 goes to the console.
    li   a1, UART_DATA
    sb   a0, 0(a1)

    # go on behind the instruction that asked: it is 4 bytes long.
    csrr a1, sepc
    addi a1, a1, 4
    csrw sepc, a1
    sret

give_up:
    li   t0, POWER
    li   t1, SWITCH_FAIL
    sw   t1, 0(t0)
    j    give_up
