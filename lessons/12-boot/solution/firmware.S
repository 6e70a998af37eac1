# firmware.S: what the CPU runs when the power comes on. On a PC this is the BIOS, in a chip on the board.
# It knows one thing about the disk: sector 0 holds a program.

    .include "layout.inc"

    .text
power_on:
    # tell the disk what to do: read one sector, number 0.
    li   t0, DISK_SECTOR
    sw   zero, SECTOR(t0)
    li   t1, 1
    sw   t1, COUNT(t0)
    li   t1, READ
    sw   t1, COMMAND(t0)

    # -------- step 1: wait for the disk, then copy the sector to LOADER -----
1:  lw   t1, STATUS(t0)
    andi t1, t1, DATA_READY
    beqz t1, 1b

    li   t1, LOADER
    li   t2, SECTOR_SIZE / 8        # 8 bytes at a time
2:  ld   t3, DATA(t0)
    sd   t3, 0(t1)
    addi t1, t1, 8
    addi t2, t2, -1
    bnez t2, 2b
    # ------------------------------------------------------------------------

    # those bytes are instructions: let the CPU forget what it may have fetched from there before.
    fence.i

    # go there, one mode down: hand_over starts what is called kernel, and for the firmware that is the loader.
    .globl kernel
    .equ kernel, LOADER
    j    hand_over
