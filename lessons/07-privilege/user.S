# user.S: four user programs. The first and the last are honest.

    .include "../common/names.inc"

    .equ LINE_SIZE, 17              # every text below is 17 bytes long

    .text
    .globl programs
    .align 3
programs:
    .dword honest
    .dword burglar
    .dword lost
    .dword last
    .dword 0                        # end of the list

honest:
    la   a0, honest_text
    call say
    j    exit

# If this works, all traps of the machine go where this program likes.
burglar:
    la   a0, burglar_text
    call say
    csrw stvec, zero
took_over:
    la   a0, took_over_text
    call say
    j    exit

# Jumps to an address where there is nothing.
lost:
    la   a0, lost_text
    call say
    jr   zero

last:
    la   a0, last_text
    call say
    j    exit

# say(a0 = a text of LINE_SIZE bytes)
say:
    li   a1, LINE_SIZE
    li   a7, SYS_WRITE
    ecall
    ret

exit:
    li   a0, 0
    li   a7, SYS_EXIT
    ecall

honest_text:
    .ascii "honest: all well\n"
burglar_text:
    .ascii "burglar: let's..\n"
took_over_text:
    .ascii "burglar: got it!\n"
lost_text:
    .ascii "lost: where am I\n"
last_text:
    .ascii "last: all well!!\n"
