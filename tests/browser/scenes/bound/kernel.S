# kernel.S: gives a program one page, with base and bound, and starts it.

    .equ SIZE, 0x1000
    .equ VM,   1 << 24                  # base and bound are in use

    .text
_start:
    la   t0, refused
    csrw mtvec, t0
    li   t0, -1                         # all of memory, as far as pmp is concerned
    csrw pmpaddr0, t0
    li   t0, 0x1f
    csrw pmpcfg0, t0
    la   t0, program
    csrw mbase, t0
    li   t0, SIZE
    csrw mbound, t0
    li   t0, VM
    csrs mstatus, t0
    csrw mepc, zero                     # the program's addresses begin at 0
    mret

    .align 2
refused:
    j    refused

    .balign 4096
program:
    li   a0, 0x800
    ld   a1, 0(a0)                      # its own
    li   a0, SIZE
    sd   a1, 0(a0)                      # the first word that is not
