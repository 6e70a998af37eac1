# login.S: a user program, sector 8 of the disk. It asks for a name, greets, and ends.

    .include "../common/names.inc"

    .equ PROMPT_SIZE, 7
    .equ HELLO_SIZE,  7
    .equ NAME_SIZE,   32

    .text
login:
    la   a0, prompt
    li   a1, PROMPT_SIZE
    call write

    # read keys into the name until Enter, and show each one.
    la   s0, name
    addi s1, s0, NAME_SIZE
next_key:
    li   a7, SYS_READ
    ecall
    sb   a0, 0(s0)
    mv   s2, a0
    mv   a0, s0
    li   a1, 1
    call write
    addi s0, s0, 1
    beq  s0, s1, greet
    li   t0, '\r'
    beq  s2, t0, greet
    li   t0, '\n'
    bne  s2, t0, next_key

greet:
    la   a0, hello
    li   a1, HELLO_SIZE
    call write
    la   a0, name
    sub  a1, s0, a0
    call write
    li   a0, 0
    li   a7, SYS_EXIT
    ecall

# write(a0 = address, a1 = how many bytes)
write:
    li   a7, SYS_WRITE
    ecall
    ret

prompt:
    .ascii "login: "
hello:
    .ascii "Hello, "
name:
    .space NAME_SIZE
