# kernel.S: a kernel with two programs in memory. Each gets a window of it, and nothing else.

    .include "../common/names.inc"
    .include "layout.inc"

    .text
kernel:
    la   sp, kernel_stack_top
    la   t0, kernel_mistake         # nobody else has run yet: a trap would be ours
    csrw mtvec, t0

    # physical memory protection is another lock of this hardware. leave it open, so that ours is the only one.
    li   t0, -1
    csrw pmpaddr0, t0
    li   t0, 0x1f
    csrw pmpcfg0, t0

    # base and bound count from now on, for every mode but the kernel's. mbase is still 0, and the bound is so high that
    # every address is below it: as if they were not there.
    li   t0, -1
    csrw mbound, t0
    li   t0, STATUS_WINDOW
    csrs mstatus, t0

    la   s0, sloppy_record
    j    run

# run: goes on with the program whose record s0 is. Does not return.
run:
    # -------- step 2: where does its memory begin? --------------------------
    ld   t0, BASE(s0)
    csrw mbase, t0
    # ------------------------------------------------------------------------

    # -------- step 3: how much of it does it have? --------------------------
    ld   t0, BOUND(s0)
    csrw mbound, t0
    # ------------------------------------------------------------------------
    j    back_to_user

# run_next: goes on with the other program if it is alive, else with this one. When both have ended: off.
run_next:
    ld   t0, OTHER(s0)
    ld   t1, ALIVE(t0)
    beqz t1, 1f
    mv   s0, t0
    j    run
1:  ld   t1, ALIVE(s0)
    bnez t1, run
    la   t0, exit_code
    ld   a0, 0(t0)
    j    switch_off

# end_program: the program whose record s0 is has ended, its memory is free. Goes on with the other. Does not return.
end_program:
    sd   zero, ALIVE(s0)
    la   t0, free_memory
    ld   t1, BASE(s0)
    sd   t1, 0(t0)
    ld   t1, BOUND(s0)
    sd   t1, 8(t0)
    j    run_next

# kernel_trap: entry.S has saved the program's registers in its record, and s0 is the record's address.
    .globl kernel_trap
kernel_trap:
    csrr t0, mcause
    li   t1, CAUSE_SYSCALL
    beq  t0, t1, system_call

    # -------- step 4: the program did what it may not: end it ---------------
    la   a0, ended_text
    call print
    j    end_program
    # ------------------------------------------------------------------------

    # the kernel does not know this trap. it cannot go on.
    la   a0, give_up_text
    call print
    li   a0, 1
    j    switch_off

system_call:
    ld   t0, FRAME_PC(s0)
    addi t0, t0, 4
    sd   t0, FRAME_PC(s0)
    ld   a0, FRAME_A0(s0)
    ld   a1, FRAME_A1(s0)
    ld   t0, FRAME_A7(s0)
    li   t1, SYS_EXIT
    beq  t0, t1, sys_exit
    li   t1, SYS_WRITE
    beq  t0, t1, sys_write
    li   t1, SYS_YIELD
    beq  t0, t1, run_next
    li   t1, SYS_GROW
    beq  t0, t1, sys_grow
    li   a0, -1
    j    answer

# exit(a0 = code)
sys_exit:
    la   t0, exit_code
    sd   a0, 0(t0)
    j    end_program

# write(a0 = address, a1 = how many bytes): shows them on the console. Answers how many, or -1.
sys_write:
    # base and bound do not count for the kernel. it does by hand what the hardware does for a program: compare, then add.
    ld   t0, BOUND(s0)
    bgtu a1, t0, refuse
    sub  t0, t0, a1
    bgtu a0, t0, refuse
    ld   t0, BASE(s0)
    add  a0, a0, t0
    call print_bytes
    ld   a0, FRAME_A1(s0)
    j    answer
refuse:
    li   a0, -1
    j    answer

# grow(): a longer window for this program. Answers its new length, or -1 if there is no room.
sys_grow:
    la   t0, free_memory
    ld   s1, 0(t0)                  # where free memory begins ...
    ld   s2, 8(t0)                  # ... and how much of it there is
    li   a0, -1
    beqz s2, answer
    sd   zero, 8(t0)                # it is free no longer

    # -------- step 5: move the program, make its window longer --------------
    mv   a0, s1
    ld   a1, BASE(s0)
    ld   a2, BOUND(s0)
    call copy
    sd   s1, BASE(s0)
    ld   a0, BOUND(s0)
    add  a0, a0, s2
    sd   a0, BOUND(s0)
    # ------------------------------------------------------------------------
answer:
    sd   a0, FRAME_A0(s0)
    j    run

# copy(a0 = to, a1 = from, a2 = how many bytes, a multiple of 8). Changes t0, a0, a1 and a2.
copy:
    ld   t0, 0(a1)
    sd   t0, 0(a0)
    addi a0, a0, 8
    addi a1, a1, 8
    addi a2, a2, -8
    bnez a2, copy
    # there were instructions among the bytes: let the CPU forget what it may have fetched from there before.
    fence.i
    ret

give_up_text:
    .asciz "kernel: what is this? I give up\n"
ended_text:
    .asciz "kernel: program ended, it left its memory\n"

    .data
    .align 3
# One record for each program: its pc, its other registers, base, bound, alive, the other program.
sloppy_record:
    .dword SLOPPY_START
    .space FRAME_SIZE - 8
    .dword SLOPPY_BASE, WINDOW_SIZE, 1, diary_record
diary_record:
    .dword DIARY_START
    .space FRAME_SIZE - 8
    .dword DIARY_BASE, WINDOW_SIZE, 1, sloppy_record

free_memory:
    .dword 0, 0                     # where it begins, how many bytes
exit_code:
    .dword 0                        # of the last program that said one
