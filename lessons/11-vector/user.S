# user.S: counts, and makes a system call now and then.

    .text
    .globl user
user:
    li   s0, 0
loop:
    addi s0, s0, 1
    andi s1, s0, 511
    bnez s1, loop
    ecall
    j    loop
