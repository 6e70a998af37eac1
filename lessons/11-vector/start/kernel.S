# kernel.S: a kernel with a handler of its own for each kind of trap.

    .include "entry.inc"

    .equ SLICE, 2000                    # from one timer interrupt to the next, in units of the machine's time
    .equ KEYBOARD, 10                   # the serial line's number at the interrupt controller
    .equ ENABLE_TIMER, 1 << 5           # sie.STIE
    .equ ENABLE_DEVICES, 1 << 9         # sie.SEIE
    .equ STATUS_FROM_KERNEL, 1 << 8     # sstatus.SPP: the mode that sret goes to (0: user)
    .equ CAUSE_SYSCALL, 8
    .equ SWITCH_FAIL, 0x13333           # to the power switch: off, exit code 1

    .text
    .globl kernel
kernel:
    la   t0, kernel_stack_top
    csrw sscratch, t0

    # a key makes the serial line ask the interrupt controller, and the controller asks the kernel.
    li   t0, UART_INTERRUPT_ENABLE
    li   t1, 1
    sb   t1, 0(t0)
    li   t0, PLIC_PRIORITY_10
    sw   t1, 0(t0)
    li   t0, PLIC_ENABLE
    li   t1, 1 << KEYBOARD
    sw   t1, 0(t0)

    # the timer, as in lesson 05.
    rdtime t0
    li   t1, SLICE
    add  t0, t0, t1
    csrw stimecmp, t0
    li   t0, ENABLE_TIMER + ENABLE_DEVICES
    csrs sie, t0

    la   t0, unexpected
    csrw stvec, t0
    # -------- step 3: tell the hardware about the table ---------------------

    # ------------------------------------------------------------------------

    li   t0, STATUS_FROM_KERNEL
    csrc sstatus, t0
    la   t0, user
    csrw sepc, t0
    sret

# The interrupt vector: entry number N is where the hardware goes for interrupt number N. Entry 0 is for all
# exceptions and system calls. An entry is one instruction.
    .align 6
vector:
    # -------- step 2: ten jumps ---------------------------------------------

    # ------------------------------------------------------------------------

# Exceptions and system calls.
handle_exception:
    enter
    csrr t0, scause
    li   t1, CAUSE_SYSCALL
    bne  t0, t1, unexpected
    csrr t0, sepc
    addi t0, t0, 4
    csrw sepc, t0
    show 's'
    leave

# The timer.
handle_timer:
    enter
    rdtime t0
    li   t1, SLICE
    add  t0, t0, t1
    csrw stimecmp, t0
    show 't'
    leave

# A device: ask the controller which one, take its byte, and tell the controller that it is dealt with.
handle_device:
    enter
    li   t2, PLIC_CLAIM
    lw   t1, 0(t2)                      # whose turn? this takes the interrupt
    li   t0, UART_DATA
    lbu  t0, 0(t0)                      # the key itself; the serial line is content now
    sw   t1, 0(t2)                      # done with that device
    show 'k'
    leave

# A trap that nobody has a handler for.
    .align 2
unexpected:
    show '?'
    li   t0, POWER
    li   t1, SWITCH_FAIL
    sw   t1, 0(t0)
    j    unexpected

    .bss
    .align 4
kernel_stack:
    .space 1024
kernel_stack_top:
