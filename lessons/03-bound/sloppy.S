# sloppy.S: a program with a mistake, as we all make them. It runs in user mode and thinks that memory begins at 0.

    .include "../common/names.inc"
    .include "layout.inc"

    # its last 16 bytes: room for a line of 16 stars. and the mistake: it draws twice as many.
    .equ LINE,       WINDOW_SIZE - 16
    .equ STARS,      32
    .equ HELLO_SIZE, 14
    .equ DONE_SIZE,  26

    .text
sloppy:
    la   a0, hello_text
    li   a1, HELLO_SIZE
    li   a7, SYS_WRITE
    ecall
    li   a7, SYS_YIELD
    ecall

    li   t0, LINE
    li   t1, STARS
    li   t2, '*'
star:
    sb   t2, 0(t0)
    addi t0, t0, 1
    addi t1, t1, -1
    bnez t1, star

sloppy_done:
    la   a0, done_text
    li   a1, DONE_SIZE
    li   a7, SYS_WRITE
    ecall
    li   a0, 0
    li   a7, SYS_EXIT
    ecall

hello_text:
    .ascii "sloppy: hello\n"
done_text:
    .ascii "sloppy: my stars are here\n"
