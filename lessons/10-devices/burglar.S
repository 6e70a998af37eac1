# burglar.S: sector 16 of the disk. Instructions that nobody should ever run.

    .include "../common/names.inc"

    .text
burglar:
    la   t0, burglar_text
    li   t1, UART_DATA
1:  lbu  t2, 0(t0)
    beqz t2, 2f
    sb   t2, 0(t1)
    addi t0, t0, 1
    j    1b
2:  li   t0, POWER
    li   t1, SWITCH_FAIL + (66 << 16)
    sw   t1, 0(t0)
    j    2b

burglar_text:
    .asciz "burglar: now I am the kernel\n"
