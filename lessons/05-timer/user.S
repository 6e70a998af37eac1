# user.S: a user program that never gives the CPU back. It runs in user mode.

    .text
    .globl user
user:
    li   t0, 0
    li   t1, 0
loop:
    addi t0, t0, 1              # two counters, always equal at the end of a round
    addi t1, t1, 1
    beq  t0, t1, loop           # so this goes on for ever ...

    ebreak                      # ... unless somebody changed our registers behind our back
