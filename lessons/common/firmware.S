# firmware.S: the first code that runs when the power comes on.
#
# The machine starts in machine mode, the mode that may do everything. The firmware hands the machine over to the
# kernel and is not seen again: traps and the timer go straight to the kernel from here on.

    .text
    .globl hand_over
hand_over:
    # physical memory protection: without a rule, the modes below this one may touch nothing at all.
    # rule 0: nobody there touches the firmware's own timer and its neighbours, 64 KiB from 0x0200_0000 on.
    # rule 1: every other address is theirs, to read, write and execute.
    li   t0, (0x02000000 >> 2) + (0x10000 >> 3) - 1
    csrw pmpaddr0, t0
    li   t0, -1
    csrw pmpaddr1, t0
    li   t0, 0x1f18
    csrw pmpcfg0, t0

    # exceptions, system calls and interrupts: let the kernel handle them.
    li   t0, 0xb1ff
    csrw medeleg, t0
    li   t0, 0x222
    csrw mideleg, t0

    # the timer: let the kernel read the time and set the alarm, and set it to never until the kernel does.
    li   t0, 1 << 63
    csrw menvcfg, t0
    li   t0, 1 << 1
    csrw mcounteren, t0
    li   t0, -1
    csrw stimecmp, t0

    # a trap that comes here, or before the kernel has said where its traps go, is a mistake: stop the machine.
    la   t0, firmware_trap
    csrw mtvec, t0
    csrw stvec, t0

    # go to the kernel: mret enters the mode that mstatus.MPP names (1: supervisor, the kernel's mode).
    li   t0, 3 << 11
    csrc mstatus, t0
    li   t0, 1 << 11
    csrs mstatus, t0
    la   t0, kernel
    csrw mepc, t0
    mret

    .align 2
firmware_trap:
    li   t0, POWER
    li   t1, 0x13333            # fail, exit code 1
    sw   t1, 0(t0)
    j    firmware_trap
