# process.S: two processes, and the kernel's services for them: exit, write, yield, report.

    .include "../common/names.inc"
    .include "layout.inc"
    .include "process.inc"

    .text
# kernel_trap: trap.S has saved the user's registers in a frame; s0 is the frame's address.
    .globl kernel_trap
kernel_trap:
    addi sp, sp, -16
    sd   ra, 0(sp)
    la   t0, current
    ld   s1, 0(t0)                  # the process that was running

    csrr t0, scause
    li   t1, CAUSE_SYSCALL
    beq  t0, t1, system_call

    # anything else: it did something it may not do. it ends here, the other one goes on.
    la   t0, stopped_name
    ld   t1, NAME(s1)
    sb   t1, 0(t0)
    la   a0, stopped_text
    call print
    csrr a0, stval                  # the address that it used
    li   a1, 16
    call print_number
    la   a0, new_line
    call print
    j    end

system_call:
    # go on after the ecall.
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
    beq  t0, t1, sys_yield
    li   t1, SYS_REPORT
    beq  t0, t1, sys_report
    li   t0, -1
    sd   t0, FRAME_A0(s0)
trap_done:
    ld   ra, 0(sp)
    addi sp, sp, 16
    ret

# exit(a0 = code): the process ends. A code that is not 0 switches the machine off.
sys_exit:
    bnez a0, switch_off
end:
    sd   zero, ALIVE(s1)
    ld   s1, OTHER(s1)
    ld   t0, ALIVE(s1)
    bnez t0, go_on
    la   a0, nobody_text
    call print
    li   a0, 0
    j    switch_off

# yield(): the other process runs. Gives back how many others there are.
sys_yield:
    ld   s2, OTHER(s1)
    ld   t0, ALIVE(s2)
    sd   t0, FRAME_A0(s0)
    beqz t0, trap_done
    addi a0, s1, SAVED
    mv   a1, s0
    call copy_frame
    mv   s1, s2
go_on:
    la   t0, current
    sd   s1, 0(t0)
    j    run                        # in kernel.S

# load_registers: process s1 gets the CPU, with what is saved in its record. Does not return.
    .globl load_registers
load_registers:
    la   sp, kernel_stack_top
    addi sp, sp, -FRAME_SIZE
    mv   a0, sp
    addi a1, s1, SAVED
    call copy_frame
    j    back_to_user

# write(a0 = address, a1 = how many bytes)
sys_write:
    mv   s2, a0
    mv   s3, a1
    call print_name
    mv   a0, s2
    mv   a1, s3
    # lesson 09 shows why the address should be checked first, and what this bit is for.
    li   t0, STATUS_USER_MEMORY
    csrs sstatus, t0
    call print_bytes
    li   t0, STATUS_USER_MEMORY
    csrc sstatus, t0
    j    trap_done

# report(a0 = address, a1 = value): the lecture's printf.
sys_report:
    mv   s2, a0
    mv   s3, a1
    call print_name
    la   a0, address_text
    call print
    mv   a0, s2
    li   a1, 16
    call print_number
    la   a0, value_text
    call print
    mv   a0, s3
    li   a1, 10
    call print_number
    la   a0, new_line
    call print
    j    trap_done

# print_name: the letter of process s1.
print_name:
    la   a0, name_text
    ld   t0, NAME(s1)
    sb   t0, 0(a0)
    j    print

# print_number: a0 = number, a1 = base, 10 or 16.
print_number:
    la   t0, number_end
    la   t1, digits
1:  remu t2, a0, a1
    divu a0, a0, a1
    add  t2, t1, t2
    lbu  t2, 0(t2)
    addi t0, t0, -1
    sb   t2, 0(t0)
    bnez a0, 1b
    mv   a0, t0
    j    print

# copy_frame: copies a whole frame to a0, from a1. Changes t0 to t3 only.
copy_frame:
    mv   t0, a0
    mv   t1, a1
    addi t2, a1, FRAME_SIZE
1:  ld   t3, 0(t1)
    sd   t3, 0(t0)
    addi t0, t0, 8
    addi t1, t1, 8
    bltu t1, t2, 1b
    ret

digits:
    .ascii "0123456789abcdef"
address_text:
    .asciz "address 0x"
value_text:
    .asciz ", value "
new_line:
    .asciz "\n"
nobody_text:
    .asciz "kernel: nobody left to run\n"

    .data
    .align 3
current:
    .dword process_a

# The records. A new process is one whose saved registers say: at the first instruction, with an empty stack.
    .globl process_a
process_a:
    .dword 'A', 0, process_b, 1
    .dword USER_CODE, 0, USER_END   # pc, ra, sp
    .space 8 * 7
    .dword 'A'                      # a0
    .space 8 * 21
    .globl process_b
process_b:
    .dword 'B', 0, process_a, 1
    .dword USER_CODE, 0, USER_END
    .space 8 * 7
    .dword 'B'
    .space 8 * 21

name_text:
    .asciz "?: "
stopped_text:
    .ascii "kernel: "
stopped_name:
    .asciz "? stopped, it used address 0x"
number:
    .space 24
number_end:
    .byte 0
