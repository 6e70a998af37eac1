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



    # ------------------------------------------------------------------------

    # those bytes are instructions: let the CPU forget what it may have fetched from there before.
    fence.i

    # go there, one mode down: hand_over starts what is called kernel, and for the firmware that is the loader.
    .globl kernel
    .equ kernel, LOADER
    j    hand_over
