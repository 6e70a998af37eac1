# user.S: five user programs, each with a stack of its own. They run in user mode.

    .include "../common/names.inc"
    .include "layout.inc"

    .equ ROUNDS, 250                # between two letters of left, and of right
    .equ NICE_SIZE, 23              # how long the texts are
    .equ CLUMSY_SIZE, 18
    .equ NOT_MY_STACK_SIZE, 34

    .text
# The list that the kernel reads: where a program begins, and where its stack does. A stack grows down from its top.
programs:
    .dword nice,   nice_top
    .dword nasty,  nasty_top
    .dword clumsy, clumsy_top
    .dword 0, 0                     # up to here one after the other; the next two at the same time
    .dword left,   left_top
    .dword right,  right_top

# Uses its stack as everybody does.
nice:
    mv   s1, sp
    li   s0, 2026
    addi sp, sp, -16
    sd   s0, 0(sp)                  # something of its own on its stack
    la   a0, nice_text
    li   a1, NICE_SIZE
    call write
    ld   t0, 0(sp)
    bne  t0, s0, not_my_stack       # is it still there?
    addi sp, sp, 16
    bne  sp, s1, not_my_stack
    j    done

# Wants the disk erased, and is not the administrator.
nasty:
    mv   s1, sp
    li   a7, SYS_ERASE              # first it asks ...
    ecall

    # ... then it points its stack at the kernel's memory. The kernel will make room for a frame below sp, and put the
    # user's ra into the frame: let that place be user_number, and let ra be 0.
    li   sp, USER_NUMBER + FRAME_SIZE - FRAME_RA
    li   ra, 0
    li   a7, SYS_NOTHING
nasty_call:
    ecall

    li   a7, SYS_ERASE              # and asks again
    ecall
    mv   sp, s1
    j    done

# Means no harm: it needed one more register for its numbers, and took sp.
clumsy:
    mv   s1, sp
    li   sp, 0
    la   a0, clumsy_text
    li   a1, CLUMSY_SIZE
    call write
    bnez sp, not_my_stack
    mv   sp, s1
    j    done

# Two that go on for ever, at the same time. Each makes sure that it has its own stack, and shows a letter now and then.
left:
    la   s1, left_top
    la   s2, left_text
left_letter:
    mv   a0, s2
    li   a1, 1
    call write
    li   s0, ROUNDS
left_loop:
    bne  sp, s1, not_my_stack
    addi s0, s0, -1
    bnez s0, left_loop
    j    left_letter

right:
    la   s1, right_top
    la   s2, right_text
    bne  sp, s1, not_my_stack
right_letter:
    mv   a0, s2
    li   a1, 1
    call write
    li   s0, ROUNDS
right_loop:
    bne  sp, s1, not_my_stack
    addi s0, s0, -1
    bnez s0, right_loop
    j    right_letter

# exit(0): all is well.
done:
    li   a0, 0
    li   a7, SYS_EXIT
    ecall

# A program found another stack pointer than it had, or another word on its stack.
not_my_stack:
    la   a0, not_my_stack_text
    li   a1, NOT_MY_STACK_SIZE
    call write
    li   a0, 1
    li   a7, SYS_EXIT
    ecall

# write(a0 = address, a1 = how many bytes)
write:
    li   a7, SYS_WRITE
    ecall
    ret

nice_text:
    .ascii "nice: my stack is fine\n"
clumsy_text:
    .ascii "clumsy: here I am\n"
left_text:
    .ascii "l"
right_text:
    .ascii "r"
not_my_stack_text:
    .ascii "\na program: this is not my stack!\n"

    .bss
    .align 4
nice_stack:
    .space 512
nice_top:
nasty_stack:
    .space 512
nasty_top:
clumsy_stack:
    .space 512
clumsy_top:
left_stack:
    .space 512
left_top:
right_stack:
    .space 512
right_top:
