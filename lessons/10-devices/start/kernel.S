# kernel.S: a kernel that gets a file from the disk for one program, while another one has work to do.

    .include "../common/names.inc"
    .include "disk.inc"

    .equ WORD_SIZE, 4

    .text
    .globl kernel
kernel:
    # the disk may carry bytes into the reader's buffer, and nowhere else.
    li   t0, DISK_SECTOR
    li   t1, BUFFER
    sd   t1, LOW(t0)
    li   t1, BUFFER_END
    sd   t1, HIGH(t0)

    # -------- step 3: open the gates, from the disk to the kernel -----------



    # ------------------------------------------------------------------------

    j    start_threads

# read_disk(a0 = first sector, a1 = how many, a2 = where to): answers 0, or -1 if the disk could not.
read_disk:
    addi sp, sp, -32
    sd   ra, 0(sp)
    sd   s1, 8(sp)
    sd   s2, 16(sp)
    mv   s1, a1
    mv   s2, a2
    li   t0, DISK_SECTOR
    sw   a0, SECTOR(t0)
    sw   a1, COUNT(t0)

    # ======== step 5, from here: let the disk carry the bytes ===============
    li   t1, READ
    sw   t1, COMMAND(t0)

next_sector:
    # -------- step 2: do not ask, sleep -------------------------------------
    li   t0, DISK_STATUS
poll:
    lw   t1, 0(t0)
    andi t1, t1, DATA_READY
    beqz t1, poll
    # ------------------------------------------------------------------------

    # the sector is behind DATA: carry it, word by word, through a register.
    li   t0, DISK_DATA
    li   t1, SECTOR_SIZE / WORD_SIZE
carry:
    lw   t2, 0(t0)
    sw   t2, 0(s2)
    addi s2, s2, WORD_SIZE
    addi t1, t1, -1
    bnez t1, carry

    addi s1, s1, -1
    bnez s1, next_sector
    # ======== step 5, to here ===============================================

    # did it go well?
    li   t0, DISK_SECTOR
    lw   t1, STATUS(t0)
    andi t1, t1, FAILED
    snez a0, t1
    neg  a0, a0
    ld   ra, 0(sp)
    ld   s1, 8(sp)
    ld   s2, 16(sp)
    addi sp, sp, 32
    ret

# kernel_trap: trap.S has saved the user's registers in a frame; s0 is the frame's address.
    .globl kernel_trap
kernel_trap:
    addi sp, sp, -16
    sd   ra, 0(sp)
    csrr t0, scause
    li   t1, CAUSE_DEVICE
    beq  t0, t1, device_interrupt
    li   t1, CAUSE_SYSCALL
    beq  t0, t1, system_call

    # anything else: a user program did something it may not do.
    la   a0, killed_text
    call print
    li   a0, 100
    j    switch_off

device_interrupt:
    # -------- step 4: the handler: take it, say seen, wake, done ------------



    # ------------------------------------------------------------------------

    # on the way back to user mode: to whom?
    call next_thread
    j    trap_done

system_call:
    # go on after the ecall, and do what a7 says.
    ld   t0, FRAME_PC(s0)
    addi t0, t0, 4
    sd   t0, FRAME_PC(s0)
    ld   a0, FRAME_A0(s0)
    ld   a1, FRAME_A1(s0)
    ld   a2, FRAME_A2(s0)
    ld   t0, FRAME_A7(s0)
    li   t1, SYS_EXIT
    beq  t0, t1, thread_ends
    li   t1, SYS_WRITE
    beq  t0, t1, sys_write
    li   t1, SYS_READ_DISK
    beq  t0, t1, sys_read_disk
    li   t0, -1
    sd   t0, FRAME_A0(s0)
    j    trap_done
sys_write:
    # lesson 09 shows why the address should be checked first.
    call print_bytes
    j    trap_done
sys_read_disk:
    call read_disk
    sd   a0, FRAME_A0(s0)
trap_done:
    ld   ra, 0(sp)
    addi sp, sp, 16
    ret

killed_text:
    .asciz "\nkernel: the user program was stopped\n"
