# virtual.S: the guest's virtual control words, and what an instruction wants with them.

    .equ SRET, 0x10200073           # the bits of the instruction sret

    .data
    .align 3
# For each control register that the guest may believe in, a word in the host's memory.
    .globl guest_stvec
guest_stvec:
    .dword 0
    .globl guest_sepc
guest_sepc:
    .dword 0
    .globl guest_scause
guest_scause:
    .dword 0
    .globl guest_stval
guest_stval:
    .dword 0
    .globl guest_sstatus
guest_sstatus:
    .dword 0
    .globl guest_sscratch
guest_sscratch:
    .dword 0
    .globl guest_sie
guest_sie:
    .dword 0
    .globl guest_stimecmp
guest_stimecmp:
    .dword -1                       # never
# The guest's mode: 0 user, 1 kernel. It starts in its kernel.
    .globl guest_mode
guest_mode:
    .dword 1

# The numbers by which instructions name control registers, and which word of ours is meant.
words:
    .dword 0x105, guest_stvec
    .dword 0x141, guest_sepc
    .dword 0x142, guest_scause
    .dword 0x143, guest_stval
    .dword 0x100, guest_sstatus
    .dword 0x140, guest_sscratch
    .dword 0x104, guest_sie
    .dword 0x14d, guest_stimecmp
    .dword -1

# The old value goes here if the instruction does not want it.
nowhere:
    .dword 0

    .text
# decode: a0 = the bits of an instruction that trapped, s0 = the address of the guest's frame. Answers in a0:
#   1   it reads and writes a control register. a1: the value it writes. a2: the address of the guest's virtual word.
#       a3: the place in the frame of the register that gets the old value
#   2   sret
#   0   something else
# Changes t0 to t3 and a0 to a3 only.
    .globl decode
decode:
    li   t0, SRET
    beq  a0, t0, decoded_sret

    # bits 0 to 6: the family of all privileged instructions. bits 12 to 14: which of the family.
    andi t0, a0, 0x7f
    li   t1, 0x73
    bne  t0, t1, decoded_other
    srli t0, a0, 12
    andi t0, t0, 7
    beqz t0, decoded_other

    # bits 20 to 31: which control register. look it up.
    srli t1, a0, 20
    la   t2, words
1:  ld   t3, 0(t2)
    bltz t3, decoded_other
    addi t2, t2, 16
    bne  t3, t1, 1b
    ld   a2, -8(t2)

    # bits 7 to 11: which register gets the old value. x0 is none; in the frame, the pc has its place.
    la   a3, nowhere
    srli t1, a0, 7
    andi t1, t1, 31
    beqz t1, 2f
    slli t1, t1, 3
    add  a3, s0, t1
2:
    # bits 15 to 19: which register the value comes from; or, in every second half of the family, the value itself.
    srli a1, a0, 15
    andi a1, a1, 31
    andi t1, t0, 4
    bnez t1, 3f
    beqz a1, 3f
    slli a1, a1, 3
    add  a1, s0, a1
    ld   a1, 0(a1)
3:
    # 1: csrw writes the value. 2: csrs sets its bits in the old one. 3: csrc clears them.
    li   a0, 1
    ld   t2, 0(a2)
    andi t0, t0, 3
    li   t1, 2
    bltu t0, t1, 5f
    beq  t0, t1, 4f
    not  a1, a1
    and  a1, a1, t2
    ret
4:  or   a1, a1, t2
5:  ret

decoded_sret:
    li   a0, 2
    ret
decoded_other:
    li   a0, 0
    ret
