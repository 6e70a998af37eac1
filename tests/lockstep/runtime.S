# The guest's side of the lockstep test: runs the cases one after the other, records every trap, goes on after it, and
# leaves registers and control registers in each case's arena. Both machines run these same bytes; RAM is compared.
#
# A trap handler goes on: after an interrupt where it came (its enable bit cleared), after a failed fetch or a misaligned
# jump at x1, after `ecall` with ESCAPE_MAGIC in machine mode, else at the next instruction.
#include "layout.h"

.option norelax
.option norvc
.globl _start
_start:
        la      x5, m_vectors
        csrw    mtvec, x5
        li      x5, STATE_BASE
        csrw    mscratch, x5
        li      x6, 1
        sd      x6, STATE_DUMPING(x5)
        li      x6, 0x2004000           # mtimecmp: no timer interrupt ever
        li      x7, -1
        sd      x7, 0(x6)
        li      x6, CASE_FIRST
        ld      x6, 0(x6)
        sd      x6, STATE_INDEX(x5)

next_case:                              # x5: state block; machine mode
        li      x6, 1
        sd      x6, STATE_DUMPING(x5)
        csrw    mie, zero
        csrw    mip, zero
        csrw    medeleg, zero
        csrw    mideleg, zero
        csrw    satp, zero
        sfence.vma
        li      x6, -1
        csrc    mstatus, x6
        li      x6, 0x6000
        csrs    mstatus, x6             # FS: dirty, where it exists
        la      x6, m_vectors
        csrw    mtvec, x6
        la      x6, s_vectors
        csrw    stvec, x6
        sd      x5, STATE_SSCRATCH(x5)
        csrw    sscratch, x5
        csrw    mcounteren, zero
        csrw    scounteren, zero
        csrw    mepc, zero
        csrw    mcause, zero
        csrw    mtval, zero
        csrw    sepc, zero
        csrw    scause, zero
        csrw    stval, zero
        li      x6, -1
        csrw    0x14d, x6               # stimecmp
        csrw    0x30a, zero             # menvcfg
        csrw    0x10a, zero             # senvcfg
        csrw    0x320, zero             # mcountinhibit
        csrw    fcsr, zero
        li      x6, -1
        srli    x6, x6, 10
        csrw    pmpaddr0, x6
        li      x6, 0x1f
        csrw    pmpcfg0, x6             # everything is allowed to everybody
        csrw    0x3a2, zero

        ld      x6, STATE_INDEX(x5)
        li      x7, CASE_COUNT
        ld      x7, 0(x7)
        bgeu    x6, x7, power_off
        addi    x7, x6, 1
        sd      x7, STATE_INDEX(x5)
        li      x7, ARENA_SIZE
        mul     x6, x6, x7
        li      x7, ARENA_BASE
        add     x6, x6, x7              # x6: arena
        sd      x6, STATE_ARENA(x5)
        li      x7, ARENA_CODE
        add     x7, x6, x7
        sd      x7, STATE_CODE(x5)
        csrw    mepc, x7
        ld      x7, ARENA_REPEATS(x6)
        sd      x7, STATE_REPEATS(x5)
        li      x7, ARENA_LOG
        add     x7, x6, x7
        sd      x7, STATE_LOG(x5)
        li      x7, ARENA_LOG_END
        add     x7, x6, x7
        sd      x7, STATE_LOG_END(x5)
        sd      zero, STATE_ESCAPING(x5)
        li      x7, ARENA_FLOATS
        add     x7, x6, x7
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        fld     f\n, 8*\n(x7)           # skipped where there are none
        .endr
        sd      zero, STATE_DUMPING(x5)
        addi    x31, x6, ARENA_REGISTERS
        ld      x1, 8(x31)
        ld      x2, 16(x31)
        ld      x3, 24(x31)
        ld      x4, 32(x31)
        ld      x5, 40(x31)
        ld      x6, 48(x31)
        ld      x7, 56(x31)
        ld      x8, 64(x31)
        ld      x9, 72(x31)
        ld      x10, 80(x31)
        ld      x11, 88(x31)
        ld      x12, 96(x31)
        ld      x13, 104(x31)
        ld      x14, 112(x31)
        ld      x15, 120(x31)
        ld      x16, 128(x31)
        ld      x17, 136(x31)
        ld      x18, 144(x31)
        ld      x19, 152(x31)
        ld      x20, 160(x31)
        ld      x21, 168(x31)
        ld      x22, 176(x31)
        ld      x23, 184(x31)
        ld      x24, 192(x31)
        ld      x25, 200(x31)
        ld      x26, 208(x31)
        ld      x27, 216(x31)
        ld      x28, 224(x31)
        ld      x29, 232(x31)
        ld      x30, 240(x31)
        ld      x31, 248(x31)
        j       enter_code

