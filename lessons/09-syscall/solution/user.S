# user.S: a program that asks the kernel to print, first politely, then less so. It runs in user mode.
# exit code 0: every answer was right. Another number: the question with that number was answered wrongly.

    .include "../common/names.inc"

    .equ USER_END, 0x40200000
    .equ SECRET,   0x80100000       # the kernel keeps a password here
    .equ HELLO_SIZE, 21

    .text
main:
question_1:
    # an honest question: the kernel prints it and answers how many bytes it printed.
    la   a0, hello
    li   a1, HELLO_SIZE
    call write
    li   s0, 1
    li   t0, HELLO_SIZE
    bne  a0, t0, done

question_2:
    # a service that does not exist.
    li   a7, 99
    ecall
    li   s0, 2
    li   t0, -1
    bne  a0, t0, done

question_3:
    # somebody else's memory: the kernel can read it, we cannot. will it read it to us?
    li   a0, SECRET
    li   a1, 32
    call write
    li   s0, 3
    li   t0, -1
    bne  a0, t0, done

question_4:
    # begins in our memory, ends outside.
    li   a0, USER_END - 4
    li   a1, 8
    call write
    li   s0, 4
    li   t0, -1
    bne  a0, t0, done

question_5:
    # so high up that address + length goes once around and ends at a small number.
    li   a0, -8
    li   a1, 16
    call write
    li   s0, 5
    li   t0, -1
    bne  a0, t0, done

    li   s0, 0
done:
    mv   a0, s0
    li   a7, SYS_EXIT
    ecall

# write(a0 = address, a1 = how many bytes): looks like any other function to the program above.
write:
    # -------- step 1: ask the kernel ----------------------------------------
    li   a7, SYS_WRITE
    ecall
    # ------------------------------------------------------------------------
    ret

hello:
    .ascii "hello from user mode\n"

