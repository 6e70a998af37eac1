# console.S: what every kernel needs to speak: print, and the power switch.

    .include "../common/names.inc"

    .text
# print_bytes: a0 = address, a1 = how many. Changes t0 to t2, a0 and a1 only.
    .globl print_bytes
print_bytes:
    li   t0, UART_DATA
1:  beqz a1, 2f
    lbu  t1, 0(a0)
wait_until_ready:
    lbu  t2, UART_LINE_STATUS - UART_DATA(t0)
    andi t2, t2, 0x20           # the serial port can take a byte
    beqz t2, wait_until_ready
    sb   t1, 0(t0)
    addi a0, a0, 1
    addi a1, a1, -1
    j    1b
2:  ret

# print: a0 = address of a text that ends with a zero byte.
    .globl print
print:
    mv   a1, a0
1:  lbu  t0, 0(a1)
    beqz t0, 2f
    addi a1, a1, 1
    j    1b
2:  sub  a1, a1, a0
    j    print_bytes

# switch_off: a0 = exit code, 0 when all is well. Does not return.
    .globl switch_off
switch_off:
    li   t0, POWER
    li   t1, SWITCH_OFF
    beqz a0, 1f
    slli t1, a0, 16
    li   t2, SWITCH_FAIL
    or   t1, t1, t2
1:  sw   t1, 0(t0)
    j    1b
