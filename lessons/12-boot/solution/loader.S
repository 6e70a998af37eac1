# loader.S: sector 0 of the disk, no more than 512 bytes. It knows where the kernel lies on the disk.

    .include "layout.inc"

    .text
loader:
    li   t0, DISK_SECTOR

    # -------- step 2: let the disk put the kernel into memory at KERNEL -----
    li   t1, KERNEL_SECTOR
    sw   t1, SECTOR(t0)
    li   t1, KERNEL_SECTORS
    sw   t1, COUNT(t0)
    li   t1, KERNEL
    sd   t1, ADDRESS(t0)
    li   t1, READ_DMA
    sw   t1, COMMAND(t0)
1:  lw   t1, STATUS(t0)
    andi t1, t1, BUSY
    bnez t1, 1b
    # ------------------------------------------------------------------------

    # the kernel is there, or should be: go to its first instruction. same mode, so a jump is enough.
    fence.i
    li   t0, KERNEL
    jr   t0
