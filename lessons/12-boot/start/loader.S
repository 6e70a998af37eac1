# loader.S: sector 0 of the disk, no more than 512 bytes. It knows where the kernel lies on the disk.

    .include "layout.inc"

    .text
loader:
    li   t0, DISK_SECTOR

    # -------- step 2: let the disk put the kernel into memory at KERNEL -----



    # ------------------------------------------------------------------------

    # the kernel is there, or should be: go to its first instruction. same mode, so a jump is enough.
    fence.i
    li   t0, KERNEL
    jr   t0
