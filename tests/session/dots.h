// Dots: a guest with user mode, a timer, memory that changes and keys that matter, for tests of sessions.
#pragma once
#include <gtest/gtest.h>

#include "engine/boards/boards.h"
#include "engine/program/assembler.h"

namespace trapdoor {

// Counts in user mode; each timer interrupt prints a dot; keys are echoed at the next one.
inline constexpr const char* kDots = R"(
_start: la t0, handler
        csrw mtvec, t0
        li t0, 0x1f
        csrw pmpcfg0, t0
        li t0, -1
        csrw pmpaddr0, t0
        call alarm
        li t0, 0x80
        csrw mie, t0
        la t0, loop
        csrw mepc, t0
        csrw mstatus, zero
        la s1, counter
        mret
loop:   addi s0, s0, 1
        sd s0, 0(s1)            # s1: the handler keeps only what it does not use
        j loop
alarm:  li t0, TIMER_NOW
        ld t1, 0(t0)
        addi t1, t1, 500
        li t0, TIMER_COMPARE
        sd t1, 0(t0)
        ret
handler:
        li t2, UART0_BASE
        lbu t3, 5(t2)
        andi t3, t3, 1
        li t1, '.'
        beqz t3, 1f
        lbu t1, 0(t2)
1:      sb t1, 0(t2)
        li t3, 'q'
        beq t1, t3, off
        call alarm
        mret
off:    li t0, POWER_BASE
        li t1, 0x5555
        sw t1, 0(t0)
hang:   j hang
.data
counter: .dword 0
)";

inline Program assembled(const char* text) {
  const Board& board = *find_board("riscv-virt");
  AssemblerOptions options;
  for (const Symbol& symbol : device_symbols(board))
    options.symbols.emplace_back(symbol.name, symbol.address);
  Source source{"dots.S", text};
  Assembled result = assemble(*board.isa, {&source, 1}, options);
  EXPECT_TRUE(result.ok()) << to_text(result.diagnostics.front());
  return result.program;
}

}  // namespace trapdoor
