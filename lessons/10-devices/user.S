# user.S: two user programs. The reader wants a file from the disk, the worker has a sum to work out.

    .include "../common/names.inc"
    .include "disk.inc"

    .equ ROUNDS,       4500         # of the worker, 4 ticks each
    .equ READ_SIZE,    54
    .equ REFUSED_SIZE, 25
    .equ DONE_SIZE,    13

    .text
# The reader: gets the whole file, and shows the last letter of each sector, and how far the worker has come meanwhile.
    .globl reader
reader:
    li   a0, FILE_SECTOR
    li   a1, FILE_SECTORS
    li   a2, BUFFER
    li   a7, SYS_READ_DISK
    ecall

    li   t0, BUFFER
    la   t1, letters
    li   t2, FILE_SECTORS
1:  lbu  t3, SECTOR_SIZE - 1(t0)
    bnez t3, 2f
    li   t3, '?'                    # nothing there
2:  sb   t3, 0(t1)
    addi t0, t0, SECTOR_SIZE
    addi t1, t1, 1
    addi t2, t2, -1
    bnez t2, 1b

    la   t0, left
    ld   t0, 0(t0)
    li   t1, ROUNDS
    sub  t0, t1, t0
    la   t1, digits_end
    li   t2, 10
1:  remu t3, t0, t2                 # the last digit first
    addi t3, t3, '0'
    addi t1, t1, -1
    sb   t3, 0(t1)
    divu t0, t0, t2
    bnez t0, 1b
    la   a0, read_text
    li   a1, READ_SIZE
    call write

    # an honest reader is content now. one that was bribed has another wish: a sector, to where the kernel's stub is.
    la   t0, bribed
    lbu  t0, 0(t0)
    beqz t0, exit
    li   a0, BURGLAR_SECTOR
    li   a1, 1
    la   a2, trap
    li   a7, SYS_READ_DISK
    ecall
    la   a0, refused_text
    li   a1, REFUSED_SIZE
    call write
    j    exit

# The worker: adds up all numbers from ROUNDS down to 1. It knows nothing about disks.
    .globl worker
worker:
    li   t0, ROUNDS
    li   t1, 0
    la   t2, left
work:
    add  t1, t1, t0
    addi t0, t0, -1
    sd   t0, 0(t2)
    bnez t0, work

    la   a0, done_text
    li   a1, DONE_SIZE
    call write
exit:
    li   a7, SYS_EXIT
    ecall

# write(a0 = address, a1 = how many bytes)
write:
    li   a7, SYS_WRITE
    ecall
    ret

done_text:
    .ascii "worker: done\n"
refused_text:
    .ascii "reader: the disk refused\n"

    .data
    .align 3
left:
    .dword ROUNDS                   # what the worker still has to do
read_text:
    .ascii "reader: "
letters:
    .ascii "........, and the worker has done    0"
digits_end:
    .ascii " rounds\n"
bribed:
    .byte 0

    .bss
    .align 4
reader_stack:
    .space 512
    .globl reader_stack_top
reader_stack_top:
worker_stack:
    .space 512
    .globl worker_stack_top
worker_stack_top:
