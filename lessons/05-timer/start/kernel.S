# kernel.S: a kernel that starts one user program and wants the CPU back now and then.

    .equ SLICE, 1000                    # how long the user program may run, in units of the machine's time
    .equ ENABLE_TIMER, 1 << 5           # sie.STIE: let the timer interrupt
    .equ STATUS_FROM_KERNEL, 1 << 8     # sstatus.SPP: the mode that sret goes to (0: user)
    .equ SWITCH_FAIL, 0x13333           # to the power switch: off, exit code 1

    .text
    .globl kernel
kernel:
    # where traps go: stvec is the address that the hardware jumps to.
    la   t0, trap
    csrw stvec, t0

    # sscratch is a word that the hardware never uses: keep the kernel's stack there while the user runs.
    la   t0, kernel_stack_top
    csrw sscratch, t0

    # -------- step 2: set the alarm, then let the timer interrupt us --------



    # ------------------------------------------------------------------------

    # start the user program: sret goes to the address in sepc, in the mode that sstatus.SPP names (0: user).
    li   t0, STATUS_FROM_KERNEL
    csrc sstatus, t0
    la   t0, user
    csrw sepc, t0
    sret

    .align 2
trap:
    # from user to kernel. sp is the user's, so change to the kernel's stack first.
    csrrw sp, sscratch, sp

    # -------- step 4: save the registers that you use below -----------------

    # ------------------------------------------------------------------------

    # an exception is not a timer interrupt: say ! and stop. the highest bit of scause tells them apart.
    csrr t0, scause
    bgez t0, give_up

    # count the interrupt and show a dot.
    la   t0, ticks
    ld   t1, 0(t0)
    addi t1, t1, 1
    sd   t1, 0(t0)
    li   t0, UART_DATA
    li   t1, '.'
    sb   t1, 0(t0)

    # -------- step 3: set the next alarm ------------------------------------

    # ------------------------------------------------------------------------

    # -------- step 4: restore the registers that you saved ------------------

    # ------------------------------------------------------------------------

    # from kernel to user: give the user its stack back and continue where it was interrupted.
    csrrw sp, sscratch, sp
    sret

give_up:
    li   t0, UART_DATA
    li   t1, '!'
    sb   t1, 0(t0)
    li   t0, POWER
    li   t1, SWITCH_FAIL
    sw   t1, 0(t0)
    j    give_up

    .data
    .align 3
ticks:
    .dword 0                    # timer interrupts since the start

    .bss
    .align 4
kernel_stack:
    .space 1024
kernel_stack_top:
