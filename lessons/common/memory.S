# memory.S: who may touch which memory. Builds the kernel's page table and switches translation on.
#
#   addresses                        what                             user may touch it
#   0x0000_0000 to 0x3fff_ffff       devices                          no
#   0x4000_0000 to 0x401f_ffff       user programs, their stacks      yes
#   0x8000_0000 to 0xbfff_ffff       the kernel, its data             no

    .equ VALID, 1
    .equ READ,  2
    .equ WRITE, 4
    .equ RUN,   8
    .equ USER,  16
    .equ USED,  0xc0            # accessed and dirty: set beforehand, so that the hardware has nothing to note

    .text
    .globl protect_memory
protect_memory:
    la   t0, root
    # an entry holds a physical address shifted right by 2, and the rights in its low bits.
    # each entry of the root table speaks for one gigabyte. gigabyte 0: devices.
    li   t1, VALID + READ + WRITE + USED
    sd   t1, 0(t0)

    # gigabyte 1: look into a second table ...
    la   t2, user_table
    srli t1, t2, 2
    ori  t1, t1, VALID
    sd   t1, 8(t0)
    # ... whose first entry speaks for the 2 megabytes of user programs.
    li   t1, (0x80200000 >> 2) + VALID + READ + WRITE + RUN + USER + USED
    sd   t1, 0(t2)

    # gigabyte 2: the kernel's memory.
    li   t1, (0x80000000 >> 2) + VALID + READ + WRITE + RUN + USED
    sd   t1, 16(t0)

    # satp: translate from now on, by this table. 8 << 60 is the name of the three-level scheme, Sv39.
    srli t0, t0, 12
    li   t1, 8 << 60
    or   t0, t0, t1
    csrw satp, t0
    sfence.vma
    ret

    .bss
    .align 12
root:
    .space 4096
user_table:
    .space 4096
