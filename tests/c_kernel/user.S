# user.S: the beginning of a program, and its calls to the kernel.
    .globl program_one, put, leave
program_one:
    la   sp, stack_top
    li   a0, '1'
    call work
leave:
    li   a7, 2
    ecall
put:
    li   a7, 1
    ecall
    ret

    .bss
    .balign 16
    .space 4096
stack_top:
