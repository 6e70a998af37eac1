        .text
        .globl install, ecall, illegal, breakpoint, load_from, store_to
install:
        la t0, handler
        csrw mtvec, t0
        ret
ecall:  mv a7, a2
        ecall
        ret
illegal:
        .word 0xffffffff
        ret
breakpoint:
        .option push
        .option norvc
        ebreak
        .option pop
        ret
load_from:
        .option push
        .option norvc
        ld a0, 0(a0)
        .option pop
        ret
store_to:
        .option push
        .option norvc
        sd a1, 0(a0)
        .option pop
        ret

        .balign 4
handler:
        addi sp, sp, -288
        sd x1, 8(sp)
        sd x3, 24(sp)
        sd x4, 32(sp)
        sd x5, 40(sp)
        sd x6, 48(sp)
        sd x7, 56(sp)
        sd x8, 64(sp)
        sd x9, 72(sp)
        sd x10, 80(sp)
        sd x11, 88(sp)
        sd x12, 96(sp)
        sd x13, 104(sp)
        sd x14, 112(sp)
        sd x15, 120(sp)
        sd x16, 128(sp)
        sd x17, 136(sp)
        sd x28, 224(sp)
        sd x29, 232(sp)
        sd x30, 240(sp)
        sd x31, 248(sp)
        csrr t0, mepc
        sd t0, 256(sp)
        csrr t0, mcause
        sd t0, 264(sp)
        csrr t0, mtval
        sd t0, 272(sp)
        mv a0, sp
        call trap
        ld t0, 256(sp)
        csrw mepc, t0
        ld x1, 8(sp)
        ld x3, 24(sp)
        ld x4, 32(sp)
        ld x5, 40(sp)
        ld x6, 48(sp)
        ld x7, 56(sp)
        ld x8, 64(sp)
        ld x9, 72(sp)
        ld x10, 80(sp)
        ld x11, 88(sp)
        ld x12, 96(sp)
        ld x13, 104(sp)
        ld x14, 112(sp)
        ld x15, 120(sp)
        ld x16, 128(sp)
        ld x17, 136(sp)
        ld x28, 224(sp)
        ld x29, 232(sp)
        ld x30, 240(sp)
        ld x31, 248(sp)
        addi sp, sp, 288
        mret
