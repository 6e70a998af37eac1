# user_two.S: the beginning of a program, and its calls to the kernel.
    .globl program_two, put, leave
program_two:
    la   sp, stack_top
    li   a0, '2'
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
