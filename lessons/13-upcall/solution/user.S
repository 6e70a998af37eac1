# user.S: a program with a loop that must not be disturbed, and a handler that disturbs it all the time.

    .include "../common/names.inc"

    .equ PAUSE, 2500                # how long the handler takes: longer than the kernel's time slice
    .equ DONE_SIZE, 6
    .equ BROKEN_SIZE, 8

    .text
    .globl user
user:
    # signal(handler, signal stack, return stub): from now on, tell us when time has passed.
    la   a0, handler
    la   a1, signal_stack_top
    la   a2, return_stub
    li   a7, SYS_SIGNAL
    ecall

    # x = y + z, for ever. y grows by 1, z by 3, so x is 4 * y: if it is not, somebody touched our registers.
    li   t0, 0                      # y
    li   t1, 0                      # z
    la   s1, user_stack_top
loop:
    addi t0, t0, 1
    addi t1, t1, 3
    add  t2, t0, t1                 # x = y + z
    slli t3, t0, 2
    bne  t2, t3, broken
    bne  sp, s1, broken             # nor may our stack have moved

    la   t4, signals
    ld   t4, 0(t4)
    li   t5, 8
    bltu t4, t5, loop               # after 8 signals: enough

    la   a0, done_text
    li   a1, DONE_SIZE
    call write
    li   a0, 0
    li   a7, SYS_EXIT
    ecall

broken:
    la   a0, broken_text
    li   a1, BROKEN_SIZE
    call write
    li   a0, 1
    li   a7, SYS_EXIT
    ecall

# The signal handler: shows ( when it begins and ) when it ends, and takes its time in between.
# It is an ordinary function: it may change the registers that a function may change, and it does.
handler:
    addi sp, sp, -16
    sd   ra, 0(sp)
    la   a0, open_text
    li   a1, 1
    call write

    rdtime t0
    li   t1, PAUSE
    add  t0, t0, t1
handler_busy:
    rdtime t1
    bltu t1, t0, handler_busy

    la   t0, signals
    ld   t1, 0(t0)
    addi t1, t1, 1
    sd   t1, 0(t0)

    la   a0, close_text
    li   a1, 1
    call write
    ld   ra, 0(sp)
    addi sp, sp, 16
    ret

# The handler's ret comes here, because the kernel put this address into ra. Nobody ever calls it.
return_stub:
    # -------- step 4: tell the kernel that the handler is done --------------
    li   a7, SYS_SIGRETURN
    ecall
    # ------------------------------------------------------------------------
    ebreak                          # sigreturn does not come back

# write(a0 = address, a1 = how many bytes)
write:
    li   a7, SYS_WRITE
    ecall
    ret

open_text:
    .ascii "("
close_text:
    .ascii ")"
done_text:
    .ascii " done\n"
broken_text:
    .ascii " broken\n"

    .data
    .align 3
signals:
    .dword 0                        # how many the handler has handled

    .bss
    .align 4
user_stack:
    .space 1024
    .globl user_stack_top
user_stack_top:
signal_stack:
    .space 1024
signal_stack_top:
