# diary.S: an honest program. It keeps a diary that grows and grows. It runs in user mode and thinks that memory
# begins at 0, too.
# exit code 0: all is well. 1: there was no room. 2: pages of the diary are not what they were.

    .include "../common/names.inc"
    .include "layout.inc"

    .equ TITLE_SIZE, 23
    .equ SAD_SIZE,   15
    .equ TORN_SIZE,  22
    .equ HAPPY_SIZE, 23
    .equ PAGES,      0x800              # the diary's pages begin here

    .text
title:
    .ascii "diary: all quiet today\n"   # the first bytes of its window

    .org DIARY_START
diary:
    # two quiet days.
    la   a0, title
    li   a1, TITLE_SIZE
    call say
    li   a7, SYS_YIELD
    ecall
diary_again:
    la   a0, title
    li   a1, TITLE_SIZE
    call say

    # then there is much to write: pages up to the end of the window. (in each place its own address, to find it again.)
    li   t0, PAGES
    li   t1, WINDOW_SIZE
    call keep

    # and more. the answer is the end of the new, longer window.
    li   a7, SYS_GROW
    ecall
    li   t0, -1
    beq  a0, t0, no_room
    mv   s0, a0
    li   t0, WINDOW_SIZE
    mv   t1, s0
    call keep

    # read it all again, the old pages and the new.
    li   t0, PAGES
look:
    ld   t1, 0(t0)
    bne  t0, t1, torn
    addi t0, t0, 8
    bltu t0, s0, look
    la   a0, happy_text
    li   a1, HAPPY_SIZE
    call say
    li   a0, 0
    j    exit

no_room:
    la   a0, sad_text
    li   a1, SAD_SIZE
    call say
    li   a0, 1
    j    exit
torn:
    la   a0, torn_text
    li   a1, TORN_SIZE
    call say
    li   a0, 2
exit:
    li   a7, SYS_EXIT
    ecall

# keep(t0 = from, t1 = up to): writes pages.
keep:
    sd   t0, 0(t0)
    addi t0, t0, 8
    bltu t0, t1, keep
    ret

# say(a0 = text, a1 = how many bytes)
say:
    li   a7, SYS_WRITE
    ecall
    ret

sad_text:
    .ascii "diary: no room\n"
torn_text:
    .ascii "diary: pages are torn\n"
happy_text:
    .ascii "diary: room once more!\n"