# A case's code ends with a jump here, in machine mode: the address is RUNTIME_BASE + 0x1000.
        .org    0x1000
case_end:
        csrrw   x5, mscratch, x5
        sd      x6, STATE_SAVE_M+8(x5)
        ld      x6, STATE_REPEATS(x5)
        addi    x6, x6, -1
        sd      x6, STATE_REPEATS(x5)
        blez    x6, dump
        ld      x6, STATE_CODE(x5)
        csrw    mepc, x6
        ld      x6, STATE_SAVE_M+8(x5)
        csrrw   x5, mscratch, x5
enter_code:                             # in machine mode, every register kept
        csrrw   x5, mscratch, x5
        sd      x6, STATE_SAVE_M+8(x5)
        li      x6, 0x1800
        csrs    mstatus, x6
        ld      x6, STATE_SAVE_M+8(x5)
        csrrw   x5, mscratch, x5
        mret

dump:
        sd      x7, STATE_SAVE_M+16(x5)
        li      x6, 1
        sd      x6, STATE_DUMPING(x5)
        ld      x6, STATE_ARENA(x5)
        addi    x6, x6, ARENA_RESULT_X
        sd      x1, 8(x6)
        sd      x2, 16(x6)
        sd      x3, 24(x6)
        sd      x4, 32(x6)
        csrrw   x7, mscratch, x5
        sd      x7, 40(x6)
        ld      x7, STATE_SAVE_M+8(x5)
        sd      x7, 48(x6)
        ld      x7, STATE_SAVE_M+16(x5)
        sd      x7, 56(x6)
        sd      x8, 64(x6)
        sd      x9, 72(x6)
        sd      x10, 80(x6)
        sd      x11, 88(x6)
        sd      x12, 96(x6)
        sd      x13, 104(x6)
        sd      x14, 112(x6)
        sd      x15, 120(x6)
        sd      x16, 128(x6)
        sd      x17, 136(x6)
        sd      x18, 144(x6)
        sd      x19, 152(x6)
        sd      x20, 160(x6)
        sd      x21, 168(x6)
        sd      x22, 176(x6)
        sd      x23, 184(x6)
        sd      x24, 192(x6)
        sd      x25, 200(x6)
        sd      x26, 208(x6)
        sd      x27, 216(x6)
        sd      x28, 224(x6)
        sd      x29, 232(x6)
        sd      x30, 240(x6)
        sd      x31, 248(x6)
        ld      x6, STATE_ARENA(x5)
        addi    x6, x6, ARENA_RESULT_CSR
        li      x8, ARENA_RESULT_CSR - ARENA_RESULT_F
        sub     x8, x6, x8
#define CSR(name, number) li x7, -0x222 ; csrr x7, number ; sd x7, 0(x6) ; addi x6, x6, 8
#include "csrs.inc"
        li      x7, 0x6000              # the program may have switched them off
        csrs    mstatus, x7
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        fsd     f\n, 8*\n(x8)
        .endr
        j       next_case

power_off:
        li      x6, 0x100000
        li      x7, 0x5555
        sw      x7, 0(x6)
        j       .

# x8, a user's or the kernel's address in the case's code or here, becomes the kernel's address of the same place.
.macro  to_kernel_address scratch
        li      \scratch, RUNTIME_BASE
        bgeu    x8, \scratch, 8f
        slli    x8, x8, 47
        srli    x8, x8, 47
        ld      \scratch, STATE_CODE(x5)
        add     x8, x8, \scratch
8:
.endm

# Where the instruction at x8 is an atomic (not lr) and the cause in x6 that of a load, it becomes that of a store.
.macro  mend_atomic cause
        sd      x9, STATE_SAVE_MEND(x5)
        addi    x9, x6, -4
        beqz    x9, 7f
        addi    x9, x9, -1
        beqz    x9, 7f
        addi    x9, x6, -13
        bnez    x9, 6f
7:      to_kernel_address x9
        lhu     x9, 0(x8)
        lhu     x8, 2(x8)
        andi    x9, x9, 0x7f
        addi    x9, x9, -0x2f
        bnez    x9, 6f
        srli    x8, x8, 11
        addi    x8, x8, -2              # lr
        beqz    x8, 6f
        addi    x6, x6, 2
        csrw    \cause, x6
6:      ld      x9, STATE_SAVE_MEND(x5)
.endm

# Appends a record; on return x6 is the cause, x7 and x8 are free, and x6 = 0x7ff.. when the log is full.
.macro record slot_register, cause, epc, tval, status, pending
        ld      x7, STATE_LOG(x5)
        sd      \slot_register, 0(x7)
        csrr    x6, \epc
        sd      x6, 16(x7)
        csrr    x6, \tval
        sd      x6, 24(x7)
        csrr    x6, \status
        sd      x6, 32(x7)
        csrr    x6, \pending
        sd      x6, 40(x7)
        csrr    x6, \cause
        ld      x8, STATE_MEND_ATOMICS(x5)
        beqz    x8, 9f
        csrr    x8, \epc
        mend_atomic \cause
9:      sd      x6, 8(x7)
        sd      x1, 48(x7)
        addi    x7, x7, RECORD_SIZE
        sd      x7, STATE_LOG(x5)
        ld      x8, STATE_LOG_END(x5)
.endm

# x6, a user's or the kernel's address of an instruction, becomes that of the next one.
        .macro  behind
        mv      x8, x6
        to_kernel_address x7
        lhu     x7, 0(x8)
        andi    x7, x7, 3
        addi    x7, x7, -3
        addi    x6, x6, 4
        beqz    x7, 1f
        addi    x6, x6, -2
1:
        .endm

        .macro  m_slot number
m_slot_\number:
        csrrw   x5, mscratch, x5
        sd      x6, STATE_SAVE_M+8(x5)
        li      x6, 0x300 + \number
        j       m_trap
        .endm
        .macro  s_slot number
s_slot_\number:
        csrrw   x5, sscratch, x5
        sd      x6, STATE_SAVE_S+8(x5)
        li      x6, 0x100 + \number
        j       s_trap
        .endm
        .balign 256
m_vectors:
        .irp    number, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
        j       m_slot_\number
        .endr
        .irp    number, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
        m_slot  \number
        .endr
        .balign 256
s_vectors:
        .irp    number, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
        j       s_slot_\number
        .endr
        .irp    number, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
        s_slot  \number
        .endr

m_trap:
        sd      x7, STATE_SAVE_M+16(x5)
        ld      x7, STATE_DUMPING(x5)
        bnez    x7, m_skip
        sd      x8, STATE_SAVE_M+24(x5)
        record  x6, mcause, mepc, mtval, mstatus, mip
        bgeu    x7, x8, m_log_full
        bltz    x6, m_interrupt
        ld      x7, STATE_ESCAPING(x5)
        bnez    x7, m_escaping
        beqz    x6, m_to_x1
        addi    x7, x6, -1
        beqz    x7, m_to_x1
        addi    x7, x6, -12
        beqz    x7, m_to_x1
        addi    x7, x6, -2
        beqz    x7, m_illegal
        li      x7, ESCAPE_MAGIC
        bne     x17, x7, m_next
        andi    x7, x6, -4              # causes 8 to 11
        addi    x7, x7, -8
        bnez    x7, m_next
        csrr    x6, mepc
        addi    x6, x6, 4
        j       m_escape
