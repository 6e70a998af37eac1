# user.S: a program that adds up the numbers from 1 to 20,000 and shows the sum. It runs in user mode.

    .equ SYS_EXIT, 0
    .equ SYS_SUM,  1
    .equ LAST,     20000

    .text
    .globl user
user:
    # the registers that it does not need have numbers of their own ...
    .irp n, 1,2,3,4,5,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li   x\n, \n
    .endr

    # t2: the sum so far. t1: the next number.
    li   t2, 0
    li   t1, LAST
round:
    add  t2, t2, t1
    addi t1, t1, -1
    bnez t1, round

    # ... and must still have them.
    .irp n, 1,2,3,4,5,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li   t1, \n
    bne  x\n, t1, changed
    .endr

result:
    mv   a0, t2
    li   a7, SYS_SUM
    ecall
    li   a7, SYS_EXIT
    ecall

# A register has another number than it had: somebody was here.
changed:
    ebreak
