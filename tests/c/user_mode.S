        .text
        .globl enter_user, syscall3
enter_user:
        li t0, -1
        csrw pmpaddr0, t0
        li t0, 0x1f
        csrw pmpcfg0, t0
        la t0, handler
        csrw mtvec, t0
        csrw mscratch, sp
        csrw mepc, a0
        li t0, 0x1800
        csrc mstatus, t0
        mv sp, a1
        mret
syscall3:
        ecall
        ret

        .balign 4
handler:
        csrrw sp, mscratch, sp
        addi sp, sp, -144
        sd ra, 0(sp)
        sd a0, 8(sp)
        sd a1, 16(sp)
        sd a2, 24(sp)
        sd a3, 32(sp)
        sd a4, 40(sp)
        sd a5, 48(sp)
        sd a6, 56(sp)
        sd a7, 64(sp)
        sd t0, 72(sp)
        sd t1, 80(sp)
        sd t2, 88(sp)
        sd t3, 96(sp)
        sd t4, 104(sp)
        sd t5, 112(sp)
        sd t6, 120(sp)
        csrr t0, mepc
        sd t0, 128(sp)
        mv a0, sp
        csrr a1, mcause
        call on_trap
        ld t0, 128(sp)
        csrw mepc, t0
        ld ra, 0(sp)
        ld a0, 8(sp)
        ld a1, 16(sp)
        ld a2, 24(sp)
        ld a3, 32(sp)
        ld a4, 40(sp)
        ld a5, 48(sp)
        ld a6, 56(sp)
        ld a7, 64(sp)
        ld t0, 72(sp)
        ld t1, 80(sp)
        ld t2, 88(sp)
        ld t3, 96(sp)
        ld t4, 104(sp)
        ld t5, 112(sp)
        ld t6, 120(sp)
        addi sp, sp, 144
        csrrw sp, mscratch, sp
        mret
