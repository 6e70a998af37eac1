# process.S: a user program of the guest. Halfway it tries to become the kernel.

    .include "../common/names.inc"
    .include "calls.inc"

    .equ HELLO_SIZE, 6
    .equ TAKEN_SIZE, 20

    .text
main:
    la   a0, hello
    li   a1, HELLO_SIZE
    call write

    # should this work, all traps of the guest come to us.
    la   t0, take_over
burglary:
    csrw stvec, t0

    la   a0, hello
    li   a1, HELLO_SIZE
    call write

    # x = y + z, for ever.
loop:
    addi t0, t0, 1
    addi t1, t1, 3
    add  t2, t0, t1
    j    loop

# write(a0 = address, a1 = how many bytes)
write:
    li   a7, SYS_WRITE
call_kernel:
    ecall
    ret

# If a trap comes here, we are the kernel of this machine: the firmware does what we say.
take_over:
    la   t0, taken
    addi t1, t0, TAKEN_SIZE
1:  lbu  a0, 0(t0)
    li   a7, FIRMWARE_PUT
    ecall
    addi t0, t0, 1
    bltu t0, t1, 1b
    li   a0, 3
    li   a7, FIRMWARE_OFF
    ecall

taken:
    .ascii "I am the kernel now\n"
    # the address of this text ends in 0x40. as a character, that is @.
    .balign 256
    .space 64
hello:
    .ascii "hello\n"
