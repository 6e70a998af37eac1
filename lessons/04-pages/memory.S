# memory.S: the parts of the page tables that this lesson is not about, and the second copy of the program's data.
#
# The hardware looks up an address in three tables, one after the other. An entry of the first speaks for 1 gigabyte,
# of the second for 2 megabytes, of the third for one page of 4096 bytes. Each process has three tables of its own:
#
#   addresses                        what                                    user may touch it
#   0x0000_0000 to 0x3fff_ffff       devices                                 no
#   0x4000_0000 to 0x401f_ffff       what the third table says: kernel.S     yes
#   0x8000_0000 to 0xbfff_ffff       all of memory, for the kernel           no

    .include "layout.inc"
    .include "process.inc"

    .text
    .globl prepare_memory
prepare_memory:
    mv   t6, ra
    la   a0, root_a
    la   a1, process_a
    call upper_tables
    la   a0, root_b
    la   a1, process_b
    call upper_tables

    # B starts with a fresh copy of the program's data.
    li   t0, VARIABLE_A
    li   t1, VARIABLE_B
    li   t2, VARIABLE_B + DATA_SIZE
1:  ld   t3, 0(t0)
    sd   t3, 0(t1)
    addi t0, t0, 8
    addi t1, t1, 8
    bltu t1, t2, 1b
    jr   t6

# upper_tables: a0 = a process's first table, the other two behind it; a1 = what the kernel knows of the process.
upper_tables:
    # gigabyte 0: devices. gigabyte 2: memory, each byte at its own address. the kernel's, both.
    li   t0, VALID + READ + WRITE + USED
    sd   t0, 0(a0)
    li   t0, (0x80000000 >> 2) + VALID + READ + WRITE + RUN + USED
    sd   t0, 16(a0)

    # gigabyte 1: look into the second table, whose first entry says: look into the third.
    li   t2, 4096
    add  t1, a0, t2
    srli t0, t1, 2
    ori  t0, t0, VALID
    sd   t0, 8(a0)
    add  t2, t1, t2
    srli t0, t2, 2
    ori  t0, t0, VALID
    sd   t0, 0(t1)

    # what satp has to hold while this process runs: where the first table is, and in the highest bits that there
    # are three of them (8 is the name of this scheme, Sv39).
    srli t0, a0, 12
    li   t1, 8 << 60
    or   t0, t0, t1
    sd   t0, TABLE(a1)
    ret

    .bss
    .align 12
root_a:
    .space 4096
middle_a:
    .space 4096
    .globl pages_a
pages_a:
    .space 4096
root_b:
    .space 4096
middle_b:
    .space 4096
    .globl pages_b
pages_b:
    .space 4096
