# kernel.S: one program in memory, two processes that run it.

    .include "../common/names.inc"
    .include "layout.inc"
    .include "process.inc"

    .text
    .globl kernel
kernel:
    la   sp, kernel_stack_top
    call prepare_memory             # memory.S: all tables but the last ones

    # process A's last table has one entry of 8 bytes for each page: where it is in physical memory (the address is
    # shifted right by 2), and in the low bits who may do what with it.
    la   t0, pages_a

    # -------- step 5: page 0, 0x4000_0000: the code. Who may write it? ------
    li   t1, (CODE >> 2) + VALID + READ + RUN + USER + USED
    sd   t1, 8 * 0(t0)
    # ------------------------------------------------------------------------

    # -------- step 2: page 1, 0x4000_1000: the static variable --------------
    li   t1, (VARIABLE_A >> 2) + VALID + READ + WRITE + USER + USED
    sd   t1, 8 * 1(t0)
    # ------------------------------------------------------------------------

    # page 15, 0x4000_f000: the stack.
    li   t1, (STACK_A >> 2) + VALID + READ + WRITE + USER + USED
    sd   t1, 8 * 15(t0)

    # process B's last table. Page 0 is A's entry once more: one copy of the code is enough for both.
    la   t2, pages_b
    ld   t1, 8 * 0(t0)
    sd   t1, 8 * 0(t2)

    # -------- step 4: page 1, for B -----------------------------------------
    li   t1, (VARIABLE_B >> 2) + VALID + READ + WRITE + USER + USED
    sd   t1, 8 * 1(t2)
    # ------------------------------------------------------------------------

    # page 15: B has a stack of its own.
    li   t1, (STACK_B >> 2) + VALID + READ + WRITE + USER + USED
    sd   t1, 8 * 15(t2)

    # translate addresses from now on, by A's tables. A runs first.
    la   s1, process_a
    ld   t0, TABLE(s1)
    csrw satp, t0
    sfence.vma

# run: a process goes on where it was. s1 is the kernel's record of it. Does not return.
    .globl run
run:
    # -------- step 3: translate by this process's own tables ----------------
    ld   t0, TABLE(s1)
    csrw satp, t0
    sfence.vma
    # ------------------------------------------------------------------------

    j    load_registers             # process.S: and leave the kernel
