// Disk kernel: a small kernel under paging, with a user program, a timer, keys and a disk that reads and writes by DMA:
// what a boot exercises, for tests of time.
#pragma once

namespace trapdoor {

// The user program counts, fills its page and asks the kernel for a number. Each timer interrupt has the disk read a
// sector; when it comes, the kernel adds it up, changes it and has it written back. Keys are echoed and remembered.
inline constexpr const char* kDiskKernel = R"(
_start: la t0, trap
        csrw stvec, t0
        li t0, 0x1f
        csrw pmpcfg0, t0
        li t0, -1
        csrw pmpaddr0, t0
        li t0, 0x100            # system calls of the program
        csrw medeleg, t0
        li t0, 0x222
        csrw mideleg, t0
        li t0, 1
        slli t0, t0, 63
        csrw menvcfg, t0        # stimecmp
        li t0, -1
        csrw mcounteren, t0
        la t0, root
        li t1, 0xc7             # devices: a gigapage of reads and writes
        sd t1, 0(t0)
        li t1, 0x200000df       # the program's view of RAM
        sd t1, 8(t0)
        li t1, 0x200000cf       # the kernel's
        sd t1, 16(t0)
        srli t0, t0, 12
        li t1, 8
        slli t1, t1, 60
        or t0, t0, t1
        csrw satp, t0
        li t1, 0x0c000028       # sources 10 and 12: priority 1
        li t0, 1
        sw t0, 0(t1)
        sw t0, 8(t1)
        li t1, PLIC_ENABLE
        li t0, 0x1400
        sw t0, 0(t1)
        li t1, UART0_BASE
        li t0, 1
        sb t0, 1(t1)
        li t1, DISK_HIGH
        li t0, -1
        sd t0, 0(t1)
        li t1, DISK_INTERRUPT
        li t0, 1
        sw t0, 0(t1)
        li t0, 0x222
        csrw mie, t0
        csrw stimecmp, zero
        la t0, frame
        csrw sscratch, t0
        li t0, 0x800
        csrw mstatus, t0
        la t0, kernel
        csrw mepc, t0
        mret
kernel: li t0, 0x20
        csrs sstatus, t0
        li t0, 0x100
        csrc sstatus, t0
        la t0, user
        li t1, 0x40000000
        sub t0, t0, t1
        csrw sepc, t0
        li sp, 0x40040000
        sret

trap:   csrrw t6, sscratch, t6
        sd t0, 0(t6)
        sd t1, 8(t6)
        sd t2, 16(t6)
        sd t3, 24(t6)
        sd t4, 32(t6)
        csrr t0, scause
        bgez t0, call
        andi t0, t0, 15
        li t1, 5
        beq t0, t1, timer
        li t1, PLIC_CLAIM
        lw t4, 0(t1)
        li t2, 12
        beq t4, t2, disk
uart:   li t1, UART0_BASE
1:      lbu t2, 5(t1)
        andi t2, t2, 1
        beqz t2, done
        lbu t2, 0(t1)
        sb t2, 0(t1)
        la t3, keys
        ld t0, 0(t3)
        addi t0, t0, 1
        sd t0, 0(t3)
        andi t0, t0, 255
        add t0, t0, t3
        sb t2, 8(t0)
        j 1b
disk:   li t1, DISK_INTERRUPT
        li t2, 3
        sw t2, 0(t1)
        la t3, state
        ld t0, 0(t3)
        bnez t0, written
        la t1, buffer           # add up, change, write back
        addi t2, t1, 512
1:      ld t0, 0(t1)
        ld t3, sum
        add t3, t3, t0
        sd t3, sum, t0
        sd t3, 0(t1)
        addi t1, t1, 8
        bne t1, t2, 1b
        li t0, 1
        sd t0, state, t1
        li t0, 4
        j start
written: sd zero, 0(t3)
        j done
timer:  rdtime t0
        addi t0, t0, 700
        csrw stimecmp, t0
        li t4, 0
        ld t0, state
        bnez t0, leave
        ld t0, sector
        addi t0, t0, 1
        andi t0, t0, 7
        sd t0, sector, t1
        li t0, 3
start:  li t1, DISK_SECTOR
        ld t2, sector
        sw t2, 0(t1)
        li t1, DISK_COUNT
        li t2, 1
        sw t2, 0(t1)
        li t1, DISK_ADDRESS
        la t2, buffer
        sd t2, 0(t1)
        li t1, DISK_COMMAND
        sw t0, 0(t1)
done:   beqz t4, leave
        li t1, PLIC_CLAIM
        sw t4, 0(t1)
        j leave
call:   csrr t0, sepc
        addi t0, t0, 4
        csrw sepc, t0
        ld a0, sum
leave:  ld t0, 0(t6)
        ld t1, 8(t6)
        ld t2, 16(t6)
        ld t3, 24(t6)
        ld t4, 32(t6)
        csrrw t6, sscratch, t6
        sret

        .balign 4096
user:   li s1, 0x40050000
1:      addi s0, s0, 1
        slli t0, s0, 3
        li t1, 0xfff8
        and t0, t0, t1
        add t0, t0, s1
        sd s0, 0(t0)
        andi t1, s0, 63
        bnez t1, 1b
        ecall
        add s2, s2, a0
        j 1b
        .data
        .balign 4096
root:   .zero 4096
buffer: .zero 512
frame:  .zero 64
keys:   .zero 264
sum:    .dword 0
state:  .dword 0
sector: .dword 0
)";

}  // namespace trapdoor
