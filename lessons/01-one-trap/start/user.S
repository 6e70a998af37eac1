# user.S: a user program. It can compute what it likes, but it cannot print: that is for the kernel.

    .text
    .globl user
user:
    li   a0, 'H'                # which letter
call:
    ecall                       # ask the kernel
    li   a0, 'i'
    ecall

    # -------- step 4: one more letter ---------------------------------------

    # ------------------------------------------------------------------------

done:
    j    done
