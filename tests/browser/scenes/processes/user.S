# user.S: one program, three times in memory but for its code. The third waits for input; the others count.

    .equ DATA, 0x40001000

    .text
main:
    li   t0, 2
    beq  a0, t0, reader
    li   s0, DATA
loop:
    call compute
    j    loop

compute:
    addi sp, sp, -16
    sd   ra, 0(sp)
    call add_one
    ld   ra, 0(sp)
    addi sp, sp, 16
    ret

add_one:
    addi sp, sp, -16
    sd   ra, 8(sp)
    ld   t0, 0(s0)
    addi t0, t0, 1
    sd   t0, 0(s0)
    li   t1, 50
1:  addi t1, t1, -1
    bnez t1, 1b
    ld   ra, 8(sp)
    addi sp, sp, 16
    ret

reader:
    call read
    j    reader
read:
    li   a7, 63
    ecall
    ret