m_escaping:
        ld      x6, STATE_ESCAPE_PC(x5)
        sd      zero, STATE_ESCAPING(x5)
m_escape:                               # go on at x6 in machine mode
        li      x7, RUNTIME_BASE
        bgeu    x6, x7, 1f
        slli    x6, x6, 47              # the user's virtual address of the code: keep the offset
        srli    x6, x6, 47
        ld      x7, STATE_CODE(x5)
        add     x6, x6, x7
1:      csrw    mepc, x6
        li      x7, 0x1800
        csrs    mstatus, x7
        j       m_return
m_illegal:                              # sret under TSR: allowed the second time
        csrr    x7, mtval
        li      x8, 0x10200073
        bne     x7, x8, m_next
        li      x7, 0x400000
        csrrc   x8, mstatus, x7
        and     x8, x8, x7
        bnez    x8, m_return
m_next:
        csrr    x6, mepc
        behind
        csrw    mepc, x6
        j       m_return
m_to_x1:
        csrw    mepc, x1
        j       m_return
m_interrupt:
        li      x7, 1
        sll     x7, x7, x6
        csrc    mie, x7
m_return:
        ld      x8, STATE_SAVE_M+24(x5)
        ld      x7, STATE_SAVE_M+16(x5)
        ld      x6, STATE_SAVE_M+8(x5)
        csrrw   x5, mscratch, x5
        mret
m_skip:
        csrr    x7, mepc
        addi    x7, x7, 4
        csrw    mepc, x7
        ld      x7, STATE_SAVE_M+16(x5)
        ld      x6, STATE_SAVE_M+8(x5)
        csrrw   x5, mscratch, x5
        mret
m_log_full:
        la      x6, case_end
        sd      zero, STATE_REPEATS(x5)
        sd      zero, STATE_ESCAPING(x5)
        j       m_escape

s_trap:
        sd      x7, STATE_SAVE_S+16(x5)
        sd      x8, STATE_SAVE_S+24(x5)
        record  x6, scause, sepc, stval, sstatus, sip
        bgeu    x7, x8, s_log_full
        bltz    x6, s_interrupt
        ld      x7, STATE_ESCAPING(x5)
        bnez    x7, s_next
        beqz    x6, s_to_x1
        addi    x7, x6, -1
        beqz    x7, s_to_x1
        addi    x7, x6, -12
        beqz    x7, s_to_x1
        li      x7, ESCAPE_MAGIC
        bne     x17, x7, s_next
        andi    x7, x6, -4
        addi    x7, x7, -8
        bnez    x7, s_next
        csrr    x6, sepc
        addi    x6, x6, 4
s_escape:                               # ask the machine handler: one of the three is not delegated
        sd      x6, STATE_ESCAPE_PC(x5)
        li      x6, 1
        sd      x6, STATE_ESCAPING(x5)
        ld      x8, STATE_SAVE_S+24(x5)
        ld      x7, STATE_SAVE_S+16(x5)
        ld      x6, STATE_SAVE_S+8(x5)
        csrrw   x5, sscratch, x5
        ecall
        .word   0
        ebreak
        j       .
s_next:
        csrr    x6, sepc
        behind
        csrw    sepc, x6
        j       s_return
s_to_x1:
        csrw    sepc, x1
        j       s_return
s_interrupt:
        li      x7, 1
        sll     x7, x7, x6
        csrc    sie, x7
s_return:
        ld      x8, STATE_SAVE_S+24(x5)
        ld      x7, STATE_SAVE_S+16(x5)
        ld      x6, STATE_SAVE_S+8(x5)
        csrrw   x5, sscratch, x5
        sret
s_log_full:
        la      x6, case_end
        sd      zero, STATE_REPEATS(x5)
        j       s_escape
