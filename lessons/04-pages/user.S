# user.S: one program. The kernel starts it twice, as process A and as process B, and both run at the same time.
# When something is not as it should be, it says so and switches the machine off.

    .include "../common/names.inc"
    .include "layout.inc"

    .equ LINE_SIZE, 27              # the texts at the end are 27 bytes long, each
    .equ VOTE_SIZE, 8

    .text
main:
    # a0 says who we are, A or B. A local variable keeps it: it lives on the stack.
    addi sp, sp, -16
    sd   a0, 8(sp)

    # static_variable += 1
    la   t0, static_variable
    ld   t1, 0(t0)
    addi t1, t1, 1
    sd   t1, 0(t0)

    # sleep: the other one runs.
    call yield

    # printf("address %x, value %d\n", &static_variable, static_variable)
    la   a0, static_variable
    ld   a1, 0(a0)
    call report
printed:
    call yield
    beqz a0, alone

    # each of us has counted once, so it is 1: or is it?
    la   t0, static_variable
    ld   t0, 0(t0)
    li   t1, 1
    bne  t0, t1, counted_twice

    # from here on A and B do not do the same.
    ld   t0, 8(sp)
    li   t1, 'B'
    beq  t0, t1, burglar

    # A: the other one's turn, then vote.
    call yield
    call opinion
    la   t0, vote_text
    sb   a0, VOTE_SIZE - 2(t0)
    la   a0, vote_text
    li   a1, VOTE_SIZE
    call write
    call opinion
    li   t0, 'y'
    bne  a0, t0, changed

    # and then A reads where B's variable really is.
    la   a0, curious_text
    call say
    li   a0, VARIABLE_B
peek:
    ld   a1, 0(a0)
    call report
    li   a0, 1
    j    exit

# B cannot reach A's variable. But both run the same code, and there is only one copy of it.
burglar:
    la   a0, plan_text
    call say
    la   t0, opinion
    la   t1, other_opinion
    lw   t1, 0(t1)                  # an instruction of 4 bytes ...
break_in:
    sw   t1, 0(t0)                  # ... over another one
    li   a0, 0
    j    exit

# What this program is going to vote: y for yes.
opinion:
    li   a0, 'y'
    ret
other_opinion:
    li   a0, 'n'
    ret

alone:
    la   a0, alone_text
    j    complain
counted_twice:
    la   a0, counted_text
    j    complain
changed:
    la   a0, changed_text
complain:
    call say
    li   a0, 1
    j    exit

# The system calls, as functions.
say:
    li   a1, LINE_SIZE
write:
    li   a7, SYS_WRITE
    ecall
    ret
yield:
    li   a7, SYS_YIELD
    ecall
    ret
report:
    li   a7, SYS_REPORT
    ecall
    ret
exit:
    li   a7, SYS_EXIT
    ecall

plan_text:
    .ascii "let me change your mind, A\n"
curious_text:
    .ascii "and what is your value, B?\n"
alone_text:
    .ascii "well, is nobody else here?\n"
counted_text:
    .ascii "who else has counted here?\n"
changed_text:
    .ascii "that is not what I wanted!\n"

    .data
    .align 12
static_variable:
    .dword 0
vote_text:
    .ascii "vote: ?\n"
